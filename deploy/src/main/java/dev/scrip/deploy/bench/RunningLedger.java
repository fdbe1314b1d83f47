package dev.scrip.deploy.bench;

import dev.scrip.deploy.bench.cluster.Appender;
import dev.scrip.deploy.bench.cluster.Bed;
import dev.scrip.deploy.bench.cluster.NodeHttp;
import dev.scrip.deploy.bench.cluster.Offsets;
import dev.scrip.deploy.bench.cluster.Place;
import dev.scrip.deploy.bench.load.Load;

/** A ledger that runs, with the wallets of a load open and nothing left to do. */
final class RunningLedger implements AutoCloseable {
  private final Bed bed;
  private final Place place;
  private final Load load;
  private final Progress progress;
  private final Watch watch;

  private RunningLedger(Bed bed, Load load, Progress progress) {
    this.bed = bed;
    this.load = load;
    this.progress = progress;
    place = new Place(bed.cluster(), bed.partitions());
    watch = new Watch(bed, place, progress);
  }

  static RunningLedger start(Bed.Setup setup, Load load, Progress progress) {
    RunningLedger ledger = new RunningLedger(Bed.make(setup), load, progress);
    try {
      ledger.open();
      return ledger;
    } catch (RuntimeException e) {
      ledger.close();
      throw e;
    }
  }

  private void open() {
    bed.startLedgers();
    try (Appender appender = new Appender(bed)) {
      new Filling(load, appender, progress).openings();
    }
    settle();
    for (int node = 0; node < bed.nodes(); node++) {
      try (NodeHttp http = new NodeHttp(bed.node(node))) {
        http.awaitReady();
      }
    }
  }

  /** Waits until all that is in the log is decided; returns where it ended. */
  Offsets settle() {
    Offsets end = place.ends();
    progress.phase("deciding", end.sum());
    watch.until(done -> done.reach(end));
    return end;
  }

  /** Waits for what is still to be decided, and has the auditor judge it. */
  void audit() {
    settle();
    Audit.of(bed, load, progress);
  }

  Bed bed() {
    return bed;
  }

  Place place() {
    return place;
  }

  Load load() {
    return load;
  }

  @Override
  public void close() {
    place.close();
    bed.close();
  }
}
