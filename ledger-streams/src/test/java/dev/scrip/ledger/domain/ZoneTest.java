package dev.scrip.ledger.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.scrip.ledger.domain.model.NaiveCalendar;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A zone as values against java.time's own. */
class ZoneTest {
  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin, 2027-03-28T01:59:59.999, 2027-03-28T00:59:59.999Z",
    "Europe/Berlin, 2027-03-28T02:00:00, 2027-03-28T01:00:00Z",
    "Europe/Berlin, 2027-03-28T02:30:00.123, 2027-03-28T01:00:00Z",
    "Europe/Berlin, 2027-03-28T03:00:00, 2027-03-28T01:00:00Z",
    "Europe/Berlin, 2027-10-31T01:59:59, 2027-10-30T23:59:59Z",
    "Europe/Berlin, 2027-10-31T02:30:00, 2027-10-31T00:30:00Z",
    "Europe/Berlin, 2027-10-31T03:00:00, 2027-10-31T02:00:00Z",
    "America/New_York, 2027-03-14T02:30:00, 2027-03-14T07:00:00Z",
    "America/New_York, 2027-11-07T01:30:00, 2027-11-07T05:30:00Z",
    "Australia/Lord_Howe, 2027-10-03T02:15:00, 2027-10-02T15:30:00Z",
    "UTC, 2027-03-28T02:30:00, 2027-03-28T02:30:00Z",
    "UTC, 1969-12-31T23:59:59.999, 1969-12-31T23:59:59.999Z"
  })
  void shouldTakeTheFirstInstantAfterAGapAndTheEarlierOffsetInAnOverlap(
      String zone, String local, String instant) {
    long found = Presets.zone(zone).instant(LocalDateTime.parse(local));
    assertEquals(Instant.parse(instant), Instant.ofEpochMilli(found));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "America/Sao_Paulo",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "Pacific/Apia",
        "Africa/Casablanca"
      })
  void shouldAgreeWithJavaTime(String name) {
    SplittableRandom random = new SplittableRandom(name.hashCode());
    Zone zone = Presets.zone(name);
    ZoneId id = ZoneId.of(name);
    long from = Instant.parse("1972-01-01T00:00:00Z").toEpochMilli();
    long to = Instant.parse("2059-01-01T00:00:00Z").toEpochMilli();
    for (int i = 0; i < 10_000; i++) {
      long instant = random.nextLong(from, to);
      if (i % 3 == 0 && !zone.transitions().isEmpty()) {
        // Most of the trouble is within a day of a change.
        instant =
            zone.transitions().get(random.nextInt(zone.transitions().size())) * 1000
                + random.nextLong(-Span.DAY_MS, Span.DAY_MS);
      }
      LocalDateTime local = LocalDateTime.ofInstant(Instant.ofEpochMilli(instant), id);
      assertEquals(local, zone.local(instant));
      LocalDateTime wall = local.plusMinutes(random.nextInt(180) - 90);
      assertEquals(
          NaiveCalendar.instant(wall, id), Instant.ofEpochMilli(zone.instant(wall)), wall + name);
    }
  }
}
