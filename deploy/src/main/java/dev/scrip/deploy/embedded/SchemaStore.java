package dev.scrip.deploy.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Subjects, versions and levels, kept in the compacted topic {@code _schemas} in Confluent's record
 * format, so that a Confluent registry could take over. What is in memory comes from reading the
 * topic only; a write returns when it has been read back. One writer: nothing else may write there.
 */
final class SchemaStore implements AutoCloseable {
  static final String TOPIC = "_schemas";
  private static final Logger LOG = LoggerFactory.getLogger(SchemaStore.class);
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long TIMEOUT_MS = 15_000;

  /** One version of a subject. */
  record Version(String subject, int version, int id, String schema, boolean deleted) {}

  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread reader;

  private final NavigableMap<String, NavigableMap<Integer, Version>> subjects = new TreeMap<>();
  private final NavigableMap<Integer, String> byId = new TreeMap<>();
  private final Map<String, Compatibility> levels = new HashMap<>();
  private long applied; // offset of the next record to apply
  private @Nullable RuntimeException broken;

  SchemaStore(String bootstrapServers) {
    createTopic(bootstrapServers);
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                (int) TIMEOUT_MS,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                5_000,
                ProducerConfig.LINGER_MS_CONFIG,
                0),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(List.of(PARTITION));
    consumer.seekToBeginning(List.of(PARTITION));
    long end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
    while (consumer.position(PARTITION) < end) {
      poll();
    }
    reader = Thread.ofPlatform().name("schema-store").daemon().start(this::readOn);
  }

  /** Every subject that has a version, deleted ones on request. */
  synchronized List<String> subjects(boolean deleted) {
    return subjects.entrySet().stream()
        .filter(e -> e.getValue().values().stream().anyMatch(v -> deleted || !v.deleted()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** All versions of a subject, deleted ones too, oldest first. */
  synchronized List<Version> versions(String subject) {
    return List.copyOf(subjects.getOrDefault(subject, new TreeMap<>()).values());
  }

  /** Every version of every subject that has this id. */
  synchronized List<Version> versionsOf(int id) {
    return subjects.values().stream()
        .flatMap(versions -> versions.values().stream())
        .filter(version -> version.id() == id)
        .toList();
  }

  synchronized @Nullable String schema(int id) {
    return byId.get(id);
  }

  /** The id this text has, or would get: the same text has one id in all subjects. */
  synchronized int idFor(String schema) {
    for (Map.Entry<Integer, String> known : byId.entrySet()) {
      if (known.getValue().equals(schema)) {
        return known.getKey();
      }
    }
    return byId.isEmpty() ? 1 : byId.lastKey() + 1;
  }

  /** The level set for a subject, or for all if empty; null = not set. */
  synchronized @Nullable Compatibility level(String subject) {
    return levels.get(subject);
  }

  void write(Version version) {
    ObjectNode value = JSON.createObjectNode();
    value.put("subject", version.subject()).put("version", version.version());
    value.put("id", version.id()).put("schema", version.schema());
    value.put("deleted", version.deleted());
    ObjectNode key = key("SCHEMA").put("subject", version.subject());
    write(key.put("version", version.version()).put("magic", 1), value);
  }

  /** Marks all versions up to this one as deleted. */
  void writeDeletion(String subject, int upTo) {
    ObjectNode value = JSON.createObjectNode().put("subject", subject).put("version", upTo);
    write(key("DELETE_SUBJECT").put("subject", subject).put("magic", 0), value);
  }

  /** Sets a level; null takes it back. Subject empty = for all. */
  void writeLevel(String subject, @Nullable Compatibility level) {
    ObjectNode key = key("CONFIG").put("subject", subject.isEmpty() ? null : subject);
    write(
        key.put("magic", 0),
        level == null ? null : JSON.createObjectNode().put("compatibilityLevel", level.name()));
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      reader.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(Duration.ofSeconds(5));
  }

  private static ObjectNode key(String type) {
    return JSON.createObjectNode().put("keytype", type);
  }

  private void write(ObjectNode key, @Nullable ObjectNode value) {
    try {
      byte[] keyBytes = JSON.writeValueAsBytes(key);
      byte[] valueBytes = value == null ? null : JSON.writeValueAsBytes(value);
      long offset =
          producer
              .send(new ProducerRecord<>(TOPIC, 0, keyBytes, valueBytes))
              .get(2 * TIMEOUT_MS, TimeUnit.MILLISECONDS)
              .offset();
      awaitApplied(offset);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      LOG.warn("A write to {} failed", TOPIC, e);
      throw RegistryFault.storage("the write to " + TOPIC + " failed: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RegistryFault.storage("interrupted while writing to " + TOPIC);
    }
  }

  private synchronized void awaitApplied(long offset) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MS);
    while (applied <= offset) {
      long leftMs = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (leftMs <= 0 || broken != null) {
        throw RegistryFault.storage(
            "record " + offset + " of " + TOPIC + " was written but not read back");
      }
      wait(leftMs);
    }
  }

  private void readOn() {
    try (consumer) {
      while (true) {
        poll();
      }
    } catch (WakeupException e) {
      LOG.debug("Reading {} ends", TOPIC);
    } catch (RuntimeException e) {
      LOG.error("Reading {} failed; the registry takes no more writes", TOPIC, e);
      synchronized (this) {
        broken = e;
        notifyAll();
      }
    }
  }

  private void poll() {
    var records = consumer.poll(Duration.ofSeconds(10));
    synchronized (this) {
      for (ConsumerRecord<byte[], byte[]> record : records) {
        apply(record);
        applied = record.offset() + 1;
      }
      notifyAll();
    }
  }

  private void apply(ConsumerRecord<byte[], byte[]> record) {
    JsonNode key;
    JsonNode value;
    try {
      key = JSON.readTree(record.key());
      value = record.value() == null ? null : JSON.readTree(record.value());
    } catch (IOException e) {
      throw new IllegalStateException(
          "Record %d of %s is not Confluent's JSON".formatted(record.offset(), TOPIC), e);
    }
    String subject = key.path("subject").asText("");
    switch (key.path("keytype").asText()) {
      case "SCHEMA" -> applyVersion(subject, key.path("version").asInt(), value);
      case "DELETE_SUBJECT" -> {
        if (value != null) {
          applyDeletion(subject, value.path("version").asInt());
        }
      }
      case "CONFIG" -> {
        if (value == null) {
          levels.remove(subject);
        } else {
          levels.put(subject, Compatibility.named(value.path("compatibilityLevel").asText()));
        }
      }
      default -> LOG.debug("Nothing to do for {}", key); // MODE, NOOP: not used here
    }
  }

  private void applyVersion(String subject, int number, @Nullable JsonNode value) {
    NavigableMap<Integer, Version> versions =
        subjects.computeIfAbsent(subject, _ -> new TreeMap<>());
    if (value == null) {
      versions.remove(number);
      return;
    }
    int id = value.path("id").asInt();
    String schema = value.path("schema").asText();
    boolean deleted = value.path("deleted").asBoolean();
    versions.put(number, new Version(subject, number, id, schema, deleted));
    byId.put(id, schema);
  }

  private void applyDeletion(String subject, int upTo) {
    NavigableMap<Integer, Version> versions = subjects.getOrDefault(subject, new TreeMap<>());
    for (Version version : new ArrayList<>(versions.headMap(upTo, true).values())) {
      versions.put(
          version.version(),
          new Version(subject, version.version(), version.id(), version.schema(), true));
    }
  }

  private static void createTopic(String bootstrapServers) {
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
      NewTopic topic = new NewTopic(TOPIC, 1, (short) 1);
      topic.configs(Map.of("cleanup.policy", "compact"));
      admin.createTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IllegalStateException("The topic " + TOPIC + " could not be created", e);
      }
    } catch (TimeoutException e) {
      throw new IllegalStateException("The broker did not create " + TOPIC + " in 30 s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while creating " + TOPIC, e);
    }
  }
}
