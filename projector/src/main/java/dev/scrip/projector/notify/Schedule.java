package dev.scrip.projector.notify;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * When an attempt that failed is repeated. Delays are those of the Standard Webhooks specification
 * unless told otherwise, each lengthened by up to a tenth so that what failed together does not
 * come back together. The lengthening follows from message and attempt: no random, the same after a
 * crash.
 *
 * @param delays before the second, third … attempt, counted from the one that failed
 */
public record Schedule(List<Duration> delays) {
  /** 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 h: ten attempts in 75 hours and a half. */
  public static final Schedule STANDARD =
      new Schedule(
          List.of(
              Duration.ofSeconds(5),
              Duration.ofMinutes(5),
              Duration.ofMinutes(30),
              Duration.ofHours(2),
              Duration.ofHours(5),
              Duration.ofHours(10),
              Duration.ofHours(14),
              Duration.ofHours(20),
              Duration.ofHours(24)));

  private static final long JITTER_STEPS = 1_000;
  private static final long JITTER_PART = 10;
  private static final Duration SLACK = Duration.ofDays(1);

  public Schedule {
    delays = List.copyOf(delays);
  }

  /** Whether there is another attempt after so many. */
  boolean goesOn(int attempts) {
    return attempts <= delays.size();
  }

  /** When the next attempt follows one that failed at {@code failedAt}. */
  Instant next(String messageId, int attempts, Instant failedAt, Duration atLeast) {
    Duration delay = delays.get(attempts - 1);
    long step = Math.floorMod((messageId + '/' + attempts).hashCode(), JITTER_STEPS);
    Duration jittered = delay.plus(delay.multipliedBy(step).dividedBy(JITTER_STEPS * JITTER_PART));
    return failedAt.plus(jittered.compareTo(atLeast) < 0 ? atLeast : jittered);
  }

  /**
   * How long an event is kept for a receiver that does not take it: all delays at their longest,
   * and a day for attempts that wait in line.
   */
  Duration longest() {
    Duration sum = delays.stream().reduce(Duration.ZERO, Duration::plus);
    return sum.plus(sum.dividedBy(JITTER_PART)).plus(SLACK);
  }
}
