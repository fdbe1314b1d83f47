package dev.scrip.deploy.conformance;

import dev.scrip.deploy.embedded.EmbeddedKafka;
import dev.scrip.deploy.embedded.Ports;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Apicurio's serializers with Apicurio's registry, beside ours. They are told to ask by the JDK's
 * HTTP client: their other one needs an older Netty than Armeria.
 */
@Tag("conformance")
class ApicurioSerdeTest {
  private static final String SERIALIZER = "io.apicurio.registry.serde.avro.AvroKafkaSerializer";

  private static final String DESERIALIZER =
      "io.apicurio.registry.serde.avro.AvroKafkaDeserializer";

  /** What its serializer must be told to write under the ids that the registry gave our schemas. */
  private static Map<String, Object> writing(ApicurioProcess registry) {
    return Map.of(
        "apicurio.registry.url", registry.ownApi().toString(),
        "apicurio.registry.http.adapter", "JDK",
        "apicurio.registry.find-latest", "true");
  }

  @Test
  void shouldRunALedgerByARealRegistryAndItsOwnSerializer(@TempDir Path folder) throws Exception {
    try (ApicurioProcess registry = ApicurioProcess.start(folder);
        EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), Ports.anyFree())) {
      Map<String, String> settings = new HashMap<>();
      writing(registry).forEach((key, value) -> settings.put(key, value.toString()));
      settings.put("value.serializer", SERIALIZER);

      ChargeContract.assertCharges(kafka, registry.confluentApi(), settings, folder);
    }
  }

  @Test
  void shouldWriteAndReadGoldenBytesAsOursDo(@TempDir Path folder) throws Exception {
    try (ApicurioProcess registry = ApicurioProcess.start(folder)) {
      GoldenSerdes serdes = new GoldenSerdes(registry.confluentApi(), SERIALIZER, DESERIALIZER);
      Map<String, Object> reading =
          Map.of(
              "apicurio.registry.url", registry.ownApi().toString(),
              "apicurio.registry.http.adapter", "JDK",
              "apicurio.registry.use-specific-avro-reader", "true");

      serdes.assertWritesGoldenBytes(writing(registry));
      serdes.assertReadsGoldenBytes(reading);
      serdes.assertPublishesTheSame(writing(registry));
    }
  }
}
