package dev.scrip.projector.audit;

import dev.scrip.schemas.Topic;
import dev.scrip.schemas.Topics;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** A real Kafka broker in this process, with its data in a folder of the test. */
public final class TestBroker implements AutoCloseable {
  private final KafkaRaftServer server;
  private final String address;

  public TestBroker(Path folder) {
    try {
      int broker = freePort();
      int controller = freePort();
      address = "127.0.0.1:" + broker;
      Formatter formatter =
          new Formatter()
              .setPrintStream(
                  new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
              .setNodeId(1)
              .setClusterId(Uuid.randomUuid().toString())
              .setControllerListenerName("CONTROLLER")
              .setMetadataLogDirectory(folder.toString())
              .addDirectory(folder.toString());
      formatter.run();
      server =
          new KafkaRaftServer(
              KafkaConfig.fromProps(properties(folder, broker, controller), false), Time.SYSTEM);
      server.startup();
    } catch (Exception e) {
      throw new IllegalStateException("expected a broker to start in " + folder, e);
    }
  }

  private static Properties properties(Path folder, int broker, int controller) {
    Properties properties = new Properties();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", "1");
    properties.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
    properties.put(
        "listeners", "PLAINTEXT://127.0.0.1:" + broker + ",CONTROLLER://127.0.0.1:" + controller);
    properties.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + broker);
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put("listener.security.protocol.map", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT");
    properties.put("log.dirs", folder.toString());
    properties.put("offsets.topic.replication.factor", "1");
    properties.put("offsets.topic.num.partitions", "1");
    properties.put("transaction.state.log.replication.factor", "1");
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("transaction.state.log.num.partitions", "1");
    properties.put("share.coordinator.state.topic.replication.factor", "1");
    properties.put("share.coordinator.state.topic.min.isr", "1");
    properties.put("auto.create.topics.enable", "false");
    properties.put("num.network.threads", "2");
    properties.put("num.io.threads", "2");
    properties.put("group.initial.rebalance.delay.ms", "0");
    properties.put("log.cleaner.dedupe.buffer.size", "16777216");
    properties.put("controlled.shutdown.enable", "false");
    return properties;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  public String address() {
    return address;
  }

  /** Settings for every client. */
  public Map<String, Object> client() {
    Map<String, Object> client = new HashMap<>();
    client.put("bootstrap.servers", address);
    return client;
  }

  /** Creates all topics of a ledger with two partitions. */
  public void create(Topics topics) throws Exception {
    try (Admin admin = Admin.create(client())) {
      List<NewTopic> all = topics.all().stream().map(TestBroker::topic).toList();
      admin.createTopics(all).all().get();
    }
  }

  private static NewTopic topic(Topic topic) {
    return new NewTopic(topic.name(), topic.partitionCount(2), (short) 1)
        .configs(topic.configFor(1));
  }

  /** Deletes a topic and creates it again, empty. */
  public void recreate(Topics topics, String name) throws Exception {
    try (Admin admin = Admin.create(client())) {
      admin.deleteTopics(List.of(name)).all().get();
      Topic topic =
          topics.all().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
      // Deletion is not over with the answer.
      Eventually.pass(() -> admin.createTopics(List.of(topic(topic))).all().get());
    }
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
