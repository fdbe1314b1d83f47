package dev.scrip.deploy.bench;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Begins something so many times a second, whether or not what was begun before has ended. */
record OpenLoop(int perSecond) {
  /** What is begun. */
  @FunctionalInterface
  interface Action {
    /**
     * Begins one; must not wait.
     *
     * @param intendedNanos when it was to begin, of {@link System#nanoTime}
     */
    void begin(long number, long intendedNanos);
  }

  /** Begins numbers from one to before another, unless it is stopped; returns how far it came. */
  long run(long from, long to, BooleanSupplier stopped, Action action) {
    long start = System.nanoTime();
    for (long number = from; number < to; number++) {
      long intended = start + (long) ((number - from) * 1e9 / perSecond);
      long early = intended - System.nanoTime();
      while (early > 0) {
        LockSupport.parkNanos(early);
        early = intended - System.nanoTime();
      }
      if (stopped.getAsBoolean()) {
        return number;
      }
      action.begin(number, intended);
    }
    return to;
  }

  /** The same for a time. */
  long run(long from, double seconds, Action action) {
    return run(from, from + (long) (seconds * perSecond), () -> false, action);
  }
}
