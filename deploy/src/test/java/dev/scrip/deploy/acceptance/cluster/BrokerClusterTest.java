package dev.scrip.deploy.acceptance.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

class BrokerClusterTest {
  private static final TopicPartition KEPT = new TopicPartition("kept", 0);

  @TempDir Path folder;

  @Test
  @Timeout(240)
  void shouldKeepServingWhileOneBrokerAfterTheOtherIsKilledStoppedAndHeld() throws Exception {
    try (BrokerCluster cluster = BrokerCluster.start(folder, 3)) {
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
        NewTopic kept = new NewTopic("kept", 1, (short) 3);
        admin.createTopics(List.of(kept.configs(Map.of("min.insync.replicas", "2")))).all().get();
      }
      try (KafkaProducer<String, String> producer = producer(cluster)) {
        send(producer, "all run");
        cluster.kill(1);
        assertFalse(cluster.isRunning(1));
        send(producer, "1 is killed");
        cluster.restart(1);
        assertTrue(cluster.isRunning(1));
        cluster.stop(2);
        send(producer, "2 is stopped");
        cluster.restart(2);
        cluster.pause(3);
        send(producer, "3 is held");
        cluster.resume(3);
        send(producer, "all run again");
      }
      assertEquals(
          List.of("all run", "1 is killed", "2 is stopped", "3 is held", "all run again"),
          read(cluster, 5));
    }
  }

  private static KafkaProducer<String, String> producer(BrokerCluster cluster) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", cluster.bootstrapServers(), "request.timeout.ms", 10_000),
        new StringSerializer(),
        new StringSerializer());
  }

  private static void send(KafkaProducer<String, String> producer, String value) throws Exception {
    producer.send(new ProducerRecord<>("kept", value)).get(60, TimeUnit.SECONDS);
  }

  private static List<String> read(BrokerCluster cluster, int count) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", cluster.bootstrapServers(), "enable.auto.commit", false),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(KEPT));
      consumer.seekToBeginning(List.of(KEPT));
      List<String> values = new ArrayList<>();
      while (values.size() < count) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
          values.add(record.value());
        }
      }
      return values;
    }
  }
}
