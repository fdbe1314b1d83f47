package dev.scrip.deploy.bench;

import dev.scrip.deploy.bench.cluster.BenchProcess;
import dev.scrip.deploy.bench.cluster.Memory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Collects the numbers of one result, in the order in which people are shown them. */
final class Numbers {
  private static final List<String> GROUPS = List.of("commands", "lines", "changelogs", "others");

  private final Map<String, Double> all = new LinkedHashMap<>();

  Map<String, Double> all() {
    return all;
  }

  void put(String key, double value) {
    all.put(key, value);
  }

  void rate(long commands, double seconds) {
    put(Metric.RATE, commands / seconds);
    put(Metric.COMMANDS, (double) commands);
    put(Metric.SECONDS, seconds);
  }

  /** Of the processes named, and their sum. */
  void cpu(Map<String, Double> micros, String... processes) {
    double total = 0;
    for (String process : processes) {
      double each = micros.getOrDefault(process, 0.0);
      put(Metric.CPU + process, each);
      total += each;
    }
    put(Metric.CPU + Metric.TOTAL, total);
  }

  void bytes(LogBytes bytes) {
    Map<String, Double> groups = new LinkedHashMap<>();
    GROUPS.forEach(group -> groups.put(group, 0.0));
    bytes.byTopic().forEach((topic, count) -> groups.merge(bytes.group(topic), count, Double::sum));
    groups.forEach((group, count) -> put(Metric.BYTES + group, count));
    put(Metric.BYTES + Metric.TOTAL, sum(groups));
    new TreeMap<>(bytes.byTopic())
        .forEach((topic, count) -> put(Metric.TOPIC_BYTES + topic, count));
  }

  /** Most memory that each process has had; nodes of a ledger each for itself, the largest told. */
  void memory(List<BenchProcess> processes) {
    for (BenchProcess process : processes) {
      Memory.peakMiB(process.pid())
          .ifPresent(mib -> all.merge(Metric.MEMORY + process.name(), mib, Math::max));
    }
  }

  static double sum(Map<String, Double> numbers) {
    return numbers.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
