package dev.scrip.deploy.bench;

import dev.scrip.schemas.Topics;
import java.util.Map;
import java.util.TreeMap;

/**
 * Bytes of the log that a command comes to, as they lie on the broker's disk.
 *
 * @param byTopic Kafka's own topics too
 */
record LogBytes(Topics topics, Map<String, Double> byTopic) {
  LogBytes {
    byTopic = Map.copyOf(byTopic);
  }

  static LogBytes perCommand(
      Topics topics, Map<String, Long> before, Map<String, Long> after, long commands) {
    Map<String, Double> bytes = new TreeMap<>();
    after.forEach((topic, size) -> {
      long grown = size - before.getOrDefault(topic, 0L);
      if (grown > 0) {
        bytes.put(topic, (double) grown / commands);
      }
    });
    return new LogBytes(topics, bytes);
  }

  LogBytes with(LogBytes others) {
    Map<String, Double> bytes = new TreeMap<>(byTopic);
    others.byTopic.forEach((topic, count) -> bytes.merge(topic, count, Double::sum));
    return new LogBytes(topics, bytes);
  }

  /** Commands, lines, changelogs and the rest, in this order. */
  String group(String topic) {
    if (topic.equals(topics.commands())) {
      return "commands";
    }
    if (topic.equals(topics.entries())
        || topic.equals(topics.rejections())
        || topic.equals(topics.depletions())) {
      return "lines";
    }
    return topic.endsWith("-changelog") ? "changelogs" : "others";
  }
}
