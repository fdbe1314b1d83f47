package dev.scrip.ledger.domain.model;

import dev.scrip.ledger.domain.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;

/** Periods as the text has them: anchor + n × interval, by java.time and the machine's zones. */
public final class NaiveCalendar {
  private static final LocalDateTime CALENDAR = LocalDateTime.of(1970, 1, 1, 0, 0);

  private NaiveCalendar() {}

  public record Period(Instant start, Instant end) {}

  /** The period of a subscription that holds at an instant. */
  static Period subscription(Instant anchor, Span every, String zone, Instant at) {
    return holding(LocalDateTime.ofInstant(anchor, ZoneId.of(zone)), every, ZoneId.of(zone), at);
  }

  /** The calendar's day or month that holds at an instant. */
  static Period calendar(Span every, String zone, Instant at) {
    return holding(CALENDAR, every, ZoneId.of(zone), at);
  }

  /** The n-th boundary. */
  public static Instant boundary(LocalDateTime anchor, Span every, ZoneId zone, long n) {
    LocalDateTime local =
        every.months() > 0
            ? anchor.plusMonths(n * every.months())
            : anchor.plusDays(n * every.days());
    return instant(local, zone);
  }

  /** In a gap the first valid instant after it, in an overlap the earlier offset. */
  public static Instant instant(LocalDateTime local, ZoneId zone) {
    for (ZoneOffsetTransition change :
        zone.getRules().isFixedOffset()
            ? java.util.List.<ZoneOffsetTransition>of()
            : java.util.Optional.ofNullable(zone.getRules().getTransition(local)).stream()
                .toList()) {
      if (change.isGap()) {
        return change.getInstant();
      }
    }
    return ZonedDateTime.of(local, zone).withEarlierOffsetAtOverlap().toInstant();
  }

  /** Adds a span to a moment, for what is not a period. */
  static Instant plus(Instant at, Span span, String zone) {
    ZoneId id = ZoneId.of(zone);
    LocalDateTime local = LocalDateTime.ofInstant(at, id);
    if (span.months() > 0) {
      return instant(local.plusMonths(span.months()), id);
    }
    return span.days() > 0
        ? instant(local.plusDays(span.days()), id)
        : at.plusMillis(span.millis());
  }

  /** As long before a moment, in UTC. */
  static Instant minus(Instant at, Span span) {
    LocalDateTime local = LocalDateTime.ofInstant(at, ZoneId.of("UTC"));
    return instant(local.minusMonths(span.months()).minusDays(span.days()), ZoneId.of("UTC"))
        .minusMillis(span.millis());
  }

  private static Period holding(LocalDateTime anchor, Span every, ZoneId zone, Instant at) {
    long days = Duration.between(instant(anchor, zone), at).toDays();
    long n = every.months() > 0 ? days / 31 / every.months() : days / every.days();
    while (boundary(anchor, every, zone, n).isAfter(at)) {
      n--;
    }
    while (!boundary(anchor, every, zone, n + 1).isAfter(at)) {
      n++;
    }
    return new Period(boundary(anchor, every, zone, n), boundary(anchor, every, zone, n + 1));
  }
}
