package dev.scrip.deploy.topics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What an operator is told of a cluster on which a ledger may run all the same. */
final class Notes {
  private static final String OFFSETS_RETENTION = "offsets.retention.minutes";
  private static final long MINUTES_OF_A_DAY = 24 * 60;
  private static final long LEAST_DAYS = 30;

  private Notes() {}

  static List<String> of(Cluster cluster) {
    return of(
        cluster.brokerSettings(),
        cluster.find(List.of(Replicas.TRANSACTIONS, Replicas.OFFSETS)).keySet());
  }

  /**
   * @param broker settings of a broker; empty = not shown to us
   * @param kafkas Kafka's own topics that are shown to us
   */
  static List<String> of(Map<String, String> broker, Set<String> kafkas) {
    List<String> notes = new ArrayList<>();
    unseen(
        notes, broker, kafkas, Replicas.TRANSACTIONS, "transaction.state.log.replication.factor");
    unseen(notes, broker, kafkas, Replicas.OFFSETS, "offsets.topic.replication.factor");
    String minutes = broker.get(OFFSETS_RETENTION);
    if (minutes == null) {
      notes.add(
          "The brokers do not show %s: see that it is longer than the ledger ever stands still (docs/operations.md)."
              .formatted(OFFSETS_RETENTION));
    } else if (Long.parseLong(minutes) < LEAST_DAYS * MINUTES_OF_A_DAY) {
      notes.add(
          "%s is %s: a ledger whose nodes all stand still for more than %d days loses its place in the log and refuses to start until it is set by hand. Set it to %d or more on every broker."
              .formatted(
                  OFFSETS_RETENTION,
                  minutes,
                  Long.parseLong(minutes) / MINUTES_OF_A_DAY,
                  LEAST_DAYS * MINUTES_OF_A_DAY));
    }
    return notes;
  }

  private static void unseen(
      List<String> notes,
      Map<String, String> broker,
      Set<String> kafkas,
      String topic,
      String setting) {
    if (!kafkas.contains(topic) && !broker.containsKey(setting)) {
      notes.add(
          "%s and %s are not shown to this principal: whether its replicas survive the loss of a broker is not checked. Give it Describe and DescribeConfigs on that topic."
              .formatted(topic, setting));
    }
  }
}
