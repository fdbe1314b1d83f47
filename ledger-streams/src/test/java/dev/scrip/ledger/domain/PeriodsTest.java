package dev.scrip.ledger.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.ledger.domain.Periods.Bounds;
import dev.scrip.ledger.domain.model.NaiveCalendar;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** anchor + n × interval, clamped to the month's end, in the zone's wall clock. */
class PeriodsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # zone | every | anchor | at | start | end
          UTC | P1M | 2027-01-31T14:37:05Z | 2027-01-31T14:37:05Z | 2027-01-31T14:37:05Z | 2027-02-28T14:37:05Z
          UTC | P1M | 2027-01-31T14:37:05Z | 2027-02-28T14:37:04.999Z | 2027-01-31T14:37:05Z | 2027-02-28T14:37:05Z
          UTC | P1M | 2027-01-31T14:37:05Z | 2027-02-28T14:37:05Z | 2027-02-28T14:37:05Z | 2027-03-31T14:37:05Z
          UTC | P1M | 2027-01-31T14:37:05Z | 2027-04-01T00:00:00Z | 2027-03-31T14:37:05Z | 2027-04-30T14:37:05Z
          UTC | P1M | 2028-01-31T14:37:05Z | 2028-02-29T14:37:05Z | 2028-02-29T14:37:05Z | 2028-03-31T14:37:05Z
          UTC | P1M | 2027-03-31T10:00:00Z | 2027-02-28T10:00:00Z | 2027-02-28T10:00:00Z | 2027-03-31T10:00:00Z
          UTC | P1M | 2027-03-31T10:00:00Z | 2026-12-31T09:59:59Z | 2026-11-30T10:00:00Z | 2026-12-31T10:00:00Z
          UTC | P12M | 2028-02-29T12:00:00Z | 2029-03-01T00:00:00Z | 2029-02-28T12:00:00Z | 2030-02-28T12:00:00Z
          UTC | P12M | 2028-02-29T12:00:00Z | 2032-02-29T12:00:00Z | 2032-02-29T12:00:00Z | 2033-02-28T12:00:00Z
          UTC | P1D | 2027-06-15T08:00:00Z | 2027-06-14T07:59:59Z | 2027-06-13T08:00:00Z | 2027-06-14T08:00:00Z
          UTC | P7D | 2027-06-15T08:00:00Z | 2027-06-22T08:00:00Z | 2027-06-22T08:00:00Z | 2027-06-29T08:00:00Z
          Europe/Berlin | P1D | 2027-03-26T01:30:00Z | 2027-03-28T01:00:00Z | 2027-03-28T01:00:00Z | 2027-03-29T00:30:00Z
          Europe/Berlin | P1D | 2027-10-30T00:30:00Z | 2027-10-31T01:00:00Z | 2027-10-31T00:30:00Z | 2027-11-01T01:30:00Z
          Europe/Berlin | P1M | 2027-01-31T23:30:00Z | 2027-03-28T20:00:00Z | 2027-02-28T23:30:00Z | 2027-03-31T22:30:00Z
          """)
  void shouldCountFromTheAnchor(
      String zone, String every, String anchor, String at, String start, String end) {
    Span span =
        every.endsWith("M")
            ? Span.ofMonths(Integer.parseInt(every.substring(1, every.length() - 1)))
            : Span.ofDays(Integer.parseInt(every.substring(1, every.length() - 1)));
    Bounds bounds = Periods.anchored(span, Presets.zone(zone), millis(anchor), millis(at));
    assertEquals(start + " .. " + end, words(bounds));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # zone | months | days | at | start | end
          UTC | 1 | 0 | 2027-01-31T14:37:05Z | 2027-01-01T00:00:00Z | 2027-02-01T00:00:00Z
          UTC | 0 | 1 | 2028-02-29T23:59:59.999Z | 2028-02-29T00:00:00Z | 2028-03-01T00:00:00Z
          UTC | 12 | 0 | 2027-06-15T08:00:00Z | 2027-01-01T00:00:00Z | 2028-01-01T00:00:00Z
          Europe/Berlin | 1 | 0 | 2027-03-31T22:00:00Z | 2027-03-31T22:00:00Z | 2027-04-30T22:00:00Z
          Europe/Berlin | 0 | 1 | 2027-03-28T12:00:00Z | 2027-03-27T23:00:00Z | 2027-03-28T22:00:00Z
          Europe/Berlin | 0 | 1 | 2027-10-31T12:00:00Z | 2027-10-30T22:00:00Z | 2027-10-31T23:00:00Z
          """)
  void shouldFollowTheCalendar(
      String zone, int months, int days, String at, String start, String end) {
    Span span = months > 0 ? Span.ofMonths(months) : Span.ofDays(days);
    assertEquals(
        start + " .. " + end, words(Periods.calendar(span, Presets.zone(zone), millis(at))));
  }

  @ParameterizedTest
  @CsvSource({
    "2027-02-28T10:00:00Z, 2, 0, 2027-04-28T10:00:00Z",
    "2027-12-31T10:00:00Z, 2, 0, 2028-02-29T10:00:00Z",
    "2027-03-27T10:00:00Z, 0, 1, 2027-03-28T10:00:00Z"
  })
  void shouldAddASpanToItsOwnInstant(String from, int months, int days, String to) {
    Span span = months > 0 ? Span.ofMonths(months) : Span.ofDays(days);
    assertEquals(millis(to), Periods.plus(Zone.UTC, millis(from), span));
  }

  @Test
  void shouldAgreeWithJavaTime() {
    SplittableRandom random = new SplittableRandom(7);
    for (String name : List.of("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")) {
      Zone zone = Presets.zone(name);
      ZoneId id = ZoneId.of(name);
      for (int i = 0; i < 1_000; i++) {
        long anchor =
            random.nextLong(millis("2020-01-01T00:00:00Z"), millis("2040-01-01T00:00:00Z"));
        long at = random.nextLong(millis("2020-01-01T00:00:00Z"), millis("2040-01-01T00:00:00Z"));
        Span every =
            random.nextBoolean()
                ? Span.ofMonths(1 + random.nextInt(12))
                : Span.ofDays(1 + random.nextInt(30));
        Bounds bounds = Periods.anchored(every, zone, anchor, at);
        assertTrue(bounds.start() <= at && at < bounds.end(), words(bounds));
        LocalDateTime local = LocalDateTime.ofInstant(Instant.ofEpochMilli(anchor), id);
        long n = 0;
        while (NaiveCalendar.boundary(local, every, id, n).toEpochMilli() > at) {
          n -= 1;
        }
        while (NaiveCalendar.boundary(local, every, id, n + 1).toEpochMilli() <= at) {
          n += 1;
        }
        assertEquals(NaiveCalendar.boundary(local, every, id, n).toEpochMilli(), bounds.start());
        assertEquals(NaiveCalendar.boundary(local, every, id, n + 1).toEpochMilli(), bounds.end());
      }
    }
  }

  private static long millis(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  private static String words(Bounds bounds) {
    return Instant.ofEpochMilli(bounds.start()) + " .. " + Instant.ofEpochMilli(bounds.end());
  }
}
