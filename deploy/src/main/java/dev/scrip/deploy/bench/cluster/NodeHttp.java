package dev.scrip.deploy.bench.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** Asks a ledger node's own server, away from what is measured. */
public final class NodeHttp implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration READY_WITHIN = Duration.ofMinutes(10);

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI node;

  public NodeHttp(URI node) {
    this.node = node;
  }

  /** Waits until every partition is restored. */
  public void awaitReady() {
    long until = System.nanoTime() + READY_WITHIN.toNanos();
    while (get("/readyz").statusCode() != 200) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException(
            "expected the node %s to be ready within %s".formatted(node, READY_WITHIN));
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  /** The balance of each pool of a wallet, in micros. */
  public Map<String, Long> pools(String wallet) {
    HttpResponse<String> answer = get("/wallets/" + wallet);
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(
          "expected the wallet %s, found %d: %s"
              .formatted(wallet, answer.statusCode(), answer.body()));
    }
    try {
      Map<String, Long> pools = new TreeMap<>();
      for (Map.Entry<String, JsonNode> pool :
          JSON.readTree(answer.body()).path("pools").properties()) {
        BigDecimal balance = new BigDecimal(pool.getValue().path("balance").asText());
        pools.put(pool.getKey(), balance.movePointRight(6).longValueExact());
      }
      return pools;
    } catch (IOException e) {
      throw new IllegalStateException("the node answered " + answer.body(), e);
    }
  }

  private HttpResponse<String> get(String path) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create(node + path)).timeout(Duration.ofSeconds(30)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException("the node " + node + " does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking the node " + node, e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
