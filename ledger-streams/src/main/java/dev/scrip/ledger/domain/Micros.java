package dev.scrip.ledger.domain;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Exact arithmetic on micros: 1 credit = 1,000,000. Throws on overflow, never rounds twice. */
public final class Micros {
  /** One credit, and a quantity of one. */
  public static final long ONE = 1_000_000;

  private Micros() {}

  /**
   * Price of a quantity, rounded once, half up, to a micro.
   *
   * @throws ArithmeticException when the result does not fit a long
   */
  public static long price(long unitMicros, long quantityMicros) {
    if (quantityMicros == ONE) {
      return unitMicros;
    }
    // Whole credits times a quantity are whole micros: only what the rest comes to is rounded.
    long rest = unitMicros % ONE;
    long part = rest * quantityMicros;
    boolean fits = unitMicros >= 0 && part >= 0 && Math.multiplyHigh(rest, quantityMicros) == 0;
    if (fits) {
      long rounded = part / ONE + (part % ONE >= ONE / 2 ? 1 : 0);
      return Math.addExact(Math.multiplyExact(unitMicros / ONE, quantityMicros), rounded);
    }
    return new BigDecimal(
            BigInteger.valueOf(unitMicros).multiply(BigInteger.valueOf(quantityMicros)), 6)
        .setScale(0, RoundingMode.HALF_UP)
        .longValueExact();
  }

  /**
   * A quotient, rounded once, half up.
   *
   * @throws ArithmeticException when it does not fit a long
   */
  static long rounded(BigInteger dividend, BigInteger divisor) {
    return new BigDecimal(dividend)
        .divide(new BigDecimal(divisor), 0, RoundingMode.HALF_UP)
        .longValueExact();
  }

  /** A decimal of at most 6 fraction digits, without an exponent or trailing zeros: 0.3. */
  public static String text(long micros) {
    BigDecimal value = BigDecimal.valueOf(micros, 6).stripTrailingZeros();
    return (value.scale() < 0 ? value.setScale(0) : value).toPlainString();
  }
}
