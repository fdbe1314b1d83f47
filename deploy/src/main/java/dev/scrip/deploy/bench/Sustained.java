package dev.scrip.deploy.bench;

import dev.scrip.deploy.bench.cluster.Appender;
import dev.scrip.deploy.bench.cluster.Bed;
import dev.scrip.deploy.bench.cluster.Offsets;
import dev.scrip.deploy.bench.cluster.Usage;
import dev.scrip.deploy.bench.load.Load;
import dev.scrip.deploy.bench.load.Workload;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Commands are appended while others are decided: how many a second, if the ledger may be so many
 * behind and no more? Whoever appends waits for the ledger, so that this is the rate which can be
 * held for ever, with all that it takes, the appending too.
 */
record Sustained(Workload workload, Sizes sizes, int seconds, Bed.Setup setup)
    implements Measurement {
  private static final long MOST_BEHIND = 50_000;
  private static final int WARM_UP_SECONDS = 5;
  private static final long LOOK_EVERY_NANOS = 20_000_000;

  @Override
  public String what() {
    return "sustained";
  }

  @Override
  public String of() {
    return workload.name();
  }

  @Override
  public Result run(Progress progress) {
    Load load = sizes.load(workload, Instant.now());
    try (RunningLedger ledger = RunningLedger.start(setup, load, progress)) {
      Result result = measured(ledger, progress);
      ledger.audit();
      return result;
    }
  }

  private Result measured(RunningLedger ledger, Progress progress) {
    Offsets opened = ledger.place().ends();
    AtomicLong allowed = new AtomicLong(MOST_BEHIND);
    Watch watch = new Watch(ledger.bed(), ledger.place(), progress);
    try (Appender appender = new Appender(ledger.bed())) {
      Thread pump =
          Thread.ofPlatform().name("pump").start(() -> append(ledger.load(), appender, allowed));
      progress.phase("appending and deciding", ledger.load().commands());
      follow(ledger, opened, allowed, appender, WARM_UP_SECONDS);
      Watch.Seen from = watch.seen(ledger.place().committed());
      long behind = follow(ledger, opened, allowed, appender, seconds);
      Watch.Seen to = watch.seen(ledger.place().committed());
      allowed.set(-1);
      join(pump);
      appender.flush();

      long measured = to.done().sum() - from.done().sum();
      if (measured == 0) {
        throw new IllegalStateException(
            "all %,d commands were decided while the program warmed up; ask for more with --commands"
                .formatted(ledger.load().commands()));
      }
      Numbers numbers = new Numbers();
      numbers.rate(measured, to.usage().secondsSince(from.usage()));
      numbers.cpu(
          to.usage().microsPerCommand(from.usage(), measured), "ledger", "broker", Usage.BENCH);
      numbers.put(Metric.BEHIND, (double) behind);
      numbers.bytes(
          LogBytes.perCommand(ledger.bed().cluster().topics(), from.bytes(), to.bytes(), measured));
      numbers.memory(ledger.bed().processes());
      return new Result(what(), of(), numbers.all());
    }
  }

  private static void append(Load load, Appender appender, AtomicLong allowed) {
    for (long n = 0; n < load.commands(); n++) {
      while (n >= allowed.get()) {
        if (allowed.get() < 0) {
          return;
        }
        LockSupport.parkNanos(1_000_000);
      }
      appender.send(load.at(n));
    }
  }

  /** Lets the pump go on as the ledger does, until time or commands are over; the worst lag. */
  private static long follow(
      RunningLedger ledger, Offsets opened, AtomicLong allowed, Appender appender, int seconds) {
    long until = System.nanoTime() + seconds * 1_000_000_000L;
    long worst = 0;
    long done = 0;
    while (System.nanoTime() < until && done < ledger.load().commands()) {
      long appended = appender.acknowledged();
      done = ledger.place().committed().sum() - opened.sum();
      worst = Math.max(worst, appended - done);
      allowed.set(done + MOST_BEHIND);
      ledger.bed().requireAlive();
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
    }
    return worst;
  }

  private static void join(Thread pump) {
    try {
      pump.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the last commands are appended", e);
    }
  }
}
