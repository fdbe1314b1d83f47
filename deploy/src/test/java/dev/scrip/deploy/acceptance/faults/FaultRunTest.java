package dev.scrip.deploy.acceptance.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.scrip.deploy.acceptance.faults.FaultRun.Result;
import dev.scrip.deploy.acceptance.faults.FaultRun.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A ledger of many processes keeps every promise while its parts are killed, held, added and
 * removed one after the other.
 */
class FaultRunTest {
  private static final Duration SESSION = Duration.ofSeconds(3);

  @TempDir private Path folder;

  @Test
  @Timeout(value = 12, unit = TimeUnit.MINUTES)
  void shouldKeepEveryPromiseThroughSomeFaults() {
    survive(new FaultOptions(20_261_122, 9_000, 100, 6, 1, SESSION));
  }

  /** The numbers can be set: scrip.faults.seed, commands, rate, count, standbys. */
  @Test
  @Tag("soak")
  @Timeout(value = 3, unit = TimeUnit.HOURS)
  void shouldKeepEveryPromiseThroughManyFaults() {
    survive(
        new FaultOptions(
            Long.getLong("scrip.faults.seed", 4_711),
            Integer.getInteger("scrip.faults.commands", 200_000),
            Integer.getInteger("scrip.faults.rate", 120),
            Integer.getInteger("scrip.faults.count", 36),
            Integer.getInteger("scrip.faults.standbys", 1),
            SESSION));
  }

  private void survive(FaultOptions options) {
    Path output = Path.of("target", "faults", "seed-" + options.seed()).toAbsolutePath();
    try (FaultRun run = new FaultRun(folder, output, options)) {
      Verdict verdict = run.run();

      assertEquals(List.of(), verdict.breaches());
      assertEquals(Result.PASSED, verdict.result());
    }
  }
}
