package dev.scrip.projector.audit;

import dev.scrip.schemas.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the event topics into a {@link LineDb}, lines and next offsets in one write. Waits where a
 * broker, a topic or a registry is away; never leaves a record out.
 */
final class LineFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LineFeed.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final long PAUSE_MS = 1_000;
  private static final long ASK_MS = 10_000;

  private final Map<String, Line.Kind> kinds;
  private final Map<String, Object> kafka;
  private final LineDb db;
  private final LineReader reader;
  private final Consumer<Set<String>> touched;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private volatile Map<TopicPartition, Long> position = Map.of();
  private volatile Map<TopicPartition, Long> wanted = Map.of();
  private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
  private volatile boolean caughtUp;
  private volatile long lag;
  private volatile String fault = "not started";

  /**
   * @param touched told the wallets that have new lines, once these are stored
   */
  LineFeed(
      Topics topics,
      Map<String, Object> kafka,
      LineDb db,
      LineReader reader,
      Consumer<Set<String>> touched) {
    this.kinds =
        Map.of(
            topics.entries(), Line.Kind.ENTRY,
            topics.rejections(), Line.Kind.REJECTION,
            topics.depletions(), Line.Kind.DEPLETION);
    this.kafka = new HashMap<>(kafka);
    this.kafka.putIfAbsent(ConsumerConfig.CLIENT_ID_CONFIG, topics.ledger() + "-lines");
    this.db = db;
    this.reader = reader;
    this.touched = touched;
    this.thread =
        Thread.ofPlatform().name(topics.ledger() + "-lines").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Whether it reads, and will. */
  boolean alive() {
    return thread.isAlive();
  }

  Map<TopicPartition, Long> position() {
    return position;
  }

  boolean caughtUp() {
    return caughtUp;
  }

  long lag() {
    return lag;
  }

  String fault() {
    return fault;
  }

  private void run() {
    while (isOpen()) {
      try {
        Map<String, TopicDescription> topics = describe();
        try (KafkaConsumer<byte[], byte[]> opened = new KafkaConsumer<>(consumerConfig())) {
          consumer = opened;
          begin(opened, topics);
          fault = "";
          while (isOpen()) {
            step(opened);
          }
        }
      } catch (WakeupException e) {
        // Closing.
      } catch (InvalidOffsetException e) {
        LOG.warn("The stored offsets are not in the topics any more: {}", e.getMessage());
        forget();
      } catch (KafkaException | ExecutionException | TimeoutException e) {
        pause("expected to read " + kinds.keySet() + ", found: " + e.getMessage());
      } catch (RocksDBException | RuntimeException e) {
        LOG.error("The line store does not get on", e);
        pause("expected to store lines, found: " + e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } finally {
        consumer = null;
      }
    }
  }

  private Map<String, TopicDescription> describe()
      throws ExecutionException, InterruptedException, TimeoutException {
    try (Admin admin = Admin.create(kafka)) {
      return admin
          .describeTopics(kinds.keySet())
          .allTopicNames()
          .get(ASK_MS, TimeUnit.MILLISECONDS);
    }
  }

  private Map<String, Object> consumerConfig() {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return config;
  }

  private void begin(KafkaConsumer<byte[], byte[]> consumer, Map<String, TopicDescription> topics)
      throws RocksDBException {
    List<TopicPartition> partitions =
        topics.values().stream()
            .flatMap(topic ->
                topic.partitions().stream()
                    .map(partition -> new TopicPartition(topic.name(), partition.partition())))
            .toList();
    consumer.assign(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, Long> stored = db.offsets(partitions);
    String foreign = foreign(topics.values(), stored, ends);
    if (!foreign.isEmpty()) {
      LOG.warn("{}: the line store is rebuilt from the beginning of the topics", foreign);
      caughtUp = false;
      stored = Map.of();
    }
    try (LineDb.Batch batch = db.batch()) {
      if (!foreign.isEmpty()) {
        batch.clear();
      }
      for (TopicDescription topic : topics.values()) {
        batch.topic(topic.name(), topic.topicId().toString());
      }
      batch.write();
    }
    for (TopicPartition partition : partitions) {
      Long next = stored.get(partition);
      if (next == null) {
        consumer.seekToBeginning(List.of(partition));
      } else {
        consumer.seek(partition, next);
      }
    }
    position = Map.copyOf(stored);
    wanted = Map.copyOf(ends);
    settle(consumer);
  }

  /** Why what is stored was not read from these topics, or empty. */
  private String foreign(
      Collection<TopicDescription> topics,
      Map<TopicPartition, Long> stored,
      Map<TopicPartition, Long> ends)
      throws RocksDBException {
    for (TopicDescription topic : topics) {
      String known = db.topic(topic.name());
      if (!known.isEmpty() && !known.equals(topic.topicId().toString())) {
        return "Topic "
            + topic.name()
            + " was created anew ("
            + topic.topicId()
            + ", not "
            + known
            + ")";
      }
    }
    for (Map.Entry<TopicPartition, Long> next : stored.entrySet()) {
      long end = ends.getOrDefault(next.getKey(), 0L);
      if (next.getValue() > end) {
        return next.getKey() + " ends at " + end + ", stored up to " + next.getValue();
      }
    }
    return "";
  }

  private void step(KafkaConsumer<byte[], byte[]> consumer)
      throws RocksDBException, InterruptedException {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
    Set<String> wallets = new HashSet<>();
    Map<TopicPartition, Long> reached = new HashMap<>(position);
    try (LineDb.Batch batch = db.batch()) {
      for (ConsumerRecord<byte[], byte[]> record : records) {
        Line line = read(record);
        batch.line(line, record.value());
        wallets.add(line.wallet());
      }
      for (TopicPartition partition : consumer.assignment()) {
        // Beyond the last record: the marks of transactions take offsets too.
        long next = consumer.position(partition);
        if (!Long.valueOf(next).equals(reached.put(partition, next))) {
          batch.offset(partition, next);
        }
      }
      if (!reached.equals(position)) {
        batch.write();
        position = Map.copyOf(reached);
      }
    }
    settle(consumer);
    touched.accept(wallets);
  }

  private void settle(KafkaConsumer<byte[], byte[]> consumer) {
    Map<TopicPartition, Long> reached = position;
    caughtUp =
        caughtUp
            || wanted.entrySet().stream()
                .allMatch(end -> reached.getOrDefault(end.getKey(), 0L) >= end.getValue());
    lag =
        consumer.assignment().stream()
            .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
            .sum();
  }

  /** Tries until it can be read: a line that is left out would be a lie. */
  private Line read(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
    while (true) {
      try {
        if (record.value() == null) {
          throw new IllegalStateException("a record without a value");
        }
        Line.Kind kind = java.util.Objects.requireNonNull(kinds.get(record.topic()));
        Line line = reader.read(kind, record.value());
        fault = "";
        return line;
      } catch (RuntimeException e) {
        String place = record.topic() + "-" + record.partition() + " at offset " + record.offset();
        LOG.error("Cannot read the line in {}", place, e);
        pause("expected a line in " + place + ", found: " + e.getMessage());
        if (!isOpen()) {
          throw new WakeupException();
        }
      }
    }
  }

  private void forget() {
    try (LineDb.Batch batch = db.batch()) {
      caughtUp = false;
      batch.clear();
      batch.write();
      position = Map.of();
    } catch (RocksDBException e) {
      LOG.error("The line store cannot be emptied", e);
      fault = "expected to empty the line store, found: " + e.getMessage();
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

  private boolean isOpen() {
    return closing.getCount() > 0 && !Thread.currentThread().isInterrupted();
  }

  @Override
  public void close() {
    closing.countDown();
    KafkaConsumer<byte[], byte[]> reading = consumer;
    if (reading != null) {
      reading.wakeup();
    } else {
      thread.interrupt();
    }
    try {
      thread.join(Duration.ofSeconds(15));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
