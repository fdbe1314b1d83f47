package dev.scrip.deploy.acceptance.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.deploy.acceptance.cluster.Jvm;
import dev.scrip.deploy.embedded.EmbeddedKafka;
import dev.scrip.deploy.embedded.EmbeddedRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node ends at each named place between a command's being fetched and its state's being on disk,
 * and at opening, restoring and closing; each time it is started again and goes on. No invariant
 * finds anything, and every answer that was given on the way is the answer in the end.
 */
@Tag("soak")
class HaltPointsTest {
  private static final int COMMANDS = 20_000;
  private static final int FEWEST_ANSWERS = 20;

  @Test
  void shouldGoOnFromEveryPlaceAndStandByItsAnswers(@TempDir Path folder) throws Exception {
    Path told = folder.resolve("halt");
    HaltPoint.tell(told, "");
    String classes = HaltPoint.planted(told).compile(folder.resolve("planted"));
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), Jvm.freePort());
        EmbeddedRegistry registry =
            EmbeddedRegistry.start(kafka.bootstrapServers(), Jvm.freePort(), "none");
        SmallRun run =
            new SmallRun(
                Files.createDirectories(folder.resolve("run")),
                kafka.bootstrapServers(),
                registry.address(),
                "halts",
                classes,
                COMMANDS,
                true);
        Answers answers = new Answers(run, COMMANDS)) {
      run.node().kill();
      for (HaltPoint point : HaltPoint.values()) {
        HaltPoint.tell(told, point.name());
        run.node().start();
        if (point == HaltPoint.CLOSE) {
          run.awaitReady();
          run.node().terminate();
        }
        run.awaitEnd("the end of the node at " + point);
      }
      int before = answers.given();
      HaltPoint.tell(told, "");
      run.node().start();
      run.awaitReady();

      assertEquals(List.of(), run.breaches());
      assertTrue(before >= FEWEST_ANSWERS, () -> "only " + before + " answers on the way");
      assertEquals(List.of(), answers.changed());
    }
  }
}
