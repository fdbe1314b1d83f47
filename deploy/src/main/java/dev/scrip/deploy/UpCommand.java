package dev.scrip.deploy;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code scrip up}: the whole ledger on this machine in one process. */
@Command(
    name = "up",
    description =
        "Runs the whole ledger on this machine: Kafka, schema registry, ledger, gateway. Ctrl-C stops it; the data stays.",
    footer = {
      "",
      "Examples:",
      "  scrip up",
      "  scrip up --demo",
      "  scrip up --ephemeral --test-clock 2027-01-31T14:37:05Z",
      "  scrip up --rules my-rules.yaml --port 8090 --kafka-port 9192 --data my-data"
    })
public final class UpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "scrip-data",
      description = "Where everything is kept (default: ./${DEFAULT-VALUE}).")
  private Path data = Path.of("scrip-data");

  @Option(names = "--ephemeral", description = "Keep nothing: the data goes when it stops.")
  private boolean ephemeral;

  @Option(
      names = "--demo",
      description =
          "Begin an empty ledger with a month of realistic activity up to now, made by real commands.")
  private boolean demo;

  @Option(
      names = "--rules",
      paramLabel = "NAME|FILE",
      description =
          "A preset or a file; other than those in force, they are published as the next version (default for a new ledger: base44-2025).")
  private @Nullable String rules;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description = "HTTP port (default: ${DEFAULT-VALUE}; 0 = any that is free).")
  private int port = 8080;

  @Option(
      names = "--kafka-port",
      paramLabel = "N",
      description = "Kafka's port (default: 9092, or any that is free).")
  private @Nullable Integer kafkaPort;

  @Option(
      names = "--test-clock",
      paramLabel = "INSTANT",
      description =
          "Time stands still at this instant until it is moved, such as 2027-01-31T14:37:05Z.")
  private @Nullable String testClock;

  @Override
  public Integer call() {
    if (demo && testClock != null) {
      throw new Complaint(
          "--demo ends at the present time, and --test-clock stands still at another: leave one of them out.");
    }
    if (demo && rules != null && !rules.equals(RulesFile.DEFAULT)) {
      throw new Complaint(
          "--demo is written for the rules %s, found --rules %s: leave one of them out; other rules can be published afterwards."
              .formatted(RulesFile.DEFAULT, rules));
    }
    return Up.run(
        new Up.Options(
            data,
            ephemeral,
            rules,
            checked("--port", port),
            kafkaPort == null ? null : checked("--kafka-port", kafkaPort),
            testClock == null ? null : instant(testClock),
            demo),
        spec.commandLine().getOut());
  }

  private static int checked(String option, int port) {
    if (port < 0 || port > 65_535) {
      throw new Complaint("%s: expected 0 to 65535, found %d.".formatted(option, port));
    }
    return port;
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new Complaint(
          "--test-clock: expected an instant such as 2027-01-31T14:37:05Z, found \"%s\"."
              .formatted(text),
          e);
    }
  }
}
