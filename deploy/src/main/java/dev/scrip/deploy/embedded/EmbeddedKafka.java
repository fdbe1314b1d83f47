package dev.scrip.deploy.embedded;

import dev.scrip.deploy.Complaint;
import dev.scrip.deploy.topics.Cluster;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One real Kafka broker, with its controller, in this process: KRaft, loopback only, data in a
 * folder. What is acknowledged survives the death of the process, not that of the machine. It never
 * serves another machine, and stops only when its owner closes it: those who use it go first.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
  private static final int NODE_ID = 1;
  private static final String CONTROLLER = "CONTROLLER";

  private final SingleServer server;
  private final int port;
  private boolean stopped;

  private EmbeddedKafka(SingleServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /**
   * Starts the broker on a port and waits until it serves. The folder is formatted on first use.
   *
   * @param folder where log segments and cluster metadata live
   * @param port a free port of the loopback address
   */
  public static EmbeddedKafka start(Path folder, int port) {
    if (!Ports.isFree(port)) {
      throw new Complaint(
          "Kafka cannot listen on port %d: something else does. Stop that, or choose another with --kafka-port N."
              .formatted(port));
    }
    int controllerPort = Ports.anyFree(); // nothing but this broker ever asks for it
    KafkaConfig config = KafkaConfig.fromProps(properties(folder, port, controllerPort), false);
    format(folder, config);
    EmbeddedKafka kafka = new EmbeddedKafka(new SingleServer(config), port);
    try {
      kafka.server.startup();
      try (Cluster cluster = new Cluster(kafka.bootstrapServers(), Map.of())) {
        cluster.requireTransactionVersion();
      }
    } catch (RuntimeException e) {
      kafka.close();
      throw e;
    }
    LOG.info("Kafka serves {} from {}", kafka.bootstrapServers(), folder);
    return kafka;
  }

  /** What clients connect to: {@code 127.0.0.1:port}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  /** Stops the broker and waits until its files are closed. */
  @Override
  public synchronized void close() {
    if (!stopped) {
      stopped = true;
      server.shutdown();
    }
  }

  private static Properties properties(Path folder, int port, int controllerPort) {
    Map<String, Object> settings = new HashMap<>();
    settings.putAll(
        Map.of(
            "process.roles",
            "broker,controller",
            "node.id",
            NODE_ID,
            "controller.quorum.voters",
            NODE_ID + "@127.0.0.1:" + controllerPort,
            "controller.listener.names",
            CONTROLLER,
            "listeners",
            "PLAINTEXT://127.0.0.1:%d,%s://127.0.0.1:%d"
                .formatted(port, CONTROLLER, controllerPort),
            "advertised.listeners",
            "PLAINTEXT://127.0.0.1:" + port,
            "listener.security.protocol.map",
            "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "log.dirs",
            folder.toString()));
    settings.putAll(
        Map.of(
            "auto.create.topics.enable", false,
            "default.replication.factor", 1,
            "offsets.topic.num.partitions", 4,
            "offsets.topic.replication.factor", 1,
            "transaction.state.log.num.partitions", 4,
            "transaction.state.log.replication.factor", 1,
            "transaction.state.log.min.isr", 1,
            "share.coordinator.state.topic.num.partitions", 4,
            "share.coordinator.state.topic.replication.factor", 1,
            "share.coordinator.state.topic.min.isr", 1));
    settings.putAll(
        Map.of(
            // A group that nobody runs keeps its place: else a ledger that was off for a week would
            // begin anew.
            "offsets.retention.minutes", Integer.MAX_VALUE,
            "group.initial.rebalance.delay.ms", 0,
            // Nobody could take over: a pause, of the machine too, must not cost it its partitions.
            "broker.session.timeout.ms", Integer.MAX_VALUE,
            "broker.heartbeat.interval.ms", 500,
            // The first write after a commit waits this long: commits are frequent here.
            "add.partitions.to.txn.retry.backoff.ms", 2,
            // A transaction whose writer died is aborted soon, so that readers are not held back.
            "transaction.abort.timed.out.transaction.cleanup.interval.ms", 1_000,
            "num.network.threads", 2,
            "num.io.threads", 4,
            "num.recovery.threads.per.data.dir", 2,
            "log.cleaner.dedupe.buffer.size", 16 * 1024 * 1024));
    Properties properties = new Properties();
    settings.forEach((key, value) -> properties.setProperty(key, value.toString()));
    return properties;
  }

  private static void format(Path folder, KafkaConfig config) {
    if (Files.exists(folder.resolve("meta.properties"))) {
      return;
    }
    try {
      Files.createDirectories(folder);
      new Formatter()
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .setNodeId(NODE_ID)
          .setClusterId(Uuid.randomUuid().toString())
          .setControllerListenerName(CONTROLLER)
          .setMetadataLogDirectory(config.metadataLogDir())
          .addDirectory(folder.toString())
          .setIgnoreFormatted(true)
          .run();
    } catch (IOException e) {
      throw new Complaint(
          "The folder %s cannot be made: %s. Choose another with --data DIR."
              .formatted(folder, e.getMessage()),
          e);
    } catch (Exception e) {
      throw new IllegalStateException("Kafka's folder " + folder + " could not be formatted", e);
    }
  }
}
