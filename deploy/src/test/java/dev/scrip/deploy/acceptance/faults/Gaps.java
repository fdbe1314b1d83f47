package dev.scrip.deploy.acceptance.faults;

import java.util.Arrays;

/** When something happened, and how long it did not. Thread-safe. */
final class Gaps {
  private long[] times = new long[1 << 12];
  private int size;

  synchronized void at(long nanos) {
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
    }
    times[size++] = nanos;
  }

  /**
   * The longest time without it that touches a span, in milliseconds.
   *
   * @param to the end of the span, not later than now
   */
  synchronized long longest(long from, long to) {
    long longest = 0;
    long before = from;
    for (int i = 0; i < size; i++) {
      if (times[i] <= from) {
        before = times[i];
      } else if (times[i] >= to) {
        break;
      } else {
        longest = Math.max(longest, times[i] - before);
        before = times[i];
      }
    }
    return Math.max(longest, to - before) / 1_000_000;
  }
}
