package dev.scrip.deploy.acceptance.cluster;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scrip.deploy.embedded.EmbeddedKafka;
import dev.scrip.deploy.embedded.EmbeddedRegistry;
import dev.scrip.deploy.embedded.Ports;
import dev.scrip.ledger.domain.Control;
import dev.scrip.ledger.streams.ControlPublisher;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.RegistryClient;
import dev.scrip.schemas.SchemaAnnouncement;
import dev.scrip.schemas.Schemas;
import dev.scrip.schemas.Topic;
import dev.scrip.schemas.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The roles as processes of their own on three brokers that want TLS and a log-in, with a registry
 * that wants one too.
 */
@Timeout(300)
class RolesTest {
  private static final String KEY = "key-of-the-test-0123456789";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path shared;
  private static BrokerCluster brokers;
  private static EmbeddedRegistry open;
  private static GuardedRegistry registry;
  private static Path config;

  @TempDir Path folder;

  private record Ran(int exit, String out, String err) {}

  @BeforeAll
  static void start() throws IOException {
    Tls tls = Tls.make(shared);
    brokers =
        BrokerCluster.start(
            shared,
            3,
            "SASL_SSL",
            Map.of(
                "listener.name.clients.sasl.enabled.mechanisms",
                "PLAIN",
                "listener.name.clients.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required user_scrip=\""
                    + Tls.PASSWORD
                    + "\";",
                "listener.name.clients.ssl.keystore.location",
                tls.keyStore().toString(),
                "listener.name.clients.ssl.keystore.password",
                Tls.PASSWORD,
                "listener.name.clients.ssl.keystore.type",
                "PKCS12"));
    open = EmbeddedRegistry.start(brokers.internalServers(), 0, "scrip.commands-value");
    registry = new GuardedRegistry(open.address(), "scrip", Tls.PASSWORD);
    config =
        Files.writeString(
            shared.resolve("scrip.properties"),
            """
            bootstrap=%s
            registry=%s
            registry.basic.auth.user.info=scrip:%s
            kafka.security.protocol=SASL_SSL
            kafka.sasl.mechanism=PLAIN
            kafka.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \\
              username="scrip" password="%s";
            kafka.ssl.truststore.location=%s
            kafka.ssl.truststore.password=%s
            node.key=%s
            admin.key=%s
            port=0
            """
                .formatted(
                    brokers.bootstrapServers(),
                    registry.address(),
                    Tls.PASSWORD,
                    Tls.PASSWORD,
                    tls.trustStore(),
                    Tls.PASSWORD,
                    KEY,
                    KEY));
  }

  @AfterAll
  static void stop() {
    registry.close();
    open.close();
    brokers.close();
  }

  @Test
  void shouldPassAChargeThroughRolesOverTlsAndLogIn() throws Exception {
    JsonNode first = apply("first", "--partitions", "4");
    JsonNode again = apply("first");

    assertAll(
        () -> assertEquals(8, first.path("created").size(), first.toString()),
        () -> assertTrue(first.path("firstRecords").asBoolean()),
        () -> assertEquals(0, again.path("created").size(), again.toString()),
        () -> assertEquals(0, again.path("registered").size(), again.toString()),
        () -> assertFalse(again.path("firstRecords").asBoolean()),
        () -> assertEquals(4, again.path("partitions").asInt()));

    try (RoleProcess ledger = role("ledger", "first")) {
      ledger.awaitReady();
      try (RoleProcess gateway = role("gateway", "first", "--set", "log=json")) {
        gateway.awaitReady();
        List<String> to = List.of("--url", gateway.address().toString(), "--key", KEY, "--json");
        assertEquals(0, scrip(to, "open", "ana", "--plan", "free").exit());
        Ran charge = scrip(to, "charge", "ana", "chat.change");
        assertEquals(
            "accepted", JSON.readTree(charge.out()).path("decision").asText(), charge.err());

        Ran tail =
            scrip(
                List.of("--config", config.toString(), "--ledger", "first"),
                "tail",
                "ana",
                "--from-beginning",
                "--type",
                "CHARGED",
                "--max",
                "1",
                "--for",
                "30s");
        assertTrue(tail.out().contains("chat.change"), tail.toString());

        Path notify =
            Files.writeString(
                folder.resolve("notify.yaml"),
                """
                webhooks:
                  - name: nobody
                    url: http://127.0.0.1:9/
                    secretFile: secret
                """);
        Files.writeString(folder.resolve("secret"), "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3\n");
        try (RoleProcess projector = role("projector", "first", "--set", "notify=" + notify)) {
          projector.awaitReady();
          assertEquals(0, projector.stop());
        }
        assertEquals(0, ledger.stop());
        assertEquals(0, gateway.stop());
        for (String line : Files.readAllLines(gateway.log())) {
          assertTrue(JSON.readTree(line).has("message"), line);
        }
      }
      ledger.restart(); // under its own name, on its own state
      ledger.awaitReady();
      assertEquals(0, ledger.stop());
    }
  }

  @Test
  void shouldEndWithAFaultWhenAStreamThreadHasStopped() throws Exception {
    apply("stops", "--partitions", "1");
    try (RoleProcess ledger = role("ledger", "stops")) {
      ledger.awaitReady();
      raiseLevelBeyondThisProgram("stops");

      assertEquals(1, ledger.exit(Duration.ofSeconds(90)));
      assertTrue(
          Files.readString(ledger.output()).contains("stopped by itself"),
          Files.readString(ledger.output()));
    }
  }

  @Test
  void shouldSayInSecondsWhatToSetOrDo() throws Exception {
    apply("told", "--partitions", "1");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String[][] table = {
        {
          "Nothing can listen on 127.0.0.1 port " + taken.getLocalPort(),
          "port=" + taken.getLocalPort()
        },
        {
          "The ledger nowhere is not there: none of its topics exists. Run `scrip topics apply` first",
          "ledger=nowhere"
        },
        {
          "refused the log-in",
          "kafka.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"scrip\" password=\"wrong\";"
        },
        {
          "speaks TLS, and this speaks PLAINTEXT: set kafka.security.protocol",
          "kafka.security.protocol=PLAINTEXT"
        },
        {"did not answer in time. Check that it runs", "bootstrap=127.0.0.1:1"},
        {
          "The TLS handshake with Kafka",
          "kafka.ssl.truststore.location=" + Tls.make(folder).trustStore()
        },
        {"Set registry.basic.auth.user.info", "registry.basic.auth.user.info=scrip:wrong"},
        {"Check that the schema registry runs", "registry=http://127.0.0.1:1"},
      };
      // Most of them wait for an answer that does not come: they wait side by side.
      try (ExecutorService running = Executors.newFixedThreadPool(4)) {
        List<Future<?>> all = new ArrayList<>();
        for (String[] row : table) {
          all.add(
              running.submit(() -> {
                says(row[0], row[1]);
                return null;
              }));
        }
        for (Future<?> one : all) {
          one.get();
        }
      }
    }
  }

  private void says(String expected, String setting) throws Exception {
    long from = System.nanoTime();
    List<String> options = new ArrayList<>(List.of("--config", config.toString()));
    if (!setting.startsWith("ledger=")) {
      options.addAll(List.of("--ledger", "told"));
    }
    options.addAll(List.of("--set", setting));
    Ran ran = scrip(options, "ledger");

    assertEquals(1, ran.exit(), setting + ran);
    assertTrue(ran.err().contains(expected), setting + "\n" + ran.err());
    assertFalse(ran.err().contains("\tat "), ran.err());
    Duration took = Duration.ofNanos(System.nanoTime() - from);
    assertTrue(took.compareTo(Duration.ofSeconds(60)) < 0, setting + " took " + took);
  }

  @Test
  void shouldRefuseWhatWouldLoseMoney() throws Exception {
    apply("grown", "--partitions", "2");
    try (Admin admin = admin()) {
      admin.createPartitions(Map.of("grown.commands", NewPartitions.increaseTo(3))).all().get();
      create(admin, "thin.commands", 1, Map.of());
      create(admin, "loose.entries", 3, Map.of("min.insync.replicas", "1"));
      create(admin, "loose.commands", 3, Map.of());
    }

    Ran grown = refused("grown");
    Ran thin = refused("thin");
    Ran loose = refused("loose");
    Ran few = refused("few", "--replication", "4");
    Ran other = refused("first-of-all", "--partitions", "0x");

    assertAll(
        () ->
            assertTrue(
                grown.err().contains("grown.commands: partitions is 3, expected 2."), grown.err()),
        () ->
            assertTrue(
                thin.err().contains("thin.commands: replication is 1, expected at least 3."),
                thin.err()),
        () -> assertTrue(thin.err().contains("or say --replication 1"), thin.err()),
        () ->
            assertTrue(
                loose.err().contains("loose.entries: min.insync.replicas is 1, expected 2."),
                loose.err()),
        () ->
            assertTrue(
                few.err().contains("the cluster: brokers is 3, expected at least 4."), few.err()),
        () -> assertEquals(2, other.exit()));
    Ran lived =
        scrip(
            List.of("--config", config.toString(), "--ledger", "thin"),
            "topics",
            "apply",
            "--replication",
            "1",
            "--partitions",
            "2",
            "--dry-run");
    assertEquals(0, lived.exit(), lived.err());
    assertTrue(lived.out().contains("would be created     thin.entries"), lived.out());
    assertTrue(lived.out().contains("Nothing was changed."), lived.out());
    assertTrue(refused("thin").err().contains("thin.commands"), "a dry run makes nothing");
  }

  @Test
  void shouldNotCallALedgerReadyThatBeginsWithSomethingElse() throws Exception {
    Topics topics = Topics.of("spoilt");
    Topic commands = topics.all().getFirst();
    Map<String, Object> client = Map.of("bootstrap.servers", brokers.internalServers());
    try (Admin admin = Admin.create(client);
        Producer<byte[], byte[]> producer =
            new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      create(admin, commands.name(), 3, commands.configFor(3));
      producer
          .send(
              new ProducerRecord<>(
                  commands.name(), 0, "ana".getBytes(StandardCharsets.UTF_8), new byte[1]))
          .get();
    }

    Ran ran = refused("spoilt");

    assertTrue(
        ran.err().contains("the record at offset 0 of partition 0, with the key \"ana\""),
        ran.err());
  }

  @Test
  void shouldAnnounceANewerSchemaThroughANodeOrByItself() throws Exception {
    apply("newer", "--partitions", "1");
    try (EmbeddedKafka other = EmbeddedKafka.start(folder.resolve("other"), Ports.anyFree());
        EmbeddedRegistry second =
            EmbeddedRegistry.start(other.bootstrapServers(), 0, "newer.commands-value")) {
      // There the schema gets another id than the ledger began with, as one of a later version.
      for (int id = 0; id < 20; id++) {
        Schema filler = SchemaBuilder.record("Filler" + id).fields().endRecord();
        new RegistryClient(List.of(second.address()), Map.of()).register("filler" + id, filler);
      }
      List<String> to =
          List.of(
              "--config",
              config.toString(),
              "--ledger",
              "newer",
              "--registry",
              second.address().toString());

      Ran alone = scrip(to, "topics", "apply", "--json");
      assertEquals(0, alone.exit(), alone.toString());
      int later = JSON.readTree(alone.out()).path("commandSchema").asInt();
      assertTrue(later > 20, alone.out());
      assertFalse(JSON.readTree(alone.out()).path("announced").asBoolean(), alone.out());

      // A node and a gateway of the later version, one after the other.
      String there = second.address().toString();
      try (RoleProcess ledger = role("ledger", "newer", "--registry", there);
          RoleProcess gateway = role("gateway", "newer", "--registry", there)) {
        gateway.awaitReady();
        List<String> caller =
            List.of("--url", gateway.address().toString(), "--key", KEY, "--json");
        assertEquals(0, scrip(caller, "open", "ana", "--plan", "free").exit());

        Ran told = scrip(to, "topics", "apply", "--json", "--node", ledger.address().toString());
        assertEquals(0, told.exit(), told.toString());
        assertTrue(JSON.readTree(told.out()).path("announced").asBoolean(), told.out());
      }
    }
  }

  private static void raiseLevelBeyondThisProgram(String ledger) {
    Topics topics = Topics.of(ledger);
    RegistryClient client = new RegistryClient(List.of(open.address()), Map.of());
    int command = client.register(topics.subject(topics.commands()), Schemas.of(Command.class));
    int announcement =
        client.register(topics.schemaSubject(), Schemas.of(SchemaAnnouncement.class));
    try (var publisher =
        new ControlPublisher(
            topics,
            1,
            command,
            announcement,
            Map.of("bootstrap.servers", brokers.internalServers()))) {
      publisher.publish(List.of(new Control.RaiseLevel(99)), () -> 4); // $schema … $rules
    }
  }

  private static void create(Admin admin, String name, int replicas, Map<String, String> changes)
      throws Exception {
    Topic topic =
        Topics.of(name.substring(0, name.indexOf('.'))).all().stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow();
    Map<String, String> settings = new HashMap<>(topic.configFor(replicas));
    settings.putAll(changes);
    admin
        .createTopics(List.of(new NewTopic(name, 2, (short) replicas).configs(settings)))
        .all()
        .get(30, TimeUnit.SECONDS);
  }

  private static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", brokers.internalServers()));
  }

  private RoleProcess role(String role, String ledger, String... options) {
    List<String> all = new ArrayList<>(List.of("--config", config.toString(), "--ledger", ledger));
    all.addAll(List.of(options));
    return RoleProcess.start(role, folder.resolve(ledger + "-" + role), all.toArray(new String[0]));
  }

  private JsonNode apply(String ledger, String... options) throws Exception {
    List<String> to = List.of("--config", config.toString(), "--ledger", ledger, "--json");
    List<String> command = new ArrayList<>(List.of("topics", "apply"));
    command.addAll(List.of(options));
    Ran ran = scrip(to, command.toArray(new String[0]));
    assertEquals(0, ran.exit(), ran.toString());
    return JSON.readTree(ran.out());
  }

  private Ran refused(String ledger, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("topics", "apply"));
    command.addAll(List.of(options));
    Ran ran =
        scrip(
            List.of("--config", config.toString(), "--ledger", ledger),
            command.toArray(new String[0]));
    assertTrue(ran.exit() != 0, ran.toString());
    return ran;
  }

  private Ran scrip(List<String> options, String... command) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(options);
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    Process process =
        new ProcessBuilder(Jvm.command(List.of("-Xmx256m"), "dev.scrip.deploy.Scrip", arguments))
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(100, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
