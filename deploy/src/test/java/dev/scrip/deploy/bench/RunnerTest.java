package dev.scrip.deploy.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.deploy.bench.audit.Breach;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order of runs, and what becomes of what cannot or must not be told. */
class RunnerTest {
  @TempDir private Path folder;

  private final List<String> ran = new ArrayList<>();

  private record Named(String what, Supplier<Double> number) implements Measurement {
    @Override
    public String of() {
      return "";
    }

    @Override
    public Result run(Progress progress) {
      return new Result(what, "", Map.of(Metric.RATE, number.get()));
    }
  }

  private Named named(String name, double number) {
    return new Named(
        name,
        () -> {
          ran.add(name);
          return number;
        });
  }

  private Report run(int runs, Measurement... measurements) {
    return new Runner(runs, List.of("bench"), new PrintWriter(new StringWriter()))
        .run(
            folder,
            data -> {
              touch(data.resolve("left"));
              return List.of(measurements);
            });
  }

  private static void touch(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertNothingIsLeft() throws IOException {
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void shouldRunEachOnceAndThenAllOfThemAgain() throws IOException {
    Report report = run(3, named("a", 1), named("b", 2));

    assertEquals(List.of("a", "b", "a", "b", "a", "b"), ran);
    assertEquals(6, report.json().path("runs").size());
    assertEquals(3, report.json().path("summary").path(0).path("runs").asInt());
    assertNothingIsLeft();
  }

  @Test
  void shouldSayWhatWasNotMeasuredAndGoOn() {
    Named missing =
        new Named(
            "missing",
            () -> {
              throw new Measurement.Skipped("no such server here");
            });

    Report report = run(1, missing, named("b", 2));

    assertEquals(List.of("b"), ran);
    assertEquals("no such server here", report.json().path("skipped").path("missing").asText());
    StringWriter out = new StringWriter();
    report.print(new PrintWriter(out));
    assertTrue(
        out.toString().contains("not measured: missing: no such server here"), out::toString);
  }

  @Test
  void shouldTellNoNumbersOfALedgerThatBrokeAPromise() throws IOException {
    Named wrong =
        new Named(
            "wrong",
            () -> {
              throw new Breach(List.of("wallet-1:7: amount is -1"));
            });

    assertThrows(Breach.class, () -> run(1, named("a", 1), wrong, named("b", 2)));

    assertEquals(List.of("a"), ran);
    assertNothingIsLeft();
  }
}
