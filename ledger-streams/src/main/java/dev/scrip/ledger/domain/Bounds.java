package dev.scrip.ledger.domain;

import dev.scrip.ledger.domain.Rules.Action;
import dev.scrip.ledger.domain.Rules.Limit;
import dev.scrip.ledger.domain.Rules.Plan;
import dev.scrip.ledger.domain.Rules.PriceRow;
import dev.scrip.ledger.domain.Rules.Recurring;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What rules must be whoever published them, so that no decision under them can fail: amounts
 * within sums that fit a long, spans within the calendar.
 */
public final class Bounds {
  /** Most that a recurring grant gives: 10,000,000,000 credits. */
  public static final long MOST_AMOUNT = 10_000_000_000L * Micros.ONE;

  /** Most recurring grants of a plan. */
  public static final int MOST_RECURRING = 32;

  private static final int MOST_MONTHS = 1_200;
  private static final int MOST_DAYS = 36_600;

  private Bounds() {}

  /** The first thing that is out of bounds, in words. */
  public static Optional<String> breach(Rules rules) {
    Stream<Optional<String>> breaches =
        Stream.of(
            first(
                rules.plans(),
                plan -> plan.grants().size() > MOST_RECURRING,
                plan ->
                    "plan " + plan.name() + ": at most " + MOST_RECURRING + " recurring grants"),
            first(
                rules.plans().stream().map(Plan::grants).flatMap(java.util.List::stream).toList(),
                grant -> !sane(grant),
                grant ->
                    "recurring grant "
                        + grant.id()
                        + ": an amount from 0 to 10,000,000,000 and an interval of 1 day to 100 years"),
            first(
                rules.limits(),
                limit -> !sane(limit),
                limit -> "limit " + limit.id() + ": an amount from 0 and a window with a length"),
            first(
                rules.actions(),
                action -> !sane(action),
                action -> "action " + action.name() + ": prices from 0"),
            first(
                rules.promos(),
                promo ->
                    !amount(promo.amount())
                        || !(promo.expiresAfter().isNone() || span(promo.expiresAfter())),
                promo ->
                    "promo "
                        + promo.code()
                        + ": an amount from 0 to 10,000,000,000 and an expiry within 100 years"),
            first(
                rules.alerts(),
                alert -> alert.percent() < 0 || alert.percent() > 100 || alert.below() < 0,
                alert -> "alert " + alert.name() + ": a threshold from 0, or 1 to 100 percent"));
    return breaches.flatMap(Optional::stream).findFirst().map(what -> "expected of " + what);
  }

  private static <T> Optional<String> first(
      java.util.List<T> values, Predicate<T> wrong, Function<T, String> words) {
    return values.stream().filter(wrong).findFirst().map(words);
  }

  private static boolean sane(Recurring grant) {
    boolean ceiling = grant.ceiling() < 0 || calendar(grant.ceilingEvery());
    return amount(grant.amount()) && calendar(grant.every()) && ceiling;
  }

  private static boolean sane(Limit limit) {
    boolean window =
        switch (limit.window()) {
          case ROLLING -> limit.span().months() == 0 && span(limit.span());
          case CALENDAR -> calendar(limit.span());
          case PERIOD -> true;
        };
    return limit.amount() >= 0 && window;
  }

  private static boolean sane(Action action) {
    return action.prices().stream().map(PriceRow::price).allMatch(Bounds::sane);
  }

  private static boolean sane(Rules.Price price) {
    return switch (price) {
      case Rules.Fixed(long unit) -> unit >= 0;
      case Rules.Reported(long min, long max) -> min <= max;
    };
  }

  private static boolean amount(long micros) {
    return micros >= 0 && micros <= MOST_AMOUNT;
  }

  /** Months or days: what periods are made of. */
  private static boolean calendar(Span span) {
    return span.millis() == 0 && span(span);
  }

  private static boolean span(Span span) {
    return !span.isNone()
        && span.months() <= MOST_MONTHS
        && span.days() <= MOST_DAYS
        && span.millis() <= MOST_DAYS * Span.DAY_MS;
  }
}
