package dev.scrip.deploy.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole ledger under load, killed again and again: afterwards every invariant holds, and no
 * answer differs from the one that was given.
 */
class CrashTest {
  @TempDir private Path folder;

  /** How many can be set: scrip.crash.commands. The runs of record are in docs/benchmarks. */
  @Test
  void shouldDecideEveryCommandOnceThoughKilledFiveTimes() {
    int commands = Integer.getInteger("scrip.crash.commands", 30_000);
    survive(20_261_107, commands, 5, Duration.ofMinutes(10));
  }

  @Test
  @Tag("soak")
  void shouldDecideAMillionCommandsOnceThoughKilledTwentyTimes() {
    survive(4_711, 1_000_000, 20, Duration.ofMinutes(90));
  }

  private void survive(long seed, int commands, int crashes, Duration within) {
    try (CrashRun run = new CrashRun(folder, seed, commands, within)) {
      run.loadAndKill(crashes);
      run.settle();
      Aftermath aftermath = run.aftermath();
      List<String> breaches = aftermath.breaches();
      List<String> different = aftermath.differentAnswers();
      run.report(aftermath.whole().types());

      assertEquals(List.of(), breaches);
      assertEquals(List.of(), different);
      assertEquals(Load.LEAVES, aftermath.whole().types().keySet());
    }
  }
}
