package dev.scrip.deploy.acceptance.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.deploy.acceptance.cluster.Jvm;
import dev.scrip.deploy.embedded.EmbeddedKafka;
import dev.scrip.deploy.embedded.EmbeddedRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Invariants that notice nothing prove nothing: each bug planted in the ledger itself is caught by
 * the invariant that is there for it, and the same run without the bug passes.
 */
@SuppressWarnings("NullAway.Init")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlantedBugsTest {
  private static final String FOLD = "ledger-streams/src/main/java/dev/scrip/ledger/";

  private static final int FEW = 3_000;
  private static final int MANY = 15_000;

  private Path folder;
  private EmbeddedKafka kafka;
  private EmbeddedRegistry registry;
  private int runs;

  /** What happens to the ledger while it works. */
  enum Stage {
    QUIET,
    KILLED,
    /** Quiet, and then a writer dies in a transaction. */
    ABORTED
  }

  /**
   * A bug and who catches it.
   *
   * @param by number of the invariant; empty = nobody may find anything
   */
  record Planted(Mutant mutant, Stage stage, String by) {
    @Override
    public String toString() {
      return "%s, %s: %s".formatted(mutant, stage, by.isEmpty() ? "passes" : "caught by " + by);
    }
  }

  static Stream<Planted> bugs() {
    return Stream.of(
        new Planted(Mutant.NONE, Stage.KILLED, ""),
        new Planted(Mutant.NONE, Stage.ABORTED, ""),
        new Planted(
            // The mark of what was taken would stop the partition before anything is doubled, and
            // the
            // memory of ids would leave only what is not remembered to be doubled.
            Mutant.of(
                    "at least once instead of exactly once",
                    FOLD + "LedgerApp.java",
                    "StreamsConfig.EXACTLY_ONCE_V2",
                    "StreamsConfig.AT_LEAST_ONCE")
                .and(FOLD + "streams/Taken.java", "if (offset <= taken) {", "if (offset < 0) {")
                .and(
                    FOLD + "streams/LedgerStore.java",
                    ".map(Stored.Decided::remembered)",
                    ".map(_ -> Remembered.NOTHING)"),
            Stage.KILLED,
            "I4"),
        new Planted(
            Mutant.of(
                "seen ids are not looked up",
                FOLD + "streams/LedgerStore.java",
                ".map(Stored.Decided::remembered)",
                ".map(_ -> Remembered.NOTHING)"),
            Stage.QUIET,
            "I2"),
        new Planted(
            Mutant.of(
                "a projector reads what is not committed",
                "projector/src/main/java/dev/scrip/projector/audit/LineFeed.java",
                "\"read_committed\"",
                "\"read_uncommitted\""),
            Stage.ABORTED,
            "I9"),
        new Planted(
            Mutant.of(
                    "a floor that is off by one",
                    FOLD + "domain/Drawdown.java",
                    "long take = Math.min(open, grant.remaining());",
                    "long take = Math.min(open, grant.remaining() + 1);")
                .and(
                    FOLD + "domain/Evolving.java",
                    "|| posting.after() < 0",
                    "|| posting.after() < -1"),
            Stage.QUIET,
            "I5"),
        new Planted(
            Mutant.of(
                "a clock in the fold",
                FOLD + "domain/Ledger.java",
                "long at = Math.max(book.now(appendedAt), wallet.decidedAt());",
                "long at = Math.max(System.currentTimeMillis(), wallet.decidedAt());"),
            Stage.QUIET,
            "I7"),
        new Planted(
            Mutant.of(
                "grants in the order of a hash",
                FOLD + "domain/Drawdown.java",
                "for (Grant grant : situation.wallet().grants()) {\n      if (grant.spendable()",
                "for (Grant grant : new java.util.HashSet<>(situation.wallet().grants())) {\n"
                    + "      if (grant.spendable()"),
            Stage.QUIET,
            "I7"),
        new Planted(
            Mutant.of(
                "a depletion that nobody is told",
                FOLD + "domain/Notices.java",
                "if (!lines.wallet().notice(pool, scope).refused()) {",
                "if (!lines.wallet().notice(pool, scope).refused() && situation.at() % 2 == 0) {"),
            Stage.QUIET,
            "I6"));
  }

  @BeforeAll
  void start(@TempDir Path temporary) {
    folder = temporary;
    kafka = EmbeddedKafka.start(folder.resolve("kafka"), Jvm.freePort());
    registry = EmbeddedRegistry.start(kafka.bootstrapServers(), Jvm.freePort(), "none");
  }

  @AfterAll
  void stop() {
    registry.close();
    kafka.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bugs")
  void shouldBeCaughtByItsInvariant(Planted planted) {
    Path home = folder.resolve("run-" + ++runs);
    String classes = planted.mutant().compile(home.resolve("mutant"));
    List<String> breaches = breaches(planted.stage(), home, classes);

    if (planted.by().isEmpty()) {
      assertEquals(List.of(), breaches);
    } else {
      assertTrue(
          breaches.stream().anyMatch(breach -> breach.startsWith(planted.by() + " ")),
          () -> "expected %s to find something, found %s".formatted(planted.by(), breaches));
    }
  }

  private List<String> breaches(Stage stage, Path home, String classes) {
    try (SmallRun run =
        new SmallRun(
            home,
            kafka.bootstrapServers(),
            registry.address(),
            "run-" + runs,
            classes,
            stage == Stage.KILLED ? MANY : FEW,
            classes.isEmpty())) {
      switch (stage) {
        case QUIET -> {}
        case KILLED -> run.kill(2);
        case ABORTED -> run.abortALine();
      }
      return run.breaches();
    }
  }
}
