package dev.scrip.schemas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CommandPublisherTest {
  private static final String LONG_ID = "é".repeat(101);

  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
  private final CommandPublisher publisher = new CommandPublisher(Topics.of("scrip"), producer, 7);

  @Test
  void shouldAppendUnderTheWalletAndReportDurability() throws Exception {
    Command command = Samples.chargeWithEverything();
    byte[] encoded = publisher.encode(command);

    CompletableFuture<RecordMetadata> durable =
        publisher.send(command, encoded, Map.of("traceparent", "00-ab"));

    assertFalse(durable.isDone());
    assertTrue(producer.completeNext());
    assertEquals("scrip.commands", durable.get().topic());
    ProducerRecord<String, byte[]> sent = producer.history().get(0);
    assertEquals("wallet-ü-日本", sent.key());
    assertSame(encoded, sent.value());
    assertArrayEquals(
        "00-ab".getBytes(StandardCharsets.UTF_8), sent.headers().lastHeader("traceparent").value());
    assertEquals(7, AvroCodec.schemaId(sent.value()));
    assertEquals(command, decoded(sent.value()));
  }

  @Test
  void shouldFailTheFutureWhereKafkaFails() {
    CompletableFuture<RecordMetadata> durable = publisher.send(Samples.chargeWithEverything());

    producer.errorNext(new TimeoutException("away"));

    Exception failure = assertThrows(ExecutionException.class, durable::get);
    assertInstanceOf(TimeoutException.class, failure.getCause());
  }

  @Test
  void shouldFailTheFutureWhereTheProducerIsClosed() {
    publisher.close();

    assertTrue(publisher.send(Samples.chargeWithEverything()).isCompletedExceptionally());
  }

  @Test
  void shouldSaltFreeTextAndNothingElse() {
    Command charge = Samples.command("c", new Charge("chat.change", 1L, null, Map.of()));
    Command noted = with(charge, c -> c.setMetadata(Map.of("note", "text")));
    ByteBuffer own = Samples.chargeWithEverything().getSalt();

    assertEquals(0, decoded(publisher.encode(charge)).getSalt().remaining());
    ByteBuffer first = decoded(publisher.encode(noted)).getSalt();
    assertEquals(16, first.remaining());
    assertFalse(first.equals(decoded(publisher.encode(noted)).getSalt()), "one salt, twice");
    assertEquals(0, noted.getSalt().remaining());
    assertEquals(own, decoded(publisher.encode(Samples.chargeWithEverything())).getSalt());
  }

  static Stream<Arguments> bad() {
    return Stream.of(
        bad("commandId", c -> c.setCommandId("")),
        bad("commandId", c -> c.setCommandId(LONG_ID)),
        bad("commandId", c -> c.setCommandId("a\ud800")),
        bad("commandId", c -> c.setCommandId("a\nb")),
        bad("wallet", c -> c.setWallet("")),
        bad("wallet", c -> c.setWallet(LONG_ID)),
        bad("wallet", c -> c.setWallet("a\u0000")),
        bad("wallet", c -> c.setWallet("$rules")),
        bad("wallet", c -> c.setWallet(null)),
        bad("occurredAt", c -> c.put("occurredAt", null)),
        bad("actor", c -> c.setActor(LONG_ID)),
        bad("actor", c -> c.setActor(null)),
        bad("app", c -> c.setApp("a\u0085")),
        bad("salt", c -> c.setSalt(null)),
        bad("metadata", c -> c.setMetadata(null)),
        bad("metadata.k", c -> c.setMetadata(Map.of("k", "\udc00"))),
        bad("command", c -> c.setMetadata(Map.of("k", "x".repeat(65_500)))),
        bad("body", c -> c.setBody(null)),
        bad("body", c -> c.setBody(new Setting(1L, 0L, 4, 1L))),
        badBody("plan", new OpenWallet("", null)),
        badBody("action", new Charge(LONG_ID, 1L, null, Map.of())),
        badBody("attributes", new Charge("a", 1L, null, attributes(65))),
        badBody("scope", new AddGrant("p", 1L, GrantSource.PROMO, null, null, 0, List.of(""), "")),
        badBody("source", new AddGrant("p", 1L, null, null, null, 0, List.of(), "")),
        badBody("grant", new VoidGrant("")),
        badBody("pools", new Reset(List.of(LONG_ID))),
        badBody("when", new ChangePlan("pro", null)),
        badBody("id", new Forgo("")));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void shouldRefuseBeforeSendingAndNameTheField(String field, Command command) {
    Exception refused = assertThrows(IllegalArgumentException.class, () -> publisher.send(command));

    assertTrue(refused.toString().contains(" " + field + ": expected"), refused.toString());
    assertTrue(producer.history().isEmpty());
  }

  @Test
  void shouldTakeEveryBoundItself() {
    Command command =
        with(
            Samples.command("é".repeat(100), new Charge("a", 1L, null, attributes(64))),
            c -> c.setWallet("w".repeat(200)));
    int rest = 64 * 1024 - 200 - publisher.encode(command).length;
    // The salt, the entry of the map with its key, and the lengths of 1 and of 3 bytes.
    String text = "x".repeat(rest - 16 - 1 - 2 - 3);
    Command largest = with(command, c -> c.setMetadata(Map.of("k", text)));

    byte[] encoded = publisher.encode(largest);
    assertEquals(64 * 1024 - 200, encoded.length);
    publisher.send(largest).cancel(false);
    assertEquals(1, producer.history().size());

    Command larger = with(command, c -> c.setMetadata(Map.of("k", text + "x")));
    String refused =
        assertThrows(IllegalArgumentException.class, () -> publisher.encode(larger)).toString();
    assertTrue(refused.contains("found 65537 bytes: 200 and 65337"), refused);
    byte[] longer = Arrays.copyOf(encoded, encoded.length + 1);
    assertThrows(IllegalArgumentException.class, () -> publisher.send(largest, longer, Map.of()));
  }

  @Test
  void shouldNameTheFaultOfARecordThatIsNotComplete() {
    Entry incomplete = new Entry();

    Exception refused =
        assertThrows(
            IllegalArgumentException.class, () -> AvroCodec.of(Entry.class).encode(1, incomplete));

    assertTrue(refused.toString().contains("Entry"), refused.toString());
    Entry entry = (Entry) Samples.named("entry");
    AvroCodec<Entry> codec = AvroCodec.of(Entry.class);
    assertEquals(entry, codec.decode(codec.encode(1, entry), codec.schema()));
  }

  @Test
  void shouldCompleteTheProducersConfiguration() {
    Map<String, Object> config =
        CommandPublisher.completed(
            Map.of("bootstrap.servers", "localhost:1", "linger.ms", "1", "acks", "-1"));

    assertEquals("all", config.get("acks"));
    assertEquals("true", config.get("enable.idempotence"));
    assertEquals("1", config.get("linger.ms"));
    assertEquals("lz4", config.get("compression.type"));
  }

  @Test
  void shouldStartAProducerWithThatConfiguration() {
    Map<String, Object> config = Map.of("bootstrap.servers", "localhost:1");

    assertDoesNotThrow(() -> new CommandPublisher(Topics.of("scrip"), config, 1).close());
  }

  @ParameterizedTest
  @CsvSource({
    "acks, 1",
    "enable.idempotence, false",
    "transactional.id, mine",
    "partitioner.class, org.apache.kafka.clients.producer.RoundRobinPartitioner",
    "partitioner.ignore.keys, true",
    "key.serializer, org.apache.kafka.common.serialization.ByteArraySerializer"
  })
  void shouldRefuseAConfigurationThatIsNotSafe(String key, String value) {
    Exception refused =
        assertThrows(
            IllegalArgumentException.class, () -> CommandPublisher.completed(Map.of(key, value)));

    assertTrue(refused.toString().contains(" " + key + ": expected"), refused.toString());
  }

  private static Arguments bad(String field, Consumer<Command> fault) {
    return Arguments.of(field, with(Samples.chargeWithEverything(), fault));
  }

  private static Arguments badBody(String field, SpecificRecord body) {
    return Arguments.of(field, Samples.command("c", body));
  }

  private static Command with(Command command, Consumer<Command> change) {
    Command copy = new Command();
    for (int field = 0; field < 8; field++) {
      copy.put(field, command.get(field));
    }
    change.accept(copy);
    return copy;
  }

  private static Map<String, String> attributes(int count) {
    Map<String, String> attributes = new HashMap<>();
    for (int i = 0; i < count; i++) {
      attributes.put("a" + i, "v");
    }
    return attributes;
  }

  private static Command decoded(byte[] bytes) {
    AvroCodec<Command> codec = AvroCodec.of(Command.class);
    return codec.decode(bytes, codec.schema());
  }
}
