package dev.scrip.deploy.bench;

import dev.scrip.deploy.Complaint;
import dev.scrip.deploy.bench.audit.Breach;
import dev.scrip.deploy.bench.cluster.Bed;
import dev.scrip.deploy.bench.cluster.Jvm;
import dev.scrip.deploy.bench.load.Workload;
import dev.scrip.deploy.cli.Exit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code scrip bench check}: whether a change made commands dearer, in some minutes. */
@Command(
    name = "check",
    description =
        "Drains a small backlog and compares what a command costs with the stored baseline; exit code 1 when it costs too much more. Run it where the baseline was made, with nothing else running.")
final class CheckCommand implements Callable<Integer> {
  private static final Sizes SIZES = new Sizes(50_000, 400_000, 4, 1, 1);

  @Spec private CommandSpec spec;

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      defaultValue = "docs/benchmarks/baseline.json",
      description = "What to compare with (default: ${DEFAULT-VALUE}).")
  private Path baseline = Path.of("");

  @Option(
      names = "--tolerance",
      paramLabel = "PERCENT",
      defaultValue = Tolerance.STANDARD,
      converter = Tolerance.Reader.class,
      description = "How much more is allowed (default: ${DEFAULT-VALUE}).")
  private Tolerance tolerance = new Tolerance(0);

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "3",
      description = "Runs; medians are compared (default: ${DEFAULT-VALUE}).")
  private int runs;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Write what was found to this file. Where it is the baseline itself, there need be none yet, and it is replaced.")
  private @Nullable Path out;

  @Override
  public Integer call() {
    boolean replaced = out != null && out.equals(baseline);
    if (!replaced && !Files.isRegularFile(baseline)) {
      throw new Complaint(
          "--baseline: there is no file %s; run it at the root of the sources, or make one with --out %s."
              .formatted(baseline, baseline));
    }
    Runner runner =
        new Runner(
            runs, spec.commandLine().getParseResult().originalArgs(), spec.commandLine().getErr());
    try {
      Report report = runner.run(null, CheckCommand::drains);
      report.print(spec.commandLine().getOut());
      Comparison comparison =
          Files.isRegularFile(baseline)
              ? Comparison.of(Comparison.read(baseline), report.json(), "The baseline and this run")
              : null;
      if (out != null) {
        report.write(out);
      }
      if (comparison == null) {
        return Exit.OK;
      }
      comparison.print(spec.commandLine().getOut(), tolerance.part());
      return !replaced && comparison.worse(tolerance.part()) ? Exit.FAILED : Exit.OK;
    } catch (Breach breach) {
      spec.commandLine().getErr().println(breach.getMessage());
      return Exit.FAILED;
    }
  }

  private static List<Measurement> drains(Path data) {
    Bed.Setup setup =
        new Bed.Setup(data, SIZES.partitions(), SIZES.nodes(), new Jvm(Map.of()), Map.of());
    return Stream.of(Workload.W1, Workload.W7)
        .<Measurement>map(workload -> new Drain(workload, SIZES, setup))
        .toList();
  }
}
