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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
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

  /**
   * Every transaction writes one record to each partition, so whoever reads committed records finds
   * as many in each: fewer in one would be a transaction committed in part, or one left open.
   */
  @Test
  @Timeout(240)
  void shouldNeitherTearNorForgetTransactionsWhenKilledWhileTheyEnd() throws Exception {
    int port = Ports.anyFree();
    int partitions = 40; // many markers take long to write, and so are met by a kill
    int kills = 8;
    for (int i = 0; i < kills; i++) {
      Process broker = start(port);
      try {
        if (i == 0) {
          create(port, "torn", partitions);
        }
        List<Thread> writers = new ArrayList<>();
        var sentSome = new CountDownLatch(200);
        for (int writer = 0; writer < 4; writer++) {
          String id = "writer-" + writer;
          writers.add(
              Thread.ofPlatform().daemon().start(() -> write(port, id, partitions, sentSome)));
        }
        assertTrue(sentSome.await(60, TimeUnit.SECONDS), "200 transactions in time");
        broker.destroyForcibly().waitFor();
        writers.forEach(Thread::interrupt);
      } finally {
        broker.destroyForcibly().waitFor();
      }
    }
    Process last = start(port);
    try {
      for (int writer = 0; writer < 4; writer++) {
        endTransactionsOf(port, "writer-" + writer);
      }
      Map<TopicPartition, Integer> committed = countCommitted(port, "torn", partitions);
      assertEquals(1, new HashSet<>(committed.values()).size(), committed.toString());
      assertTrue(committed.values().iterator().next() >= 200 * kills, committed.toString());
    } finally {
      last.destroyForcibly().waitFor();
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

  private static void create(int port, String topic, int partitions) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + port))) {
      admin
          .createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  /** Writes transaction after transaction until the broker is gone. */
  private static void write(int port, String id, int partitions, CountDownLatch committed) {
    KafkaProducer<String, String> producer = transactional(port, id);
    try {
      producer.initTransactions();
      while (!Thread.currentThread().isInterrupted()) {
        producer.beginTransaction();
        for (int partition = 0; partition < partitions; partition++) {
          var _ = producer.send(new ProducerRecord<>("torn", partition, "", id));
        }
        producer.commitTransaction();
        committed.countDown();
      }
    } catch (KafkaException e) {
      // The broker was killed: that ends the writer, as it should.
    } finally {
      producer.close(Duration.ZERO);
    }
  }

  /** Waits until no transaction of the id is under way. */
  private static void endTransactionsOf(int port, String id) {
    try (KafkaProducer<String, String> producer = transactional(port, id)) {
      producer.initTransactions();
    }
  }

  private static KafkaProducer<String, String> transactional(int port, String id) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            "127.0.0.1:" + port,
            "transactional.id",
            id,
            "max.block.ms",
            20_000),
        new StringSerializer(),
        new StringSerializer());
  }

  /** Reads every partition up to its end; a transaction left open is an end never reached. */
  private static Map<TopicPartition, Integer> countCommitted(
      int port, String topic, int partitions) {
    Map<TopicPartition, Integer> counts = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      counts.put(new TopicPartition(topic, partition), 0);
    }
    Map<String, Object> config = Map.of("bootstrap.servers", "127.0.0.1:" + port);
    Map<String, Object> committed = new HashMap<>(config);
    committed.put("isolation.level", "read_committed");
    try (var all = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
        var consumer =
            new KafkaConsumer<>(committed, new StringDeserializer(), new StringDeserializer())) {
      Map<TopicPartition, Long> ends = all.endOffsets(counts.keySet());
      consumer.assign(counts.keySet());
      consumer.seekToBeginning(counts.keySet());
      Map<TopicPartition, Long> open = new HashMap<>(ends);
      while (!open.isEmpty()) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
          counts.merge(new TopicPartition(topic, record.partition()), 1, Integer::sum);
        }
        open.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
      }
    }
    return counts;
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
