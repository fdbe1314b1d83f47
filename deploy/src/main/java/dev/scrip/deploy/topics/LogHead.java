package dev.scrip.deploy.topics;

import dev.scrip.ledger.domain.Book;
import dev.scrip.ledger.streams.CommandReader;
import dev.scrip.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What the first control records of a log fixed for life.
 *
 * @param partitions N
 */
public record LogHead(int partitions) {
  /** Of a log that has begun. Reads a few records of one partition. */
  static Optional<LogHead> read(Map<String, Object> kafka, Topics topics) {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    TopicPartition partition = new TopicPartition(topics.commands(), 0);
    List<TopicPartition> only = List.of(partition);
    CommandReader reader = new CommandReader();
    Book book = Book.EMPTY;
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(only);
      consumer.seekToBeginning(only);
      long end = consumer.endOffsets(only).getOrDefault(partition, 0L);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          if (reader.read(book, 0, record.key(), record.value())
                  instanceof CommandReader.Ordered(var control)
              && book.apply(control, record.timestamp()) instanceof Book.Applied(Book next)) {
            book = next;
          }
          if (book.partitions() > 0) {
            return Optional.of(new LogHead(book.partitions()));
          }
        }
      }
    }
    return Optional.empty();
  }
}
