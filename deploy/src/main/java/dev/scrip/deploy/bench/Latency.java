package dev.scrip.deploy.bench;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Times from when something was to begin, not from when it did: a stall counts for all that had to
 * wait for it. Thread-safe.
 */
final class Latency {
  private static final long MOST_MICROS = TimeUnit.MINUTES.toMicros(10);
  private static final int DIGITS = 3;

  private final Histogram histogram = new ConcurrentHistogram(MOST_MICROS, DIGITS);

  /** Something that was to begin at an instant of {@link System#nanoTime} has ended now. */
  void endedNow(long intendedNanos) {
    record(System.nanoTime() - intendedNanos);
  }

  void record(long nanos) {
    histogram.recordValue(Math.clamp(nanos / 1_000, 0, MOST_MICROS));
  }

  long count() {
    return histogram.getTotalCount();
  }

  /** Milliseconds that so many per cent did not exceed. */
  double ms(double percent) {
    return histogram.getValueAtPercentile(percent) / 1e3;
  }

  void addTo(Numbers numbers) {
    numbers.put(Metric.P50, ms(50));
    numbers.put(Metric.P99, ms(99));
    numbers.put(Metric.P999, ms(99.9));
    numbers.put(Metric.WORST, histogram.getMaxValue() / 1e3);
  }
}
