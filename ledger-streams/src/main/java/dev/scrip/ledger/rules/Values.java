package dev.scrip.ledger.rules;

import dev.scrip.ledger.domain.Bounds;
import dev.scrip.ledger.domain.Micros;
import dev.scrip.ledger.domain.Span;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/** Single values of a file: amounts and spans, exactly as their text says. */
public final class Values {
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,40}(\\.[0-9]{1,6})?");
  private static final Pattern ISO = Pattern.compile("P[0-9A-Z]+");

  /** A century: longer spans are slips of the pen. */
  private static final int MOST_MONTHS = 1_200;

  private static final int MOST_DAYS = 36_525;

  private static final String AMOUNT =
      "an amount of 0 or more with at most 6 digits after the point, such as 0.3 or 20000";
  private static final String SPAN = "a span of one unit, such as P1D, P7D, P1M or P1Y";

  private Values() {}

  /** Micros of a decimal; never through a floating-point number. */
  public static Optional<Long> amount(Tree tree, Faults faults) {
    if (!(tree instanceof Tree.Scalar scalar) || !DECIMAL.matcher(scalar.text()).matches()) {
      faults.expected(AMOUNT, tree);
      return Optional.empty();
    }
    BigDecimal micros = new BigDecimal(scalar.text()).movePointRight(6);
    if (micros.compareTo(BigDecimal.valueOf(Bounds.MOST_AMOUNT)) > 0) {
      faults.expected("an amount of at most " + Micros.text(Bounds.MOST_AMOUNT), tree);
      return Optional.empty();
    }
    return Optional.of(micros.longValueExact());
  }

  /** A positive span of months or whole days. */
  static Optional<Span> interval(Tree tree, Faults faults) {
    Optional<Span> span = span(tree, faults);
    if (span.isPresent() && span.get().millis() != 0) {
      faults.expected("an interval of whole days, months or years, such as P1D or P1M", tree);
      return Optional.empty();
    }
    return span;
  }

  /** A positive span of one unit. */
  public static Optional<Span> span(Tree tree, Faults faults) {
    if (!(tree instanceof Tree.Scalar scalar)
        || scalar.text().length() > 20
        || !ISO.matcher(scalar.text()).matches()) {
      faults.expected(SPAN, tree);
      return Optional.empty();
    }
    Optional<Span> span = parse(scalar.text());
    if (span.isEmpty()) {
      faults.expected(SPAN + " and at most P100Y", tree);
    }
    return span;
  }

  private static Optional<Span> parse(String text) {
    try {
      if (text.startsWith("PT")) {
        Duration exact = Duration.parse(text);
        return exact.isPositive() && exact.toDays() <= MOST_DAYS
            ? Optional.of(Span.ofMillis(exact.toMillis()))
            : Optional.empty();
      }
      Period period = Period.parse(text);
      long months = period.toTotalMonths();
      long days = period.get(ChronoUnit.DAYS);
      if (months > 0 && months <= MOST_MONTHS && days == 0) {
        return Optional.of(Span.ofMonths((int) months));
      }
      return months == 0 && days > 0 && days <= MOST_DAYS
          ? Optional.of(Span.ofDays((int) days))
          : Optional.empty();
    } catch (DateTimeException | ArithmeticException notOne) {
      return Optional.empty();
    }
  }
}
