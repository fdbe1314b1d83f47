package dev.scrip.ledger.domain;

/** An ISO span of months, whole days or exact milliseconds; at most one part is not zero. */
public record Span(int months, int days, long millis) {
  public static final Span NONE = new Span(0, 0, 0);
  public static final long DAY_MS = 86_400_000L;

  public Span {
    int parts = (months != 0 ? 1 : 0) + (days != 0 ? 1 : 0) + (millis != 0 ? 1 : 0);
    if (months < 0 || days < 0 || millis < 0 || parts > 1) {
      throw new IllegalArgumentException(
          "a span has one positive part, found months "
              + months
              + " days "
              + days
              + " millis "
              + millis);
    }
  }

  public static Span ofMonths(int months) {
    return new Span(months, 0, 0);
  }

  public static Span ofDays(int days) {
    return new Span(0, days, 0);
  }

  public static Span ofMillis(long millis) {
    return new Span(0, 0, millis);
  }

  public boolean isNone() {
    return equals(NONE);
  }

  /** Days and milliseconds as a duration of exact milliseconds, a day being 24 hours. */
  public long exactMillis() {
    if (months != 0) {
      throw new IllegalArgumentException("months have no exact length");
    }
    return Math.addExact(Math.multiplyExact(days, DAY_MS), millis);
  }

  /** {@code 2mo}, {@code 7d} or {@code 1500ms}, for names. */
  public String text() {
    return months > 0 ? months + "mo" : days > 0 ? days + "d" : millis + "ms";
  }
}
