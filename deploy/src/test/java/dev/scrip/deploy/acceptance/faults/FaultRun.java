package dev.scrip.deploy.acceptance.faults;

import dev.scrip.deploy.acceptance.Aftermath;
import dev.scrip.deploy.acceptance.HttpClients;
import dev.scrip.deploy.acceptance.KafkaSender;
import dev.scrip.deploy.acceptance.Load;
import dev.scrip.deploy.acceptance.faults.FaultPlan.Planned;
import dev.scrip.deploy.acceptance.invariants.Journal;
import dev.scrip.deploy.acceptance.invariants.Whole;
import dev.scrip.ledger.streams.LineWire;
import dev.scrip.schemas.Depletion;
import dev.scrip.schemas.Entry;
import dev.scrip.schemas.RegistryClient;
import dev.scrip.schemas.Rejection;
import dev.scrip.schemas.Schemas;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;

/**
 * A ledger of many processes under a steady seeded load, hit by one seeded fault after the other;
 * then everything is healed, read and judged. What stays unresolved makes the run unknown, not
 * passed. Leaves a report, and where it failed what every process did.
 */
final class FaultRun implements AutoCloseable {
  private static final Duration WHOLE_WITHIN = Duration.ofSeconds(90);
  private static final Duration SETTLE_WITHIN = Duration.ofMinutes(3);
  private static final Duration BREATH = Duration.ofSeconds(3);

  /** How a run ended. */
  enum Result {
    PASSED,
    FAILED,
    /** Something was never answered, so that nobody can say what became of it. */
    UNKNOWN
  }

  /** What it came to. */
  record Verdict(Result result, List<String> breaches, Path report) {}

  /**
   * A fault as it came.
   *
   * @param at epoch milliseconds of its beginning
   */
  private record Hit(Planned fault, String target, long at, long from, long wholeAt) {}

  private final FaultOptions options;
  private final Path output;
  private final FaultReport report;
  private final LedgerCluster cluster;
  private final Journal journal;
  private final Load load;
  private final KafkaSender sender;
  private final HttpClients clients;
  private final List<Thread> clientThreads;
  private final Watch watch;
  private final Probe probe;
  private final AtomicInteger permitted = new AtomicInteger(Load.WALLETS);
  private final List<Hit> hits = new ArrayList<>();
  private final long startedAt;
  private Whole whole = Whole.NOTHING;
  private volatile boolean closed;

  /**
   * Starts everything and the load.
   *
   * @param folder for what the processes keep
   * @param output for what the run leaves
   */
  FaultRun(Path folder, Path output, FaultOptions options) {
    this.options = options;
    this.output = output;
    try {
      Files.createDirectories(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    report = new FaultReport(options);
    cluster = new LedgerCluster(folder, options);
    try {
      cluster.start();
      await("every part to serve", WHOLE_WITHIN, cluster::whole);
    } catch (RuntimeException e) {
      diagnose();
      cluster.keepLogs(output);
      cluster.close();
      throw e;
    }
    journal = new Journal(cluster.kafka(), cluster.topics());
    load =
        new Load(
            options.seed(),
            options.commands(),
            Instant.now().truncatedTo(ChronoUnit.MILLIS),
            FaultOptions.PER_HTTP,
            options.load());
    watch = new Watch(cluster.kafka(), cluster.topics(), FaultOptions.PARTITIONS);
    probe = new Probe(cluster.gatewayAddresses(), FaultOptions.PARTITIONS);
    clients = new HttpClients(cluster.gatewayAddresses(), LedgerCluster.ADMIN_KEY, load);
    sender =
        new KafkaSender(
            cluster.topics(), cluster.kafka(), cluster.commandSchema(), load, permitted);
    await("the openings", SETTLE_WITHIN, () -> sender.acknowledged() >= Load.WALLETS);
    clientThreads = clients.start(permitted);
    startedAt = System.nanoTime();
    Thread.ofPlatform().name("pace").daemon().start(this::pace);
  }

  private void pace() {
    while (!closed) {
      long due = (System.nanoTime() - startedAt) / 1_000_000 * options.perSecond() / 1_000;
      permitted.set((int) Math.min(options.commands(), Load.WALLETS + due));
      LockSupport.parkNanos(10_000_000);
    }
  }

  /** Both phases, the verdict and the report. */
  Verdict run() {
    Verdict verdict;
    try {
      chaos();
      List<String> unresolved = heal();
      verdict = unresolved.isEmpty() ? judge() : verdict(Result.UNKNOWN, unresolved);
    } catch (RuntimeException | AssertionError e) {
      verdict = verdict(Result.UNKNOWN, List.of("the run did not come to its end: " + e));
    }
    if (verdict.result() != Result.PASSED) {
      diagnose();
    }
    cluster.keepLogs(output);
    summarize(verdict);
    return verdict;
  }

  private void chaos() {
    List<Planned> plan = FaultPlan.of(options, cluster.kinds());
    for (int i = 0; i < plan.size(); i++) {
      Planned fault = plan.get(i);
      long due = startedAt + options.slot().toNanos() * (i + 1) - options.slot().toNanos() / 2;
      LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
      long from = System.nanoTime();
      long at = System.currentTimeMillis();
      String target = cluster.begin(fault);
      System.out.printf(
          "%s fault %d/%d: %s, %s, for %d ms%n",
          Instant.now(), i + 1, plan.size(), fault.kind().words(), target, fault.held().toMillis());
      LockSupport.parkNanos(Math.max(0, fault.held().toNanos() - (System.nanoTime() - from)));
      cluster.heal(fault);
      await("every part to serve after " + fault, WHOLE_WITHIN, cluster::whole);
      hits.add(new Hit(fault, target, at, from, System.nanoTime()));
      LockSupport.parkNanos(BREATH.toNanos());
    }
  }

  /** Lets everything come to rest; what did not. */
  private List<String> heal() {
    List<String> unresolved = new ArrayList<>();
    Duration rest = options.load().plus(SETTLE_WITHIN);
    settled(
        unresolved,
        "every command to be acknowledged or answered",
        rest,
        () -> sender.acknowledged() + clients.answers().size() == load.size());
    Instant holdsEnd = Instant.now().plus(Load.HOLDS_END_WITHIN);
    settled(unresolved, "due steps", rest, () -> Instant.now().isAfter(load.settled()));
    if (!probe.finish(SETTLE_WITHIN)) {
      unresolved.add("a charge of the probe was never answered");
    }
    settled(
        unresolved,
        "the clients to end",
        SETTLE_WITHIN,
        () -> clientThreads.stream().noneMatch(Thread::isAlive));
    settled(unresolved, "every part to serve", WHOLE_WITHIN, cluster::whole);
    settled(
        unresolved,
        "the end of every transfer",
        SETTLE_WITHIN,
        () -> journal.inTransit().isEmpty());
    settled(unresolved, "the end of short holds", rest, () -> Instant.now().isAfter(holdsEnd));
    if (unresolved.isEmpty()) {
      clients.each(
          IntStream.range(0, Load.WALLETS).boxed().toList(), n -> clients.post(load.last(n)));
      long[] ends = journal.ends(cluster.topics().commands(), "read_committed");
      settled(unresolved, "lag 0", SETTLE_WITHIN, () -> cluster.nodes().hasTaken(ends));
    }
    return unresolved;
  }

  private Verdict judge() {
    RegistryClient registry = new RegistryClient(List.of(cluster.registryAddress()), Map.of());
    LineWire wire =
        new LineWire(
            id(registry, cluster.topics().entries(), Entry.class),
            id(registry, cluster.topics().rejections(), Rejection.class),
            id(registry, cluster.topics().depletions(), Depletion.class));
    Aftermath aftermath =
        new Aftermath(
            new Aftermath.Ledger(
                output, cluster.topics(), cluster.kafka(), wire, cluster.nodes(), ""),
            load,
            sender,
            clients);
    List<String> breaches = new ArrayList<>(aftermath.breaches(probe.answered(), cluster::heard));
    breaches.addAll(aftermath.differentAnswers());
    whole = aftermath.whole();
    Load.LEAVES.stream()
        .filter(type -> !whole.types().containsKey(type))
        .forEach(type -> breaches.add("the run shows nothing of " + type));
    return verdict(breaches.isEmpty() ? Result.PASSED : Result.FAILED, breaches);
  }

  private int id(RegistryClient registry, String topic, Class<? extends SpecificRecord> type) {
    return registry.registeredId(cluster.topics().subject(topic), Schemas.of(type));
  }

  private Verdict verdict(Result result, List<String> breaches) {
    return new Verdict(result, List.copyOf(breaches), output.resolve("report.md"));
  }

  private void summarize(Verdict verdict) {
    for (int i = 0; i < hits.size(); i++) {
      Hit hit = hits.get(i);
      long to = i + 1 < hits.size() ? hits.get(i + 1).from() : hit.wholeAt();
      report.fault(
          hit.fault(),
          hit.target(),
          Duration.ofNanos(hit.from() - startedAt),
          (hit.wholeAt() - hit.from()) / 1_000_000,
          watch.worst(hit.from(), to),
          watch.all(hit.from(), to),
          probe.worst(hit.from(), to),
          whole.underWay(hit.at()));
    }
    report.say(
        "%d commands acknowledged by Kafka, %d answered over HTTP, %d charges of probes; sent again: %d to Kafka, %d over HTTP"
            .formatted(
                sender.acknowledged(),
                clients.answers().size(),
                probe.answered().size(),
                sender.appends() - sender.acknowledged(),
                clients.retries()));
    if (verdict.result() != Result.UNKNOWN) {
      report.say("lines: " + lines());
      report.say("entries: " + whole.types());
    }
    report.say(
        "took %d s with all checks".formatted((System.nanoTime() - startedAt) / 1_000_000_000));
    verdict.breaches().stream().limit(50).forEach(breach -> report.say("BREACH " + breach));
    report.write(verdict.report(), verdict.result().name().toLowerCase(java.util.Locale.ROOT));
  }

  private String lines() {
    List<String> counts = new ArrayList<>();
    for (String topic :
        List.of(
            cluster.topics().commands(),
            cluster.topics().entries(),
            cluster.topics().rejections(),
            cluster.topics().depletions())) {
      long[] ends = journal.ends(topic, "read_committed");
      counts.add("%s ends at %d".formatted(topic, Arrays.stream(ends).sum()));
    }
    return String.join(", ", counts);
  }

  private static void settled(
      List<String> unresolved, String what, Duration within, BooleanSupplier condition) {
    try {
      await(what, within, condition);
    } catch (IllegalStateException e) {
      unresolved.add(String.valueOf(e.getMessage()));
    }
  }

  private static void await(String what, Duration within, BooleanSupplier condition) {
    long until = System.nanoTime() + within.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException("expected %s within %s".formatted(what, within));
      }
      LockSupport.parkNanos(100_000_000);
    }
  }

  private void diagnose() {
    try {
      Path file = output.resolve("diagnosis.txt");
      Files.writeString(file, cluster.diagnosis());
      System.out.println("what every process did: " + file.toAbsolutePath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    closed = true;
    probe.close();
    clients.close();
    sender.close();
    watch.close();
    cluster.close();
  }
}
