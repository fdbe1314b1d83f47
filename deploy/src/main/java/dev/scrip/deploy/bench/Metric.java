package dev.scrip.deploy.bench;

/**
 * The numbers of a result, by the keys under which files keep them; units stand in the key.
 *
 * @param key letters, digits and dots; what stands after the first dot is a process or a topic
 * @param head as people read it
 * @param decimals as people read it
 */
record Metric(String key, String head, int decimals) {
  static final String RATE = "commandsPerSecond";
  static final String COMMANDS = "commands";
  static final String SECONDS = "seconds";
  static final String CPU = "cpuMicros.";
  static final String BYTES = "bytes.";
  static final String TOPIC_BYTES = "topicBytes.";
  static final String MEMORY = "peakMiB.";
  static final String APPEND = "append";
  static final String TOTAL = "total";
  static final String P50 = "p50Ms";
  static final String P99 = "p99Ms";
  static final String P999 = "p999Ms";
  static final String WORST = "worstMs";
  static final String FIRST = "firstDecisionSeconds";
  static final String WHOLE = "everyPartitionSeconds";
  static final String AGAIN = "againSeconds";
  static final String CALM_P99 = "calmP99Ms";
  static final String TIMES_CALM = "p99TimesCalm";
  static final String BEHIND = "mostBehind";

  static Metric of(String key) {
    int dot = key.indexOf('.');
    String of = key.substring(dot + 1);
    return switch (key.substring(0, dot + 1)) {
      case CPU -> new Metric(key, "CPU µs " + of, 1);
      case BYTES -> new Metric(key, "B " + of, 0);
      case TOPIC_BYTES -> new Metric(key, "B " + of, 0);
      case MEMORY -> new Metric(key, "MiB " + of, 0);
      default ->
          switch (key) {
            case RATE -> new Metric(key, "commands/s", 0);
            case SECONDS -> new Metric(key, "s", 1);
            case P50 -> new Metric(key, "p50 ms", 1);
            case P99 -> new Metric(key, "p99 ms", 1);
            case P999 -> new Metric(key, "p99.9 ms", 1);
            case WORST -> new Metric(key, "worst ms", 1);
            case FIRST -> new Metric(key, "s to a decision", 2);
            case WHOLE -> new Metric(key, "s to all partitions", 2);
            case AGAIN -> new Metric(key, "s with archive", 2);
            case CALM_P99 -> new Metric(key, "calm p99 ms", 1);
            case TIMES_CALM -> new Metric(key, "times calm", 2);
            case BEHIND -> new Metric(key, "most behind", 0);
            default -> new Metric(key, key, key.endsWith("Ms") ? 1 : 0);
          };
    };
  }

  /** Whether people are shown it; files have it in any case. */
  boolean shown() {
    return !key.startsWith(TOPIC_BYTES);
  }
}
