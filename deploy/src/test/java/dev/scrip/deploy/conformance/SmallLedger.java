package dev.scrip.deploy.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.scrip.deploy.cli.TopicsCommand;
import dev.scrip.gateway.GatewayApp;
import dev.scrip.gateway.GatewayConfig;
import dev.scrip.ledger.LedgerApp;
import dev.scrip.ledger.LedgerConfig;
import dev.scrip.schemas.AvroDeserializer;
import dev.scrip.schemas.ClusterConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import picocli.CommandLine;

/** One ledger node and one gateway on a cluster that {@code scrip topics apply} has prepared. */
final class SmallLedger implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final String KEY = "a-key-for-conformance";
  private static final Duration WITHIN = Duration.ofSeconds(60);

  private final ClusterConfig cluster;
  private final LedgerApp ledger;
  private final GatewayApp gateway;
  private final HttpClient http = HttpClient.newHttpClient();

  private SmallLedger(ClusterConfig cluster, LedgerApp ledger, GatewayApp gateway) {
    this.cluster = cluster;
    this.ledger = ledger;
    this.gateway = gateway;
  }

  /**
   * Prepares the topics and starts.
   *
   * @param kafka further settings of every client, {@code value.serializer} among them
   */
  static SmallLedger start(String bootstrap, URI registry, Map<String, String> kafka, Path folder) {
    ClusterConfig cluster =
        new ClusterConfig("real", bootstrap, List.of(registry), Map.of(), kafka);
    applyTopics(cluster, registry);
    LedgerApp ledger =
        LedgerApp.start(
            new LedgerConfig(
                cluster,
                folder.resolve("state"),
                LOOPBACK,
                0,
                LOOPBACK,
                "",
                "real-1",
                1,
                0,
                LedgerConfig.DEFAULT_SESSION_TIMEOUT,
                true,
                false));
    try {
      ledger.awaitReady(WITHIN);
      return new SmallLedger(
          cluster,
          ledger,
          GatewayApp.start(
              new GatewayConfig(
                  cluster,
                  List.of(ledger.address()),
                  "",
                  LOOPBACK,
                  0,
                  KEY,
                  folder.resolve("gateway"),
                  false)));
    } catch (RuntimeException e) {
      ledger.close();
      throw e;
    }
  }

  private static void applyTopics(ClusterConfig cluster, URI registry) {
    StringWriter said = new StringWriter();
    CommandLine program =
        new CommandLine(new TopicsCommand())
            .setOut(new PrintWriter(said))
            .setErr(new PrintWriter(said));
    int exit =
        program.execute(
            "apply",
            "--ledger",
            cluster.ledger(),
            "--bootstrap",
            cluster.bootstrapServers(),
            "--registry",
            registry.toString(),
            "--partitions",
            "2",
            "--replication",
            "1");
    assertEquals(0, exit, said.toString());
  }

  /** Asks the gateway. */
  HttpResponse<String> ask(String method, String path, String id, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(gateway.address() + path))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + KEY)
            .header("Idempotency-Key", id)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  /** The records of a topic, read by our deserializer by its name; at least so many. */
  <T> List<T> records(String topic, Class<T> type, int atLeast) {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", cluster.bootstrapServers());
    config.put("key.deserializer", StringDeserializer.class.getName());
    config.put("value.deserializer", AvroDeserializer.class.getName());
    config.put("schema.registry.url", cluster.registries().getFirst().toString());
    config.put("isolation.level", "read_committed");
    config.put("auto.offset.reset", "earliest");
    List<T> found = new ArrayList<>();
    long deadline = System.nanoTime() + WITHIN.toNanos();
    try (KafkaConsumer<String, Object> consumer = new KafkaConsumer<>(config)) {
      consumer.assign(List.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1)));
      while (found.size() < atLeast && System.nanoTime() < deadline) {
        for (ConsumerRecord<String, Object> record : consumer.poll(Duration.ofMillis(200))) {
          found.add(type.cast(record.value()));
        }
      }
    }
    return found;
  }

  @Override
  public void close() {
    http.close();
    gateway.close();
    ledger.close();
  }
}
