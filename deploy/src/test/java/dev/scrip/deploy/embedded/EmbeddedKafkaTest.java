package dev.scrip.deploy.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.deploy.Complaint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {
  private static final TopicPartition PARTITION = new TopicPartition("kept", 0);

  @TempDir Path folder;

  @Test
  @Timeout(90)
  void shouldKeepAcknowledgedRecordsAndOpenNoTransactionForLongWhenKilled() throws Exception {
    int port = Ports.anyFree();
    Process first = start(port);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + port))) {
      admin
          .createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
          .all()
          .get(30, TimeUnit.SECONDS);
      produce(port, List.of("one", "two"), "");
      produce(port, List.of("three"), "writer"); // in a transaction
    }
    first.destroyForcibly().waitFor();

    Process second = start(port);
    try {
      produce(port, List.of("four"), "writer");
      assertEquals(List.of("one", "two", "three", "four"), read(port, 4));
    } finally {
      second.destroyForcibly().waitFor();
    }
  }

  @Test
  void shouldNameTheRemedyWhenThePortIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Complaint complaint =
          assertThrows(Complaint.class, () -> EmbeddedKafka.start(folder, taken.getLocalPort()));

      assertTrue(
          complaint.getMessage().contains(taken.getLocalPort() + ": something else does"),
          complaint.getMessage());
      assertTrue(complaint.getMessage().contains("--kafka-port N"), complaint.getMessage());
    }
  }

  private Process start(int port) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                KafkaProcess.class.getName(),
                folder.resolve("kafka").toString(),
                Integer.toString(port))
            .redirectErrorStream(true)
            .start();
    BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    List<String> said = new ArrayList<>();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("READY")) {
        return process;
      }
      said.add(line);
    }
    throw new AssertionError("the broker ended before it was ready:\n" + String.join("\n", said));
  }

  private static void produce(int port, List<String> values, String transactionalId)
      throws Exception {
    Map<String, Object> config =
        transactionalId.isEmpty()
            ? Map.of("bootstrap.servers", "127.0.0.1:" + port)
            : Map.of("bootstrap.servers", "127.0.0.1:" + port, "transactional.id", transactionalId);
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
      if (!transactionalId.isEmpty()) {
        producer.initTransactions();
        producer.beginTransaction();
      }
      for (String value : values) {
        producer.send(new ProducerRecord<>(PARTITION.topic(), value)).get(30, TimeUnit.SECONDS);
      }
      if (!transactionalId.isEmpty()) {
        producer.commitTransaction();
      }
    }
  }

  private static List<String> read(int port, int count) {
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", "127.0.0.1:" + port, "isolation.level", "read_committed"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(PARTITION));
      consumer.seekToBeginning(List.of(PARTITION));
      while (values.size() < count) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
          values.add(record.value());
        }
      }
    }
    return values;
  }
}
