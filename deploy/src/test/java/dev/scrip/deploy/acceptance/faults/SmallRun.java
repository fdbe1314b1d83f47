package dev.scrip.deploy.acceptance.faults;

import dev.scrip.deploy.FirstStart;
import dev.scrip.deploy.RulesFile;
import dev.scrip.deploy.acceptance.Aftermath;
import dev.scrip.deploy.acceptance.HttpClients;
import dev.scrip.deploy.acceptance.KafkaSender;
import dev.scrip.deploy.acceptance.Load;
import dev.scrip.deploy.acceptance.cluster.ChildProcess;
import dev.scrip.deploy.acceptance.cluster.LedgerNodes;
import dev.scrip.deploy.acceptance.invariants.Journal;
import dev.scrip.deploy.topics.Cluster;
import dev.scrip.deploy.topics.SubjectsApply;
import dev.scrip.deploy.topics.TopicsApply;
import dev.scrip.ledger.streams.LineWire;
import dev.scrip.schemas.ClusterConfig;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.Depletion;
import dev.scrip.schemas.Entry;
import dev.scrip.schemas.RegistryClient;
import dev.scrip.schemas.Rejection;
import dev.scrip.schemas.Schemas;
import dev.scrip.schemas.Topics;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * One ledger node of its own process, under a small seeded load with repetitions, killed in the
 * middle if asked: the stage on which planted bugs have to show.
 */
final class SmallRun implements AutoCloseable {
  private static final int PARTITIONS = 2;
  private static final int LATER = 20;
  private static final String ADMIN_KEY = "small_run_key_0123456789";
  private static final Duration WITHIN = Duration.ofSeconds(90);

  private final Path folder;
  private final String classes;
  private final String kafka;
  private final Topics topics;
  private final Processes processes;
  private final ChildProcess node;
  private final LedgerNodes nodes;
  private final Journal journal;
  private final LineWire wire;
  private final Load load;
  private final KafkaSender sender;
  private HttpClients clients;

  /**
   * Starts a ledger of that name and its load.
   *
   * @param classes that come before the program's own; empty = none
   * @param all whether the load has all kinds of commands
   */
  SmallRun(
      Path folder,
      String kafka,
      URI registry,
      String ledger,
      String classes,
      int commands,
      boolean all) {
    this.folder = folder;
    this.classes = classes;
    this.kafka = kafka;
    this.topics = Topics.of(ledger);
    this.journal = new Journal(kafka, topics);
    SubjectsApply.Registered registered;
    try (Cluster cluster = new Cluster(kafka, Map.of())) {
      TopicsApply.apply(cluster, topics, PARTITIONS, 1);
      registered = SubjectsApply.apply(registry, topics);
    }
    FirstStart.publish(
        ClusterConfig.open(ledger, kafka, List.of(registry)),
        PARTITIONS,
        registered,
        RulesFile.of(RulesFile.DEFAULT),
        OptionalLong.empty());
    RegistryClient client = new RegistryClient(List.of(registry), Map.of());
    wire =
        new LineWire(
            client.registeredId(topics.subject(topics.entries()), Schemas.of(Entry.class)),
            client.registeredId(topics.subject(topics.rejections()), Schemas.of(Rejection.class)),
            client.registeredId(topics.subject(topics.depletions()), Schemas.of(Depletion.class)));
    processes = new Processes(folder, ledger, kafka, registry, classes);
    node = processes.ledger("node-1", 0, Duration.ofSeconds(6));
    nodes = new LedgerNodes(() -> List.of(processes.address(node)), Processes.NODE_KEY);
    node.start();
    node.awaitReady(WITHIN);
    load =
        new Load(
            20_261_122,
            commands,
            Instant.now().truncatedTo(ChronoUnit.MILLIS),
            0,
            Duration.ofSeconds(5),
            all);
    clients = new HttpClients(List.of(), ADMIN_KEY, load);
    sender =
        new KafkaSender(
            topics, kafka, registered.commandSchema(), load, new AtomicInteger(commands));
  }

  /** Kills the node while it works, so many times, each time to be started again. */
  void kill(int times) {
    for (int i = 1; i <= times; i++) {
      long point = load.size() * (long) i / (times + 1);
      await("decision " + point, () -> nodes.taken(PARTITIONS) >= point);
      node.kill();
      node.start();
      node.awaitReady(WITHIN);
    }
  }

  /** The node, for one who kills it in a way of their own. */
  ChildProcess node() {
    return node;
  }

  URI address() {
    return processes.address(node);
  }

  Command command(int n) {
    return load.at(n);
  }

  boolean acknowledged(int n) {
    return sender.acknowledged(n);
  }

  void awaitReady() {
    node.awaitReady(WITHIN);
  }

  /** Waits for the node to end by itself. */
  void awaitEnd(String why) {
    await(why, () -> !node.isAlive());
  }

  /** Lets a writer die in a transaction whose line nobody may see, with a gateway looking on. */
  void abortALine() {
    awaitAll();
    ChildProcess gateway =
        processes.gateway("gateway-1", List.of(processes.address(node)), ADMIN_KEY);
    gateway.start();
    gateway.awaitReady(WITHIN);
    clients = new HttpClients(List.of(processes.address(gateway)), ADMIN_KEY, load);
    Instant holdsEnd = Instant.now().plus(Load.HOLDS_END_WITHIN);
    await("the last due step", () -> Instant.now().isAfter(load.settled()));
    await("the end of short holds", () -> Instant.now().isAfter(holdsEnd));
    clients.each(
        IntStream.range(0, Load.WALLETS).filter(n -> n == 0 || n >= LATER).boxed().toList(),
        n -> clients.post(load.last(n)));
    long head = clients.get("/v1/wallets/" + Load.wallet(0)).body().path("sequence").asLong();
    Forged.line(kafka, topics, wire, Load.wallet(0), head + 1);
    // Once later lines of each partition are listed, all before them have been read.
    for (int n = 1; n < LATER; n++) {
      long later = clients.post(load.last(n)).body().path("sequence").asLong();
      String newest = "/v1/wallets/%s/entries?limit=1".formatted(Load.wallet(n));
      await(
          "a later line to be listed",
          () ->
              clients.get(newest).body().path("entries").path(0).path("sequence").asLong()
                  >= later);
    }
  }

  private void awaitAll() {
    await("every acknowledgement", () -> sender.acknowledged() == load.size());
    long[] ends = journal.ends(topics.commands(), "read_committed");
    await("every decision", () -> nodes.hasTaken(ends));
    await("the end of every transfer", () -> journal.inTransit().isEmpty());
  }

  /** What the invariants find once everything is decided. */
  List<String> breaches() {
    awaitAll();
    return new Aftermath(
            new Aftermath.Ledger(folder, topics, kafka, wire, nodes, classes),
            load,
            sender,
            clients)
        .breaches();
  }

  private void await(String what, BooleanSupplier condition) {
    long until = System.nanoTime() + WITHIN.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException(
            "expected %s within %s, found %d acknowledged, %d taken; the node's last lines:%n%s"
                .formatted(
                    what,
                    WITHIN,
                    sender.acknowledged(),
                    nodes.taken(PARTITIONS),
                    node.lastLines(30)));
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  @Override
  public void close() {
    clients.close();
    sender.close();
    nodes.close();
    processes.close();
  }
}
