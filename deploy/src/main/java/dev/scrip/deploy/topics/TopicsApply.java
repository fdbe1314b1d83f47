package dev.scrip.deploy.topics;

import dev.scrip.deploy.Complaint;
import dev.scrip.deploy.topics.TopicCheck.Found;
import dev.scrip.schemas.Topic;
import dev.scrip.schemas.Topic.Partitions;
import dev.scrip.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Creates the topics of a ledger that are missing and refuses a ledger whose topics would lose
 * money. Never changes or deletes a topic that is there.
 */
public final class TopicsApply {
  /** Partitions of a new ledger on a cluster of its own. */
  public static final int DEFAULT_PARTITIONS = 32;

  private static final int MOST_REPLICAS = 3;

  private TopicsApply() {}

  /**
   * What there is afterwards.
   *
   * @param created names of the topics that were missing
   * @param partitions N of the ledger
   */
  public record Applied(List<String> created, int partitions) {
    public Applied {
      created = List.copyOf(created);
    }
  }

  /**
   * Creates and checks.
   *
   * @param partitions N of a new ledger; 0 = as it is, or {@link #DEFAULT_PARTITIONS}
   * @param replication of new topics; 0 = three, or as many as there are brokers
   * @throws Complaint naming every topic, key, value found, value expected and the remedy
   */
  public static Applied apply(Cluster cluster, Topics topics, int partitions, int replication) {
    cluster.requireTransactionVersion();
    Map<String, Found> found = cluster.find(topics.all().stream().map(Topic::name).toList());
    int ledgerPartitions = ledgerPartitions(topics, found, partitions);
    int replicas = replication > 0 ? replication : Math.min(MOST_REPLICAS, cluster.brokers());

    List<TopicFault> faults = new ArrayList<>();
    List<NewTopic> missing = new ArrayList<>();
    for (Topic topic : topics.all()) {
      Found present = found.get(topic.name());
      if (present != null) {
        faults.addAll(TopicCheck.faults(topic, present, ledgerPartitions));
      } else {
        missing.add(
            new NewTopic(topic.name(), topic.partitionCount(ledgerPartitions), (short) replicas)
                .configs(topic.configFor(replicas)));
      }
    }
    if (!found.containsKey(topics.commands()) && found.containsKey(topics.entries())) {
      faults.add(
          new TopicFault(
              topics.commands(),
              "topic",
              "missing",
              "there, since " + topics.entries() + " is",
              "Everything is decided from it: restore it from a backup before the ledger runs again."));
    }
    if (!faults.isEmpty()) {
      throw new Complaint(
          faults.stream()
              .map(TopicFault::toString)
              .collect(
                  Collectors.joining(
                      "\n  ",
                      "The ledger " + topics.ledger() + " must not run like this:\n  ",
                      "")));
    }
    cluster.create(missing);
    return new Applied(missing.stream().map(NewTopic::name).toList(), ledgerPartitions);
  }

  private static int ledgerPartitions(Topics topics, Map<String, Found> found, int asked) {
    Found commands = found.get(topics.commands());
    if (commands != null) {
      if (asked > 0 && asked != commands.partitions()) {
        throw new Complaint(
            "%s has %d partitions, and the number is fixed for life; leave out --partitions %d, or start a ledger under another name (--ledger)."
                .formatted(topics.commands(), commands.partitions(), asked));
      }
      return commands.partitions();
    }
    // Event topics without commands are a fault of their own, so any ledger topic tells N here.
    return topics.all().stream()
        .filter(topic -> topic.partitions() == Partitions.LEDGER)
        .map(topic -> found.get(topic.name()))
        .filter(java.util.Objects::nonNull)
        .map(Found::partitions)
        .findFirst()
        .orElse(asked > 0 ? asked : DEFAULT_PARTITIONS);
  }
}
