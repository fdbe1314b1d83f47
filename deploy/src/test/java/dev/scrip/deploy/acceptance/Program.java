package dev.scrip.deploy.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that is run to its end, as a user runs it. */
final class Program {
  private static final int SECONDS = 90;

  private Program() {}

  /** The lines it printed; fails with all it said if it did not end well. */
  static List<String> run(Path folder, Map<String, String> environment, String... command) {
    Path output = folder.resolve("output.txt");
    Path errors = folder.resolve("errors.txt");
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.directory(folder.toFile());
      builder.environment().putAll(environment);
      builder.redirectOutput(output.toFile());
      builder.redirectError(errors.toFile());
      Process process = builder.start();
      boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
      if (!ended || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new AssertionError(
            "%s: expected exit 0 within %d s, found %s:\n%s%s"
                .formatted(
                    String.join(" ", command),
                    SECONDS,
                    ended ? "exit " + process.exitValue() : "none",
                    Files.readString(output),
                    Files.readString(errors)));
      }
      return Files.readAllLines(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
