package dev.scrip.deploy.conformance;

import dev.scrip.deploy.embedded.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Apicurio Registry in a process of its own, as the profile {@code conformance} has unpacked it: in
 * memory, on the loopback address only.
 */
final class ApicurioProcess implements AutoCloseable {
  private static final Path UNPACKED = Path.of("target/apicurio");
  private static final Duration START_WITHIN = Duration.ofSeconds(90);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(20);

  private final Process process;
  private final URI server;

  private ApicurioProcess(Process process, URI server) {
    this.process = process;
    this.server = server;
  }

  static ApicurioProcess start(Path folder) throws IOException, InterruptedException {
    Path jar = UNPACKED.resolve("quarkus-run.jar").toAbsolutePath();
    if (!Files.exists(jar)) {
      throw new IllegalStateException(
          "expected " + jar + ", found none; run these tests with `mvn -Pconformance`");
    }
    int port = Ports.anyFree();
    Path log = folder.resolve("apicurio.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "-Djava.io.tmpdir=" + folder,
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.http.access-log.enabled=false",
                // Else it listens on every address.
                "-Dquarkus.management.host=127.0.0.1",
                "-Dquarkus.management.port=0",
                "-jar",
                jar.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    ApicurioProcess registry = new ApicurioProcess(process, URI.create("http://127.0.0.1:" + port));
    try {
      registry.awaitReady(log);
      return registry;
    } catch (RuntimeException | InterruptedException e) {
      registry.close();
      throw e;
    }
  }

  /** Of the API that is Confluent's. */
  URI confluentApi() {
    return URI.create(server + "/apis/ccompat/v7");
  }

  /** Of the API that Apicurio's own serializers speak. */
  URI ownApi() {
    return URI.create(server + "/apis/registry/v3");
  }

  private void awaitReady(Path log) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(confluentApi() + "/subjects"))
            .timeout(Duration.ofSeconds(5))
            .build();
    long deadline = System.nanoTime() + START_WITHIN.toNanos();
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (!answers(http, request)) {
        if (process.waitFor(200, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "expected Apicurio to answer within " + START_WITHIN + "; its output is in " + log);
        }
      }
    }
  }

  private static boolean answers(HttpClient http, HttpRequest request) throws InterruptedException {
    try {
      return http.send(request, BodyHandlers.ofString()).statusCode() == 200;
    } catch (IOException e) {
      return false; // it does not listen yet
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
