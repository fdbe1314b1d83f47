package dev.scrip.deploy.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.scrip.deploy.conformance.GoldenRecords.Golden;
import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.AvroDeserializer;
import dev.scrip.schemas.AvroSerializer;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.CommandPublisher;
import dev.scrip.schemas.RegistryClient;
import dev.scrip.schemas.Schemas;
import dev.scrip.schemas.Topics;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;

/**
 * Golden bytes both ways: what a pair of classes, named as a configuration names them, writes and
 * reads beside ours. Nothing here is compiled against those classes, just as in the program.
 */
final class GoldenSerdes {
  private final URI registry;
  private final String serializer;
  private final String deserializer;

  /**
   * @param registry a registry with the Confluent API, where our schemas are registered first
   */
  GoldenSerdes(URI registry, String serializer, String deserializer) {
    this.registry = registry;
    this.serializer = serializer;
    this.deserializer = deserializer;
  }

  /** Their serializer writes our golden bytes, and ours reads what it wrote. */
  void assertWritesGoldenBytes(Map<String, Object> config) throws Exception {
    Map<String, Object> ours = Map.of("schema.registry.url", registry.toString());
    try (Deserializer<Object> own = deserializer(AvroDeserializer.class.getName(), ours)) {
      for (Map.Entry<String, Golden> entry : GoldenRecords.all().entrySet()) {
        Golden golden = entry.getValue();
        int id = register(golden.record());
        // One for each record: the id may be part of the configuration.
        try (Serializer<Object> theirs = serializer(serializer, withId(config, id))) {
          byte[] bytes = theirs.serialize(topic(golden.record()), golden.record());

          assertArrayEquals(golden.under(id), bytes, entry.getKey());
          assertSame(golden, own.deserialize(topic(golden.record()), bytes), entry.getKey());
        }
      }
    }
  }

  /** Their deserializer reads what ours wrote. */
  void assertReadsGoldenBytes(Map<String, Object> config) throws Exception {
    Map<String, Object> ours = Map.of("schema.registry.url", registry.toString());
    try (Serializer<Object> own = serializer(AvroSerializer.class.getName(), ours);
        Deserializer<Object> theirs = deserializer(deserializer, config)) {
      for (Map.Entry<String, Golden> entry : GoldenRecords.all().entrySet()) {
        SpecificRecord record = entry.getValue().record();
        byte[] bytes = own.serialize(topic(record), record);

        assertArrayEquals(entry.getValue().under(register(record)), bytes, entry.getKey());
        assertSame(entry.getValue(), theirs.deserialize(topic(record), bytes), entry.getKey());
      }
    }
  }

  /** A publisher that is told their serializer appends the same bytes as one that is not. */
  void assertPublishesTheSame(Map<String, Object> config) throws IOException {
    Topics topics = Topics.of("golden");
    int id = client().register(topics.subject(topics.commands()), Schemas.of(Command.class));
    Map<String, Object> settings = new HashMap<>(config);
    settings.put("bootstrap.servers", "127.0.0.1:1"); // nothing is sent
    settings.put("value.serializer", serializer);
    Command command = (Command) GoldenRecords.all().get("charge-everything").record();
    try (CommandPublisher publisher = new CommandPublisher(topics, settings, id)) {
      assertArrayEquals(AvroCodec.of(Command.class).encode(id, command), publisher.encode(command));
    }
  }

  /** By the bytes: Avro cannot compare lists of records that hold instants. */
  private static void assertSame(Golden expected, Object found, String name) {
    SpecificRecord record = assertInstanceOf(expected.record().getClass(), found, name);
    assertArrayEquals(expected.under(1), encoded(record), name);
  }

  @SuppressWarnings("unchecked") // A record's class is the class of its type.
  private static <T extends SpecificRecord> byte[] encoded(T record) {
    return AvroCodec.of((Class<T>) record.getClass()).encode(1, record);
  }

  private static Map<String, Object> withId(Map<String, Object> config, int id) {
    Map<String, Object> completed = new HashMap<>(config);
    completed.replaceAll((key, value) -> value.equals("@id") ? Integer.toString(id) : value);
    return completed;
  }

  private int register(SpecificRecord record) {
    return client().register(topic(record) + "-value", Schemas.of(record.getClass()));
  }

  private RegistryClient client() {
    return new RegistryClient(List.of(registry), Map.of());
  }

  private static String topic(SpecificRecord record) {
    return "golden." + record.getClass().getSimpleName();
  }

  @SuppressWarnings("unchecked") // It takes any record.
  private static Serializer<Object> serializer(String name, Map<String, Object> config)
      throws ClassNotFoundException {
    Serializer<Object> made = Utils.newInstance(name, Serializer.class);
    made.configure(config, false);
    return made;
  }

  @SuppressWarnings("unchecked") // It makes any record.
  private static Deserializer<Object> deserializer(String name, Map<String, Object> config)
      throws ClassNotFoundException {
    Deserializer<Object> made = Utils.newInstance(name, Deserializer.class);
    made.configure(config, false);
    return made;
  }
}
