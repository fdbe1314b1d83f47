package dev.scrip.deploy.bench;

import dev.scrip.deploy.bench.cluster.Bed;
import dev.scrip.deploy.bench.cluster.PassThrough;
import dev.scrip.deploy.bench.cluster.Place;
import dev.scrip.deploy.bench.load.Load;
import dev.scrip.deploy.bench.load.Workload;
import java.time.Instant;

/** How fast {@link PassThrough} works off the {@link Backlog} of a drain. */
record PassThroughDrain(Sizes sizes, Bed.Setup setup) implements Measurement {
  static final String WHAT = "pass-through";

  @Override
  public String what() {
    return WHAT;
  }

  @Override
  public String of() {
    return "";
  }

  @Override
  public Result run(Progress progress) {
    Load load = sizes.load(Workload.W1, Instant.now());
    try (Bed bed = Bed.make(setup);
        Place place =
            new Place(
                bed.cluster(),
                bed.cluster().topics().commands(),
                PassThrough.GROUP,
                bed.partitions())) {
      Numbers numbers =
          new Backlog(bed, load, progress).drain(place, bed::startPassThrough, PassThrough.GROUP);
      return new Result(what(), of(), numbers.all());
    }
  }
}
