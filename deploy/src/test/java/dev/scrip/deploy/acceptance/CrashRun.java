package dev.scrip.deploy.acceptance;

import dev.scrip.deploy.acceptance.invariants.Journal;
import dev.scrip.ledger.streams.LineWire;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.Depletion;
import dev.scrip.schemas.Entry;
import dev.scrip.schemas.RegistryClient;
import dev.scrip.schemas.Rejection;
import dev.scrip.schemas.Schemas;
import dev.scrip.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;

/** One ledger under one load, killed while it works. What became of it says {@link Aftermath}. */
final class CrashRun implements AutoCloseable {
  private static final Topics TOPICS = Topics.of("scrip");

  /** How far senders may be ahead of what is decided: kills shall meet work, not a backlog. */
  private static final int AHEAD = 6_000;

  /** One in so many commands goes over HTTP. */
  private static final int HTTP_SHARE = 25;

  private final Path folder;
  private final long seed;
  private final Load load;
  private final ScripProcess scrip;
  private final NodeView node;
  private final Journal journal;
  private final LineWire wire;
  private final HttpClients clients;
  private final KafkaSender sender;
  private final List<Thread> clientThreads;
  private final AtomicInteger permitted = new AtomicInteger(Load.WALLETS);
  private final List<String> restarts = new ArrayList<>();
  private final long startedAt;
  private final long deadline;
  private long decidedMs;

  CrashRun(Path folder, long seed, int commands, Duration within) {
    this.folder = folder;
    this.seed = seed;
    scrip = ScripProcess.upOnFixedPorts(folder.resolve("data"));
    node = new NodeView(scrip);
    journal = new Journal(scrip.kafka(), TOPICS);
    RegistryClient registry = new RegistryClient(List.of(scrip.registry()), Map.of());
    wire =
        new LineWire(
            id(registry, TOPICS.entries(), Entry.class),
            id(registry, TOPICS.rejections(), Rejection.class),
            id(registry, TOPICS.depletions(), Depletion.class));
    startedAt = System.nanoTime();
    deadline = startedAt + within.toNanos();
    load =
        new Load(
            seed,
            commands,
            Instant.now().truncatedTo(ChronoUnit.MILLIS),
            HTTP_SHARE,
            Duration.ofSeconds(45));
    sender =
        new KafkaSender(
            TOPICS, scrip.kafka(), id(registry, TOPICS.commands(), Command.class), load, permitted);
    clients = new HttpClients(List.of(scrip.gateway()), ScripProcess.ADMIN_KEY, load);
    await("the openings", () -> sender.acknowledged() == Load.WALLETS);
    clientThreads = clients.start(permitted);
  }

  private static int id(
      RegistryClient registry, String topic, Class<? extends SpecificRecord> type) {
    return registry.register(TOPICS.subject(topic), Schemas.of(type));
  }

  /** Drives the load, killing and restarting the ledger at seeded points of it. */
  void loadAndKill(int crashes) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int crash = 0; crash < crashes; crash++) {
      double point = (crash + 0.3 + 0.6 * random.nextDouble()) / (crashes + 0.5);
      long decisions = (long) (point * load.size());
      await("decision " + decisions, () -> decided() >= decisions);
      scrip.kill();
      sender.crashed();
      long killedAt = System.nanoTime();
      scrip.restart();
      restarts.add(
          "%.0f %%: %d ms".formatted(100 * point, (System.nanoTime() - killedAt) / 1_000_000));
    }
    await(
        "every answer",
        () ->
            decided() > 0
                && sender.acknowledged() + clients.answers().size() == load.size()
                && clientThreads.stream().noneMatch(Thread::isAlive));
    awaitDecisions();
    decidedMs = (System.nanoTime() - startedAt) / 1_000_000;
  }

  /** Waits until nothing falls due and nothing is in transit, and has every wallet write that. */
  void settle() {
    Instant holdsEnd = Instant.now().plus(Load.HOLDS_END_WITHIN);
    await("the end of every transfer", () -> journal.inTransit().isEmpty());
    await("the load's last due step", () -> Instant.now().isAfter(load.settled()));
    await("the end of short holds", () -> Instant.now().isAfter(holdsEnd));
    clients.each(
        IntStream.range(0, Load.WALLETS).boxed().toList(), n -> clients.post(load.last(n)));
  }

  /** Waits until the ledger has taken all that is in the log now. */
  private void awaitDecisions() {
    long[] ends = journal.ends(TOPICS.commands(), "read_committed");
    await("every decision", () -> node.hasTaken(ends));
  }

  /** What became of it, once it is settled. */
  Aftermath aftermath() {
    awaitDecisions();
    return new Aftermath(
        new Aftermath.Ledger(folder, TOPICS, scrip.kafka(), wire, node::health, ""),
        load,
        sender,
        clients);
  }

  /**
   * Tells what was measured.
   *
   * @param types how many entries there are of each type
   */
  void report(Map<String, Long> types) {
    System.out.printf(
        "crash run, seed %d: %d commands (%d over HTTP) in %d ms = %d/s with the crashes;"
            + " sent again: %d to Kafka, %d over HTTP; kill to ready at %s; all checked after"
            + " %d ms; entries %s%n",
        seed,
        load.size(),
        clients.answers().size(),
        decidedMs,
        load.size() * 1000L / decidedMs,
        sender.appends() - sender.acknowledged(),
        clients.retries(),
        restarts,
        (System.nanoTime() - startedAt) / 1_000_000,
        types);
  }

  /** About how many commands are decided; lets the senders go on accordingly. */
  private long decided() {
    long decided = node.taken();
    permitted.accumulateAndGet((int) decided + AHEAD, Math::max);
    return decided;
  }

  private void await(String what, BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "expected %s in time, found %d acknowledged by Kafka, %d answered over HTTP, status %s"
                .formatted(what, sender.acknowledged(), clients.answers().size(), node.status()));
      }
      LockSupport.parkNanos(100_000_000);
    }
  }

  @Override
  public void close() {
    clients.close();
    sender.close();
    scrip.close();
  }
}
