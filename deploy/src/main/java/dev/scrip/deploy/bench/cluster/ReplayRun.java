package dev.scrip.deploy.bench.cluster;

import dev.scrip.ledger.replay.Replay;
import dev.scrip.schemas.ClusterConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Folds a ledger's whole command log again, a partition a thread, and says how long it took. */
final class ReplayRun {
  private ReplayRun() {}

  /** Prints {@code replayed N records in M ms}. */
  static void run(String bootstrapServers, String ledger, int partitions, int threads) {
    ClusterConfig cluster = ClusterConfig.open(ledger, bootstrapServers, List.of());
    long began = System.nanoTime();
    long records = 0;
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<Long>> folded = new ArrayList<>();
      for (int partition = 0; partition < partitions; partition++) {
        int each = partition;
        folded.add(executor.submit(() -> fold(cluster, each)));
      }
      for (Future<Long> one : folded) {
        records += one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a partition could not be folded", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while partitions are folded", e);
    }
    System.out.printf(
        "replayed %d records in %d ms%n", records, (System.nanoTime() - began) / 1_000_000);
    System.out.flush();
  }

  private static long fold(ClusterConfig cluster, int partition) {
    TopicPartition one = new TopicPartition(cluster.topics().commands(), partition);
    Map<String, Object> config = cluster.clientSettings();
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
    config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 8 << 20);
    Replay replay = new Replay(partition);
    long records = 0;
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      long end = consumer.endOffsets(List.of(one)).getOrDefault(one, 0L);
      consumer.assign(List.of(one));
      consumer.seekToBeginning(List.of(one));
      while (consumer.position(one) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          replay.next(record.key(), record.value(), record.timestamp());
          records++;
        }
      }
    }
    return records;
  }
}
