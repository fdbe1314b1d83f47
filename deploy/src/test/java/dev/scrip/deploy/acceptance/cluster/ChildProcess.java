package dev.scrip.deploy.acceptance.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A process of a test that can be killed, stopped, held and started again. It says READY when it
 * serves, and ends when its standard input does, so that nothing outlives the test.
 */
public final class ChildProcess implements AutoCloseable {
  /** What a process prints on a line of its own once it serves. */
  public static final String READY = "READY";

  private static final Duration END_WITHIN = Duration.ofSeconds(60);

  private final String name;
  private final Path folder;
  private final List<String> command;
  private @Nullable Process process;

  /**
   * A process that is not started yet.
   *
   * @param folder for what it prints
   */
  public ChildProcess(String name, Path folder, List<String> command) {
    this.name = name;
    this.folder = folder;
    this.command = List.copyOf(command);
  }

  public String name() {
    return name;
  }

  /** Starts it, and returns before it serves. */
  public void start() {
    if (isAlive()) {
      throw new IllegalStateException(name + " runs already");
    }
    try {
      Files.createDirectories(folder);
      if (Files.exists(output())) {
        // What it printed before is kept; READY of a former start must not count.
        Files.writeString(
            folder.resolve("earlier-output.txt"),
            Files.readString(output()),
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
        Files.delete(output());
      }
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output().toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it serves. */
  public void awaitReady(Duration within) {
    long until = System.nanoTime() + within.toNanos();
    while (!isReady()) {
      if (!isAlive() || System.nanoTime() > until) {
        throw new IllegalStateException(
            "expected %s to serve within %s, found it %s:%n%s"
                .formatted(name, within, isAlive() ? "alive" : "ended", lastLines(40)));
      }
      LockSupport.parkNanos(50_000_000);
    }
  }

  /** Whether it has said that it serves, since it was started last. */
  public boolean isReady() {
    return isAlive() && printed().lines().anyMatch(READY::equals);
  }

  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** {@code kill -9}. */
  public void kill() {
    running().destroyForcibly();
    awaitEnd();
  }

  /** SIGTERM, and waits for its end. */
  public void terminate() {
    running().destroy();
    awaitEnd();
  }

  /** SIGSTOP: it keeps its connections and does nothing until {@link #resume}. */
  public void pause() {
    Jvm.signal(running(), "STOP");
  }

  public void resume() {
    Jvm.signal(running(), "CONT");
  }

  /** The last lines it printed or logged, stack frames left out. */
  public String lastLines(int count) {
    try {
      String text = printed() + (Files.exists(log()) ? Files.readString(log()) : "");
      List<String> lines = text.lines().filter(line -> !line.startsWith("\tat ")).toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
    } catch (IOException e) {
      return "its log cannot be read: " + e;
    }
  }

  /** What its threads do. */
  public String threadDump() {
    if (!isAlive()) {
      return name + " does not run";
    }
    try {
      Path dump = folder.resolve("threads.txt");
      Process jcmd =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  Long.toString(running().pid()),
                  "Thread.print")
              .redirectErrorStream(true)
              .redirectOutput(dump.toFile())
              .start();
      if (!jcmd.waitFor(10, TimeUnit.SECONDS)) {
        jcmd.destroyForcibly();
        return name + " gives no thread dump";
      }
      return Files.readString(dump);
    } catch (IOException e) {
      return "no thread dump of " + name + ": " + e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted before the thread dump of " + name;
    }
  }

  /** Where it logs. */
  public Path log() {
    return folder.resolve("scrip.log");
  }

  private Path output() {
    return folder.resolve("output.txt");
  }

  private String printed() {
    try {
      return Files.exists(output()) ? Files.readString(output(), StandardCharsets.UTF_8) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException(name + " was not started");
    }
    return process;
  }

  private void awaitEnd() {
    try {
      if (!running().waitFor(END_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        String dump = threadDump();
        running().destroyForcibly().waitFor();
        throw new IllegalStateException(
            "expected %s to end within %s, found:%n%s".formatted(name, END_WITHIN, dump));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + name + " ends", e);
    }
  }

  /** Kills it if it runs. */
  @Override
  public void close() {
    if (isAlive()) {
      kill();
    }
  }
}
