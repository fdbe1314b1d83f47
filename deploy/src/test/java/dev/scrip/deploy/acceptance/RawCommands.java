package dev.scrip.deploy.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.Charge;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.RegistryClient;
import dev.scrip.schemas.Schemas;
import dev.scrip.schemas.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes to the command topic what it is told, checked by nothing, as a faulty client would. */
final class RawCommands implements AutoCloseable {
  static final Topics TOPICS = Topics.of("scrip");
  static final int PARTITIONS = 4;

  /** One for all tests: a charge that was decided before says nothing of what came since. */
  private static final AtomicInteger CHARGES = new AtomicInteger();

  private static final AvroCodec<Command> COMMANDS = AvroCodec.of(Command.class);

  private final ScripProcess scrip;
  private final RegistryClient registry;
  private final KafkaProducer<byte[], byte[]> producer;
  private final int schema;

  RawCommands(ScripProcess scrip) {
    this.scrip = scrip;
    registry = new RegistryClient(List.of(scrip.registry()), Map.of());
    schema = register(Schemas.of(Command.class));
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", scrip.kafka()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  int register(Schema commandSchema) {
    return registry.register(TOPICS.subject(TOPICS.commands()), commandSchema);
  }

  byte[] encode(Command command) {
    return COMMANDS.encode(schema, command);
  }

  RecordMetadata send(int partition, byte @Nullable [] key, byte @Nullable [] value)
      throws ExecutionException, InterruptedException {
    return send(partition, key, value, List.of());
  }

  private RecordMetadata send(
      int partition, byte @Nullable [] key, byte @Nullable [] value, List<Header> headers)
      throws ExecutionException, InterruptedException {
    return producer
        .send(new ProducerRecord<>(TOPICS.commands(), partition, key, value, headers))
        .get();
  }

  /** To the partition where a wallet's commands belong. */
  RecordMetadata send(String wallet, byte[] value) throws ExecutionException, InterruptedException {
    return send(own(wallet), text(wallet), value);
  }

  RecordMetadata send(String wallet, byte[] value, List<Header> headers)
      throws ExecutionException, InterruptedException {
    return send(own(wallet), text(wallet), value, headers);
  }

  /** Whatever came before: the wallet, and its partition with it, goes on. */
  void assertGoesOn(String wallet) {
    var charge =
        scrip.http(
            "POST",
            "/v1/wallets/" + wallet + "/charges",
            "{\"action\":\"integration.call\"}",
            "Idempotency-Key",
            "after-" + CHARGES.incrementAndGet());
    assertEquals(201, charge.statusCode(), charge.body());
  }

  static int own(String wallet) {
    return Topics.partition(text(wallet), PARTITIONS);
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static Command charge(String wallet, String id) {
    return command(wallet, id, new Charge("integration.call", 1_000_000L, null, Map.of()));
  }

  static Command command(String wallet, String id, Object body) {
    return new Command(id, wallet, Instant.EPOCH, "", "", ByteBuffer.allocate(0), Map.of(), body);
  }

  @Override
  public void close() {
    producer.close();
  }
}
