package dev.scrip.deploy.bench;

import dev.scrip.deploy.Complaint;
import dev.scrip.deploy.bench.cluster.Bed;
import dev.scrip.deploy.bench.cluster.Jvm;
import dev.scrip.deploy.bench.load.Workload;
import dev.scrip.deploy.cli.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code scrip bench}: measures this program on this machine. */
@Command(
    name = "bench",
    description =
        "Measures the ledger on this machine, with processes and data of its own that are gone afterwards; docs/benchmarks/README.md says what each number means.",
    footer = {
      "",
      "Examples:",
      "  scrip bench --what drain --workload W1,W7",
      "  scrip bench --what drain --wallets 1000000 --commands 5000000 --runs 3 --out result.json",
      "  scrip bench --what drain --jvm ledger=-XX:+UseParallelGC --set threads=1"
    })
public final class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--what",
      split = ",",
      paramLabel = "NAME",
      description = "What to measure: ${COMPLETION-CANDIDATES} (default: all of it).")
  private List<What> what = List.of(What.values());

  @Option(
      names = "--workload",
      split = ",",
      paramLabel = "W1…W7",
      description = "Workloads of drains (default: W1,W7).")
  private List<Workload> workloads = List.of(Workload.W1, Workload.W7);

  @Option(
      names = "--wallets",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Wallets (default: ${DEFAULT-VALUE}).")
  private int wallets;

  @Option(
      names = "--commands",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Commands that are measured (default: ${DEFAULT-VALUE}).")
  private long commands;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "4",
      description = "Partitions of the command topic (default: ${DEFAULT-VALUE}).")
  private int partitions;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "1",
      description = "Ledger nodes (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the commands (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Runs of each measurement, one of each after the other; medians are told (default: ${DEFAULT-VALUE}).")
  private int runs;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write all numbers to this file, as JSON.")
  private @Nullable Path out;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Where the data lies while it runs (default: the temporary folder).")
  private @Nullable Path folder;

  @Option(
      names = "--jvm",
      paramLabel = "ROLE=OPTIONS",
      description = "More options of the JVMs of a role: broker, ledger, gateway.")
  private Map<String, String> jvm = new LinkedHashMap<>();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting of the ledger nodes, as `scrip ledger --set` takes it.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Override
  public Integer call() {
    if (runs < 1) {
      throw new Complaint("--runs: expected at least 1, found %d.".formatted(runs));
    }
    Sizes sizes = new Sizes(wallets, commands, partitions, nodes, seed);
    Path data = dataFolder();
    try (ConsoleProgress progress = new ConsoleProgress(spec.commandLine().getErr())) {
      Bed.Setup setup = new Bed.Setup(data, partitions, nodes, new Jvm(jvm), settings);
      List<Measurement> measurements =
          what.stream().flatMap(each -> each.measurements(workloads, sizes, setup)).toList();
      Report report =
          new Report(Machine.here(), spec.commandLine().getParseResult().originalArgs());
      for (int run = 0; run < runs; run++) {
        for (int i = 0; i < measurements.size(); i++) {
          Measurement measurement = measurements.get(i);
          progress.begin(
              measurement.name(), run * measurements.size() + i + 1, runs * measurements.size());
          try {
            report.add(measurement.run(progress));
          } catch (Measurement.Skipped skipped) {
            report.skip(measurement.name(), String.valueOf(skipped.getMessage()));
          }
        }
      }
      progress.end();
      report.print(spec.commandLine().getOut());
      if (out != null) {
        report.write(out);
      }
    } finally {
      delete(data);
    }
    return Exit.OK;
  }

  private Path dataFolder() {
    try {
      return folder == null
          ? Files.createTempDirectory("scrip-bench-")
          : Files.createTempDirectory(Files.createDirectories(folder), "scrip-bench-");
    } catch (IOException e) {
      throw new Complaint(
          "--folder: no folder can be made in %s: %s. Name another."
              .formatted(folder == null ? "the temporary folder" : folder, e),
          e);
    }
  }

  /** Measurements empty it: only a fault leaves something, which then tells of it. */
  private static void delete(Path data) {
    try {
      Files.deleteIfExists(data);
    } catch (IOException e) {
      throw new Complaint("The folder %s could not be removed: %s.".formatted(data, e), e);
    }
  }
}
