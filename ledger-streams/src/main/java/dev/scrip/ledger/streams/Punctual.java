package dev.scrip.ledger.streams;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's clients for the topology, with one addition: a partition whose records a broker appended
 * more than a minute ahead of this node's clock waits until their time comes. A broker's clock that
 * ran ahead would expire grants and end periods too early, and nothing undoes a decision; a delay
 * is none.
 */
public final class Punctual implements KafkaClientSupplier {
  private static final Logger LOG = LoggerFactory.getLogger(Punctual.class);
  private static final long MOST_AHEAD_MS = 60_000;

  private final LongSupplier clock;
  private final IntConsumer waiting;
  private final Commits commits;

  /**
   * @param clock of this node, epoch milliseconds
   * @param waiting told how many partitions of a stream thread wait, when that changes
   * @param commits hears what is committed
   */
  public Punctual(LongSupplier clock, IntConsumer waiting, Commits commits) {
    this.clock = clock;
    this.waiting = waiting;
    this.commits = commits;
  }

  @Override
  public Admin getAdmin(Map<String, Object> config) {
    return Admin.create(config);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    return commits.producer(config);
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return new Waiting(config);
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
    return getRestoreConsumer(config);
  }

  /**
   * Records up to the first of each partition that lies too far ahead.
   *
   * @param ahead that first record of each partition that has one
   */
  record Cut(
      ConsumerRecords<byte[], byte[]> due,
      Map<TopicPartition, ConsumerRecord<byte[], byte[]>> ahead) {

    static Cut at(ConsumerRecords<byte[], byte[]> polled, long latest) {
      Map<TopicPartition, ConsumerRecord<byte[], byte[]>> ahead = new HashMap<>();
      for (TopicPartition partition : polled.partitions()) {
        for (ConsumerRecord<byte[], byte[]> record : polled.records(partition)) {
          if (record.timestamp() > latest) {
            ahead.put(partition, record);
            break;
          }
        }
      }
      if (ahead.isEmpty()) {
        return new Cut(polled, ahead);
      }
      Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> due = new HashMap<>();
      Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>(polled.nextOffsets());
      for (TopicPartition partition : polled.partitions()) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(polled.records(partition));
        ConsumerRecord<byte[], byte[]> first = ahead.get(partition);
        if (first != null) {
          records.removeIf(record -> record.offset() >= first.offset());
          next.put(partition, new OffsetAndMetadata(first.offset(), first.leaderEpoch(), ""));
        }
        if (records.isEmpty()) {
          next.remove(partition);
        } else {
          due.put(partition, records);
        }
      }
      return new Cut(new ConsumerRecords<>(due, next), ahead);
    }
  }

  /** A consumer that leaves records which lie ahead where they are, until their time comes. */
  private final class Waiting extends KafkaConsumer<byte[], byte[]> {
    private final Map<TopicPartition, Long> until = new HashMap<>();

    Waiting(Map<String, Object> config) {
      super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      if (!until.isEmpty()) {
        goOn();
      }
      Cut cut = Cut.at(super.poll(timeout), clock.getAsLong() + MOST_AHEAD_MS);
      cut.ahead()
          .forEach((partition, record) -> {
            LOG.error(
                "{} was appended at offset {} with a time {} ms ahead of this node's clock: the"
                    + " partition waits; compare the clocks of the brokers and of this machine",
                partition,
                record.offset(),
                record.timestamp() - clock.getAsLong());
            seek(partition, record.offset());
            pause(List.of(partition));
            until.put(partition, record.timestamp() - MOST_AHEAD_MS);
          });
      if (!cut.ahead().isEmpty()) {
        waiting.accept(until.size());
      }
      return cut.due();
    }

    /** Whoever is not assigned here any more waits elsewhere. */
    private void goOn() {
      int before = until.size();
      until.keySet().retainAll(assignment());
      List<TopicPartition> come =
          until.entrySet().stream()
              .filter(entry -> entry.getValue() <= clock.getAsLong())
              .map(Map.Entry::getKey)
              .toList();
      resume(come);
      come.forEach(until::remove);
      if (until.size() != before) {
        waiting.accept(until.size());
      }
    }
  }
}
