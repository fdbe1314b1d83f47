package dev.scrip.schemas;

import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One topic of a ledger, as {@code scrip topics apply} creates it.
 *
 * @param key what a record's key is, in words
 * @param schema of a record's value; null for a topic whose records have no schema yet
 * @param config topic settings that do not depend on the cluster; {@link #configFor} adds the rest
 */
public record Topic(
    String name,
    String key,
    @Nullable Schema schema,
    Partitions partitions,
    Cleanup cleanup,
    Map<String, String> config) {

  /** How many partitions a topic has. */
  public enum Partitions {
    /** The ledger's N, fixed for life: a wallet has the same partition in every such topic. */
    LEDGER,
    /** One: few records, and one order for all of them. */
    ONE
  }

  /** What becomes of old records. */
  public enum Cleanup {
    KEPT_FOR_EVER,
    COMPACTED,
    KEPT_90_DAYS
  }

  public Topic {
    config = Map.copyOf(config);
  }

  /** The number of partitions, in a ledger of {@code ledgerPartitions}. */
  public int partitionCount(int ledgerPartitions) {
    if (ledgerPartitions < 1) {
      throw new IllegalArgumentException(
          "expected at least 1 partition, found " + ledgerPartitions + " for " + name);
    }
    return switch (partitions) {
      case LEDGER -> ledgerPartitions;
      case ONE -> 1;
    };
  }

  /**
   * All settings for a topic with so many replicas. {@code min.insync.replicas} is their majority
   * (3 → 2, 1 → 1): what was acknowledged survives the loss of the others.
   */
  public Map<String, String> configFor(int replicationFactor) {
    if (replicationFactor < 1) {
      throw new IllegalArgumentException(
          "expected at least 1 replica, found " + replicationFactor + " for " + name);
    }
    Map<String, String> all = new TreeMap<>(config);
    all.put("min.insync.replicas", Integer.toString(replicationFactor / 2 + 1));
    return all;
  }
}
