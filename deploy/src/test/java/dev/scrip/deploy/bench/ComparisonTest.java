package dev.scrip.deploy.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.deploy.Complaint;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Medians, ratios and the regression check: arithmetic on made-up results. */
class ComparisonTest {
  @TempDir private Path folder;

  private static Result result(String what, String of, double rate, double cpu, double bytes) {
    return new Result(
        what,
        of,
        Map.of(
            Metric.RATE,
            rate,
            Metric.CPU + Metric.TOTAL,
            cpu,
            Metric.CPU + "ledger",
            cpu,
            Metric.BYTES + Metric.TOTAL,
            bytes));
  }

  private Path file(String name, String processor, Result... results) {
    Report report =
        new Report(
            new Machine(Instant.EPOCH, 2, processor, 1024, "Linux", "25", "4.3.1", "", 0),
            List.of("bench"));
    List.of(results).forEach(report::add);
    Path file = folder.resolve(name);
    report.write(file);
    return file;
  }

  @Test
  void shouldTellMediansAndSpread() {
    Summary three =
        Summary.of(
                List.of(
                    result("drain", "W1", 300, 9, 1),
                    result("drain", "W1", 100, 7, 1),
                    result("drain", "W1", 180, 8, 1)))
            .getFirst();

    assertEquals(new Summary.Spread(180, 100, 300), three.numbers().get(Metric.RATE));
    assertEquals(3, three.runs());
    assertEquals(
        new Summary.Spread(15, 10, 20),
        Summary.Spread.of(List.of(20.0, 10.0)),
        "of an even number");
  }

  @Test
  void shouldSetEachDrainBesideTheCeilingAndTheSameLoadElsewhere() {
    List<Ratio> ratios =
        Ratio.of(
            Summary.of(
                List.of(
                    result("drain", "W1", 120, 9, 1),
                    result("drain", "W3", 60, 9, 1),
                    result("pass-through", "", 240, 3, 1),
                    result("postgres", "W1 plain, synchronous_commit=off", 20, 40, 1),
                    result("postgres", "W3 plain, synchronous_commit=off", 5, 40, 1))));

    assertEquals(
        List.of(
            new Ratio("drain W1", "pass-through", 0.5),
            new Ratio("drain W1", "postgres W1 plain, synchronous_commit=off", 6),
            new Ratio("drain W3", "pass-through", 0.25),
            new Ratio("drain W3", "postgres W3 plain, synchronous_commit=off", 12)),
        ratios);
  }

  @ParameterizedTest
  @CsvSource({
    // CPU now, bytes now, exit code; before: 10 µs, 300 bytes, tolerance 15 %
    "10,   300, 0",
    "11.5, 345, 0",
    "2,    100, 0",
    "11.6, 300, 1",
    "10,   346, 1",
  })
  void shouldFailOnlyWhereACommandCostsMoreThanAllowed(double cpu, double bytes, int exit) {
    Path before = file("before.json", "x", result("drain", "W1", 100, 10, 300));
    Path after = file("after.json", "x", result("drain", "W1", 50, cpu, bytes));
    StringWriter out = new StringWriter();

    int found =
        new CommandLine(new CompareCommand())
            .setOut(new PrintWriter(out))
            .execute(before.toString(), after.toString(), "--tolerance", "15%");

    assertEquals(exit, found, out.toString());
    assertEquals(exit == 1, out.toString().contains("WORSE"), out.toString());
  }

  @Test
  void shouldJudgeNeitherPartsNorTheProgramsOfOthers() {
    Result dearer =
        new Result(
            "drain", "W1", Map.of(Metric.CPU + Metric.TOTAL, 10.0, Metric.CPU + "ledger", 9.0));
    Path before =
        file(
            "before.json",
            "x",
            new Result(
                "drain", "W1", Map.of(Metric.CPU + Metric.TOTAL, 10.0, Metric.CPU + "ledger", 5.0)),
            result("postgres", "W1", 1, 40, 900));
    Path after = file("after.json", "x", dearer, result("postgres", "W1", 1, 90, 1900));

    assertFalse(Comparison.of(before, after).worse(0.01));
  }

  @Test
  void shouldSayThatProcessorTimesOfTwoMachinesAreNotTheSame() {
    Path before = file("before.json", "fast", result("drain", "W1", 1, 10, 300));
    Path after = file("after.json", "slow", result("drain", "W1", 1, 10, 300));

    assertTrue(
        Comparison.of(before, after).notes().getFirst().contains("\"fast\" then, \"slow\" now"));
  }

  @Test
  void shouldRefuseFilesThatCannotBeCompared() throws IOException {
    Path one = file("one.json", "x", result("drain", "W1", 1, 10, 300));
    Path other = file("other.json", "x", result("drain", "W2", 1, 10, 300));
    Path none = Files.writeString(folder.resolve("none.json"), "{}");
    Path broken = Files.writeString(folder.resolve("broken.json"), "{");

    assertComplaint("no measurement in common", one, other);
    assertComplaint("expected a field summary", one, none);
    assertComplaint("cannot be read", broken, one);
    assertComplaint("cannot be read", folder.resolve("missing.json"), one);
  }

  private static void assertComplaint(String expected, Path before, Path after) {
    Complaint complaint = assertThrows(Complaint.class, () -> Comparison.of(before, after));
    assertTrue(complaint.getMessage().contains(expected), complaint.getMessage());
  }

  @Test
  void shouldCountFromWhenSomethingWasToBegin() {
    Latency latency = new Latency();
    for (int ms = 1; ms <= 1_000; ms++) {
      latency.record(ms * 1_000_000L);
    }
    Numbers numbers = new Numbers();
    latency.addTo(numbers);

    assertEquals(500, numbers.all().get(Metric.P50), 1);
    assertEquals(990, numbers.all().get(Metric.P99), 1);
    assertEquals(999, numbers.all().get(Metric.P999), 1);
    assertEquals(1_000, numbers.all().get(Metric.WORST), 1);

    Latency late = new Latency();
    late.endedNow(System.nanoTime() - 80_000_000);
    assertTrue(late.ms(100) >= 80, "a start that was late counts");
  }

  @Test
  void shouldBeginEachAtItsTimeThoughOneIsHeldUp() {
    int perSecond = 1_000;
    long[] intended = new long[50];
    new OpenLoop(perSecond)
        .run(
            0,
            intended.length,
            () -> false,
            (n, at) -> {
              intended[(int) n] = at;
              if (n == 10) {
                hold();
              }
            });

    for (int n = 1; n < intended.length; n++) {
      assertEquals(1_000_000.0, (double) (intended[n] - intended[n - 1]), 2_000.0, "before " + n);
    }
  }

  private static void hold() {
    long until = System.nanoTime() + 15_000_000;
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
  }
}
