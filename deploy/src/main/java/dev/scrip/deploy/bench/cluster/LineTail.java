package dev.scrip.deploy.bench.cluster;

import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.Entry;
import dev.scrip.schemas.EntryCause;
import dev.scrip.schemas.Rejection;
import dev.scrip.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads new committed entries and rejections, as a service does that waits for its answers. */
public final class LineTail implements AutoCloseable {
  private static final AvroCodec<Entry> ENTRIES = AvroCodec.of(Entry.class);
  private static final AvroCodec<Rejection> REJECTIONS = AvroCodec.of(Rejection.class);

  private final Topics topics;
  private final Heard heard;
  private final Thread thread;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private volatile boolean closed;

  /** Who is told, by the tail's own thread. */
  @FunctionalInterface
  public interface Heard {
    void answered(int partition, String commandId);

    /** A step that fell due was written, before a command or by a timer. */
    default void due(String wallet) {}
  }

  /** Tells of every answer that is written from now on. */
  public LineTail(Bed bed, Heard heard) {
    topics = bed.cluster().topics();
    this.heard = heard;
    Map<String, Object> config = bed.cluster().clientSettings();
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> all = new ArrayList<>();
    for (int partition = 0; partition < bed.partitions(); partition++) {
      all.add(new TopicPartition(topics.entries(), partition));
      all.add(new TopicPartition(topics.rejections(), partition));
    }
    consumer.assign(all);
    consumer.seekToEnd(all);
    all.forEach(consumer::position); // the end of now, not of the first poll
    thread = Thread.ofPlatform().name("line-tail").start(this::run);
  }

  private void run() {
    try (consumer) {
      while (!closed) {
        consumer.poll(Duration.ofMillis(50)).forEach(this::tell);
      }
    }
  }

  private void tell(ConsumerRecord<byte[], byte[]> record) {
    if (record.topic().equals(topics.entries())) {
      Entry entry = ENTRIES.decode(record.value(), ENTRIES.schema());
      if (entry.getCause() == EntryCause.COMMAND) {
        heard.answered(record.partition(), entry.getCommandId());
      } else {
        heard.due(entry.getWallet());
      }
    } else {
      Rejection rejection = REJECTIONS.decode(record.value(), REJECTIONS.schema());
      heard.answered(record.partition(), rejection.getCommandId());
    }
  }

  /** Throws if it has stopped by itself. */
  public void requireAlive() {
    if (!thread.isAlive()) {
      throw new IllegalStateException("the reader of lines has stopped; the output above says why");
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the tail ends", e);
    }
  }
}
