package dev.scrip.deploy.topics;

import dev.scrip.schemas.Topic;
import dev.scrip.schemas.Topic.Cleanup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Compares a topic that exists with what the contract says. A difference that could lose or misdate
 * a record is a fault; one that cannot (more replicas, larger messages, another retention of dead
 * letters) is the operator's choice.
 */
final class TopicCheck {
  /** What waits to be tried again lies among the attempts: the schedule, about 5 days, and more. */
  private static final Duration LEAST_QUEUED = Duration.ofDays(8);

  private TopicCheck() {}

  /** A topic as found on the cluster. */
  record Found(String name, int partitions, int replication, Map<String, String> config) {}

  /**
   * Every fault of one topic.
   *
   * @param ledgerPartitions partitions of the command topic
   */
  static List<TopicFault> faults(Topic expected, Found found, int ledgerPartitions) {
    List<TopicFault> faults = new ArrayList<>();
    int partitions = expected.partitionCount(ledgerPartitions);
    if (found.partitions() != partitions) {
      faults.add(
          new TopicFault(
              found.name(),
              "partitions",
              Integer.toString(found.partitions()),
              Integer.toString(partitions),
              "The number is fixed for life, since a wallet's partition comes from it: start a ledger under another name (--ledger) and move this one there."));
    }
    expected
        .configFor(found.replication())
        .forEach((key, value) -> {
          String actual = found.config().getOrDefault(key, "not set");
          if (!goesWith(expected, key, actual, value)) {
            faults.add(fault(expected, key, actual, value));
          }
        });
    return faults;
  }

  private static boolean goesWith(Topic topic, String key, String actual, String expected) {
    return switch (key) {
      case "retention.ms" ->
          actual.equals(expected)
              || (topic.cleanup() != Cleanup.KEPT_FOR_EVER
                  && (!isQueue(topic)
                      || isUnbounded(actual)
                      || atLeast(actual, Long.toString(LEAST_QUEUED.toMillis()))));
      case "retention.bytes" ->
          actual.equals(expected) || (topic.cleanup() != Cleanup.KEPT_FOR_EVER && !isQueue(topic));
      case "max.message.bytes", "min.insync.replicas" -> atLeast(actual, expected);
      case "message.timestamp.after.max.ms", "message.timestamp.before.max.ms" ->
          // A topic that stamps records itself never refuses one for its time.
          topic.config().getOrDefault("message.timestamp.type", "").equals("LogAppendTime")
              || actual.equals(expected);
      default -> actual.equals(expected);
    };
  }

  private static boolean isQueue(Topic topic) {
    return topic.name().endsWith(".deliveries");
  }

  private static boolean isUnbounded(String retention) {
    return retention.equals("-1");
  }

  private static boolean atLeast(String actual, String expected) {
    try {
      return Long.parseLong(actual) >= Long.parseLong(expected);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static TopicFault fault(Topic topic, String key, String actual, String expected) {
    String change =
        "Set it with `kafka-configs.sh --bootstrap-server HOST:PORT --alter --entity-type topics --entity-name %s --add-config %s=%s`."
            .formatted(topic.name(), key, expected);
    String remedy =
        switch (key) {
          case "cleanup.policy", "retention.ms", "retention.bytes" ->
              change + " Records already deleted come back from a backup only.";
          default -> change;
        };
    return new TopicFault(topic.name(), key, actual, expected, remedy);
  }
}
