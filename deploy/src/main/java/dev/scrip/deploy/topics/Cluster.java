package dev.scrip.deploy.topics;

import dev.scrip.deploy.Complaint;
import dev.scrip.deploy.topics.TopicCheck.Found;
import dev.scrip.ledger.streams.LedgerTopology;
import dev.scrip.schemas.ClusterConfig;
import dev.scrip.schemas.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ClusterAuthorizationException;

/** What deploy asks of a Kafka cluster, with faults as sentences instead of futures. */
public final class Cluster implements AutoCloseable {
  private static final long TIMEOUT_SECONDS = 30;
  private static final int ANSWER_WITHIN_MS = 15_000;
  private static final int REQUEST_WITHIN_MS = 5_000;
  private static final int TRANSACTION_VERSION = 2;

  private final String bootstrapServers;
  private final Map<String, Object> settings;
  private final Admin admin;

  /** A cluster, with all that its clients are told. */
  public Cluster(ClusterConfig cluster) {
    this(probed(cluster).clientSettings());
  }

  public Cluster(String bootstrapServers, Map<String, String> clientConfig) {
    this(
        new ClusterConfig("scrip", bootstrapServers, List.of(), Map.of(), clientConfig)
            .clientSettings());
  }

  private Cluster(Map<String, Object> settings) {
    this.settings = settings;
    this.bootstrapServers =
        String.valueOf(settings.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_WITHIN_MS);
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_WITHIN_MS);
    try {
      this.admin = Admin.create(settings);
    } catch (KafkaException e) {
      throw KafkaFaults.complaint(bootstrapServers, settings, e);
    }
  }

  /** Below version 2, Kafka can lose or tear a transaction; the ledger's money is in them. */
  public void requireTransactionVersion() {
    FinalizedVersionRange version =
        get(admin.describeFeatures().featureMetadata())
            .finalizedFeatures()
            .get("transaction.version");
    int found = version == null ? 0 : version.maxVersionLevel();
    if (found < TRANSACTION_VERSION) {
      throw new Complaint(
          "The cluster runs transaction.version=%d and Scrip needs %d or later, since Kafka could tear transactions before. Raise it with `kafka-features.sh --bootstrap-server %s upgrade --feature transaction.version=2`."
              .formatted(found, TRANSACTION_VERSION, bootstrapServers));
    }
  }

  int brokers() {
    return get(admin.describeCluster().nodes()).size();
  }

  /** Creates topics and waits until the brokers know them, which is a moment after the answer. */
  void create(List<NewTopic> topics) {
    if (topics.isEmpty()) {
      return;
    }
    get(admin.createTopics(topics).all());
    List<String> names = topics.stream().map(NewTopic::name).toList();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (!get(admin.listTopics(new ListTopicsOptions().listInternal(true)).names())
        .containsAll(names)) {
      if (System.nanoTime() > deadline) {
        throw new Complaint(
            "Kafka at %s created %s, but its brokers do not show them after %d s; look at their logs and try again."
                .formatted(bootstrapServers, names, TIMEOUT_SECONDS));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  public boolean has(String topic) {
    return get(admin.listTopics(new ListTopicsOptions().listInternal(true)).names())
        .contains(topic);
  }

  /** Those of the topics that exist, by name. */
  Map<String, Found> find(List<String> names) {
    Set<String> existing =
        get(admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
    List<String> wanted = names.stream().filter(existing::contains).toList();
    Map<String, TopicDescription> descriptions = get(admin.describeTopics(wanted).allTopicNames());
    List<ConfigResource> resources = new ArrayList<>();
    for (String name : wanted) {
      resources.add(new ConfigResource(ConfigResource.Type.TOPIC, name));
    }
    Map<String, Found> found = new HashMap<>();
    get(admin.describeConfigs(resources).all())
        .forEach((resource, config) -> {
          TopicDescription description = descriptions.get(resource.name());
          if (description != null) {
            Map<String, String> settings =
                config.entries().stream()
                    .filter(entry -> entry.value() != null)
                    .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
            found.put(
                resource.name(),
                new Found(
                    resource.name(),
                    description.partitions().size(),
                    description.partitions().getFirst().replicas().size(),
                    settings));
          }
        });
    return found;
  }

  @Override
  public void close() {
    admin.close();
  }

  /** What the first records of a ledger fixed; empty = it has not begun. */
  public Optional<LogHead> head(Topics topics) {
    try {
      return LogHead.read(settings, topics);
    } catch (KafkaException e) {
      throw KafkaFaults.complaint(bootstrapServers, settings, e);
    }
  }

  /**
   * Refuses to run ledger nodes that would take their commands up from the beginning again.
   *
   * @throws Complaint naming where to take them up instead, and how
   */
  public void requirePlaces(Topics topics) {
    // As they were last committed: those of a transaction that a node left open come later.
    var known =
        get(
            admin
                .listConsumerGroupOffsets(LedgerTopology.group(topics))
                .partitionsToOffsetAndMetadata());
    try {
      LostPlaces.refuse(settings, topics, known);
    } catch (KafkaException e) {
      throw KafkaFaults.complaint(bootstrapServers, settings, e);
    }
  }

  /** Settings of one broker; empty where they are not shown to us. */
  Map<String, String> brokerSettings() {
    String broker = get(admin.describeCluster().nodes()).iterator().next().idString();
    ConfigResource resource = new ConfigResource(ConfigResource.Type.BROKER, broker);
    Map<String, String> shown = new HashMap<>();
    try {
      for (ConfigEntry entry :
          get(admin.describeConfigs(List.of(resource)).all()).values().stream()
              .flatMap(config -> config.entries().stream())
              .toList()) {
        if (entry.value() != null) {
          shown.put(entry.name(), entry.value());
        }
      }
    } catch (Complaint e) {
      if (!(e.getCause() instanceof ClusterAuthorizationException)) {
        throw e;
      }
    }
    return shown;
  }

  private static ClusterConfig probed(ClusterConfig cluster) {
    TlsProbe.requireSameSpeech(cluster);
    return cluster;
  }

  private <T> T get(KafkaFuture<T> future) {
    try {
      return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw KafkaFaults.complaint(
          bootstrapServers, settings, e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      throw KafkaFaults.complaint(bootstrapServers, settings, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for Kafka", e);
    }
  }
}
