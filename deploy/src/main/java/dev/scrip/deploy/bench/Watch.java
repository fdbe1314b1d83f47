package dev.scrip.deploy.bench;

import dev.scrip.deploy.bench.cluster.Bed;
import dev.scrip.deploy.bench.cluster.Offsets;
import dev.scrip.deploy.bench.cluster.Place;
import dev.scrip.deploy.bench.cluster.Usage;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Looks at a running ledger until it is where it should be. */
final class Watch {
  /** Rare enough not to be felt by the broker, often enough for runs of some seconds. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private static final Duration STUCK_AFTER = Duration.ofMinutes(2);

  private final Bed bed;
  private final Place place;
  private final Progress progress;
  private Offsets done;

  Watch(Bed bed, Place place, Progress progress) {
    this.bed = bed;
    this.place = place;
    this.progress = progress;
    done = place.committed();
  }

  /** What was found at one instant. */
  record Seen(Offsets done, Usage usage, Map<String, Long> bytes) {}

  /** Waits until what is committed fulfils a condition. */
  void until(Predicate<Offsets> condition) {
    long movedAt = System.nanoTime();
    while (true) {
      Offsets now = place.committed();
      if (now.sum() != done.sum()) {
        movedAt = System.nanoTime();
        progress.at(now.sum());
      }
      done = now;
      if (condition.test(now)) {
        return;
      }
      bed.requireAlive();
      if (System.nanoTime() - movedAt > STUCK_AFTER.toNanos()) {
        throw new IllegalStateException(
            "expected the ledger to go on, found it at %s of %s for %s"
                .formatted(now, place.ends(), STUCK_AFTER));
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }

  /** The last look, with what processes have used and the log holds. */
  Seen seen() {
    return seen(done);
  }

  /** What is committed now, with what processes have used and the log holds. */
  Seen seen(Offsets done) {
    Usage usage = Usage.now(bed.processes());
    return new Seen(done, usage, place.logBytes());
  }
}
