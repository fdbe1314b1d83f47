package dev.scrip.deploy.conformance;

import dev.scrip.deploy.embedded.EmbeddedKafka;
import dev.scrip.deploy.embedded.EmbeddedRegistry;
import dev.scrip.deploy.embedded.Ports;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Confluent's serializers with the embedded registry, beside ours. */
@Tag("confluent")
class ConfluentSerdeTest {
  private static final String SERIALIZER = "io.confluent.kafka.serializers.KafkaAvroSerializer";

  private static final String DESERIALIZER = "io.confluent.kafka.serializers.KafkaAvroDeserializer";

  @TempDir static Path folder;
  private static EmbeddedKafka kafka;
  private static EmbeddedRegistry registry;

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.start(folder.resolve("kafka"), Ports.anyFree());
    registry = EmbeddedRegistry.start(kafka.bootstrapServers(), 0, "none");
  }

  @AfterAll
  static void stop() {
    registry.close();
    kafka.close();
  }

  /** Every way by which it finds the id of a schema that is registered as the file says it. */
  static List<Map<String, Object>> waysToFindTheId() {
    return List.of(
        Map.of("auto.register.schemas", "false", "use.schema.id", "@id"),
        Map.of("auto.register.schemas", "false", "use.latest.version", "true"),
        Map.of("auto.register.schemas", "false", "avro.remove.java.properties", "true"),
        Map.of("auto.register.schemas", "true", "avro.remove.java.properties", "true"),
        Map.of(
            "auto.register.schemas", "false",
            "use.schema.id", "@id",
            "basic.auth.credentials.source", "USER_INFO",
            "basic.auth.user.info", "user:password"));
  }

  @ParameterizedTest
  @MethodSource("waysToFindTheId")
  void shouldWriteOurGoldenBytes(Map<String, Object> way) throws Exception {
    serdes().assertWritesGoldenBytes(at(registry.address().toString(), way));
  }

  @Test
  void shouldReadWhatOursWrote() throws Exception {
    serdes()
        .assertReadsGoldenBytes(
            at(registry.address().toString(), Map.of("specific.avro.reader", "true")));
  }

  @Test
  void shouldPublishTheSameBytesWithoutBeingToldTheId() throws Exception {
    serdes().assertPublishesTheSame(at(registry.address().toString(), Map.of()));
  }

  @Test
  void shouldRunALedgerWhoseCommandsItWrites(@TempDir Path folderOfLedger) throws Exception {
    ChargeContract.assertCharges(
        kafka, registry.address(), Map.of("value.serializer", SERIALIZER), folderOfLedger);
  }

  private static GoldenSerdes serdes() {
    return new GoldenSerdes(registry.address(), SERIALIZER, DESERIALIZER);
  }

  private static Map<String, Object> at(String url, Map<String, Object> more) {
    Map<String, Object> config = new HashMap<>(more);
    config.put("schema.registry.url", url);
    return config;
  }
}
