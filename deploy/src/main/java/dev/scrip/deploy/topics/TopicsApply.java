package dev.scrip.deploy.topics;

import dev.scrip.deploy.Complaint;
import dev.scrip.deploy.topics.TopicCheck.Found;
import dev.scrip.schemas.Topic;
import dev.scrip.schemas.Topic.Partitions;
import dev.scrip.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Creates the topics of a ledger that are missing and refuses a ledger whose topics would lose
 * money. Never changes or deletes a topic that is there.
 */
public final class TopicsApply {
  /** Partitions of a new ledger on a cluster of its own. */
  public static final int DEFAULT_PARTITIONS = 32;

  /** What it takes to survive the loss of a broker and to go on meanwhile. */
  private static final int REPLICAS = 3;

  private TopicsApply() {}

  /**
   * What is asked for.
   *
   * @param partitions N of a new ledger; 0 = as it is, or {@link #DEFAULT_PARTITIONS}
   * @param replication of new topics, and the least of those that are there; 0 = three. Fewer are
   *     an operator's own decision, and so have to be said
   * @param dryRun whether nothing is created
   */
  public record Ask(int partitions, int replication, boolean dryRun) {
    int replicas() {
      return replication > 0 ? replication : REPLICAS;
    }
  }

  /**
   * What there is afterwards.
   *
   * @param created names of the topics that were missing
   * @param partitions N of the ledger
   * @param notes what loses nothing, and is better known
   */
  public record Applied(List<String> created, int partitions, List<String> notes) {
    public Applied {
      created = List.copyOf(created);
      notes = List.copyOf(notes);
    }
  }

  /** Creates and checks topics of a ledger whose log nobody else reaches. */
  public static Applied apply(Cluster cluster, Topics topics, int partitions, int replication) {
    return apply(cluster, topics, new Ask(partitions, replication, false), Optional.empty());
  }

  /**
   * Creates and checks.
   *
   * @param head what the ledger's log fixed; empty = it has not begun
   * @throws Complaint naming every topic, key, value found, value expected and the remedy
   */
  public static Applied apply(Cluster cluster, Topics topics, Ask ask, Optional<LogHead> head) {
    cluster.requireTransactionVersion();
    Map<String, Found> found = cluster.find(names(topics));
    int ledgerPartitions =
        head.map(LogHead::partitions).orElseGet(() -> partitions(topics, found, ask.partitions()));
    requireSame(topics, ledgerPartitions, ask.partitions());

    List<TopicFault> faults = new ArrayList<>(faults(topics, found, ledgerPartitions));
    faults.addAll(Replicas.faults(cluster, found, ask.replicas()));
    List<NewTopic> missing = new ArrayList<>();
    for (Topic topic : topics.all()) {
      if (!found.containsKey(topic.name())) {
        missing.add(
            new NewTopic(
                    topic.name(), topic.partitionCount(ledgerPartitions), (short) ask.replicas())
                .configs(topic.configFor(ask.replicas())));
      }
    }
    requireNone(topics, faults);
    if (!ask.dryRun()) {
      cluster.create(missing);
    }
    return new Applied(
        missing.stream().map(NewTopic::name).toList(), ledgerPartitions, Notes.of(cluster));
  }

  /**
   * Refuses a ledger that no role may start on; changes nothing.
   *
   * @throws Complaint saying what is missing or wrong, and what to do
   */
  public static void requireReady(Cluster cluster, Topics topics) {
    cluster.requireTransactionVersion();
    Map<String, Found> found = cluster.find(names(topics));
    List<String> missing = names(topics).stream().filter(name -> !found.containsKey(name)).toList();
    if (!missing.isEmpty()) {
      throw new Complaint(
          "The ledger %s is not there: %s. Run `scrip topics apply` first, or name another with --ledger."
              .formatted(
                  topics.ledger(),
                  missing.size() == topics.all().size()
                      ? "none of its topics exists"
                      : "its topics " + String.join(", ", missing) + " are missing"));
    }
    LogHead head =
        cluster
            .head(topics)
            .orElseThrow(() ->
                new Complaint(
                    "The ledger %s has topics but no rules yet: run `scrip topics apply`, which writes the first records."
                        .formatted(topics.ledger())));
    requireNone(topics, faults(topics, found, head.partitions()));
  }

  private static List<String> names(Topics topics) {
    return topics.all().stream().map(Topic::name).toList();
  }

  private static List<TopicFault> faults(
      Topics topics, Map<String, Found> found, int ledgerPartitions) {
    List<TopicFault> faults = new ArrayList<>();
    for (Topic topic : topics.all()) {
      Found present = found.get(topic.name());
      if (present != null) {
        faults.addAll(TopicCheck.faults(topic, present, ledgerPartitions));
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
    return faults;
  }

  private static void requireNone(Topics topics, List<TopicFault> faults) {
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
  }

  private static void requireSame(Topics topics, int partitions, int asked) {
    if (asked > 0 && asked != partitions) {
      throw new Complaint(
          "%s has %d partitions, and the number is fixed for life; leave out --partitions %d, or start a ledger under another name (--ledger)."
              .formatted(topics.commands(), partitions, asked));
    }
  }

  /** N where the log does not say yet: any ledger topic tells, since all have as many. */
  private static int partitions(Topics topics, Map<String, Found> found, int asked) {
    return topics.all().stream()
        .filter(topic -> topic.partitions() == Partitions.LEDGER)
        .map(topic -> found.get(topic.name()))
        .filter(java.util.Objects::nonNull)
        .map(Found::partitions)
        .findFirst()
        .orElse(asked > 0 ? asked : DEFAULT_PARTITIONS);
  }
}
