package dev.scrip.deploy.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scrip.deploy.FirstStart;
import dev.scrip.deploy.RulesFile;
import dev.scrip.deploy.embedded.EmbeddedKafka;
import dev.scrip.deploy.embedded.EmbeddedRegistry;
import dev.scrip.deploy.embedded.Ports;
import dev.scrip.deploy.topics.Cluster;
import dev.scrip.deploy.topics.SubjectsApply;
import dev.scrip.deploy.topics.TopicsApply;
import dev.scrip.gateway.GatewayApp;
import dev.scrip.gateway.GatewayConfig;
import dev.scrip.ledger.LedgerApp;
import dev.scrip.ledger.LedgerConfig;
import dev.scrip.schemas.Charge;
import dev.scrip.schemas.ClusterConfig;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.CommandPublisher;
import dev.scrip.schemas.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A ledger of several nodes answers as one, whichever is asked, also while they come and go. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeveralNodesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NODE_KEY = "key-of-the-nodes-0123";
  private static final String ADMIN_KEY = "key-of-the-admin-0123";
  private static final int PARTITIONS = 4;

  private final Topics topics = Topics.of("scrip");
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();
  private Path folder;
  private EmbeddedKafka kafka;
  private EmbeddedRegistry registry;
  private ClusterConfig cluster;
  private int commandSchema;
  private LedgerApp first;
  private LedgerApp second;
  private GatewayApp gateway;

  @BeforeAll
  void start(@TempDir Path temporary) {
    folder = temporary;
    kafka = EmbeddedKafka.start(folder.resolve("kafka"), Ports.anyFree());
    registry =
        EmbeddedRegistry.start(
            kafka.bootstrapServers(), Ports.anyFree(), topics.subject(topics.commands()));
    try (Cluster admin = new Cluster(kafka.bootstrapServers(), Map.of())) {
      TopicsApply.apply(admin, topics, PARTITIONS, 1);
    }
    SubjectsApply.Registered registered = SubjectsApply.apply(registry.address(), topics);
    commandSchema = registered.commandSchema();
    cluster =
        ClusterConfig.open(topics.ledger(), kafka.bootstrapServers(), List.of(registry.address()));
    FirstStart.publish(
        cluster,
        PARTITIONS,
        registered,
        RulesFile.of(RulesFile.DEFAULT),
        OptionalLong.empty());
    first = node("one");
    second = node("two");
    gateway =
        GatewayApp.start(
            new GatewayConfig(
                cluster,
                List.of(),
                NODE_KEY,
                "127.0.0.1",
                0,
                ADMIN_KEY,
                folder.resolve("gateway"),
                false));
    awaitBothToHavePartitions();
    Eventually.get("a gateway that is ready", () -> gateway("GET", "/readyz", ""), this::isOk);
  }

  private void awaitBothToHavePartitions() {
    Eventually.get(
        "partitions on both nodes",
        () -> List.of(partitions(first), partitions(second)),
        both ->
            !both.getFirst().isEmpty()
                && !both.getLast().isEmpty()
                && both.getFirst().size() + both.getLast().size() == PARTITIONS);
  }

  @AfterAll
  void stop() {
    gateway.close();
    first.close();
    second.close();
    registry.close();
    kafka.close();
  }

  @Test
  void shouldAnswerEveryWalletOnEveryNodeAndThroughTheGateway() throws Exception {
    Set<Integer> seen = new HashSet<>();
    for (String wallet : wallets()) {
      seen.add(partition(wallet));
      assertEquals(
          2, gateway("PUT", "/v1/wallets/" + wallet, "{\"plan\":\"free\"}").statusCode() / 100);
      HttpResponse<String> charged =
          gateway("POST", "/v1/wallets/" + wallet + "/charges", "{\"action\":\"chat.change\"}");
      assertEquals(201, charged.statusCode(), charged.body());
      for (LedgerApp node : List.of(first, second)) {
        JsonNode answer = JSON.readTree(ask(node, "/wallets/" + wallet).body());
        assertEquals(wallet, answer.path("wallet").asText(), answer.toString());
        assertTrue(answer.path("sequence").asLong() >= 2, answer.toString());
      }
    }
    assertEquals(PARTITIONS, seen.size());
    for (LedgerApp node : List.of(first, second)) {
      JsonNode all = JSON.readTree(ask(node, "/wallets?limit=100").body()).path("wallets");
      assertTrue(all.findValuesAsText("wallet").containsAll(wallets()), all.toString());
    }
  }

  @Test
  void shouldPublishRulesOnceWhicheverNodeIsAsked() throws Exception {
    String rules = RulesFile.of(RulesFile.DEFAULT).text();
    for (LedgerApp node : List.of(first, second)) {
      HttpResponse<String> answer =
          http.send(
              request(node, "/rules?name=again").POST(BodyPublishers.ofString(rules)).build(),
              BodyHandlers.ofString());
      assertEquals(200, answer.statusCode(), answer.body());
    }
    for (LedgerApp node : List.of(first, second)) {
      assertEquals(3, JSON.readTree(ask(node, "/rules").body()).path("current").asLong());
    }
  }

  @Test
  void shouldAnswerWhoWaitsWhenThePartitionMovesMeanwhile() throws Exception {
    String wallet =
        wallets().stream()
            .filter(id -> partitions(first).contains(partition(id)))
            .findFirst()
            .get();
    assertEquals(
        2, gateway("PUT", "/v1/wallets/" + wallet, "{\"plan\":\"free\"}").statusCode() / 100);
    try (CommandPublisher publisher =
        new CommandPublisher(topics, cluster.clientSettings(), commandSchema)) {
      Command charge =
          Command.newBuilder()
              .setCommandId("late")
              .setWallet(wallet)
              .setBody(Charge.newBuilder().setAction("chat.change").build())
              .build();
      byte[] bytes = publisher.encode(charge);
      CompletableFuture<HttpResponse<byte[]>> waiting =
          http.sendAsync(
              request(second, "/decisions?wallet=" + wallet + "&offset=-1&wait=50000")
                  .POST(BodyPublishers.ofByteArray(bytes))
                  .build(),
              BodyHandlers.ofByteArray());
      first.close();
      publisher.send(charge, bytes, Map.of()).get();

      HttpResponse<byte[]> answer = waiting.get();
      assertEquals(200, answer.statusCode(), new String(answer.body(), UTF_8));
      assertEquals("entry", answer.headers().firstValue("scrip-kind").orElse(""));
      assertEquals("false", answer.headers().firstValue("scrip-replayed").orElse(""));
    }
    // The gateway finds by itself that one node is left.
    HttpResponse<String> charged =
        gateway("POST", "/v1/wallets/" + wallet + "/charges", "{\"action\":\"chat.change\"}");
    assertEquals(201, charged.statusCode(), charged.body());
    first = node("one");
    awaitBothToHavePartitions();
  }

  /** The brokers' clock runs ahead, as far as a node can tell: that partition waits, no other. */
  @Test
  void shouldWaitWithWhatIsAppendedAheadOfItsClock() throws Exception {
    String wallet = "ahead";
    String other =
        wallets().stream().filter(id -> partition(id) != partition(wallet)).findFirst().get();
    gateway("PUT", "/v1/wallets/" + wallet, "{\"plan\":\"free\"}");
    gateway("PUT", "/v1/wallets/" + other, "{\"plan\":\"free\"}");
    Command charge =
        Command.newBuilder()
            .setCommandId("tomorrow")
            .setWallet(wallet)
            .setBody(Charge.newBuilder().setAction("chat.change").build())
            .build();
    try (Admin admin = Admin.create(cluster.clientSettings());
        CommandPublisher publisher =
            new CommandPublisher(topics, cluster.clientSettings(), commandSchema);
        KafkaProducer<String, byte[]> producer =
            new KafkaProducer<>(
                cluster.clientSettings(), new StringSerializer(), new ByteArraySerializer())) {
      byte[] bytes = publisher.encode(charge);
      timestamps(admin, "CreateTime");
      long appendedAt = System.currentTimeMillis() + 66_000;
      producer
          .send(new ProducerRecord<>(topics.commands(), partition(wallet), appendedAt, wallet, bytes))
          .get();
      timestamps(admin, "LogAppendTime");

      HttpResponse<String> late =
          send(
              request(first, "/decisions?wallet=" + wallet + "&wait=1000")
                  .POST(BodyPublishers.ofByteArray(bytes))
                  .build());
      HttpResponse<String> elsewhere =
          gateway("POST", "/v1/wallets/" + other + "/charges", "{\"action\":\"chat.change\"}");
      assertEquals(201, elsewhere.statusCode(), elsewhere.body());
      assertEquals(202, late.statusCode(), late.body());

      HttpResponse<String> decided =
          send(
              request(first, "/decisions?wallet=" + wallet + "&wait=30000")
                  .POST(BodyPublishers.ofByteArray(bytes))
                  .build());
      assertEquals(200, decided.statusCode(), decided.body());
      assertTrue(System.currentTimeMillis() >= appendedAt - 60_000, "decided before its time");
    }
  }

  private void timestamps(Admin admin, String type) throws Exception {
    ConfigResource commands = new ConfigResource(ConfigResource.Type.TOPIC, topics.commands());
    admin
        .incrementalAlterConfigs(
            Map.of(
                commands,
                List.of(
                    new AlterConfigOp(
                        new ConfigEntry("message.timestamp.type", type),
                        AlterConfigOp.OpType.SET))))
        .all()
        .get();
  }

  @Test
  void shouldTellNobodyWithoutTheKeyAnythingButHealth() throws Exception {
    for (String path : List.of("/wallets", "/status", "/rules")) {
      HttpRequest bare = HttpRequest.newBuilder(first.address().resolve(path)).build();
      assertEquals(401, http.send(bare, BodyHandlers.ofString()).statusCode(), path);
    }
    for (String path : List.of("/livez", "/readyz", "/metrics")) {
      HttpRequest bare = HttpRequest.newBuilder(first.address().resolve(path)).build();
      assertEquals(200, http.send(bare, BodyHandlers.ofString()).statusCode(), path);
    }
  }

  private LedgerApp node(String name) {
    LedgerApp node =
        LedgerApp.start(
            new LedgerConfig(
                cluster,
                folder.resolve(name),
                "127.0.0.1",
                0,
                "127.0.0.1",
                NODE_KEY,
                name,
                1,
                0,
                LedgerConfig.DEFAULT_SESSION_TIMEOUT,
                true,
                false));
    node.awaitReady(Duration.ofSeconds(60));
    return node;
  }

  private static List<String> wallets() {
    return IntStream.range(0, 12).mapToObj(i -> "wallet-%02d".formatted(i)).toList();
  }

  private static int partition(String wallet) {
    return Topics.partition(wallet.getBytes(UTF_8), PARTITIONS);
  }

  private Set<Integer> partitions(LedgerApp node) {
    try {
      Set<Integer> partitions = new HashSet<>();
      JsonNode status = JSON.readTree(ask(node, "/status").body());
      status.path("partitions").forEach(place -> partitions.add(place.path("partition").asInt()));
      return partitions;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private boolean isOk(HttpResponse<String> answer) {
    return answer.statusCode() == 200;
  }

  private HttpRequest.Builder request(LedgerApp node, String path) {
    return HttpRequest.newBuilder(node.address().resolve(path))
        .header("Authorization", "Bearer " + NODE_KEY);
  }

  private HttpResponse<String> ask(LedgerApp node, String path) {
    return send(request(node, path).build());
  }

  private HttpResponse<String> gateway(String method, String path, String body) {
    URI target = gateway.address().resolve(path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .header("Authorization", "Bearer " + ADMIN_KEY)
            .header("Idempotency-Key", "key-" + path.hashCode() + "-" + keys++)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    return send(
        body.isEmpty()
            ? request.build()
            : request.header("Content-Type", "application/json").build());
  }

  private int keys;

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
