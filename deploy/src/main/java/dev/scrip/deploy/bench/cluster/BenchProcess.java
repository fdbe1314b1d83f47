package dev.scrip.deploy.bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One process of a benchmark. Ends no process but the one it started. */
public final class BenchProcess implements AutoCloseable {
  private static final Duration STARTS_WITHIN = Duration.ofMinutes(3);
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(40);
  private static final Pattern ADDRESS = Pattern.compile("(?: at |gateway +)(http://[^\\s,]+)");
  private static final int SHOWN_LINES = 25;

  private final String name;
  private final Path printed;
  private final Process process;

  private BenchProcess(String name, Path printed, Process process) {
    this.name = name;
    this.printed = printed;
    this.process = process;
  }

  /**
   * Starts a command line.
   *
   * @param name what results call it
   * @param printed where what it prints goes
   */
  public static BenchProcess start(String name, Path printed, List<String> command) {
    return start(name, printed, command, Map.of());
  }

  /** The same with variables of its environment. */
  public static BenchProcess start(
      String name, Path printed, List<String> command, Map<String, String> environment) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(printed.toFile());
      // What the user's own ledger is told is not for this one.
      builder.environment().keySet().removeIf(variable -> variable.startsWith("SCRIP_"));
      builder.environment().putAll(environment);
      return new BenchProcess(name, printed, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(name + " could not be started: " + command, e);
    }
  }

  public String name() {
    return name;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Processor time it has taken since it began. */
  public Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Waits until it says where it serves. */
  public URI address() {
    long until = System.nanoTime() + STARTS_WITHIN.toNanos();
    while (true) {
      Matcher matcher = ADDRESS.matcher(printed());
      if (matcher.find()) {
        return URI.create(matcher.group(1));
      }
      requireAlive();
      if (System.nanoTime() > until) {
        throw new IllegalStateException(
            "expected %s to serve within %s, found:%n%s"
                .formatted(name, STARTS_WITHIN, lastLines()));
      }
      LockSupport.parkNanos(10_000_000);
    }
  }

  /** Throws, with what it printed last, unless it runs. */
  public void requireAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "expected %s to run, found that it ended with %d:%n%s"
              .formatted(name, process.exitValue(), lastLines()));
    }
  }

  /** Its exit code, once it has ended by itself; empty = not within the time. */
  public Optional<Integer> exitWithin(Duration time) {
    return ended(time) ? Optional.of(process.exitValue()) : Optional.empty();
  }

  /** Closes its standard input. */
  public void endInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code kill -9}. */
  public void kill() {
    process.destroyForcibly();
    if (!ended(ENDS_WITHIN)) {
      throw new IllegalStateException(name + " does not end, though it was killed");
    }
  }

  /** SIGTERM; if that does not end it in time, {@code kill -9}. */
  @Override
  public void close() {
    process.destroy();
    if (!ended(ENDS_WITHIN)) {
      kill();
    }
  }

  private boolean ended(Duration time) {
    try {
      return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw new IllegalStateException("interrupted while waiting for the end of " + name, e);
    }
  }

  /** All it has printed. */
  public String printed() {
    try {
      return Files.exists(printed) ? Files.readString(printed) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String lastLines() {
    List<String> lines = printed().lines().filter(line -> !line.startsWith("\tat ")).toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
  }
}
