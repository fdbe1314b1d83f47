package dev.scrip.projector.audit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Awaits a condition; fails with what was found last. */
public final class Eventually {
  private static final long MOST_NANOS = Duration.ofSeconds(30).toNanos();
  private static final long PAUSE_NANOS = Duration.ofMillis(10).toNanos();

  private Eventually() {}

  /** An assertion that may throw. */
  public interface Check {
    void run() throws Exception;
  }

  /** Tries until the check passes. */
  public static void pass(Check check) {
    long end = System.nanoTime() + MOST_NANOS;
    while (true) {
      try {
        check.run();
        return;
      } catch (Exception | AssertionError e) {
        if (System.nanoTime() > end) {
          throw new AssertionError("not within 30 s: " + e.getMessage(), e);
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  /** Tries until the condition holds. */
  public static void is(Callable<Boolean> condition) {
    pass(() -> {
      if (!condition.call()) {
        throw new AssertionError("the condition does not hold");
      }
    });
  }
}
