package dev.scrip.ledger.scenario;

import dev.scrip.ledger.domain.Span;
import dev.scrip.ledger.domain.Times;
import dev.scrip.ledger.rules.Faults;
import dev.scrip.ledger.rules.Tree;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Optional;

/** Instants of a scenario file: UTC, a date alone being its midnight. */
final class Instants {
  private static final String INSTANT =
      "an instant in UTC, such as 2027-01-31T14:37:05Z or 2027-02-01";
  private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2199-12-31T23:59:59Z");

  private Instants() {}

  /** Epoch milliseconds. */
  static Optional<Long> of(Tree tree, Faults faults) {
    Optional<Instant> instant =
        tree instanceof Tree.Scalar scalar ? parse(scalar.text()) : Optional.empty();
    if (instant.isEmpty()) {
      faults.expected(INSTANT, tree);
    }
    return instant.map(Instant::toEpochMilli);
  }

  static Optional<Instant> parse(String text) {
    try {
      Instant instant =
          text.endsWith("Z")
              ? OffsetDateTime.parse(text).toInstant()
              : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
      return instant.isBefore(EARLIEST) || instant.isAfter(LATEST)
          ? Optional.empty()
          : Optional.of(instant);
    } catch (DateTimeException notOne) {
      return Optional.empty();
    }
  }

  /** A span later, months counted in UTC. */
  static long plus(long at, Span span) {
    return Instant.ofEpochMilli(at)
        .atOffset(ZoneOffset.UTC)
        .plus(Period.of(0, span.months(), span.days()))
        .toInstant()
        .plusMillis(span.millis())
        .toEpochMilli();
  }

  /** An instant, or {@code never}. */
  static String text(long at) {
    return at == Times.NEVER ? "never" : Instant.ofEpochMilli(at).toString();
  }
}
