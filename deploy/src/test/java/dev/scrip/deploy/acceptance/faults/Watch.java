package dev.scrip.deploy.acceptance.faults;

import dev.scrip.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Notes when committed decisions of each partition become visible to a reader of the topics. */
final class Watch implements AutoCloseable {
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<Gaps> partitions;
  private final Gaps all = new Gaps();
  private final Thread thread;
  private volatile boolean closed;

  Watch(String kafka, Topics topics, int partitions) {
    Map<String, Object> config = new HashMap<>();
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000); // a broker that is held
    config.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 200);
    consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> watched =
        Stream.of(topics.entries(), topics.rejections())
            .flatMap(
                topic -> IntStream.range(0, partitions).mapToObj(n -> new TopicPartition(topic, n)))
            .toList();
    consumer.assign(watched);
    consumer.seekToEnd(watched);
    watched.forEach(consumer::position);
    List<Gaps> each = new ArrayList<>();
    for (int n = 0; n < partitions; n++) {
      each.add(new Gaps());
    }
    this.partitions = List.copyOf(each);
    thread = Thread.ofPlatform().name("watch").daemon().start(this::run);
  }

  private void run() {
    while (!closed) {
      try {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
          long now = System.nanoTime();
          partitions.get(record.partition()).at(now);
          all.at(now);
        }
      } catch (WakeupException e) {
        return;
      } catch (KafkaException e) {
        // A broker is away: the next poll asks again.
        Thread.onSpinWait();
      }
    }
  }

  /** The longest time without a decision in the partition that fared worst, in milliseconds. */
  long worst(long from, long to) {
    return partitions.stream().mapToLong(gaps -> gaps.longest(from, to)).max().orElse(0);
  }

  /** The longest time without any decision, in milliseconds. */
  long all(long from, long to) {
    return all.longest(from, to);
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    consumer.close();
  }
}
