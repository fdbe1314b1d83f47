package dev.scrip.ledger.streams;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Tells the states of partitions that what they logged is committed. While a partition is at work
 * Kafka Streams does not say so: it asks a state to persist only when the partition leaves.
 */
public final class Commits {
  private static final long NONE = -1;
  private static final TopicPartition NOWHERE = new TopicPartition("", 0);

  /** A state that logs its changes. Told on the thread that changes it. */
  interface Logged {
    /**
     * All that was logged up to an offset of the changelog, and so all that was logged, is
     * committed.
     */
    void committed(long offset);
  }

  private final Map<TopicPartition, Logged> states = new ConcurrentHashMap<>();

  void add(TopicPartition changelog, Logged state) {
    states.put(changelog, state);
  }

  void remove(TopicPartition changelog, Logged state) {
    states.remove(changelog, state);
  }

  /** The producer of a stream thread. */
  Producer<byte[], byte[]> producer(Map<String, Object> config) {
    return new Committing(config);
  }

  private final class Committing extends KafkaProducer<byte[], byte[]> {
    /** The last offset of each changelog that this transaction has written. */
    private final Map<TopicPartition, AtomicLong> written = new ConcurrentHashMap<>();

    Committing(Map<String, Object> config) {
      super(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
      Integer number = record.partition(); // only of changelogs
      TopicPartition partition =
          number == null ? NOWHERE : new TopicPartition(record.topic(), number);
      if (!states.containsKey(partition)) {
        return super.send(record, callback);
      }
      AtomicLong last = written.computeIfAbsent(partition, _ -> new AtomicLong(NONE));
      return super.send(
          record,
          (metadata, fault) -> {
            if (fault == null) {
              last.set(metadata.offset()); // acknowledged in order
            }
            callback.onCompletion(metadata, fault);
          });
    }

    @Override
    public void commitTransaction() {
      super.commitTransaction();
      written.forEach((changelog, last) -> {
        Logged state = states.get(changelog);
        if (state != null) {
          state.committed(last.get());
        }
      });
      written.clear();
    }

    @Override
    public void abortTransaction() {
      super.abortTransaction();
      written.clear();
    }
  }
}
