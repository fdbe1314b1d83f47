package dev.scrip.deploy.acceptance.faults;

import dev.scrip.deploy.FirstStart;
import dev.scrip.deploy.RulesFile;
import dev.scrip.deploy.acceptance.cluster.BrokerCluster;
import dev.scrip.deploy.acceptance.cluster.ChildProcess;
import dev.scrip.deploy.acceptance.cluster.Jvm;
import dev.scrip.deploy.acceptance.cluster.LedgerNodes;
import dev.scrip.deploy.acceptance.faults.FaultPlan.Planned;
import dev.scrip.deploy.acceptance.invariants.EveryoneTold;
import dev.scrip.deploy.acceptance.invariants.Evidence.Heard;
import dev.scrip.deploy.acceptance.invariants.Journal;
import dev.scrip.deploy.acceptance.invariants.Told;
import dev.scrip.deploy.topics.Cluster;
import dev.scrip.deploy.topics.SubjectsApply;
import dev.scrip.deploy.topics.TopicsApply;
import dev.scrip.ledger.streams.LedgerTopology;
import dev.scrip.schemas.ClusterConfig;
import dev.scrip.schemas.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;

/**
 * A ledger as it is run in earnest, each part a process of its own: three brokers, a registry, two
 * ledger nodes and room for a third, two gateways that find the nodes by themselves, a projector.
 */
final class LedgerCluster implements AutoCloseable {
  static final String ADMIN_KEY = "fault_run_admin_key_0123456789";

  private static final Duration START_WITHIN = Duration.ofMinutes(2);
  private static final Duration TELL_WITHIN = Duration.ofMinutes(2);
  private static final int BROKERS = 3;
  private static final int MOST_NODES = 3;

  /** So that a broker that is away is noticed within seconds, as the operations guide has it. */
  private static final Map<String, String> BROKER_SETTINGS =
      Map.of(
          "broker.session.timeout.ms", "3000",
          "broker.heartbeat.interval.ms", "500",
          "group.min.session.timeout.ms", "1000",
          "add.partitions.to.txn.retry.backoff.ms", "5",
          "transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");

  private final Topics topics = Topics.of("scrip");
  private final BrokerCluster brokers;
  private final Processes processes;
  private final ChildProcess registry;
  private final List<ChildProcess> ledgers;
  private final List<ChildProcess> gateways;
  private final People people;
  private final ChildProcess projector;
  private final Set<Integer> present = new ConcurrentSkipListSet<>(List.of(1, 2));
  private final LedgerNodes nodes;
  private final SubjectsApply.Registered registered;
  private int brokerHit;

  LedgerCluster(Path folder, FaultOptions options) {
    brokers = BrokerCluster.start(folder, BROKERS, "PLAINTEXT", BROKER_SETTINGS);
    URI address = URI.create("http://127.0.0.1:" + Jvm.freePort());
    processes = new Processes(folder, topics.ledger(), kafka(), address, "");
    try {
      registry = processes.registry();
      registry.start();
      registry.awaitReady(START_WITHIN);
      try (Cluster cluster = new Cluster(kafka(), Map.of())) {
        TopicsApply.apply(cluster, topics, FaultOptions.PARTITIONS, BROKERS);
        registered = SubjectsApply.apply(address, topics);
      }
      FirstStart.publish(
          ClusterConfig.open(topics.ledger(), kafka(), List.of(address)),
          FaultOptions.PARTITIONS,
          registered,
          RulesFile.of(RulesFile.DEFAULT),
          OptionalLong.empty());
      ledgers =
          List.of(
              processes.ledger("ledger-1", options.standbys(), options.session()),
              processes.ledger("ledger-2", options.standbys(), options.session()),
              processes.ledger("ledger-3", options.standbys(), options.session()));
      people = new People(folder.resolve("people"), topics.ledger(), options.seed());
      projector = processes.projector("projector", people.file());
      gateways =
          List.of(
              processes.gateway("gateway-1", List.of(), ADMIN_KEY),
              processes.gateway("gateway-2", List.of(), ADMIN_KEY));
    } catch (RuntimeException e) {
      processes.close();
      brokers.close();
      throw e;
    }
    nodes =
        new LedgerNodes(
            () -> present.stream().map(n -> processes.address(ledger(n))).toList(),
            Processes.NODE_KEY);
  }

  /** Starts nodes and gateways. */
  void start() {
    present.forEach(n -> ledger(n).start());
    gateways.forEach(ChildProcess::start);
    projector.start();
    present.forEach(n -> ledger(n).awaitReady(START_WITHIN));
    gateways.forEach(gateway -> gateway.awaitReady(START_WITHIN));
    projector.awaitReady(START_WITHIN);
  }

  String kafka() {
    return brokers.bootstrapServers();
  }

  URI registryAddress() {
    return processes.address(registry);
  }

  int commandSchema() {
    return registered.commandSchema();
  }

  Topics topics() {
    return topics;
  }

  List<URI> gatewayAddresses() {
    return gateways.stream().map(processes::address).toList();
  }

  LedgerNodes nodes() {
    return nodes;
  }

  /** The faults that can hit it. */
  Set<FaultKind> kinds() {
    return EnumSet.allOf(FaultKind.class);
  }

  /** What people heard, once they heard of all these lines or the time is up. */
  Heard heard(List<Told> lines) {
    Set<String> events = EveryoneTold.events(lines);
    long until = System.nanoTime() + TELL_WITHIN.toNanos();
    while (true) {
      Heard heard = people.heard();
      boolean all =
          heard.byReceiver().entrySet().stream()
              .allMatch(receiver ->
                  events.stream()
                      .map(event -> EveryoneTold.id(heard.ledger(), event, receiver.getKey()))
                      .allMatch(receiver.getValue()::contains));
      if (all || System.nanoTime() > until) {
        return heard;
      }
      LockSupport.parkNanos(200_000_000);
    }
  }

  /** Brings a fault about; what it hit. */
  String begin(Planned fault) {
    return switch (fault.kind()) {
      case LEDGER_KILLED -> hit(ledger(fault.target()), ChildProcess::kill);
      case LEDGER_HELD -> hit(ledger(fault.target()), ChildProcess::pause);
      case LEDGER_ADDED -> {
        present.add(fault.target());
        yield hit(ledger(fault.target()), ChildProcess::start);
      }
      case LEDGER_REMOVED -> {
        present.remove(fault.target());
        yield hit(ledger(fault.target()), ChildProcess::terminate);
      }
      case GATEWAY_KILLED -> hit(gateway(fault.target()), ChildProcess::kill);
      case BROKER_KILLED -> {
        brokerHit = leader(fault.target());
        brokers.kill(brokerHit);
        yield "broker-" + brokerHit;
      }
      case BROKER_STOPPED -> {
        brokerHit = leader(fault.target());
        brokers.stop(brokerHit);
        yield "broker-" + brokerHit;
      }
      case BROKER_HELD -> {
        brokerHit = leader(fault.target());
        brokers.pause(brokerHit);
        yield "broker-" + brokerHit;
      }
      case PROJECTOR_KILLED -> hit(projector, ChildProcess::kill);
    };
  }

  /** Undoes it. */
  void heal(Planned fault) {
    switch (fault.kind()) {
      case LEDGER_KILLED -> ledger(fault.target()).start();
      case LEDGER_HELD -> ledger(fault.target()).resume();
      case LEDGER_ADDED, LEDGER_REMOVED -> {}
      case GATEWAY_KILLED -> gateway(fault.target()).start();
      case BROKER_KILLED, BROKER_STOPPED -> brokers.restart(brokerHit);
      case BROKER_HELD -> brokers.resume(brokerHit);
      case PROJECTOR_KILLED -> projector.start();
    }
  }

  /** Whether every part serves, and every partition is with one node. */
  boolean whole() {
    return projector.isReady()
        && gateways.stream().allMatch(ChildProcess::isReady)
        && nodes.whole(FaultOptions.PARTITIONS);
  }

  /** Keeps the whole logs, which go with the folder. */
  void keepLogs(Path into) {
    try {
      for (ChildProcess process : processes.all()) {
        if (Files.exists(process.log())) {
          Files.copy(
              process.log(),
              into.resolve(process.name() + ".log"),
              StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What every process last said and does now. */
  String diagnosis() {
    StringBuilder text = new StringBuilder();
    for (int n : present) {
      text.append(ledger(n).name()).append(" says ");
      text.append(nodes.status(processes.address(ledger(n)))).append('\n');
    }
    text.append(heldBack());
    for (ChildProcess process : processes.all()) {
      text.append("==== ").append(process.name()).append(" (alive: ").append(process.isAlive());
      text.append(")\n").append(process.lastLines(60)).append("\n-- threads\n");
      text.append(process.threadDump()).append('\n');
    }
    for (int broker = 1; broker <= brokers.size(); broker++) {
      text.append("==== broker-").append(broker).append(" runs: ");
      text.append(brokers.isRunning(broker)).append('\n');
    }
    return text.toString();
  }

  /** Partitions with records that an open transaction keeps from readers of committed ones. */
  private String heldBack() {
    Journal journal = new Journal(kafka(), topics);
    StringBuilder text = new StringBuilder();
    for (String topic :
        List.of(
            topics.commands(),
            topics.entries(),
            topics.rejections(),
            topics.depletions(),
            LedgerTopology.changelog(topics))) {
      try {
        text.append(topic).append(" ends for readers of all at ");
        text.append(Arrays.toString(journal.ends(topic, "read_uncommitted")));
        text.append(", of committed at ");
        text.append(Arrays.toString(journal.ends(topic, "read_committed"))).append('\n');
      } catch (RuntimeException e) {
        text.append(topic).append(" does not answer: ").append(e).append('\n');
      }
    }
    return text.toString();
  }

  private interface Blow {
    void on(ChildProcess process);
  }

  private static String hit(ChildProcess process, Blow blow) {
    blow.on(process);
    return process.name();
  }

  private ChildProcess ledger(int number) {
    if (number > MOST_NODES) {
      throw new IllegalArgumentException("there is no ledger node " + number);
    }
    return ledgers.get(number - 1);
  }

  private ChildProcess gateway(int number) {
    return gateways.get(number - 1);
  }

  /** The broker that leads a partition of the command topic. */
  private int leader(int partition) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka()))) {
      return admin
          .describeTopics(List.of(topics.commands()))
          .allTopicNames()
          .get(30, TimeUnit.SECONDS)
          .get(topics.commands())
          .partitions()
          .get(partition)
          .leader()
          .id();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("expected the leader of partition " + partition, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking for a leader", e);
    }
  }

  @Override
  public void close() {
    nodes.close();
    processes.close();
    people.close();
    brokers.close();
  }
}
