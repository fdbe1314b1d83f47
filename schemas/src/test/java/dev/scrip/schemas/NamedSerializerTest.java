package dev.scrip.schemas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedSerializerTest {
  private static final Topics TOPICS = Topics.of("scrip");
  private static final Command COMMAND = Samples.chargeWithEverything();

  private final FakeRegistry registry = new FakeRegistry();

  @BeforeEach
  void forget() {
    Recording.config = Map.of();
    Recording.closed = false;
    Recording.answer = new byte[0];
  }

  @AfterEach
  void close() {
    registry.close();
  }

  /** Stands for a serializer of others; remembers what it was told. */
  public static final class Recording implements Serializer<Object> {
    static Map<String, ?> config = Map.of();
    static byte[] answer = {};
    static boolean closed;

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
      assertFalse(isKey);
      config = configs;
    }

    @Override
    public byte[] serialize(String topic, Object record) {
      assertEquals("scrip.commands", topic);
      assertEquals(COMMAND, record);
      return answer;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void shouldWriteTheSameBytesThroughOurSerializerByItsName() {
    registry.ids.put(Schemas.of(Command.class).toString(), 1);
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers", "localhost:1",
            "value.serializer", AvroSerializer.class.getName(),
            "schema.registry.url", registry.address().toString());

    try (CommandPublisher publisher = new CommandPublisher(TOPICS, config, 1)) {
      assertArrayEquals(AvroCodec.of(Command.class).encode(1, COMMAND), publisher.encode(COMMAND));
    }
    assertEquals(List.of("POST /subjects/scrip.commands-value"), registry.requests, "only a look");
  }

  @Test
  void shouldAppendTheBytesOfTheSerializerThatIsNamed() {
    Recording.answer = new byte[] {0, 0, 0, 0, 7, 42};

    try (CommandPublisher publisher = publisher(Map.of())) {
      assertArrayEquals(Recording.answer, publisher.encode(COMMAND));
    }
    assertTrue(Recording.closed);
  }

  @Test
  void shouldTellTheSerializerTheAnnouncedSchemaUnlessToldOtherwise() {
    publisher(Map.of("schema.registry.url", "http://r:1", "use.latest.version", "false")).close();

    assertEquals("7", Recording.config.get("use.schema.id"));
    assertEquals("false", Recording.config.get("auto.register.schemas"));
    assertEquals("http://r:1", Recording.config.get("schema.registry.url"));
    assertEquals("false", Recording.config.get("use.latest.version"));

    publisher(Map.of("use.schema.id", "-1", "auto.register.schemas", "true")).close();

    assertEquals("-1", Recording.config.get("use.schema.id"));
    assertEquals("true", Recording.config.get("auto.register.schemas"));
  }

  @Test
  void shouldRefuseBytesUnderAnIdThatIsNotTheAnnouncedOne() {
    Recording.answer = new byte[] {0, 0, 0, 0, 8, 42};

    try (CommandPublisher publisher = publisher(Map.of())) {
      String refused =
          assertThrows(SerializationException.class, () -> publisher.encode(COMMAND)).toString();

      assertTrue(refused.contains("under schema id 7"), refused);
      assertTrue(refused.contains("found id 8"), refused);
    }
  }

  @Test
  void shouldRefuseBytesThatAreNotInTheWireFormat() {
    try (CommandPublisher publisher = publisher(Map.of())) {
      for (byte[] answer : List.of(new byte[0], new byte[] {'{', '"', 'c', '"', ':', '1', '}'})) {
        Recording.answer = answer;
        assertThrows(SerializationException.class, () -> publisher.encode(COMMAND));
      }
    }
  }

  @Test
  void shouldStillCheckTheCommandItself() {
    Recording.answer = new byte[] {0, 0, 0, 0, 7, 42};

    try (CommandPublisher publisher = publisher(Map.of())) {
      Command nameless = Samples.command("", new Tick());
      assertThrows(IllegalArgumentException.class, () -> publisher.encode(nameless));
      Recording.answer = new byte[65 * 1024];
      Recording.answer[4] = 7;
      assertThrows(IllegalArgumentException.class, () -> publisher.encode(COMMAND), "too large");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"io.example.NoSuchSerializer", "java.lang.String"})
  void shouldSayWhichClassIsMissing(String name) {
    Map<String, Object> config =
        Map.of("bootstrap.servers", "localhost:1", "value.serializer", name);

    String refused =
        assertThrows(ConfigException.class, () -> new CommandPublisher(TOPICS, config, 1))
            .toString();

    assertTrue(refused.contains("value.serializer: expected"), refused);
    assertTrue(refused.contains(name), refused);
  }

  @Test
  void shouldGiveACommandPublisherItsSerializerAndNoOtherClient() {
    ClusterConfig cluster = cluster(Recording.class.getName());

    assertEquals(List.of(), cluster.faults());
    assertFalse(Recording.closed, "only looked for, neither made nor closed");
    assertFalse(cluster.clientSettings().containsKey("value.serializer"));
    assertEquals(
        Map.of(
            "bootstrap.servers", "kafka:9092",
            "security.protocol", "PLAINTEXT",
            "value.serializer", Recording.class.getName(),
            "schema.registry.url", "http://one:8081,http://two:8081",
            "basic.auth.user.info", "user:password",
            "basic.auth.credentials.source", "USER_INFO"),
        cluster.commandSettings());
  }

  @Test
  void shouldReportASerializerThatIsNotThereAmongTheFaults() {
    List<String> faults = cluster("io.example.NoSuchSerializer").faults();

    assertEquals(1, faults.size(), faults.toString());
    assertTrue(faults.get(0).startsWith("kafka.value.serializer: expected"), faults.toString());
  }

  /**
   * What Confluent's avro.remove.java.properties relies on to find the schema that is registered.
   */
  @Test
  void shouldRegisterNoOtherTextThanTheClassesHaveWithoutJavaProperties() {
    for (Class<? extends SpecificRecord> type : Schemas.TYPES) {
      String text = SpecificData.get().getSchema(type).toString();
      assertTrue(text.contains("avro.java.string"), text);
      String plain =
          text.replace(",\"avro.java.string\":\"String\"", "")
              .replace("\"avro.java.string\":\"String\",", "");

      assertFalse(plain.contains("avro.java.string"), plain);
      assertEquals(Schemas.of(type).toString(), Schemas.parse(plain).toString());
    }
  }

  private static ClusterConfig cluster(String serializer) {
    return new ClusterConfig(
        "scrip",
        "kafka:9092",
        List.of(URI.create("http://one:8081"), URI.create("http://two:8081")),
        Map.of("basic.auth.user.info", "user:password"),
        Map.of("security.protocol", "PLAINTEXT", "value.serializer", serializer));
  }

  private static CommandPublisher publisher(Map<String, Object> more) {
    Map<String, Object> config = new java.util.HashMap<>(more);
    config.put("bootstrap.servers", "localhost:1");
    config.put("value.serializer", Recording.class);
    return new CommandPublisher(TOPICS, config, 7);
  }
}
