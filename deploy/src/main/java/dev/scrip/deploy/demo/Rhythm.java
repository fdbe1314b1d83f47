package dev.scrip.deploy.demo;

import java.time.DayOfWeek;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * When in a day something is done: a weight for each beat of the day, and how much of it is left at
 * the weekend.
 */
enum Rhythm {
  /** People at work, with a lunch break. */
  OFFICE(0.08, true, "0 0 1 3 4 3 1 2 4 3 2 1 0 0 0"),
  /** People after work, and at the weekend. */
  EVENING(1.4, true, "0 0 0 0 0 0 0 0 0 0 0 1 2 5 4"),
  /** People with a hobby. */
  WEEKEND(4, true, "0 0 0 1 2 3 2 2 3 3 2 1 1 2 1"),
  /** Visitors of a running app: at all hours, mostly by day. */
  AROUND_THE_CLOCK(0.6, true, "1 1 2 4 5 5 6 5 5 5 4 4 3 3 2"),
  /** A job in the early morning of every day. */
  NIGHTLY(1, false, "1 0 0 0 0 0 0 0 0 0 0 0 0 0 0"),
  /** A job before work, on working days only. */
  MORNING(0, false, "0 1 0 0 0 0 0 0 0 0 0 0 0 0 0");

  /**
   * The hours, UTC, at which the story goes on. The test clock is moved to each of them, so that
   * more of them make a slower start.
   */
  static final int[] HOURS = {2, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20, 22};

  private final double weekend;
  private final boolean bursts;
  private final String weights;

  Rhythm(double weekend, boolean bursts, String weights) {
    this.weekend = weekend;
    this.bursts = bursts;
    this.weights = weights;
  }

  /** Whether it comes in bursts, now nothing and now a lot, rather than evenly. */
  boolean bursts() {
    return bursts;
  }

  /** Which part of a working day's activity falls on each hour of such a day of the week. */
  double[] shares(DayOfWeek day) {
    int[] each = Stream.of(weights.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
    double whole = IntStream.of(each).sum();
    double factor = day.getValue() >= DayOfWeek.SATURDAY.getValue() ? weekend : 1;
    return IntStream.of(each).mapToDouble(weight -> factor * weight / whole).toArray();
  }
}
