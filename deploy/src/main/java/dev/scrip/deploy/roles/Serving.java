package dev.scrip.deploy.roles;

import dev.scrip.deploy.Parts;
import dev.scrip.deploy.topics.KafkaFaults;
import dev.scrip.schemas.ClusterConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;

/** Runs one role as a process: looks before it starts, says where it serves, ends as it should. */
final class Serving {
  private static final Duration PROBE_WITHIN = Duration.ofSeconds(5);

  /** A process that was held, or starved, misses a probe or two and is well all the same. */
  private static final int MOST_MISSED = 5;

  private final Role role;
  private final ClusterConfig cluster;
  private final PrintWriter out;

  Serving(Role role, ClusterConfig cluster, PrintWriter out) {
    this.role = role;
    this.cluster = cluster;
    this.out = out;
  }

  /** Before anything logs: the log goes to standard error, in the form that was asked for. */
  static void log(Settings settings) {
    System.setProperty("scrip.log", settings.oneOf(Key.LOG, "text", "json"));
  }

  /**
   * Returns 1 when the role has stopped by itself; a signal ends the process with 0.
   *
   * @param what it is, for the line that is printed once it listens
   */
  <T extends AutoCloseable> int run(
      String what, String host, int port, Supplier<T> start, Function<T, URI> address) {
    Preflight.check(role, cluster, host, port);
    Parts parts = new Parts();
    parts.closeOnSignal();
    try (parts) {
      T app = parts.opened(role.toString(), start.get());
      URI listens = address.apply(app);
      parts.started();
      out.println(
          "scrip %s: %s at %s, ledger %s on Kafka %s"
              .formatted(role, what, listens, cluster.ledger(), cluster.bootstrapServers()));
      out.flush();
      try (HttpClient http = HttpClient.newBuilder().connectTimeout(PROBE_WITHIN).build()) {
        return parts.awaitFault(new Probe(http, probed(host, listens.getPort()))::isAlive, out);
      }
    } catch (KafkaException e) {
      throw KafkaFaults.complaint(cluster.bootstrapServers(), cluster.clientSettings(), e);
    }
  }

  /**
   * Where this machine itself reaches what listens there: the name that others know may not resolve
   * here, nor lead back.
   */
  static URI probed(String host, int port) {
    String bare = host.replaceAll("[\\[\\]]", "");
    String reached =
        switch (bare) {
          case "0.0.0.0" -> "127.0.0.1";
          case "::" -> "::1";
          default -> bare;
        };
    return URI.create(
        "http://" + (reached.contains(":") ? "[" + reached + "]" : reached) + ":" + port);
  }

  /** Asks the role whether any part of it has stopped. */
  private static final class Probe {
    private final HttpClient http;
    private final HttpRequest request;
    private int missed;

    Probe(HttpClient http, URI address) {
      this.http = http;
      request =
          HttpRequest.newBuilder(URI.create(address + "/livez")).timeout(PROBE_WITHIN).build();
    }

    boolean isAlive() {
      try {
        boolean well =
            http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        missed = 0;
        return well;
      } catch (IOException e) {
        missed++;
        return missed < MOST_MISSED;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
