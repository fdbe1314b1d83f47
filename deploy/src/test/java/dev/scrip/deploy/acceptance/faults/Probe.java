package dev.scrip.deploy.acceptance.faults;

import dev.scrip.deploy.acceptance.invariants.Evidence.CommandRef;
import dev.scrip.schemas.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that charges one wallet of each partition every 200 ms, at the gateways in turn, each
 * charge again under its key until it is answered: what a fault is to those who wait.
 */
final class Probe implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(200);

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
  private final List<URI> gateways;
  private final List<Gaps> answers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Set<CommandRef> answered = ConcurrentHashMap.newKeySet();
  private volatile boolean closing;
  private volatile boolean closed;

  Probe(List<URI> gateways, int partitions) {
    this.gateways = gateways;
    for (int partition = 0; partition < partitions; partition++) {
      Gaps gaps = new Gaps();
      answers.add(gaps);
      String wallet = wallet(partition, partitions);
      threads.add(
          Thread.ofPlatform().name("probe-" + partition).daemon().start(() -> run(wallet, gaps)));
    }
  }

  private static String wallet(int partition, int partitions) {
    int n = 0;
    while (Topics.partition(("probe-" + n).getBytes(StandardCharsets.UTF_8), partitions)
        != partition) {
      n++;
    }
    return "probe-" + n;
  }

  private void run(String wallet, Gaps gaps) {
    String path = "/v1/wallets/" + wallet;
    if (!until("PUT", path, "", "{\"plan\":\"elite\"}")) {
      return;
    }
    for (int n = 0; !closing; n++) {
      long from = System.nanoTime();
      String id = "probe-" + n;
      if (until("POST", path + "/charges", id, "{\"action\":\"integration.call\"}")) {
        answered.add(new CommandRef(wallet, id));
        gaps.at(System.nanoTime());
      }
      LockSupport.parkNanos(EVERY.toNanos() - (System.nanoTime() - from));
    }
  }

  /** Whether it was answered before the end. */
  private boolean until(String method, String path, String key, String body) {
    for (int attempt = path.hashCode() & 1; !closed; attempt++) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(gateways.get(attempt % gateways.size()).resolve(path))
              .timeout(Duration.ofSeconds(3))
              .header("Authorization", "Bearer " + LedgerCluster.ADMIN_KEY)
              .header("Content-Type", "application/json")
              .header("Prefer", "wait=2")
              .method(method, HttpRequest.BodyPublishers.ofString(body));
      if (!key.isEmpty()) {
        request.header("Idempotency-Key", key);
      }
      try {
        int status =
            http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status != 202 && status != 429 && status < 500) {
          return true;
        }
      } catch (IOException e) {
        // The gateway is away: the other one.
      } catch (InterruptedException e) {
        return false;
      }
      LockSupport.parkNanos(50_000_000);
    }
    return false;
  }

  /** The longest time without an answer in the partition that fared worst, in milliseconds. */
  long worst(long from, long to) {
    return answers.stream().mapToLong(gaps -> gaps.longest(from, to)).max().orElse(0);
  }

  Set<CommandRef> answered() {
    return answered;
  }

  /** Sends no further charges, and waits for the answers under way. */
  boolean finish(Duration within) {
    closing = true;
    long until = System.nanoTime() + within.toNanos();
    try {
      for (Thread thread : threads) {
        if (!thread.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())))) {
          return false;
        }
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    closing = true;
    closed = true;
    http.shutdownNow();
  }
}
