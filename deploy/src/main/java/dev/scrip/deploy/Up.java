package dev.scrip.deploy;

import dev.scrip.deploy.DataFolder.Addresses;
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
import dev.scrip.projector.ProjectorApp;
import dev.scrip.projector.ProjectorConfig;
import dev.scrip.projector.notify.NotifyConfig;
import dev.scrip.schemas.ClusterConfig;
import dev.scrip.schemas.Topics;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The whole ledger in one process. The order of {@link #start} is the order of dependence: Kafka,
 * registry, topics and first records, ledger, gateway, projector; they stop the other way round.
 */
final class Up implements AutoCloseable {
  private static final String LEDGER = "scrip";
  private static final String LOOPBACK = "127.0.0.1";
  private static final int PARTITIONS = 4;
  private static final int KAFKA_PORT = 9092;
  private static final int LEAST_KEY_LENGTH = 16;
  private static final Duration READY_WITHIN = Duration.ofMinutes(10); // a long log is restored

  /**
   * What the command line asks for.
   *
   * @param rules null = those in force, or the default preset for a new ledger
   * @param kafkaPort null = the usual one, or any that is free
   * @param notices null = nobody is told of anything
   */
  record Options(
      Path data,
      boolean ephemeral,
      @Nullable String rules,
      int port,
      @Nullable Integer kafkaPort,
      @Nullable Instant testClock,
      boolean demo,
      @Nullable NotifyConfig notices) {}

  private final Options options;
  private final PrintWriter out;
  private final Topics topics = Topics.of(LEDGER);
  private final Parts parts;

  private Up(Options options, PrintWriter out, Parts parts) {
    this.options = options;
    this.out = out;
    this.parts = parts;
  }

  /** Starts everything, tells where it is, and returns when the ledger has stopped by itself. */
  static int run(Options options, PrintWriter out) {
    Parts parts = new Parts();
    parts.closeOnSignal();
    try (Up up = new Up(options, out, parts)) {
      return parts.awaitFault(up.start()::isAlive, out);
    } catch (RuntimeException e) {
      parts.restIfSignalled(); // what is stopped while it starts has no fault to tell
      throw e;
    }
  }

  private NodeClient start() {
    if (options.port() != 0 && !Ports.isFree(options.port())) {
      throw new Complaint(
          "The gateway cannot listen on port %d: something else does. Stop that, or choose another with --port N."
              .formatted(options.port()));
    }
    RulesFile rules = RulesFile.of(options.rules() == null ? RulesFile.DEFAULT : options.rules());
    if (options.rules() != null) {
      FirstStart.read(rules); // a fault in it is told before anything is made
    }
    String givenKey = givenKey();

    DataFolder data =
        parts.opened(
            "data folder",
            options.ephemeral() ? DataFolder.ephemeral() : DataFolder.open(options.data()));
    System.setProperty("scrip.log", data.log().toString()); // before anything logs
    DemoStart demo = DemoStart.of(data, options);
    Addresses before = DataFolder.addresses(data.folder());

    EmbeddedKafka kafka = parts.opened("kafka", EmbeddedKafka.start(data.kafka(), kafkaPort()));
    EmbeddedRegistry registry =
        parts.opened(
            "registry",
            EmbeddedRegistry.start(
                kafka.bootstrapServers(),
                Ports.freeOr(before == null ? 0 : URI.create(before.registry()).getPort()),
                topics.subject(topics.commands())));
    prepare(data, kafka, registry, rules, demo);
    LedgerApp ledger =
        parts.opened("ledger", LedgerApp.start(ledgerConfig(data, kafka, registry, demo)));
    ledger.awaitReady(READY_WITHIN);
    parts.phase("ledger ready");

    NodeClient node = new NodeClient(ledger.address(), data);
    registry.announceBy(node);
    setClock(node);
    demo.tell(cluster(kafka, registry), node, out);
    parts.phase("demo");
    if (options.rules() != null && !node.rules().source().equals(rules.text())) {
      node.publish(rules);
    }
    String kept = data.adminKey();
    String key = !givenKey.isEmpty() ? givenKey : !kept.isEmpty() ? kept : AdminKey.generate();
    GatewayApp gateway =
        parts.opened(
            "gateway", GatewayApp.start(gatewayConfig(data, kafka, registry, ledger, key)));
    NotifyConfig notices = options.notices();
    if (notices != null) {
      parts.opened(
          "projector",
          ProjectorApp.start(new ProjectorConfig(cluster(kafka, registry), LOOPBACK, 0, notices)));
    }
    data.keepAddresses(
        new Addresses(
            gateway.address().toString(),
            kafka.bootstrapServers(),
            registry.address().toString(),
            ledger.address().toString()));
    boolean generated = givenKey.isEmpty() && kept.isEmpty();
    if (generated) {
      data.keepAdminKey(key);
    }
    parts.started();
    tell(data, kafka, registry, gateway, node, generated ? key : "", demo.isThere());
    return node;
  }

  private int kafkaPort() {
    Integer asked = options.kafkaPort();
    if (asked != null) {
      return asked == 0 ? Ports.anyFree() : asked; // taken: EmbeddedKafka says so
    }
    return Ports.freeOr(KAFKA_PORT);
  }

  private static String givenKey() {
    String key = System.getenv("SCRIP_ADMIN_KEY");
    if (key == null || key.isBlank()) {
      return "";
    }
    if (key.strip().length() < LEAST_KEY_LENGTH || !key.strip().matches("[!-~]+")) {
      throw new Complaint(
          "SCRIP_ADMIN_KEY: expected at least %d printable characters without spaces, found %d; unset it to have a key generated."
              .formatted(LEAST_KEY_LENGTH, key.strip().length()));
    }
    return key.strip();
  }

  /** Topics, subjects and the first records, before anything listens. */
  private void prepare(
      DataFolder data,
      EmbeddedKafka kafka,
      EmbeddedRegistry registry,
      RulesFile rules,
      DemoStart demo) {
    TopicsApply.Applied applied;
    try (Cluster cluster = new Cluster(kafka.bootstrapServers(), Map.of())) {
      applied = TopicsApply.apply(cluster, topics, PARTITIONS, 1);
    }
    SubjectsApply.Registered registered = SubjectsApply.apply(registry.address(), topics);
    parts.phase("topics");
    Instant clock = demo.isPending() ? demo.clock() : options.testClock();
    if (!data.isBegun()) {
      boolean first =
          FirstStart.publish(
              cluster(kafka, registry),
              applied.partitions(),
              registered,
              demo.isPending() ? RulesFile.of(RulesFile.DEFAULT) : rules,
              clock == null ? OptionalLong.empty() : OptionalLong.of(clock.toEpochMilli()));
      data.keepAnnounced(first ? List.of(registered.commandSchema()) : List.of());
      parts.phase("first records");
    }
    if (options.testClock() != null) {
      data.keepTestClock();
    }
  }

  private LedgerConfig ledgerConfig(
      DataFolder data, EmbeddedKafka kafka, EmbeddedRegistry registry, DemoStart demo) {
    return new LedgerConfig(
        cluster(kafka, registry),
        data.state(),
        LOOPBACK,
        0,
        LOOPBACK,
        "",
        LEDGER + "-1",
        2,
        0,
        LedgerConfig.DEFAULT_SESSION_TIMEOUT,
        true,
        data.hasTestClock() || demo.isPending());
  }

  private static ClusterConfig cluster(EmbeddedKafka kafka, EmbeddedRegistry registry) {
    return ClusterConfig.open(LEDGER, kafka.bootstrapServers(), List.of(registry.address()));
  }

  private GatewayConfig gatewayConfig(
      DataFolder data,
      EmbeddedKafka kafka,
      EmbeddedRegistry registry,
      LedgerApp ledger,
      String key) {
    return new GatewayConfig(
        cluster(kafka, registry),
        List.of(ledger.address()),
        "",
        LOOPBACK,
        options.port(),
        key,
        data.gateway(),
        data.hasTestClock());
  }

  /** A ledger that is there already is moved forward; started again, it stands where it stood. */
  private void setClock(NodeClient node) {
    Instant asked = options.testClock();
    if (asked != null && node.clock().isBefore(asked)) {
      node.setClock(asked);
    }
  }

  private void tell(
      DataFolder data,
      EmbeddedKafka kafka,
      EmbeddedRegistry registry,
      GatewayApp gateway,
      NodeClient node,
      String newKey,
      boolean demo) {
    NodeClient.InForce rules = node.rules();
    Instant clock = node.clock();
    boolean usual = data.folder().equals(Path.of("scrip-data").toAbsolutePath().normalize());
    String folder = usual ? "" : " --data " + data.folder();
    out.println("Scrip is up.");
    out.println("  gateway    " + gateway.address());
    out.println(
        "  kafka      "
            + kafka.bootstrapServers()
            + (options.kafkaPort() == null && kafka.port() != KAFKA_PORT
                ? " (port " + KAFKA_PORT + " is taken)"
                : ""));
    out.println("  registry   " + registry.address());
    out.println("  rules      %s, version %d".formatted(rules.name(), rules.version()));
    if (!clock.equals(Instant.MIN)) {
      out.println("  clock      stands at " + clock + "; PUT /v1/test-clock moves it");
    }
    out.println(
        "  data       " + data.folder() + (options.ephemeral() ? " (deleted at the end)" : ""));
    if (!newKey.isEmpty()) {
      out.println("  admin key  " + newKey + " (shown this once; kept in the file admin-key)");
    }
    FirstSteps steps = FirstSteps.of(rules.name(), rules.source());
    out.println();
    out.println("Try:");
    if (demo) {
      out.println("  ./scrip balance bruno-workspace" + folder);
      out.println("  ./scrip entries chen --type rejected --limit 10" + folder);
    } else if (!steps.plan().isEmpty()) {
      out.println("  ./scrip open ana --plan " + steps.plan() + folder);
    } else {
      out.println("  ./scrip rules list" + folder);
    }
    if (!steps.action().isEmpty()) {
      out.println("  ./scrip charge ana " + steps.action() + folder);
    }
    out.flush();
  }

  @Override
  public void close() {
    parts.close();
  }
}
