package dev.scrip.deploy.topics;

import dev.scrip.deploy.topics.TopicCheck.Found;
import dev.scrip.schemas.Topic;
import dev.scrip.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A ledger's topics as they are on a cluster, each with what is wrong with it. */
public final class TopicsList {
  private TopicsList() {}

  /**
   * One topic.
   *
   * @param settings those that the contract speaks of, as they are
   */
  public record Line(
      String topic,
      boolean exists,
      int partitions,
      int replication,
      Map<String, String> settings,
      List<TopicFault> faults) {}

  /** Every topic of the ledger, those that are missing too. */
  public static List<Line> of(Cluster cluster, Topics topics) {
    Map<String, Found> found = cluster.find(topics.all().stream().map(Topic::name).toList());
    Found commands = found.get(topics.commands());
    List<Line> lines = new ArrayList<>();
    for (Topic topic : topics.all()) {
      Found present = found.get(topic.name());
      if (present == null) {
        lines.add(new Line(topic.name(), false, 0, 0, Map.of(), List.of()));
        continue;
      }
      Map<String, String> settings = new TreeMap<>(present.config());
      settings.keySet().retainAll(topic.configFor(present.replication()).keySet());
      int ledgerPartitions = commands == null ? present.partitions() : commands.partitions();
      lines.add(
          new Line(
              topic.name(),
              true,
              present.partitions(),
              present.replication(),
              settings,
              TopicCheck.faults(topic, present, ledgerPartitions)));
    }
    return lines;
  }
}
