package dev.scrip.deploy.bench;

import dev.scrip.deploy.bench.cluster.Appender;
import dev.scrip.deploy.bench.cluster.Bed;
import dev.scrip.deploy.bench.cluster.Offsets;
import dev.scrip.deploy.bench.cluster.Place;
import dev.scrip.deploy.bench.cluster.Usage;
import dev.scrip.deploy.bench.load.Load;
import dev.scrip.deploy.bench.load.Workload;
import java.time.Instant;
import java.util.Map;

/**
 * A backlog is in the log before the ledger starts: how fast is it worked off, exactly once? The
 * openings of the wallets stand before it and warm the program up; the clock runs from where every
 * partition is past them, and a tenth of the commands is done, to the last commit.
 */
final class Drain implements Measurement {
  private static final int WARM_UP = 10;

  private final Workload workload;
  private final Sizes sizes;
  private final Bed.Setup setup;

  Drain(Workload workload, Sizes sizes, Bed.Setup setup) {
    this.workload = workload;
    this.sizes = sizes;
    this.setup = setup;
  }

  @Override
  public String what() {
    return "drain";
  }

  @Override
  public String of() {
    return workload.name();
  }

  @Override
  public Result run(Progress progress) {
    Load load = new Load(workload, sizes.wallets(), sizes.commands(), sizes.seed(), Instant.now());
    try (Bed bed = Bed.make(setup);
        Place place = new Place(bed.cluster(), bed.partitions());
        Appender appender = new Appender(bed)) {
      Filling filling = new Filling(load, appender, progress);
      filling.openings();
      Offsets opened = place.ends();
      Map<String, Long> bytesOpened = place.logBytes();
      Usage before = Usage.now(bed.processes());
      filling.commands();
      Usage appended = Usage.now(bed.processes());
      Offsets end = place.ends();
      Map<String, Long> bytesAppended = place.logBytes();
      long commands = end.sum() - opened.sum();

      Watch watch = new Watch(bed, place, progress);
      progress.phase("draining", end.sum());
      bed.startLedgers();
      watch.until(done -> done.reach(opened) && done.sum() >= opened.sum() + commands / WARM_UP);
      Watch.Seen from = watch.seen();
      watch.until(done -> done.reach(end));
      Watch.Seen to = watch.seen();

      long measured = to.done().sum() - from.done().sum();
      Numbers numbers = new Numbers();
      numbers.rate(measured, to.usage().secondsSince(from.usage()));
      numbers.cpu(to.usage().microsPerCommand(from.usage(), measured), "ledger", "broker");
      numbers.put(Metric.CPU + "append", Numbers.sum(appended.microsPerCommand(before, commands)));
      numbers.bytes(
          LogBytes.perCommand(bed.cluster().topics(), bytesOpened, bytesAppended, commands)
              .with(
                  LogBytes.perCommand(bed.cluster().topics(), from.bytes(), to.bytes(), measured)));
      numbers.memory(bed.processes());
      return new Result(what(), of(), numbers.all());
    }
  }
}
