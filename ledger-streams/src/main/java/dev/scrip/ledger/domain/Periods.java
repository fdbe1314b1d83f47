package dev.scrip.ledger.domain;

import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;

/**
 * Periods: anchor + n × interval, always computed from the anchor, so that 31 January is followed
 * by 28 February and then by 31 March. The boundary instant belongs to the new period.
 */
final class Periods {
  /** Anchor of calendar periods: the 1st of a January at midnight, in any zone. */
  private static final LocalDateTime CALENDAR = LocalDateTime.of(1970, 1, 1, 0, 0);

  private Periods() {}

  /** Start inclusive, end exclusive. */
  record Bounds(long start, long end) {
    long length() {
      return end - start;
    }
  }

  /** The period that holds an instant, counted from an anchor in a zone. */
  static Bounds anchored(Span every, Zone zone, long anchor, long instant) {
    return holding(every, zone, zone.local(anchor), instant);
  }

  /** The period of the calendar that holds an instant. */
  static Bounds calendar(Span every, Zone zone, long instant) {
    return holding(every, zone, CALENDAR, instant);
  }

  /** An instant plus a span: months clamp to the end of the month, days keep the wall clock. */
  static long plus(Zone zone, long instant, Span span) {
    if (span.millis() != 0) {
      return Math.addExact(instant, span.millis());
    }
    return zone.instant(step(zone.local(instant), span, 1));
  }

  private static Bounds holding(Span every, Zone zone, LocalDateTime anchor, long instant) {
    LocalDateTime local = zone.local(instant);
    long n =
        every.months() > 0
            ? Math.floorDiv(ChronoUnit.MONTHS.between(anchor, local), every.months())
            : Math.floorDiv(ChronoUnit.DAYS.between(anchor, local), every.days());
    // The estimate is off by one where clamping, a day not yet over or a change of offset plays in.
    long start = zone.instant(step(anchor, every, n));
    while (start > instant) {
      n--;
      start = zone.instant(step(anchor, every, n));
    }
    long end = zone.instant(step(anchor, every, n + 1));
    while (end <= instant) {
      n++;
      start = end;
      end = zone.instant(step(anchor, every, n + 1));
    }
    return new Bounds(start, end);
  }

  private static LocalDateTime step(LocalDateTime anchor, Span every, long n) {
    return every.months() > 0
        ? anchor.plusMonths(Math.multiplyExact(n, every.months()))
        : anchor.plusDays(Math.multiplyExact(n, every.days()));
  }
}
