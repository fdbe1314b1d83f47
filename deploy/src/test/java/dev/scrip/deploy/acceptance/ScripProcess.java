package dev.scrip.deploy.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scrip.deploy.acceptance.cluster.Jvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A {@code scrip up} in a JVM of its own, as its users start it: to be asked, stopped and killed.
 */
public final class ScripProcess implements AutoCloseable {
  public static final String ADMIN_KEY = "scrip_test_key_0123456789abcdef";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration START_WITHIN = Duration.ofMinutes(2);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path data;
  private final int port;
  private final int kafkaPort;
  private final List<String> options;
  private Process process;
  private JsonNode addresses;
  private FileTime before;

  /** Starts {@code scrip up --data DIR --port 0 --kafka-port 0} with further options. */
  static ScripProcess up(Path data, String... options) {
    return new ScripProcess(data, 0, 0, List.of(options));
  }

  /** The same on ports that stay the same over restarts, so that clients find it again. */
  static ScripProcess upOnFixedPorts(Path data, String... options) {
    return new ScripProcess(data, Jvm.freePort(), Jvm.freePort(), List.of(options));
  }

  /**
   * Runs {@code scrip} until it ends by itself.
   *
   * @param output where to keep what it prints
   */
  static Ended run(Path output, String... arguments) {
    List<String> command = java("dev.scrip.deploy.Scrip", arguments);
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(START_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(command + " did not end: " + Files.readString(output));
      }
      return new Ended(process.exitValue(), Files.readString(output));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How a process ended, and what it printed. */
  record Ended(int exit, String output) {}

  /** The command line of a main class in a JVM of its own, with the classes of this test. */
  static List<String> java(String mainClass, String... arguments) {
    return Jvm.command("", List.of("-Xmx768m"), mainClass, arguments);
  }

  @SuppressWarnings("NullAway.Init")
  private ScripProcess(Path data, int port, int kafkaPort, List<String> options) {
    this.data = data;
    this.port = port;
    this.kafkaPort = kafkaPort;
    this.options = options;
    start();
  }

  private void start() {
    try {
      Path addressFile = data.resolve("scrip.json");
      // Left where it is: a restart takes up the addresses of before.
      before = written(addressFile);
      Files.createDirectories(data);
      List<String> command =
          java(
              "dev.scrip.deploy.Scrip",
              "up",
              "--data",
              data.toString(),
              "--port",
              Integer.toString(port),
              "--kafka-port",
              Integer.toString(kafkaPort));
      command.addAll(options);
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().put("SCRIP_ADMIN_KEY", ADMIN_KEY);
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(console().toFile()));
      process = builder.start();
      await(addressFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void await(Path addressFile) throws IOException {
    long until = System.nanoTime() + START_WITHIN.toNanos();
    while (written(addressFile).equals(before) || !answers(addressFile)) {
      if (!process.isAlive() || System.nanoTime() > until) {
        process.destroyForcibly();
        throw new IllegalStateException("scrip up did not start:\n" + Files.readString(console()));
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  /** When a file was written last; the epoch = it is not there. */
  private static FileTime written(Path file) throws IOException {
    return Files.exists(file) ? Files.getLastModifiedTime(file) : FileTime.fromMillis(0);
  }

  private boolean answers(Path addressFile) {
    try {
      addresses = JSON.readTree(Files.readString(addressFile));
      return addresses.hasNonNull("gateway")
          && http.send(
                      HttpRequest.newBuilder(gateway().resolve("/readyz")).build(),
                      HttpResponse.BodyHandlers.discarding())
                  .statusCode()
              == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where it keeps everything; the command line finds addresses and key there. */
  Path data() {
    return data;
  }

  /** What it printed. */
  Path console() {
    return data.resolve("console.txt");
  }

  URI gateway() {
    return URI.create(addresses.get("gateway").asText());
  }

  String kafka() {
    return addresses.get("kafka").asText();
  }

  URI registry() {
    return URI.create(addresses.get("registry").asText());
  }

  URI node() {
    return URI.create(addresses.get("node").asText());
  }

  /** A request with the admin key; body empty = none. Headers: name, value, name, value. */
  HttpResponse<String> http(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(gateway().resolve(path))
            .timeout(Duration.ofSeconds(90))
            .header("Authorization", "Bearer " + ADMIN_KEY)
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    for (int i = 0; i + 1 < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** {@code kill -9}. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** SIGTERM; its exit code. */
  int stop() {
    process.destroy();
    awaitEnd();
    return process.exitValue();
  }

  /** The same again on the same data. */
  void restart() {
    start();
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("scrip up did not stop within 60 s");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      process.destroyForcibly();
      awaitEnd();
    }
  }
}
