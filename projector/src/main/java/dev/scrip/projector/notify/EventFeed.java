package dev.scrip.projector.notify;

import dev.scrip.projector.audit.Line;
import dev.scrip.projector.audit.LineReader;
import dev.scrip.schemas.ClusterConfig;
import dev.scrip.schemas.RegistryRefused;
import dev.scrip.schemas.RegistryUnavailable;
import dev.scrip.schemas.Topics;
import dev.scrip.schemas.UnreadableRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads rejections and depletions as a member of the group {@code <ledger>-notify} and hands each
 * to the lanes that take it. Both topics' partitions of one number go to the same member. A
 * partition is read only when the delivery log is known as far as it stood when the partition came:
 * what the former member told is not told again.
 */
final class EventFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long PAUSE_MS = 1_000;
  private static final long COMMIT_MS = 500;
  private static final int MOST_UNSETTLED = 10_000;

  /** A process has 30 seconds to end in. */
  private static final Duration MOST_PATIENCE = Duration.ofSeconds(20);

  private static final Duration COMMIT_WITHIN = Duration.ofSeconds(5);

  private final ClusterConfig cluster;
  private final Topics topics;
  private final Duration firstLookBack;
  private final LineReader reader;
  private final DeliveryLog log;
  private final List<Lane> lanes;
  private final Duration patience;
  private final Telemetry telemetry;
  private final InstantSource clock;
  private final Progress progress = new Progress();
  private final Set<TopicPartition> assigned = new HashSet<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private Map<TopicPartition, OffsetAndMetadata> committed = Map.of();
  private long committedMs;
  private long barrier = Long.MAX_VALUE;
  private volatile boolean open;
  private volatile boolean joined;
  private volatile long lag;
  private volatile String fault = "not a member of the group yet";

  /**
   * @param patience how long an attempt may take: so long is waited before partitions go
   */
  EventFeed(
      ClusterConfig cluster,
      Duration firstLookBack,
      LineReader reader,
      DeliveryLog log,
      List<Lane> lanes,
      Duration patience,
      Telemetry telemetry,
      InstantSource clock) {
    this.cluster = cluster;
    this.topics = cluster.topics();
    this.firstLookBack = firstLookBack;
    this.reader = reader;
    this.log = log;
    this.lanes = List.copyOf(lanes);
    this.patience = patience.compareTo(MOST_PATIENCE) < 0 ? patience : MOST_PATIENCE;
    this.telemetry = telemetry;
    this.clock = clock;
    this.thread =
        Thread.ofPlatform().name(topics.ledger() + "-notify").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Whether this is a member of the group that reads what is its own. */
  boolean ready() {
    return joined && open && fault.isEmpty();
  }

  /** Whether it reads, and will. */
  boolean alive() {
    return thread.isAlive();
  }

  /** Events that are not read, or not settled, of the partitions that are this member's. */
  long lag() {
    return lag + progress.unsettled();
  }

  String fault() {
    return fault;
  }

  private Map<String, Object> config() {
    Map<String, Object> config = cluster.clientSettings();
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, topics.ledger() + "-notify");
    config.put(ConsumerConfig.GROUP_ID_CONFIG, topics.ledger() + "-notify");
    config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
    config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, RangeAssignor.class.getName());
    config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
    // So that closing does not wait long for a broker that is away.
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 8_000);
    config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 8_000);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    // Not by_duration: on an empty partition that never comes to a position.
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return config;
  }

  private void run() {
    while (isOpen()) {
      if (!log.caughtUp()) {
        await(POLL.toMillis());
        continue;
      }
      try (KafkaConsumer<byte[], byte[]> opened = new KafkaConsumer<>(config())) {
        opened.subscribe(List.of(topics.rejections(), topics.depletions()), new Rebalance(opened));
        while (isOpen()) {
          step(opened);
        }
        settle(opened);
      } catch (KafkaException e) {
        pause("expected to read events, found: " + e.getMessage());
      } catch (RuntimeException e) {
        LOG.error("Events cannot be read", e);
        pause("expected to read events, found: " + e);
      } catch (Error e) {
        LOG.error("Events are read no more", e);
        throw e;
      } finally {
        joined = false;
      }
    }
  }

  private void step(KafkaConsumer<byte[], byte[]> consumer) {
    regulate(consumer);
    ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
    boolean whole = true;
    for (TopicPartition partition : records.partitions()) {
      whole &= read(consumer, partition, records.records(partition));
    }
    if (whole && joined) {
      fault = "";
    }
    for (TopicPartition partition : assigned) {
      if (open) {
        // Beyond the last record: the marks of transactions take offsets too.
        progress.read(partition, consumer.position(partition));
      }
    }
    lag = assigned.stream().mapToLong(one -> consumer.currentLag(one).orElse(0)).sum();
    commit(consumer);
    if (!whole) {
      await(PAUSE_MS);
    }
  }

  /** Reads when the log is known far enough, and no more than memory holds. */
  private void regulate(KafkaConsumer<byte[], byte[]> consumer) {
    if (!open && log.reached(barrier)) {
      open = true;
      Set<Integer> owned = new HashSet<>();
      assigned.forEach(partition -> owned.add(partition.partition()));
      lanes.forEach(lane -> lane.own(owned));
    }
    if (!open || progress.unsettled() > MOST_UNSETTLED) {
      consumer.pause(assigned);
    } else {
      consumer.resume(assigned);
    }
  }

  /** False where a registry is away, or refuses a schema: what is left is read again. */
  private boolean read(
      KafkaConsumer<byte[], byte[]> consumer,
      TopicPartition partition,
      List<ConsumerRecord<byte[], byte[]>> records) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      try {
        hand(partition, record);
      } catch (RegistryUnavailable | RegistryRefused e) {
        // Refused, too, is for somebody to mend: meanwhile the member stays in its group.
        consumer.seek(partition, record.offset());
        fault = "expected a schema from the registry, found: " + e.getMessage();
        LOG.warn("{}; trying again", fault);
        return false;
      } catch (UnreadableRecord | IllegalArgumentException e) {
        telemetry.unreadable();
        LOG.error(
            "Nobody is told of the record at offset {} of {}: it is no event",
            record.offset(),
            partition,
            e);
      }
    }
    return true;
  }

  private void hand(TopicPartition partition, ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      throw new IllegalArgumentException("expected an event, found a record without a value");
    }
    Line.Kind kind =
        partition.topic().equals(topics.rejections()) ? Line.Kind.REJECTION : Line.Kind.DEPLETION;
    Event event = Event.of(reader.read(kind, record.value()));
    List<Lane> takers = lanes.stream().filter(lane -> lane.takes(event)).toList();
    if (takers.isEmpty()) {
      return;
    }
    progress.begin(partition, record.offset());
    AtomicInteger left = new AtomicInteger(takers.size());
    for (Lane lane : takers) {
      lane.offer(
          event,
          record.value(),
          partition.partition(),
          () -> {
            if (left.decrementAndGet() == 0) {
              progress.settle(partition, record.offset());
            }
          });
    }
  }

  private void commit(KafkaConsumer<byte[], byte[]> consumer) {
    long nowMs = System.nanoTime() / 1_000_000;
    if (nowMs - committedMs >= COMMIT_MS) {
      committedMs = nowMs;
      commitNow(consumer);
    }
  }

  private void commitNow(KafkaConsumer<byte[], byte[]> consumer) {
    Map<TopicPartition, OffsetAndMetadata> settled = progress.settled();
    if (open && !settled.isEmpty() && !settled.equals(committed)) {
      try {
        consumer.commitSync(settled, COMMIT_WITHIN);
        committed = new HashMap<>(settled);
      } catch (KafkaException e) {
        LOG.warn("Offsets are not committed, events may be read again: {}", e.toString());
      }
    }
  }

  /** Lets what runs come to its end, and commits: else it would be told once more. */
  private void settle(KafkaConsumer<byte[], byte[]> consumer) {
    lanes.forEach(lane -> lane.own(Set.of()));
    long end = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < end && !lanes.stream().allMatch(Lane::idle)) {
      LockSupport.parkNanos(5_000_000);
    }
    commitNow(consumer);
  }

  private final class Rebalance implements ConsumerRebalanceListener {
    private final KafkaConsumer<byte[], byte[]> consumer;

    Rebalance(KafkaConsumer<byte[], byte[]> consumer) {
      this.consumer = consumer;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      begin(partitions);
      assigned.addAll(partitions);
      // Nothing is read until the log is known as far as the barrier, this very poll included.
      consumer.pause(partitions);
      barrier = consumer.endOffsets(List.of(log.partition())).getOrDefault(log.partition(), 0L);
      open = false;
      joined = true;
      fault = "";
    }

    /**
     * Where no place is committed, some time back; at the end where nothing is so young. A group
     * that was away for long loses its places: then it is some time before the last attempt.
     */
    private void begin(Collection<TopicPartition> partitions) {
      Map<TopicPartition, OffsetAndMetadata> known = consumer.committed(Set.copyOf(partitions));
      Map<TopicPartition, Long> from = new HashMap<>();
      long sinceMs = since().toEpochMilli();
      for (TopicPartition partition : partitions) {
        if (known.get(partition) == null) {
          from.put(partition, sinceMs);
        }
      }
      if (from.isEmpty()) {
        return;
      }
      // The ends first: what comes between the two questions must not be left out.
      Map<TopicPartition, Long> ends = consumer.endOffsets(from.keySet());
      consumer
          .offsetsForTimes(from)
          .forEach((partition, first) ->
              consumer.seek(
                  partition, first == null ? ends.getOrDefault(partition, 0L) : first.offset()));
    }

    /** Never before what is known to be told. */
    private Instant since() {
      Instant since = log.lastAt().orElseGet(clock::instant).minus(firstLookBack);
      return log.knownSince().filter(since::isBefore).orElse(since);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      settle(consumer);
      drop(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      lanes.forEach(lane -> lane.own(Set.of()));
      drop(partitions);
    }

    private void drop(Collection<TopicPartition> partitions) {
      joined = false;
      open = false;
      for (TopicPartition partition : new ArrayList<>(partitions)) {
        assigned.remove(partition);
        progress.forget(partition);
      }
      committed = Map.of();
    }
  }

  private void pause(String reason) {
    if (!reason.equals(fault)) {
      LOG.warn("{}; trying again", reason);
    }
    fault = reason;
    await(PAUSE_MS);
  }

  private void await(long millis) {
    try {
      if (closing.await(millis, TimeUnit.MILLISECONDS)) {
        LOG.debug("Closing");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isOpen() {
    return closing.getCount() > 0 && !Thread.currentThread().isInterrupted();
  }

  /** Reads no more, waits for what runs, commits and leaves the group. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(patience.plus(COMMIT_WITHIN));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
