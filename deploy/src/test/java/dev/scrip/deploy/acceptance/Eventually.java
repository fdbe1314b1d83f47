package dev.scrip.deploy.acceptance;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Awaits what comes to be true; the time only bounds how long a failure takes. */
public final class Eventually {
  private static final Duration AT_MOST = Duration.ofMinutes(2);

  private Eventually() {}

  /** The first value that is as wanted. */
  public static <T> T get(String what, Supplier<T> value, Predicate<T> wanted) {
    long until = System.nanoTime() + AT_MOST.toNanos();
    while (true) {
      T now = value.get();
      if (wanted.test(now)) {
        return now;
      }
      if (System.nanoTime() > until) {
        throw new AssertionError("expected " + what + " within " + AT_MOST + ", found " + now);
      }
      LockSupport.parkNanos(10_000_000);
    }
  }
}
