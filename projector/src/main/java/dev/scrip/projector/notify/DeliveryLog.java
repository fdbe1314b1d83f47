package dev.scrip.projector.notify;

import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.ClusterConfig;
import dev.scrip.schemas.Delivery;
import dev.scrip.schemas.RegistryClient;
import dev.scrip.schemas.RegistryRefused;
import dev.scrip.schemas.RegistryUnavailable;
import dev.scrip.schemas.Topics;
import dev.scrip.schemas.UnreadableRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of attempts: writes records to it, and reads it into a {@link PendingStore}, what other
 * projectors write too. Reading begins as far before the last record as an attempt can still be
 * due. Waits where a broker or a registry is away.
 */
final class DeliveryLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryLog.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long PAUSE_MS = 1_000;
  private static final long FORGET_MS = 60_000;

  private final ClusterConfig cluster;
  private final Topics topics;
  private final TopicPartition partition;
  private final RegistryClient registry;
  private final PendingStore store;
  private final Duration lookBack;
  private final InstantSource clock;
  private final AvroCodec<Delivery> codec = AvroCodec.of(Delivery.class);
  private final KafkaProducer<String, byte[]> producer;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
  private volatile long position = -1;
  private volatile long wanted = Long.MAX_VALUE;
  private volatile String fault = "the delivery log is not read yet";
  private volatile @Nullable Instant lastAt;
  private long forgottenMs;

  DeliveryLog(
      ClusterConfig cluster,
      RegistryClient registry,
      PendingStore store,
      Duration lookBack,
      InstantSource clock) {
    this.cluster = cluster;
    this.topics = cluster.topics();
    this.partition = new TopicPartition(topics.deliveries(), 0);
    this.registry = registry;
    this.store = store;
    this.lookBack = lookBack;
    this.clock = clock;
    // What was told before a pause, however long, is not told again: it is kept for as long again.
    forgottenMs = clock.instant().plus(lookBack).toEpochMilli();
    this.producer =
        new KafkaProducer<>(producerConfig(), new StringSerializer(), new ByteArraySerializer());
    this.thread =
        Thread.ofPlatform().name(topics.ledger() + "-deliveries").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Whether everything before an offset is in the store. */
  boolean reached(long offset) {
    return position >= offset;
  }

  /** Whether what stood in the log at the start is in the store. */
  boolean caughtUp() {
    return position >= wanted;
  }

  String fault() {
    return fault;
  }

  /**
   * The instant since which everything that was told is known, if anybody was told before this
   * projector began: no later than the last attempt.
   */
  Optional<Instant> knownSince() {
    return Optional.ofNullable(lastAt).map(last -> last.minus(lookBack));
  }

  /** When the last attempt was made before this projector began. */
  Optional<Instant> lastAt() {
    return Optional.ofNullable(lastAt);
  }

  /** Whether it is read, and will be. */
  boolean alive() {
    return thread.isAlive();
  }

  TopicPartition partition() {
    return partition;
  }

  /**
   * Writes a record, waits until it is durable, for as long as it takes, and takes it into the
   * store: once, since what is durable must not be written again because the disk is full.
   *
   * @throws InterruptedException when the log is closed before it was
   */
  void write(Delivery delivery) throws InterruptedException {
    store.apply(delivery, durable(delivery));
  }

  private byte[] durable(Delivery delivery) throws InterruptedException {
    while (true) {
      try {
        int id = registry.registeredId(topics.subject(topics.deliveries()), codec.schema());
        byte[] value = codec.encode(id, delivery);
        producer
            .send(new ProducerRecord<>(topics.deliveries(), delivery.getEventId(), value))
            .get();
        return value;
      } catch (ExecutionException | RuntimeException e) {
        LOG.warn(
            "A delivery of {} is not logged yet, trying again: {}",
            delivery.getEventId(),
            e.toString());
      }
      if (closing.await(PAUSE_MS, TimeUnit.MILLISECONDS)) {
        throw new InterruptedException("the delivery log is closed");
      }
    }
  }

  /**
   * Reads a record.
   *
   * @throws UnreadableRecord if it is none
   * @throws RegistryUnavailable if its schema is not known and no registry answers
   */
  Delivery read(byte[] value) {
    return codec.decode(value, registry.schema(AvroCodec.schemaId(value)));
  }

  private Map<String, Object> producerConfig() {
    Map<String, Object> config = cluster.clientSettings();
    config.put(ProducerConfig.CLIENT_ID_CONFIG, topics.ledger() + "-deliveries");
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
    return config;
  }

  private Map<String, Object> consumerConfig() {
    Map<String, Object> config = cluster.clientSettings();
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, topics.ledger() + "-deliveries");
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return config;
  }

  private void run() {
    while (closing.getCount() > 0) {
      try (KafkaConsumer<byte[], byte[]> opened = new KafkaConsumer<>(consumerConfig())) {
        consumer = opened;
        begin(opened);
        while (closing.getCount() > 0) {
          step(opened);
        }
      } catch (WakeupException e) {
        // Closing.
      } catch (KafkaException e) {
        pause("expected to read " + partition + ", found: " + e.getMessage());
      } catch (RuntimeException e) {
        LOG.error("The delivery log cannot be read", e);
        pause("expected to read " + partition + ", found: " + e);
      } catch (Error e) {
        LOG.error("The delivery log is read no more", e);
        throw e;
      } finally {
        consumer = null;
      }
    }
  }

  private void begin(KafkaConsumer<byte[], byte[]> consumer) {
    int rejections = count(consumer, topics.rejections());
    int depletions = count(consumer, topics.depletions());
    if (rejections != depletions) {
      throw new IllegalStateException(
          "expected as many partitions of "
              + topics.rejections()
              + " as of "
              + topics.depletions()
              + ", found "
              + rejections
              + " and "
              + depletions
              + "; run scrip topics apply");
    }
    store.partitions(depletions);
    List<TopicPartition> one = List.of(partition);
    consumer.assign(one);
    if (position >= 0) {
      consumer.seek(partition, position);
      return;
    }
    // The end first: what comes between the two questions must not be left out.
    long end = consumer.endOffsets(one).getOrDefault(partition, 0L);
    lastAt = last();
    Instant now = clock.instant();
    Instant from = lastAt != null && lastAt.isBefore(now) ? lastAt : now;
    OffsetAndTimestamp first =
        consumer
            .offsetsForTimes(Map.of(partition, from.minus(lookBack).toEpochMilli()))
            .get(partition);
    consumer.seek(partition, first == null ? end : first.offset());
    wanted = end;
    position = consumer.position(partition);
    fault = "";
  }

  /** When the latest record was written. */
  private @Nullable Instant last() {
    try (Admin admin = Admin.create(cluster.clientSettings())) {
      long latestMs =
          admin
              .listOffsets(Map.of(partition, OffsetSpec.maxTimestamp()))
              .partitionResult(partition)
              .get()
              .timestamp();
      return latestMs < 0 ? null : Instant.ofEpochMilli(latestMs);
    } catch (ExecutionException e) {
      throw new KafkaException("no answer for the time of the last record: " + e.getCause(), e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private static int count(KafkaConsumer<byte[], byte[]> consumer, String topic) {
    List<PartitionInfo> partitions = consumer.partitionsFor(topic);
    if (partitions == null || partitions.isEmpty()) {
      throw new KafkaException("there is no topic " + topic + "; run scrip topics apply");
    }
    return partitions.size();
  }

  private void step(KafkaConsumer<byte[], byte[]> consumer) {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      try {
        store.apply(read(record.value()), record.value());
      } catch (RegistryUnavailable | RegistryRefused e) {
        consumer.seek(partition, record.offset());
        position = record.offset();
        pause("expected a schema from the registry, found: " + e.getMessage());
        return;
      } catch (UnreadableRecord e) {
        LOG.error("The record at offset {} of {} is no delivery", record.offset(), partition, e);
      }
    }
    position = consumer.position(partition);
    fault = "";
    Instant now = clock.instant();
    if (now.toEpochMilli() - forgottenMs > FORGET_MS) {
      forgottenMs = now.toEpochMilli();
      store.forget(now.minus(lookBack));
    }
  }

  private void pause(String reason) {
    if (!reason.equals(fault)) {
      LOG.warn("{}; trying again", reason);
    }
    fault = reason;
    try {
      if (closing.await(PAUSE_MS, TimeUnit.MILLISECONDS)) {
        LOG.debug("Closing");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    KafkaConsumer<byte[], byte[]> reading = consumer;
    if (reading != null) {
      reading.wakeup();
    }
    producer.close(Duration.ofSeconds(5));
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
