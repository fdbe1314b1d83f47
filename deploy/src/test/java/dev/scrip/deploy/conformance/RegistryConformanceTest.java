package dev.scrip.deploy.conformance;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.scrip.deploy.conformance.RegistryConversation.Answer;
import dev.scrip.deploy.conformance.RegistryTable.Row;
import dev.scrip.deploy.embedded.EmbeddedKafka;
import dev.scrip.deploy.embedded.Ports;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Whether a registry that others made answers as ours does. */
@Tag("conformance")
class RegistryConformanceTest {
  @Test
  void shouldFindARealRegistryAnswerAsOursButForWhatIsKnown(@TempDir Path folder) throws Exception {
    List<Executable> checks = new ArrayList<>();
    try (ApicurioProcess real = ApicurioProcess.start(folder);
        RegistryConversation conversation = new RegistryConversation(real.confluentApi())) {
      for (Row row : RegistryTable.rows()) {
        Answer answer = conversation.send(row);
        if (row.real() == null) {
          String fault = conversation.fault(row.expected(), answer);
          checks.add(() -> assertEquals("", fault, "new difference: " + row + " got " + answer));
        } else {
          String ours = conversation.fault(row.expected(), answer);
          String fault = conversation.fault(row.real().expected(), answer);
          checks.add(
              () -> assertEquals("", fault, "other than what is known: " + row + " got " + answer));
          checks.add(
              () -> assertNotEquals("", ours, "no difference any more; strike it out: " + row));
        }
      }
    }
    assertAll(checks);
  }

  @Test
  void shouldRunALedgerByARealRegistry(@TempDir Path folder) throws Exception {
    try (ApicurioProcess real = ApicurioProcess.start(folder);
        EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), Ports.anyFree())) {
      ChargeContract.assertCharges(kafka, real.confluentApi(), Map.of(), folder);
    }
  }
}
