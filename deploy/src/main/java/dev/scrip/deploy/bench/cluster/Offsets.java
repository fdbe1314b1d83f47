package dev.scrip.deploy.bench.cluster;

import java.util.Arrays;

/** One offset for each partition of a topic. */
public final class Offsets {
  private final long[] byPartition;

  Offsets(long[] byPartition) {
    this.byPartition = byPartition;
  }

  public long of(int partition) {
    return byPartition[partition];
  }

  public int partitions() {
    return byPartition.length;
  }

  public long sum() {
    return Arrays.stream(byPartition).sum();
  }

  /** Whether every partition is as far. */
  public boolean reach(Offsets others) {
    for (int partition = 0; partition < byPartition.length; partition++) {
      if (byPartition[partition] < others.byPartition[partition]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return Arrays.toString(byPartition);
  }
}
