package dev.scrip.deploy.topics;

import dev.scrip.deploy.Complaint;
import dev.scrip.ledger.streams.LedgerTopology;
import dev.scrip.ledger.streams.Taken;
import dev.scrip.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Partitions of which Kafka no longer knows how far the ledger's group has read: their lines are
 * there, so every command would be decided once more, from the beginning.
 */
final class LostPlaces {
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Topics topics;
  private final String group;

  private LostPlaces(KafkaConsumer<byte[], byte[]> consumer, Topics topics, String group) {
    this.consumer = consumer;
    this.topics = topics;
    this.group = group;
  }

  /**
   * @param known offsets that the group has committed
   * @throws Complaint naming the partitions, and the place of each by the ledger's state
   */
  static void refuse(
      Map<String, Object> kafka, Topics topics, Map<TopicPartition, OffsetAndMetadata> known) {
    String group = LedgerTopology.group(topics);
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      LostPlaces places = new LostPlaces(consumer, topics, group);
      Set<Integer> lost = places.find(known);
      if (!lost.isEmpty()) {
        throw places.complaint(lost);
      }
    }
  }

  private Set<Integer> find(Map<TopicPartition, OffsetAndMetadata> known) {
    Set<Integer> unknown =
        consumer.partitionsFor(topics.commands()).stream()
            .map(PartitionInfo::partition)
            .filter(number -> known.get(new TopicPartition(topics.commands(), number)) == null)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<Integer> lost = new TreeSet<>();
    read(topics.entries(), unknown, record -> lost.add(record.partition()));
    return lost;
  }

  private Complaint complaint(Set<Integer> lost) {
    Map<Integer, Long> taken = new TreeMap<>();
    read(
        LedgerTopology.changelog(topics),
        lost,
        record -> {
          Taken.mark(record.key(), record.value())
              .ifPresent(offset -> taken.put(record.partition(), offset));
          return false; // the last mark counts
        });
    List<String> lines = new ArrayList<>();
    for (int partition : lost) {
      Long offset = taken.get(partition);
      lines.add(
          "%s,%d,%s"
              .formatted(
                  topics.commands(),
                  partition,
                  offset == null
                      ? "(not known: one more than the greatest commandOffset of its lines)"
                      : Long.toString(offset + 1)));
    }
    return new Complaint(
        "Kafka no longer knows how far the group %s has read %s, and lines of it are there: from the beginning, every command would be decided once more. Brokers forget the place of a group that nobody runs for offsets.retention.minutes. By the ledger's state it is:\n  %s\nPut these lines into a file and run `kafka-consumer-groups.sh --bootstrap-server HOST:PORT --group %s --reset-offsets --from-file FILE --execute`, with no node running."
            .formatted(group, topics.commands(), String.join("\n  ", lines), group));
  }

  /** Committed records of each partition until one is enough, if the topic is there. */
  private void read(
      String topic, Set<Integer> wanted, Predicate<ConsumerRecord<byte[], byte[]>> enough) {
    List<TopicPartition> left = new ArrayList<>();
    if (!wanted.isEmpty() && consumer.listTopics().containsKey(topic)) {
      wanted.forEach(partition -> left.add(new TopicPartition(topic, partition)));
    }
    Map<TopicPartition, Long> ends = consumer.endOffsets(left);
    consumer.assign(left);
    consumer.seekToBeginning(left);
    while (true) {
      // Aborted transactions leave offsets but no records: only reading tells.
      left.removeIf(one -> consumer.position(one) >= ends.getOrDefault(one, 0L));
      if (left.isEmpty()) {
        return;
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        TopicPartition partition = new TopicPartition(topic, record.partition());
        if (enough.test(record) && left.remove(partition)) {
          consumer.pause(List.of(partition));
        }
      }
    }
  }
}
