package dev.scrip.schemas;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Appends commands to a ledger's log, for services that do not go by HTTP. A future that completes
 * says that the command is durable, not that it is accepted: that says the line it leaves. Sent
 * again under the same id a command counts once. Thread-safe.
 *
 * <p>Never sends control records, and never within a transaction, which would hold back every
 * charge behind it.
 *
 * <p>Commands are written by {@link AvroCodec}, or by the class that {@code value.serializer}
 * names, Confluent's for example, under the same schema id: the ledger sees no difference.
 *
 * <p>Make it before the first command, or call {@link Schemas#trust}: Avro's builders refuse some
 * defaults before.
 */
public final class CommandPublisher implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
  private static final int SALT_BYTES = 16;

  /** What every command needs in order to be neither lost, doubled nor reordered. */
  private static final Map<String, Object> FIXED =
      Map.of(
          ProducerConfig.ACKS_CONFIG, "all",
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true",
          ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class.getName(),
          ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG, "false");

  private final AvroCodec<Command> codec = AvroCodec.of(Command.class);
  private final SecureRandom random = new SecureRandom();
  private final String topic;
  private final int schemaId;
  private final Producer<String, byte[]> producer;

  /** Writes commands in the codec's place; null = none was named. */
  private final @Nullable NamedSerializer named;

  /**
   * @param producerConfig Kafka's keys; {@code bootstrap.servers} at least. Compression is lz4 and
   *     linger 0 unless it says otherwise. {@code value.serializer} may name the class that writes
   *     commands, which is given the whole map
   * @param commandSchemaId the id under which the ledger has announced {@link Command}'s schema
   * @throws IllegalArgumentException where it sets what must not be set otherwise
   */
  public CommandPublisher(Topics topics, Map<String, Object> producerConfig, int commandSchemaId) {
    // As instances they are not configurable: keys are UTF-8, whatever else the map says.
    this(
        topics,
        new KafkaProducer<>(
            completed(producerConfig), new StringSerializer(), new ByteArraySerializer()),
        commandSchemaId,
        NamedSerializer.of(producerConfig, commandSchemaId));
  }

  CommandPublisher(Topics topics, Producer<String, byte[]> producer, int commandSchemaId) {
    this(topics, producer, commandSchemaId, null);
  }

  CommandPublisher(
      Topics topics,
      Producer<String, byte[]> producer,
      int commandSchemaId,
      @Nullable NamedSerializer named) {
    this.topic = topics.commands();
    this.producer = producer;
    this.schemaId = commandSchemaId;
    this.named = named;
  }

  /** The producer's whole configuration. */
  static Map<String, Object> completed(Map<String, Object> given) {
    Map<String, Object> config = new HashMap<>();
    config.put(ProducerConfig.LINGER_MS_CONFIG, "0");
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    config.putAll(given);
    // The producer itself is given bytes: encode() has them before they are sent.
    config.remove(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG);
    refuse(
        config,
        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
        "nothing on the command topic but control records is sent in a transaction");
    refuse(
        config,
        ProducerConfig.PARTITIONER_CLASS_CONFIG,
        "a wallet's partition is the default partitioner's");
    FIXED.forEach((key, value) -> {
      Object found = config.put(key, value);
      if (found != null && !sameSetting(value, found)) {
        throw new IllegalArgumentException(
            key + ": expected " + value + ", found " + found + "; leave it out");
      }
    });
    return config;
  }

  /**
   * The command's bytes as they are to be appended: checked, and with a salt of its own beside its
   * free text if the sender put none there. The command itself stays as it is.
   *
   * @throws IllegalArgumentException where no ledger could decide it; names the field
   * @throws SerializationException where the serializer that was named cannot write it; the codec
   *     always can
   */
  public byte[] encode(Command command) {
    CommandCheck.check(command);
    Command whole = salted(command);
    byte[] encoded =
        named == null ? codec.encode(schemaId, whole) : named.encode(topic, schemaId, whole);
    CommandCheck.checkSize(command, encoded);
    return encoded;
  }

  /**
   * Appends a command.
   *
   * @return completes when it is durable; fails with Kafka's exception, after which it may or may
   *     not have been appended: send it again under the same id
   * @throws IllegalArgumentException where no ledger could decide it; nothing is sent then
   */
  public CompletableFuture<RecordMetadata> send(Command command) {
    return send(command, encode(command), Map.of());
  }

  /**
   * Appends a command by the bytes that {@link #encode} gave for it, with headers such as {@code
   * traceparent}.
   */
  public CompletableFuture<RecordMetadata> send(
      Command command, byte[] encoded, Map<String, String> headers) {
    CommandCheck.check(command);
    CommandCheck.checkSize(command, encoded);
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(topic, command.getWallet(), encoded);
    headers.forEach(
        (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    CompletableFuture<RecordMetadata> durable = new CompletableFuture<>();
    try {
      // What becomes of it says the callback.
      Future<RecordMetadata> unused =
          producer.send(
              record,
              (metadata, failure) -> {
                if (failure != null) {
                  durable.completeExceptionally(failure);
                } else {
                  durable.complete(metadata);
                }
              });
    } catch (RuntimeException e) {
      durable.completeExceptionally(e);
    }
    return durable;
  }

  /** Waits up to 10 s for what was sent. */
  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
    if (named != null) {
      named.close();
    }
  }

  private Command salted(Command command) {
    if (command.getMetadata().isEmpty() || command.getSalt().hasRemaining()) {
      return command;
    }
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return new Command(
        command.getCommandId(),
        command.getWallet(),
        command.getOccurredAt(),
        command.getActor(),
        command.getApp(),
        ByteBuffer.wrap(salt),
        command.getMetadata(),
        command.getBody());
  }

  private static void refuse(Map<String, Object> config, String key, String why) {
    Object found = config.get(key);
    if (found != null) {
      throw new IllegalArgumentException(
          key + ": expected none, found " + found + "; leave it out: " + why);
    }
  }

  private static boolean sameSetting(Object fixed, Object found) {
    String text = found instanceof Class<?> type ? type.getName() : found.toString();
    return fixed.equals(text) || (fixed.equals("all") && text.equals("-1"));
  }
}
