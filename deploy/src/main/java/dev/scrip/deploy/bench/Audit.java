package dev.scrip.deploy.bench;

import dev.scrip.deploy.bench.audit.Auditor;
import dev.scrip.deploy.bench.cluster.Bed;
import dev.scrip.deploy.bench.cluster.NodeHttp;
import dev.scrip.deploy.bench.load.Load;

/** Has the auditor judge a ledger that runs and has decided all it was sent. */
final class Audit {
  private Audit() {}

  /**
   * Judges.
   *
   * @throws dev.scrip.deploy.bench.audit.Breach where anything is wrong
   */
  static void of(Bed bed, Load load, Progress progress) {
    progress.phase("auditing", 1);
    try (NodeHttp node = new NodeHttp(bed.node(0))) {
      new Auditor(bed.cluster(), bed.partitions()).audit(load.wallets(), Load::wallet, node::pools);
    }
  }
}
