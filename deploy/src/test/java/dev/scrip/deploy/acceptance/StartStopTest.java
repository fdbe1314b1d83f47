package dev.scrip.deploy.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code scrip up} does when it is started, stopped, killed and started twice. */
class StartStopTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  @Test
  void shouldKeepEverythingOverStopsAndKills() throws IOException {
    long begin = System.nanoTime();
    try (ScripProcess scrip = ScripProcess.up(folder)) {
      scrip.http("PUT", "/v1/wallets/ana", "{\"plan\":\"starter\"}");
      charge(scrip, "first");
      String cold = since(begin);
      assertEquals("1999", balance(scrip));

      long stopping = System.nanoTime();
      assertEquals(0, scrip.stop(), "exit code after SIGTERM");
      long stoppedMs = (System.nanoTime() - stopping) / 1_000_000;
      assertTrue(stoppedMs < 30_000, "expected a stop within 30 s, found " + stoppedMs + " ms");
      shouldNotBecomeADemo();

      begin = System.nanoTime();
      scrip.restart();
      charge(scrip, "second");
      String stopped = since(begin);
      assertEquals("1998", balance(scrip));

      scrip.kill();
      begin = System.nanoTime();
      scrip.restart();
      charge(scrip, "third");
      String killed = since(begin);
      assertEquals("1997", balance(scrip));
      assertEquals(
          "true",
          charge(scrip, "first").headers().firstValue("Idempotent-Replayed").orElse("missing"));
      assertEquals("1997", balance(scrip));
      System.out.printf(
          "up to first accepted charge: cold %s, after a clean stop (%d ms) %s, after kill -9 %s%n",
          cold, stoppedMs, stopped, killed);
    }
  }

  /** A ledger with a history of its own, while it is stopped. */
  private void shouldNotBecomeADemo() {
    ScripProcess.Ended ended =
        ScripProcess.run(
            folder.resolve("demo.txt"),
            "up",
            "--demo",
            "--data",
            folder.toString(),
            "--port",
            "0",
            "--kafka-port",
            "0");

    assertEquals(1, ended.exit(), ended.output());
    assertTrue(ended.output().contains("--demo begins an empty ledger"), ended.output());
    assertTrue(ended.output().contains("--data DIR"), ended.output());
  }

  @Test
  void shouldSayInOneSentenceThatTheFolderIsInUse() {
    Path data = folder.resolve("data");
    try (ScripProcess scrip = ScripProcess.up(data)) {
      refuses("up", "--data", data.toString(), "--port", "0", "--kafka-port", "0");

      assertEquals(200, scrip.http("GET", "/readyz", "").statusCode());
    }
  }

  @Test
  void shouldSayInOneSentenceThatAPortIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      String data = folder.resolve("data").toString();

      String gateway = refuses("up", "--data", data, "--port", port, "--kafka-port", "0");
      String kafka = refuses("up", "--data", data, "--port", "0", "--kafka-port", port);

      assertTrue(gateway.contains(port) && gateway.contains("--port"), gateway);
      assertTrue(kafka.contains(port) && kafka.contains("--kafka-port"), kafka);
    }
  }

  /** That it ends with 1 after one line on its output, which is returned. */
  private String refuses(String... arguments) {
    ScripProcess.Ended ended = ScripProcess.run(folder.resolve("refused.txt"), arguments);
    List<String> lines = ended.output().lines().filter(line -> !line.isBlank()).toList();

    assertEquals(1, ended.exit(), ended.output());
    assertEquals(1, lines.size(), ended.output());
    return lines.getFirst();
  }

  private static HttpResponse<String> charge(ScripProcess scrip, String id) {
    HttpResponse<String> answer =
        scrip.http(
            "POST",
            "/v1/wallets/ana/charges",
            "{\"action\":\"integration.call\"}",
            "Idempotency-Key",
            id);
    assertEquals(201, answer.statusCode(), answer.body());
    return answer;
  }

  private static String balance(ScripProcess scrip) throws IOException {
    String wallet = scrip.http("GET", "/v1/wallets/ana", "").body();
    return JSON.readTree(wallet).at("/pools/integration/balance").asText();
  }

  private static String since(long begin) {
    return (System.nanoTime() - begin) / 1_000_000 + " ms";
  }
}
