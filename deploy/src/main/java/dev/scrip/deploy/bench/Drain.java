package dev.scrip.deploy.bench;

import dev.scrip.deploy.bench.cluster.Bed;
import dev.scrip.deploy.bench.cluster.Place;
import dev.scrip.deploy.bench.load.Load;
import dev.scrip.deploy.bench.load.Workload;
import java.time.Instant;

/** How fast the ledger works off a {@link Backlog}. */
record Drain(Workload workload, Sizes sizes, Bed.Setup setup) implements Measurement {
  static final String WHAT = "drain";

  @Override
  public String what() {
    return WHAT;
  }

  @Override
  public String of() {
    return workload.name();
  }

  @Override
  public Result run(Progress progress) {
    Load load = sizes.load(workload, Instant.now());
    try (Bed bed = Bed.make(setup);
        Place place = new Place(bed.cluster(), bed.partitions())) {
      Numbers numbers = new Backlog(bed, load, progress).drain(place, bed::startLedgers, "ledger");
      Audit.of(bed, load, progress);
      return new Result(what(), of(), numbers.all());
    }
  }
}
