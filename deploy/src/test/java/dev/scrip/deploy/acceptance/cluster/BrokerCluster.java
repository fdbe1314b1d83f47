package dev.scrip.deploy.acceptance.cluster;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;

/**
 * A Kafka cluster of broker processes, each a controller too, on loopback: brokers can be killed,
 * stopped, held and started again on their data and ports, one by one. Brokers are numbered from 1.
 */
public final class BrokerCluster implements AutoCloseable {
  static final String CONTROLLER = "CONTROLLER";

  private static final Duration START_WITHIN = Duration.ofMinutes(2);
  private static final Duration STOP_WITHIN = Duration.ofMinutes(1);

  private final String clusterId = Uuid.randomUuid().toString();
  private final List<Broker> brokers;

  /** What a broker is told, and its process, which changes with every start. */
  private static final class Broker {
    final int id;
    final Path folder;
    final int clients;
    final int internal;
    final int controller;
    Process process;

    @SuppressWarnings("NullAway.Init")
    Broker(int id, Path folder) {
      this.id = id;
      this.folder = folder;
      this.clients = Jvm.freePort();
      this.internal = Jvm.freePort();
      this.controller = Jvm.freePort();
    }

    Path output() {
      return folder.resolve("output.txt");
    }
  }

  private BrokerCluster(Path folder, int count) {
    List<Broker> all = new ArrayList<>();
    for (int id = 1; id <= count; id++) {
      all.add(new Broker(id, folder.resolve("broker-" + id)));
    }
    brokers = List.copyOf(all);
  }

  /** Brokers that let anyone in. */
  public static BrokerCluster start(Path folder, int count) {
    return start(folder, count, "PLAINTEXT", Map.of());
  }

  /**
   * Starts brokers and waits until all of them serve.
   *
   * @param folder where each has a folder for its data and what it prints
   * @param protocol security protocol of the listener for clients, {@code CLIENTS}; among
   *     themselves brokers ask for nothing
   * @param settings further broker settings, which win; those of the listener begin with {@code
   *     listener.name.clients.}
   */
  public static BrokerCluster start(
      Path folder, int count, String protocol, Map<String, String> settings) {
    BrokerCluster cluster = new BrokerCluster(folder, count);
    try {
      for (Broker broker : cluster.brokers) {
        cluster.configure(broker, protocol, settings);
        cluster.launch(broker);
      }
      cluster.brokers.forEach(BrokerCluster::awaitReady);
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  /** What clients connect to: every broker, whether it runs or not. */
  public String bootstrapServers() {
    return brokers.stream()
        .map(broker -> "127.0.0.1:" + broker.clients)
        .collect(Collectors.joining(","));
  }

  /** The brokers' own listener, which lets anyone in: for what a test serves beside the brokers. */
  public String internalServers() {
    return brokers.stream()
        .map(broker -> "127.0.0.1:" + broker.internal)
        .collect(Collectors.joining(","));
  }

  /** How many brokers there are, running or not. */
  public int size() {
    return brokers.size();
  }

  public boolean isRunning(int id) {
    return broker(id).process.isAlive();
  }

  /** {@code kill -9}. */
  public void kill(int id) {
    broker(id).process.destroyForcibly();
    awaitEnd(broker(id));
  }

  /** SIGTERM: hands its partitions over, then ends. */
  public void stop(int id) {
    broker(id).process.destroy();
    awaitEnd(broker(id));
  }

  /** SIGSTOP: the process keeps its connections and answers nothing until {@link #resume}. */
  public void pause(int id) {
    Jvm.signal(broker(id).process, "STOP");
  }

  public void resume(int id) {
    Jvm.signal(broker(id).process, "CONT");
  }

  /** Starts a broker that was killed or stopped, and waits until it serves. */
  public void restart(int id) {
    Broker broker = broker(id);
    if (broker.process.isAlive()) {
      throw new IllegalStateException("broker " + id + " runs; kill or stop it first");
    }
    launch(broker);
    awaitReady(broker);
  }

  /** Kills all that runs: the data is the test's. */
  @Override
  public void close() {
    List<Broker> started = brokers.stream().filter(broker -> broker.process != null).toList();
    started.forEach(broker -> broker.process.destroyForcibly());
    started.forEach(BrokerCluster::awaitEnd);
  }

  private Broker broker(int id) {
    return brokers.get(id - 1);
  }

  private void configure(Broker broker, String protocol, Map<String, String> settings) {
    Properties properties = new Properties();
    properties.putAll(
        Map.of(
            "process.roles",
            "broker,controller",
            "node.id",
            Integer.toString(broker.id),
            "controller.quorum.voters",
            brokers.stream()
                .map(voter -> voter.id + "@127.0.0.1:" + voter.controller)
                .collect(Collectors.joining(",")),
            "controller.listener.names",
            CONTROLLER,
            "listeners",
            "CLIENTS://127.0.0.1:%d,BROKERS://127.0.0.1:%d,%s://127.0.0.1:%d"
                .formatted(broker.clients, broker.internal, CONTROLLER, broker.controller),
            "advertised.listeners",
            "CLIENTS://127.0.0.1:%d,BROKERS://127.0.0.1:%d"
                .formatted(broker.clients, broker.internal),
            "listener.security.protocol.map",
            "CLIENTS:%s,BROKERS:PLAINTEXT,%s:PLAINTEXT".formatted(protocol, CONTROLLER),
            "inter.broker.listener.name",
            "BROKERS",
            "log.dirs",
            broker.folder.resolve("data").toString()));
    String replicas = Integer.toString(Math.min(3, brokers.size()));
    String inSync = brokers.size() < 3 ? "1" : "2";
    properties.putAll(
        Map.of(
            "offsets.topic.num.partitions", "4",
            "offsets.topic.replication.factor", replicas,
            "transaction.state.log.num.partitions", "4",
            "transaction.state.log.replication.factor", replicas,
            "transaction.state.log.min.isr", inSync,
            "share.coordinator.state.topic.replication.factor", replicas,
            "share.coordinator.state.topic.min.isr", inSync,
            "auto.create.topics.enable", "false",
            "group.initial.rebalance.delay.ms", "0"));
    properties.putAll(
        Map.of(
            "num.network.threads", "2",
            "num.io.threads", "4",
            "num.recovery.threads.per.data.dir", "1",
            "log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20)));
    properties.putAll(settings);
    try {
      Files.createDirectories(broker.folder);
      try (BufferedWriter writer =
          Files.newBufferedWriter(broker.folder.resolve("server.properties"))) {
        properties.store(writer, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void launch(Broker broker) {
    List<String> command =
        Jvm.command(
            List.of("-Xmx256m", "-Dscrip.log=" + broker.folder.resolve("broker.log")),
            BrokerMain.class.getName(),
            List.of(broker.folder.resolve("server.properties").toString(), clusterId));
    try {
      Files.deleteIfExists(broker.output()); // else READY of the former start would count
      broker.process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(broker.output().toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitReady(Broker broker) {
    long until = System.nanoTime() + START_WITHIN.toNanos();
    while (output(broker).lines().noneMatch(BrokerMain.READY::equals)) {
      if (!broker.process.isAlive() || System.nanoTime() > until) {
        throw new IllegalStateException(
            "expected broker %d to serve within %s, found: %s"
                .formatted(broker.id, START_WITHIN, output(broker)));
      }
      LockSupport.parkNanos(50_000_000);
    }
  }

  private static String output(Broker broker) {
    try {
      return Files.readString(broker.output(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitEnd(Broker broker) {
    try {
      if (!broker.process.waitFor(STOP_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        broker.process.destroyForcibly().waitFor();
        throw new IllegalStateException(
            "expected broker %d to end within %s".formatted(broker.id, STOP_WITHIN));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a broker ends", e);
    }
  }
}
