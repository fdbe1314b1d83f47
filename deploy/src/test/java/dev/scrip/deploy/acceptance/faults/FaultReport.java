package dev.scrip.deploy.acceptance.faults;

import dev.scrip.deploy.acceptance.faults.FaultPlan.Planned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a fault run was and came to, as one file to be kept: enough to make it again. */
final class FaultReport {
  private final FaultOptions options;
  private final Instant startedAt = Instant.now();
  private final List<String> rows = new ArrayList<>();
  private final List<String> summary = new ArrayList<>();

  FaultReport(FaultOptions options) {
    this.options = options;
  }

  /**
   * Adds a fault.
   *
   * @param wholeMs from its beginning until every part served again
   * @param worstMs longest time without a committed decision in one partition
   * @param allMs longest time without any committed decision
   * @param probeMs longest time without an answer to the probe of one partition
   * @param underWay transfers that were under way when it began
   */
  void fault(
      Planned fault,
      String target,
      Duration after,
      long wholeMs,
      long worstMs,
      long allMs,
      long probeMs,
      long underWay) {
    rows.add(
        "| %d | %d s | %s | %s | %.1f s | %.1f s | %.1f s | %.1f s | %.1f s | %d |"
            .formatted(
                rows.size() + 1,
                after.toSeconds(),
                fault.kind().words(),
                target,
                fault.held().toMillis() / 1e3,
                wholeMs / 1e3,
                worstMs / 1e3,
                allMs / 1e3,
                probeMs / 1e3,
                underWay));
  }

  void say(String line) {
    summary.add(line);
  }

  /** Its text. */
  String text(String result) {
    return """
    # Fault run: %s

    - seed %d, commit %s, begun %s
    - %d commands at %d a second, one in %d over HTTP; three brokers, two to three ledger nodes
      with %d standby(s) and a session of %d ms, two gateways
    %s

    | # | at | fault | hit | held | whole again after | no decision, worst partition | no decision \
    at all | no answer, worst partition | transfers under way |
    |---|---|---|---|---|---|---|---|---|---|
    %s
    """
        .formatted(
            result,
            options.seed(),
            commit(),
            startedAt,
            options.commands(),
            options.perSecond(),
            FaultOptions.PER_HTTP,
            options.standbys(),
            options.session().toMillis(),
            String.join("\n", summary.stream().map(line -> "- " + line).toList()),
            String.join("\n", rows));
  }

  /** Writes it, and prints it. */
  void write(Path file, String result) {
    String text = text(result);
    System.out.println(text);
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String commit() {
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=10")
              .redirectErrorStream(true)
              .start();
      String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0 ? output.strip() : "unknown";
    } catch (IOException e) {
      return "unknown";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }
}
