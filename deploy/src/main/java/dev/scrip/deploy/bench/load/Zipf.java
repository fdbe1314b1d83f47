package dev.scrip.deploy.bench.load;

import java.util.SplittableRandom;

/**
 * Zipf's law over ranks 0 to n - 1: rank k comes with a probability in proportion to (k + 1)^-s.
 * Sampled by rejection-inversion (W. Hörmann, G. Derflinger, "Rejection-inversion to generate
 * variates from monotone discrete distributions", 1996), in constant time and without a table, by
 * {@link StrictMath}, so that every machine draws the same.
 */
final class Zipf implements Draw.Picker {
  /** Ranks whose weights are summed one by one; the rest is an integral. */
  private static final int SUMMED = 10_000;

  private final int ranks;
  private final double exponent;
  private final double first;
  private final double last;
  private final double squeeze;
  private final double weights;

  Zipf(int ranks, double exponent) {
    if (ranks < 1 || exponent <= 1) {
      throw new IllegalArgumentException(
          "expected at least 1 rank and an exponent above 1, found %d and %s"
              .formatted(ranks, exponent));
    }
    this.ranks = ranks;
    this.exponent = exponent;
    first = integral(1.5) - 1;
    last = integral(ranks + 0.5);
    squeeze = 2 - inverse(integral(2.5) - weight(2));
    weights = sum();
  }

  @Override
  public int pick(SplittableRandom random) {
    while (true) {
      double u = last + random.nextDouble() * (first - last);
      double x = inverse(u);
      long rank = Math.clamp((long) (x + 0.5), 1, ranks);
      if (rank - x <= squeeze || u >= integral(rank + 0.5) - weight((double) rank)) {
        return (int) rank - 1;
      }
    }
  }

  @Override
  public double share(int rank) {
    return weight(rank + 1.0) / weights;
  }

  private double sum() {
    double sum = 0;
    int summed = Math.min(ranks, SUMMED);
    for (int k = 1; k <= summed; k++) {
      sum += weight(k);
    }
    return sum + integral(ranks + 0.5) - integral(summed + 0.5);
  }

  private double weight(double x) {
    return StrictMath.pow(x, -exponent);
  }

  /** Of {@link #weight}, up to a constant. */
  private double integral(double x) {
    return -StrictMath.pow(x, 1 - exponent) / (exponent - 1);
  }

  private double inverse(double integral) {
    return StrictMath.pow(-integral * (exponent - 1), 1 / (1 - exponent));
  }
}
