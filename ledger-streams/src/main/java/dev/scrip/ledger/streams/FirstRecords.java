package dev.scrip.ledger.streams;

import dev.scrip.ledger.domain.Book;
import dev.scrip.ledger.domain.Control;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.Schemas;
import dev.scrip.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The first control records of a ledger, written once, before anything listens. */
public final class FirstRecords {
  private FirstRecords() {}

  /**
   * What is fixed for the ledger.
   *
   * @param memory W: how long a command id is remembered
   */
  public record Settings(int partitions, Duration memory) {
    public static final Duration DEFAULT_MEMORY = Duration.ofDays(14);
  }

  /**
   * Writes {@code $schema, $clock?, $setting, $level, $rules} in one transaction, unless the
   * command topic holds records already.
   *
   * @param testClock epoch milliseconds; before the rules, since time does not go back after them
   * @return whether they were written
   */
  public static boolean publish(
      Topics topics,
      Map<String, Object> kafka,
      int commandSchemaId,
      int announcementSchemaId,
      Settings settings,
      Rules rules,
      OptionalLong testClock) {
    try (ControlPublisher publisher =
        new ControlPublisher(
            topics, settings.partitions(), commandSchemaId, announcementSchemaId, kafka)) {
      // Only after initTransactions: a publisher that died in the middle holds nobody back by now.
      if (first(topics, kafka, settings.partitions()).isPresent()) {
        return false;
      }
      List<Control.Body> first = new ArrayList<>();
      first.add(new Control.AnnounceSchema(commandSchemaId, Schemas.of(Command.class).toString()));
      testClock.ifPresent(now -> first.add(new Control.SetClock(now)));
      first.add(new Control.Setting(settings.partitions(), settings.memory().toMillis()));
      first.add(new Control.RaiseLevel(Book.NEWEST_LEVEL));
      first.add(new Control.PublishRules(rules.numbered(1)));
      publisher.publish(first, () -> 0);
      return true;
    }
  }

  /** A record of the command topic, if it holds any. */
  public static Optional<ConsumerRecord<byte[], byte[]>> first(
      Topics topics, Map<String, Object> kafka, int partitions) {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> all = new ArrayList<>();
      for (int partition = 0; partition < partitions; partition++) {
        all.add(new TopicPartition(topics.commands(), partition));
      }
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      // Aborted transactions leave offsets but no records: read up to the end to be sure.
      while (all.stream()
          .anyMatch(partition -> consumer.position(partition) < end(ends, partition))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          return Optional.of(record);
        }
      }
      return Optional.empty();
    }
  }

  private static long end(Map<TopicPartition, Long> ends, TopicPartition partition) {
    return ends.getOrDefault(partition, 0L);
  }
}
