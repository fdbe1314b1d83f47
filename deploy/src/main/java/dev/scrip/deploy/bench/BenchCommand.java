package dev.scrip.deploy.bench;

import dev.scrip.deploy.bench.audit.Breach;
import dev.scrip.deploy.bench.cluster.Bed;
import dev.scrip.deploy.bench.cluster.Jvm;
import dev.scrip.deploy.bench.load.Workload;
import dev.scrip.deploy.cli.Exit;
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
        "Measures the ledger on this machine, with processes and data of its own that are gone afterwards, and what it is measured against. An auditor judges every ledger that was measured; docs/benchmarks/README.md says what each number means.",
    subcommands = {CompareCommand.class, CheckCommand.class},
    footer = {
      "",
      "Examples:",
      "  scrip bench --what drain --workload W1,W7",
      "  scrip bench --wallets 1000000 --commands 5000000 --runs 3 --out result.json",
      "  scrip bench --what drain --jvm ledger=-XX:+UseParallelGC --set threads=1",
      "  scrip bench compare before.json after.json --tolerance 15%%"
    })
public final class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--what",
      split = ",",
      paramLabel = "NAME",
      converter = What.Reader.class,
      description = "What to measure: ${COMPLETION-CANDIDATES} (default: all of it).")
  private List<What> what = List.of(What.values());

  @Option(
      names = "--workload",
      split = ",",
      paramLabel = "W1…W7",
      description = "Workloads of drains (default: W1,W3,W7).")
  private List<Workload> workloads = List.of(Workload.W1, Workload.W3, Workload.W7);

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
      names = "--rate",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Commands a second at which latency is measured (default: ${DEFAULT-VALUE}).")
  private int rate;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "How long is measured what has no end of its own (default: ${DEFAULT-VALUE}).")
  private int seconds;

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
      description =
          "More options of the JVMs of a role: broker, ledger, gateway, pass-through, replay.")
  private Map<String, String> jvm = new LinkedHashMap<>();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting of the ledger nodes, as `scrip ledger --set` takes it.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Override
  public Integer call() {
    Sizes sizes = new Sizes(wallets, commands, partitions, nodes, seed);
    Runner runner =
        new Runner(
            runs, spec.commandLine().getParseResult().originalArgs(), spec.commandLine().getErr());
    try {
      Report report =
          runner.run(
              folder,
              data -> {
                var setup = new Bed.Setup(data, partitions, nodes, new Jvm(jvm), settings);
                var scope = new Scope(workloads, sizes, rate, seconds, setup);
                return what.stream().flatMap(each -> each.measurements(scope)).toList();
              });
      report.print(spec.commandLine().getOut());
      if (out != null) {
        report.write(out);
      }
      return Exit.OK;
    } catch (Breach breach) {
      spec.commandLine().getErr().println(breach.getMessage());
      return Exit.FAILED;
    }
  }
}
