package dev.scrip.deploy.bench;

import dev.scrip.deploy.Complaint;
import dev.scrip.deploy.bench.load.Load;
import dev.scrip.deploy.bench.load.Workload;
import java.time.Instant;

/**
 * How large a benchmark is.
 *
 * @param wallets opened before anything is measured
 * @param commands that are measured
 * @param partitions of the command topic
 * @param nodes ledger processes
 */
public record Sizes(int wallets, long commands, int partitions, int nodes, long seed) {
  public Sizes {
    require("--wallets", wallets, 1, 100_000_000);
    require("--commands", commands, 1_000, 1_000_000_000);
    require("--partitions", partitions, 1, 256);
    require("--nodes", nodes, 1, 16);
  }

  /** The commands of a workload in these sizes. */
  Load load(Workload workload, Instant start) {
    return new Load(workload, wallets, commands, seed, start);
  }

  private static void require(String option, long found, long least, long most) {
    if (found < least || found > most) {
      throw new Complaint("%s: expected %d to %d, found %d.".formatted(option, least, most, found));
    }
  }
}
