package dev.scrip.deploy.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
<<<<<<< HEAD
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
=======
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The {@code scrip} program in a JVM of its own, run to its end as from a shell. */
record Program(int exit, String out, String err) {
  private static final long AT_MOST_SECONDS = 90;

  /** Runs a command with the key in the environment, as one does who started the ledger so. */
  static Program run(Path folder, String key, List<String> arguments) {
    try {
      Path out = Files.createTempFile(folder, "out", ".txt");
      Path err = Files.createTempFile(folder, "err", ".txt");
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(
          List.of(
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "-cp",
              System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
              "dev.scrip.deploy.Scrip"));
      command.addAll(arguments);
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.directory(folder.toFile());
      builder.environment().put("SCRIP_ADMIN_KEY", key);
      builder.environment().remove("SCRIP_URL");
      builder.redirectOutput(out.toFile()).redirectError(err.toFile());
      Process process = builder.start();
      if (!process.waitFor(AT_MOST_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("scrip " + arguments + " did not end: " + text(out) + text(err));
      }
      return new Program(process.exitValue(), text(out), text(err));
>>>>>>> 03aa8bcd440824661f8a4d437fbf3ce015ac8b1d
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
<<<<<<< HEAD
=======

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
>>>>>>> 03aa8bcd440824661f8a4d437fbf3ce015ac8b1d
}
