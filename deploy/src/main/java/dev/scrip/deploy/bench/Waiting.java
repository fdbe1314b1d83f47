package dev.scrip.deploy.bench;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what must come. */
final class Waiting {
  private static final Duration AT_MOST = Duration.ofMinutes(5);

  private Waiting() {}

  /** Looks every few milliseconds; throws after minutes. */
  static void until(String what, BooleanSupplier condition) {
    long until = System.nanoTime() + AT_MOST.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException("expected " + what + " within " + AT_MOST);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }
}
