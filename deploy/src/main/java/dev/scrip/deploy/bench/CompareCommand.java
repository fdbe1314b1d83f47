package dev.scrip.deploy.bench;

import dev.scrip.deploy.cli.Exit;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code scrip bench compare}: whether a command costs more than it did. */
@Command(
    name = "compare",
    description =
        "Compares two results of scrip bench by processor time and log bytes a command; exit code 1 when a command costs too much more.")
final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "BEFORE", description = "A file that --out wrote.")
  private Path before = Path.of("");

  @Parameters(paramLabel = "AFTER", description = "Another.")
  private Path after = Path.of("");

  @Option(
      names = "--tolerance",
      paramLabel = "PERCENT",
      defaultValue = Tolerance.STANDARD,
      converter = Tolerance.Reader.class,
      description = "How much more is allowed (default: ${DEFAULT-VALUE}).")
  private Tolerance tolerance = new Tolerance(0);

  @Override
  public Integer call() {
    Comparison comparison = Comparison.of(before, after);
    comparison.print(spec.commandLine().getOut(), tolerance.part());
    return comparison.worse(tolerance.part()) ? Exit.FAILED : Exit.OK;
  }
}
