package dev.scrip.deploy.topics;

import dev.scrip.deploy.topics.TopicCheck.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether what was acknowledged survives the loss of a broker: enough brokers, enough replicas of
 * the ledger's topics, and of Kafka's own, in which transactions end.
 */
final class Replicas {
  static final String TRANSACTIONS = "__transaction_state";
  static final String OFFSETS = "__consumer_offsets";

  private Replicas() {}

  /** Every fault; least = the replicas that each topic should have. */
  static List<TopicFault> faults(Cluster cluster, Map<String, Found> topics, int least) {
    List<TopicFault> faults = new ArrayList<>();
    int brokers = cluster.brokers();
    if (brokers < least) {
      faults.add(
          new TopicFault(
              "the cluster",
              "brokers",
              Integer.toString(brokers),
              "at least " + least,
              "Else the loss of one loses what was acknowledged: add brokers, or say --replication %d to live with that."
                  .formatted(brokers)));
      return faults; // the others would say the same again
    }
    Map<String, Found> kafkas = cluster.find(List.of(TRANSACTIONS, OFFSETS));
    Map<String, Found> all = new TreeMap<>(topics);
    all.putAll(kafkas);
    all.values()
        .forEach(found -> {
          if (found.replication() < least) {
            faults.add(
                new TopicFault(
                    found.name(),
                    "replication",
                    Integer.toString(found.replication()),
                    "at least " + least,
                    "Raise it with kafka-reassign-partitions.sh, or say --replication %d to live with that."
                        .formatted(found.replication())));
          }
        });
    Map<String, String> broker = cluster.brokerSettings();
    if (!kafkas.containsKey(TRANSACTIONS)) {
      atLeast(faults, broker, "transaction.state.log.replication.factor", least);
    }
    if (!kafkas.containsKey(OFFSETS)) {
      atLeast(faults, broker, "offsets.topic.replication.factor", least);
    }
    atLeast(faults, broker, "transaction.state.log.min.isr", least / 2 + 1);
    return faults;
  }

  private static void atLeast(
      List<TopicFault> faults, Map<String, String> broker, String key, int least) {
    String found = broker.get(key);
    if (found != null && Integer.parseInt(found) < least) {
      faults.add(
          new TopicFault(
              "the brokers",
              key,
              found,
              "at least " + least,
              "Set it in server.properties of every broker before the ledger begins."));
    }
  }
}
