package dev.scrip.deploy.acceptance;

import dev.scrip.deploy.acceptance.cluster.Jvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that was run to its end, as from a shell. */
record Program(List<String> command, int exit, String out, String err) {
  private static final long AT_MOST_SECONDS = 90;

  /** Runs a program with an environment of its own beside this one's. */
  static Program run(Path folder, Map<String, String> environment, List<String> command) {
    try {
      Path out = Files.createTempFile(folder, "out", ".txt");
      Path err = Files.createTempFile(folder, "err", ".txt");
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.directory(folder.toFile());
      builder.environment().remove("SCRIP_URL");
      builder.environment().putAll(environment);
      builder.redirectOutput(out.toFile()).redirectError(err.toFile());
      Process process = builder.start();
      if (!process.waitFor(AT_MOST_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command + " did not end: " + text(out) + text(err));
      }
      return new Program(command, process.exitValue(), text(out), text(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs a command of scrip with the key in the environment, as one does who started it so. */
  static Program scrip(Path folder, String key, List<String> arguments) {
    List<String> command =
        Jvm.command("", List.of(), "dev.scrip.deploy.Scrip", arguments.toArray(String[]::new));
    return run(folder, Map.of("SCRIP_ADMIN_KEY", key), command);
  }

  /** The lines it printed, if it ended well. */
  List<String> lines() {
    if (exit != 0) {
      throw new AssertionError(
          "%s: expected exit 0, found exit %d:%n%s%s".formatted(command, exit, out, err));
    }
    return out.lines().toList();
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
