package dev.scrip.deploy.bench;

import dev.scrip.deploy.bench.cluster.Appender;
import dev.scrip.deploy.bench.cluster.Bed;
import dev.scrip.deploy.bench.cluster.Offsets;
import dev.scrip.deploy.bench.cluster.Place;
import dev.scrip.deploy.bench.cluster.Usage;
import dev.scrip.deploy.bench.load.Load;
import java.util.Map;

/**
 * A backlog that is in the log before anybody works on it, and how fast it is worked off, exactly
 * once. The openings of the wallets stand before it and warm the program up; the clock runs from
 * where every partition is past them, and a tenth of the commands is done, to the last commit.
 */
final class Backlog {
  private static final int WARM_UP = 10;

  private final Bed bed;
  private final Load load;
  private final Progress progress;
  private final Numbers numbers = new Numbers();

  Backlog(Bed bed, Load load, Progress progress) {
    this.bed = bed;
    this.load = load;
    this.progress = progress;
  }

  /**
   * Fills the log, has somebody work it off, and says what it took.
   *
   * @param place how far who works it off has come
   * @param start starts who works it off
   * @param worker the name of its processes
   */
  Numbers drain(Place place, Runnable start, String worker) {
    Offsets opened;
    Offsets end;
    LogBytes appended;
    try (Appender appender = new Appender(bed)) {
      Filling filling = new Filling(load, appender, progress);
      filling.openings();
      opened = place.ends();
      Map<String, Long> bytesBefore = place.logBytes();
      Usage before = Usage.now(bed.processes());
      filling.commands();
      Usage after = Usage.now(bed.processes());
      end = place.ends();
      long commands = end.sum() - opened.sum();
      appended = bytes(bytesBefore, place.logBytes(), commands);
      numbers.put(
          Metric.CPU + Metric.APPEND, Numbers.sum(after.microsPerCommand(before, commands)));
    }
    long warm = opened.sum() + (end.sum() - opened.sum()) / WARM_UP;

    Watch watch = new Watch(bed, place, progress);
    progress.phase("draining", end.sum());
    start.run();
    watch.until(done -> done.reach(opened) && done.sum() >= warm);
    Watch.Seen from = watch.seen();
    watch.until(done -> done.reach(end));
    Watch.Seen to = watch.seen();

    long measured = to.done().sum() - from.done().sum();
    numbers.rate(measured, to.usage().secondsSince(from.usage()));
    numbers.cpu(to.usage().microsPerCommand(from.usage(), measured), worker, "broker");
    numbers.bytes(appended.with(bytes(from.bytes(), to.bytes(), measured)));
    numbers.memory(bed.processes());
    return numbers;
  }

  private LogBytes bytes(Map<String, Long> before, Map<String, Long> after, long commands) {
    return LogBytes.perCommand(bed.cluster().topics(), before, after, commands);
  }
}
