package dev.scrip.deploy.conformance;

import dev.scrip.deploy.embedded.EmbeddedKafka;
import dev.scrip.deploy.embedded.EmbeddedRegistry;
import dev.scrip.deploy.embedded.Ports;
import dev.scrip.schemas.AvroDeserializer;
import dev.scrip.schemas.AvroSerializer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our own classes by name, with the embedded registry: what those of others are measured by. */
class OwnSerdeTest {
  @Test
  void shouldWriteAndReadGoldenBytesByTheEmbeddedRegistry(@TempDir Path folder) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), Ports.anyFree());
        EmbeddedRegistry registry = EmbeddedRegistry.start(kafka.bootstrapServers(), 0, "none")) {
      GoldenSerdes serdes =
          new GoldenSerdes(
              registry.address(), AvroSerializer.class.getName(), AvroDeserializer.class.getName());
      Map<String, Object> config = Map.of("schema.registry.url", registry.address().toString());

      serdes.assertWritesGoldenBytes(config);
      serdes.assertReadsGoldenBytes(config);
      serdes.assertPublishesTheSame(config);
    }
  }

  @Test
  void shouldRunALedgerWhoseCommandsAreWrittenByAClassThatIsNamed(@TempDir Path folder)
      throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), Ports.anyFree());
        EmbeddedRegistry registry = EmbeddedRegistry.start(kafka.bootstrapServers(), 0, "none")) {
      Map<String, String> settings = Map.of("value.serializer", AvroSerializer.class.getName());

      ChargeContract.assertCharges(kafka, registry.address(), settings, folder);
    }
  }
}
