package dev.scrip.schemas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AvroSerdeTest {
  private final FakeRegistry registry = new FakeRegistry();

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void shouldCarryEveryKindOfRecordByTheRegistry() {
    AvroSerializer<SpecificRecord> serializer = serializer(Map.of());
    AvroDeserializer<SpecificRecord> deserializer = deserializer(Map.of());

    for (SpecificRecord record : Samples.all().values()) {
      String topic = "scrip." + record.getClass().getSimpleName();
      assertEquals(record, deserializer.deserialize(topic, serializer.serialize(topic, record)));
    }
    assertTrue(registry.requests.contains("POST /subjects/scrip.Entry-value/versions"));
    assertEquals(2 * Schemas.TYPES.size(), registry.requests.size());
  }

  @Test
  void shouldWriteWhatTheCodecWrites() {
    Command command = Samples.chargeWithEverything();

    byte[] bytes = serializer(Map.of()).serialize("scrip.commands", command);

    assertArrayEquals(AvroCodec.of(Command.class).encode(1, command), bytes);
  }

  @Test
  void shouldOnlyLookUpWhereRegisteringIsOff() {
    AvroSerializer<SpecificRecord> serializer =
        serializer(Map.of("auto.register.schemas", "false"));
    Command command = Samples.chargeWithEverything();

    assertThrows(RegistryRefused.class, () -> serializer.serialize("scrip.commands", command));
    assertEquals(List.of("POST /subjects/scrip.commands-value"), registry.requests);
  }

  @Test
  void shouldPassTombstones() {
    assertNull(serializer(Map.of()).serialize("scrip.apps", null));
    assertNull(deserializer(Map.of()).deserialize("scrip.apps", null));
  }

  @Test
  void shouldReadAsTheTypeThatIsConfigured() {
    byte[] bytes = serializer(Map.of()).serialize("t", Samples.chargeWithEverything());

    for (Object type : List.of(Command.class, Command.class.getName())) {
      assertEquals(
          Samples.chargeWithEverything(),
          deserializer(Map.of("specific.avro.value.type", type)).deserialize("t", bytes));
    }
    AvroDeserializer<SpecificRecord> entries =
        deserializer(Map.of("specific.avro.value.type", Entry.class.getName()));
    assertThrows(UnreadableRecord.class, () -> entries.deserialize("t", bytes));
  }

  @Test
  void shouldMakeNoClassThatARegistryNames() {
    Schema foreign =
        Schemas.parse(
            "{\"type\":\"record\",\"name\":\"URL\",\"namespace\":\"java.net\",\"fields\":[]}");
    registry.ids.put(foreign.toString(), 9);

    UnreadableRecord refused =
        assertThrows(
            UnreadableRecord.class,
            () -> deserializer(Map.of()).deserialize("t", new byte[] {0, 0, 0, 0, 9}));

    assertTrue(refused.toString().contains("java.net.URL"), refused.toString());
  }

  @Test
  void shouldRefuseToBeUsedForKeys() {
    Map<String, String> config = Map.of("schema.registry.url", registry.address().toString());

    assertThrows(
        ConfigException.class, () -> new AvroSerializer<Command>().configure(config, true));
    assertThrows(
        ConfigException.class, () -> new AvroDeserializer<Command>().configure(config, true));
  }

  @ParameterizedTest
  @CsvSource({
    "schema.registry.url, ''",
    "schema.registry.url, localhost:8081",
    "schema.registry.url, 'http://localhost:1,,http://localhost:2'",
    "auto.register.schemas, perhaps"
  })
  void shouldNameTheKeyOfAConfigurationItCannotUse(String key, String value) {
    Exception refused = assertThrows(ConfigException.class, () -> serializer(Map.of(key, value)));

    assertTrue(refused.toString().contains(key), refused.toString());
  }

  @Test
  void shouldIdentifyItselfToTheRegistry() {
    serializer(Map.of("basic.auth.user.info", "user:password"))
        .serialize("scrip.commands", Samples.chargeWithEverything());

    assertEquals("Basic dXNlcjpwYXNzd29yZA==", registry.authorization);
  }

  private AvroSerializer<SpecificRecord> serializer(Map<String, ?> more) {
    AvroSerializer<SpecificRecord> serializer = new AvroSerializer<>();
    serializer.configure(config(more), false);
    return serializer;
  }

  private AvroDeserializer<SpecificRecord> deserializer(Map<String, ?> more) {
    AvroDeserializer<SpecificRecord> deserializer = new AvroDeserializer<>();
    deserializer.configure(config(more), false);
    return deserializer;
  }

  private Map<String, Object> config(Map<String, ?> more) {
    Map<String, Object> config = new java.util.HashMap<>();
    config.put("schema.registry.url", registry.address() + "," + registry.address());
    config.putAll(more);
    return config;
  }
}
