package dev.scrip.gateway;

import dev.scrip.schemas.App;
import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.RegistryClient;
import dev.scrip.schemas.RegistryRefused;
import dev.scrip.schemas.RegistryUnavailable;
import dev.scrip.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who pays for which app: the apps topic, read from its beginning and kept in memory. */
final class AppDirectory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AppDirectory.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final long SEEN_MS = 10_000;

  private final Topics topics;
  private final Map<String, Object> kafka;
  private final RegistryClient registry;
  private final Executor blocking;
  private final AvroCodec<App> codec = AvroCodec.of(App.class);
  private final Map<String, App> apps = new ConcurrentHashMap<>();
  private final NavigableMap<Long, CompletableFuture<Void>> awaited = new ConcurrentSkipListMap<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final TopicPartition partition;
  private final Thread thread;
  private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
  private volatile boolean ready;
  private volatile long position;
  private @Nullable KafkaProducer<String, byte[]> producer;

  AppDirectory(
      Topics topics, Map<String, Object> kafka, RegistryClient registry, Executor blocking) {
    this.topics = topics;
    this.kafka = Map.copyOf(kafka);
    this.registry = registry;
    this.blocking = blocking;
    this.partition = new TopicPartition(topics.apps(), 0);
    this.thread = Thread.ofPlatform().name(topics.ledger() + "-apps").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Whether it reads, and will. */
  boolean alive() {
    return thread.isAlive();
  }

  /** Whether everything that was in the topic at the start has been read. */
  boolean ready() {
    return ready;
  }

  /** An app, or null if nobody has said who pays for it. */
  @Nullable App get(String app) {
    if (!ready) {
      throw Problem.unavailable(
          "expected the apps to be read from " + topics.apps() + ", found them not; try again");
    }
    return apps.get(app);
  }

  /** Writes an app; completes once this gateway goes by it. */
  CompletableFuture<Void> put(App app) {
    CompletableFuture<Long> offset = new CompletableFuture<>();
    blocking.execute(() -> send(app, offset));
    return offset.thenCompose(this::seen);
  }

  private void send(App app, CompletableFuture<Long> offset) {
    try {
      int id = registry.register(topics.subject(topics.apps()), codec.schema());
      var _ =
          producer()
              .send(
                  new ProducerRecord<>(topics.apps(), app.getApp(), codec.encode(id, app)),
                  (place, failure) -> {
                    if (failure == null) {
                      offset.complete(place.offset());
                    } else {
                      offset.completeExceptionally(away(failure));
                    }
                  });
    } catch (KafkaException | RegistryUnavailable | RegistryRefused e) {
      offset.completeExceptionally(away(e));
    }
  }

  private static Problem away(Exception failure) {
    return Problem.unavailable(
        "expected the app to be written, found: " + failure.getMessage() + "; try again");
  }

  private CompletableFuture<Void> seen(long offset) {
    CompletableFuture<Void> seen =
        awaited.computeIfAbsent(offset, key -> new CompletableFuture<>());
    arrive();
    return seen.orTimeout(SEEN_MS, TimeUnit.MILLISECONDS)
        .exceptionally(late -> {
          throw Problem.unavailable("the app is written, and not read back yet; try again");
        });
  }

  private void arrive() {
    NavigableMap<Long, CompletableFuture<Void>> here = awaited.headMap(position, false);
    here.values().forEach(seen -> seen.complete(null));
    here.clear();
  }

  private synchronized KafkaProducer<String, byte[]> producer() {
    if (producer == null) {
      Map<String, Object> config = new HashMap<>(kafka);
      config.put("acks", "all");
      config.put("enable.idempotence", true);
      config.putIfAbsent("max.block.ms", "5000");
      config.putIfAbsent("request.timeout.ms", "5000");
      config.putIfAbsent("delivery.timeout.ms", "10000");
      config.putIfAbsent("client.id", topics.ledger() + "-gateway-apps");
      producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }
    return producer;
  }

  private void run() {
    while (closing.getCount() > 0) {
      Map<String, Object> config = new HashMap<>(kafka);
      config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
      config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
      config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
      config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 << 20);
      config.putIfAbsent(ConsumerConfig.CLIENT_ID_CONFIG, topics.ledger() + "-gateway-apps");
      try (KafkaConsumer<byte[], byte[]> opened =
          new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
        consumer = opened;
        read(opened);
      } catch (WakeupException e) {
        LOG.debug("Closing");
      } catch (RuntimeException e) {
        LOG.warn("Cannot read {}: {}; trying again", topics.apps(), e.getMessage());
        pause();
      } finally {
        consumer = null;
      }
    }
  }

  private void read(KafkaConsumer<byte[], byte[]> consumer) {
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    while (closing.getCount() > 0) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        learn(record);
      }
      position = consumer.position(partition);
      ready = ready || position >= end;
      arrive();
    }
  }

  private void learn(ConsumerRecord<byte[], byte[]> record) {
    String app = new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null) {
      apps.remove(app);
      return;
    }
    // What cannot be read throws, and is read again: a payer that is guessed pays for others.
    apps.put(
        app, codec.decode(record.value(), registry.schema(AvroCodec.schemaId(record.value()))));
  }

  private void pause() {
    try {
      if (closing.await(1, TimeUnit.SECONDS)) {
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
    try {
      thread.join(Duration.ofSeconds(15));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      if (producer != null) {
        producer.close(Duration.ofSeconds(5));
      }
    }
  }
}
