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

/**
 * A ledger to measure, on this machine's loopback address and in a folder of its own that goes when
 * it is closed: a broker in one JVM, each ledger node and the gateway in another, as {@code scrip
 * ledger} and {@code scrip gateway} start them. The registry, which does nothing while anything is
 * measured, is in this process. The rules in force are {@link RulesFile#DEFAULT}.
 */
public final class Bed implements AutoCloseable {
  private static final String LEDGER = "scrip";

  private final Setup setup;
  private final Path folder;
  private final BenchProcess broker;
  private final EmbeddedRegistry registry;
  private final ClusterConfig cluster;
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
    registry =
        EmbeddedRegistry.start(
            kafka, Ports.anyFree(), Topics.of(LEDGER).subject(Topics.of(LEDGER).commands()));
    cluster = ClusterConfig.open(LEDGER, kafka, List.of(registry.address()));
    commandSchema = prepare();
  }

  /** A broker with a ledger's topics and first records; no node runs yet. */
  public static Bed make(Setup setup) {
    try {
      Path folder = Files.createTempDirectory(setup.folder(), "bed-");
      return new Bed(
          setup,
          folder,
          BenchProcess.start(
              "broker",
              folder.resolve("broker.txt"),
              setup
                  .jvm()
                  .command(
                      "broker",
                      Child.BROKER,
                      folder.resolve("kafka").toString(),
                      Integer.toString(Ports.anyFree()))));
    } catch (IOException e) {
      throw new UncheckedIOException("no folder could be made in " + setup.folder(), e);
    }
  }

  private int prepare() {
    Topics topics = cluster.topics();
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
      ledgers.add(startLedger(node));
    }
  }

  /** Starts a node again that was killed; its state is where it was. */
  public void restartLedger(int node) {
    ledgers.set(node, startLedger(node));
  }

  private BenchProcess startLedger(int node) {
    List<String> arguments =
        role(
            "ledger",
            "--set",
            "instance.id=ledger-" + node,
            "--set",
            "state.dir=" + folder.resolve("state-" + node));
    setup.settings().forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    return started("ledger", "ledger-" + node, arguments);
  }

  private List<String> role(String role, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                role,
                "--bootstrap",
                cluster.bootstrapServers(),
                "--registry",
                registry.address().toString(),
                "--port",
                "0"));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private BenchProcess started(String role, String file, List<String> arguments) {
    return BenchProcess.start(
        role,
        folder.resolve(file + "-" + System.nanoTime() + ".txt"),
        setup.jvm().command(role, arguments.toArray(String[]::new)));
  }

  public ClusterConfig cluster() {
    return cluster;
  }

  public int partitions() {
    return setup.partitions();
  }

  /** The id under which the ledger has announced the schema of commands. */
  public int commandSchema() {
    return commandSchema;
  }

  public Path folder() {
    return folder;
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
    others.forEach(BenchProcess::close);
    ledgers.forEach(BenchProcess::kill); // nothing of it is kept
    registry.close();
    broker.kill();
    delete(folder);
  }

  private static void delete(Path folder) {
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the folder " + folder + " could not be removed", e);
    }
  }
}
