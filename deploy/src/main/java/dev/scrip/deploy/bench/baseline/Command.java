package dev.scrip.deploy.bench.baseline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Runs a program of the system to its end. */
final class Command {
  private Command() {}

  private record Ended(int exit, String printed) {}

  static boolean succeeds(List<String> command) {
    return ended(command, Map.of()).exit() == 0;
  }

  /** What it prints; throws if it fails. */
  static String run(List<String> command) {
    return run(command, Map.of());
  }

  static String run(List<String> command, Map<String, String> environment) {
    Ended ended = ended(command, environment);
    if (ended.exit() != 0) {
      throw new IllegalStateException(
          "%s ended with %d:%n%s".formatted(command.getFirst(), ended.exit(), ended.printed()));
    }
    return ended.printed();
  }

  private static Ended ended(List<String> command, Map<String, String> environment) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
      return new Ended(process.waitFor(), printed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + command.getFirst() + " runs", e);
    }
  }
}
