package dev.scrip.deploy.bench.cluster;

import dev.scrip.deploy.FirstStart;
import dev.scrip.deploy.RulesFile;
import dev.scrip.deploy.embedded.EmbeddedRegistry;
import dev.scrip.deploy.embedded.Ports;
import dev.scrip.deploy.topics.Cluster;
import dev.scrip.deploy.topics.SubjectsApply;
import dev.scrip.deploy.topics.TopicsApply;
import dev.scrip.schemas.ClusterConfig;
import dev.scrip.schemas.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * A ledger to measure, on this machine's loopback address and in a folder of its own that goes when
 * it is closed: a broker in one JVM, each ledger node and the gateway in another. The registry,
 * which does nothing while anything is measured, is in this process. The rules in force are {@link
 * RulesFile#DEFAULT}.
 */
public final class Bed implements AutoCloseable {
  /** What callers show the gateway. */
  public static final String ADMIN_KEY = "a-key-of-the-benchmark";

  private static final String LEDGER = "scrip";

  private final Setup setup;
  private final Path folder;
  private final BenchProcess broker;
  private final EmbeddedRegistry registry;
  private final ClusterConfig cluster;
  private final Roles roles;
  private final int commandSchema;
  private final List<BenchProcess> ledgers = new ArrayList<>();
  private final List<BenchProcess> others = new ArrayList<>();

  /**
   * How it is set up.
   *
   * @param folder in which each bed makes a folder of its own
   * @param settings of the ledger nodes, as {@code scrip ledger --set} takes them
   */
  public record Setup(
      Path folder, int partitions, int nodes, Jvm jvm, Map<String, String> settings) {
    public Setup {
      settings = Map.copyOf(settings);
    }
  }

  private Bed(Setup setup, Path folder, BenchProcess broker) {
    this.setup = setup;
    this.folder = folder;
    this.broker = broker;
    String kafka = broker.address().getAuthority();
    Topics topics = Topics.of(LEDGER);
    registry = EmbeddedRegistry.start(kafka, Ports.anyFree(), topics.subject(topics.commands()));
    cluster = ClusterConfig.open(LEDGER, kafka, List.of(registry.address()));
    roles = new Roles(setup, folder, cluster);
    commandSchema = prepare(topics);
  }

  /** A broker with a ledger's topics and first records; no node runs yet. */
  public static Bed make(Setup setup) {
    try {
      Path folder = Files.createTempDirectory(setup.folder(), "bed-");
      BenchProcess broker = Roles.broker(setup, folder, Ports.anyFree());
      try {
        return new Bed(setup, folder, broker);
      } catch (RuntimeException e) {
        broker.kill();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no folder could be made in " + setup.folder(), e);
    }
  }

  private int prepare(Topics topics) {
    try (Cluster kafka = new Cluster(cluster)) {
      TopicsApply.apply(kafka, topics, setup.partitions(), 1);
    }
    SubjectsApply.Registered registered = SubjectsApply.apply(registry.address(), topics);
    FirstStart.publish(
        cluster,
        setup.partitions(),
        registered,
        RulesFile.of(RulesFile.DEFAULT),
        OptionalLong.empty());
    return registered.commandSchema();
  }

  /** Starts every ledger node; returns before they are ready. */
  public void startLedgers() {
    for (int node = ledgers.size(); node < setup.nodes(); node++) {
      ledgers.add(roles.ledger(node, state(node)));
    }
  }

  /** Starts a node again that was killed; its state is where it was. */
  public void restartLedger(int node) {
    ledgers.set(node, roles.ledger(node, state(node)));
  }

  /** Starts a gateway; waits until it says where it serves. */
  public URI startGateway() {
    BenchProcess gateway = roles.gateway();
    others.add(gateway);
    return gateway.address();
  }

  /** Starts what passes every command through, and makes the topic that it writes to. */
  public void startPassThrough() {
    try (Admin admin = Admin.create(cluster.clientSettings())) {
      NewTopic output = new NewTopic(PassThrough.OUTPUT, setup.partitions(), (short) 1);
      Place.get(admin.createTopics(List.of(output)).all());
    }
    others.add(roles.passThrough());
  }

  /** Starts what folds the command log again, by as many threads as there are processors. */
  public BenchProcess startReplay() {
    BenchProcess replay = roles.replay();
    others.add(replay);
    return replay;
  }

  public ClusterConfig cluster() {
    return cluster;
  }

  public int partitions() {
    return setup.partitions();
  }

  public int nodes() {
    return setup.nodes();
  }

  /** The id under which the ledger has announced the schema of commands. */
  public int commandSchema() {
    return commandSchema;
  }

  /** Where a node keeps its state. */
  public Path state(int node) {
    return folder.resolve("state-" + node);
  }

  public BenchProcess ledger(int node) {
    return ledgers.get(node);
  }

  /** Where a node's own HTTP server is; waits until it says so. */
  public URI node(int node) {
    return ledgers.get(node).address();
  }

  /** All that run, the broker first. */
  public List<BenchProcess> processes() {
    List<BenchProcess> all = new ArrayList<>();
    all.add(broker);
    all.addAll(ledgers);
    all.addAll(others);
    return all;
  }

  /** Throws unless all of them run. */
  public void requireAlive() {
    processes().forEach(BenchProcess::requireAlive);
  }

  @Override
  public void close() {
    others.forEach(BenchProcess::kill); // nothing of it is kept
    ledgers.forEach(BenchProcess::kill);
    registry.close();
    broker.kill();
    delete(folder);
  }

  /** Removes a folder with all that is in it. */
  public static void delete(Path folder) {
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the folder " + folder + " could not be removed", e);
    }
  }
}
