package dev.scrip.deploy.acceptance.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** One broker of a {@link BrokerCluster}, with its controller, in a process of its own. */
final class BrokerMain {
  static final String READY = "READY";

  private BrokerMain() {}

  /** Arguments: server.properties, cluster id. Prints READY once the broker serves. */
  public static void main(String[] args) throws Exception {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(args[0]))) {
      properties.load(reader);
    }
    KafkaConfig config = KafkaConfig.fromProps(properties, false);
    format(config, properties, args[1]);
    KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "stop"));
    Thread.ofPlatform().daemon().name("orphan").start(BrokerMain::endWithTheTest);
    server.startup();
    System.out.println(READY);
    server.awaitShutdown();
  }

  private static void format(KafkaConfig config, Properties properties, String clusterId)
      throws Exception {
    String folder = properties.getProperty("log.dirs");
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setNodeId(config.nodeId())
        .setClusterId(clusterId)
        .setControllerListenerName(BrokerCluster.CONTROLLER)
        .setMetadataLogDirectory(config.metadataLogDir())
        .addDirectory(folder)
        .setIgnoreFormatted(true)
        .run();
  }

  /** The test holds the other end of standard input: it closes even when the test is killed. */
  private static void endWithTheTest() {
    try {
      while (System.in.read() >= 0) {
        // nothing is ever sent
      }
    } catch (IOException e) {
      // closed all the same
    }
    Runtime.getRuntime().halt(1);
  }
}
