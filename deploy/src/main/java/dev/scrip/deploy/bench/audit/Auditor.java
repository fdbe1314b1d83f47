package dev.scrip.deploy.bench.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.ClusterConfig;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.Depletion;
import dev.scrip.schemas.Entry;
import dev.scrip.schemas.Rejection;
import dev.scrip.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the topics of a ledger that has decided all it was sent, as any consumer would, and has
 * each partition's books kept again; then looks whether the running ledger shows the same.
 */
public final class Auditor {
  private static final Duration ENDED_WITHIN = Duration.ofSeconds(30);
  private static final int SAMPLE = 500;

  private final ClusterConfig cluster;
  private final Topics topics;
  private final int partitions;

  public Auditor(ClusterConfig cluster, int partitions) {
    this.cluster = cluster;
    this.topics = cluster.topics();
    this.partitions = partitions;
  }

  /** What a wallet shows: micros of a pool. */
  @FunctionalInterface
  public interface Shown {
    /** Micros by pool. */
    Map<String, Long> pools(String wallet);
  }

  /**
   * Audits everything.
   *
   * @param wallets how many were opened
   * @param name of a wallet of that number
   * @param shown what the running ledger says of a wallet; asked for some hundreds
   * @return how many commands have an outcome
   * @throws Breach where anything is wrong
   */
  public long audit(int wallets, IntFunction<String> name, Shown shown) {
    awaitEndOfTransactions();
    List<String> breaches = new ArrayList<>();
    long outcomes = 0;
    for (int partition = 0; partition < partitions; partition++) {
      PartitionAudit audit = read(partition);
      outcomes += audit.outcomes();
      breaches.addAll(audit.breaches());
      breaches.addAll(different(partition, audit, wallets, name, shown));
    }
    if (!breaches.isEmpty()) {
      throw new Breach(breaches);
    }
    return outcomes;
  }

  private PartitionAudit read(int partition) {
    PartitionAudit audit = new PartitionAudit();
    each(topics.commands(), partition, Command.class, audit::command);
    each(topics.entries(), partition, Entry.class, audit::entry);
    each(topics.rejections(), partition, Rejection.class, audit::rejection);
    each(topics.depletions(), partition, Depletion.class, audit::depletion);
    return audit;
  }

  private List<String> different(
      int partition, PartitionAudit audit, int wallets, IntFunction<String> name, Shown shown) {
    List<String> different = new ArrayList<>();
    int every = Math.max(1, wallets / SAMPLE);
    for (int number = 0; number < wallets; number += every) {
      String wallet = name.apply(number);
      if (Topics.partition(wallet.getBytes(UTF_8), partitions) == partition) {
        shown
            .pools(wallet)
            .forEach((pool, micros) -> {
              long sum = audit.balance(wallet, pool);
              if (sum != micros) {
                different.add(
                    "%s shows %d of %s, its postings come to %d"
                        .formatted(wallet, micros, pool, sum));
              }
            });
      }
    }
    return different;
  }

  /** The last transaction's end reaches its partitions a moment after it is committed. */
  private void awaitEndOfTransactions() {
    long until = System.nanoTime() + ENDED_WITHIN.toNanos();
    while (!ends("read_committed").equals(ends("read_uncommitted"))) {
      if (System.nanoTime() > until) {
        throw new Breach(List.of("a transaction is still open after " + ENDED_WITHIN));
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  private Map<TopicPartition, Long> ends(String isolation) {
    List<TopicPartition> all = new ArrayList<>();
    for (String topic : List.of(topics.entries(), topics.rejections(), topics.depletions())) {
      for (int partition = 0; partition < partitions; partition++) {
        all.add(new TopicPartition(topic, partition));
      }
    }
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(isolation)) {
      return consumer.endOffsets(all);
    }
  }

  private <T extends SpecificRecord> void each(
      String topic, int partition, Class<T> type, Consumer<T> receiver) {
    AvroCodec<T> codec = AvroCodec.of(type);
    TopicPartition one = new TopicPartition(topic, partition);
    try (KafkaConsumer<byte[], byte[]> consumer = consumer("read_committed")) {
      long end = consumer.endOffsets(List.of(one)).getOrDefault(one, 0L);
      consumer.assign(List.of(one));
      consumer.seekToBeginning(List.of(one));
      while (consumer.position(one) < end) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(record -> {
              if (record.key().length > 0 && record.key()[0] != '$') {
                receiver.accept(codec.decode(record.value(), codec.schema()));
              }
            });
      }
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer(String isolation) {
    Map<String, Object> config = cluster.clientSettings();
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
    config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 8 << 20);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
