package dev.scrip.deploy.acceptance.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One role in a JVM of its own, as its operators start it: to be stopped, killed, held. */
public final class RoleProcess implements AutoCloseable {
  private static final Duration START_WITHIN = Duration.ofMinutes(2);
  private static final Pattern SERVES = Pattern.compile("(?m)^scrip \\w+: .* at (http\\S+),");

  private final String role;
  private final Path folder;
  private final List<String> arguments;
  private final HttpClient http = HttpClient.newHttpClient();
  private Process process;
  private URI address;

  /**
   * Starts {@code scrip ROLE} with options and waits until it listens.
   *
   * @param folder its own: what it prints and what it keeps
   */
  public static RoleProcess start(String role, Path folder, String... options) {
    return new RoleProcess(role, folder, List.of(options));
  }

  @SuppressWarnings("NullAway.Init")
  private RoleProcess(String role, Path folder, List<String> options) {
    this.role = role;
    this.folder = folder;
    arguments = new ArrayList<>(List.of(role));
    arguments.addAll(options);
    restart();
  }

  /** Starts it again as before; it may come back on another port if that is 0. */
  public void restart() {
    try {
      Files.createDirectories(folder);
      Files.deleteIfExists(output());
      process =
          new ProcessBuilder(Jvm.command(List.of("-Xmx512m"), "dev.scrip.deploy.Scrip", arguments))
              .directory(folder.toFile())
              .redirectOutput(output().toFile())
              .redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await("to listen", () -> SERVES.matcher(text(output())).find());
    Matcher serves = SERVES.matcher(text(output()));
    if (!serves.find()) {
      throw new IllegalStateException(text(output()));
    }
    address = URI.create(serves.group(1));
  }

  /** Waits until it says that it is ready. */
  public void awaitReady() {
    await("to be ready", () -> status("/readyz") == 200);
  }

  public URI address() {
    return address;
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /** Status of a GET; 0 = no answer. */
  public int status(String path) {
    try {
      return http.send(
              HttpRequest.newBuilder(address.resolve(path)).timeout(Duration.ofSeconds(5)).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a role is asked", e);
    }
  }

  /** SIGTERM; its exit code, or a failure after 40 s. */
  public int stop() {
    process.destroy();
    return exit(Duration.ofSeconds(40));
  }

  /** {@code kill -9}. */
  public void kill() {
    process.destroyForcibly();
    exit(Duration.ofSeconds(40));
  }

  /** SIGSTOP. */
  public void pause() {
    Jvm.signal(process, "STOP");
  }

  public void resume() {
    Jvm.signal(process, "CONT");
  }

  /** Waits until it ends by itself; its exit code. */
  public int exit(Duration within) {
    try {
      if (!process.waitFor(within.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new IllegalStateException(
            "expected scrip %s to end within %s:%n%s".formatted(role, within, text(log())));
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a role ends", e);
    }
  }

  /** What it prints. */
  public Path output() {
    return folder.resolve("output.txt");
  }

  /** What it logs, over all its starts. */
  public Path log() {
    return folder.resolve("log.txt");
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
    http.close();
  }

  private void await(String what, BooleanSupplier holds) {
    long until = System.nanoTime() + START_WITHIN.toNanos();
    while (!holds.getAsBoolean()) {
      if (!process.isAlive() || System.nanoTime() > until) {
        process.destroyForcibly();
        throw new IllegalStateException(
            "expected scrip %s %s within %s:%n%s%s"
                .formatted(role, what, START_WITHIN, text(output()), text(log())));
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
