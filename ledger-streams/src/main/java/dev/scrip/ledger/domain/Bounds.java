package dev.scrip.ledger.domain;

import dev.scrip.ledger.domain.Rules.Action;
import dev.scrip.ledger.domain.Rules.Alert;
import dev.scrip.ledger.domain.Rules.AutoTopUp;
import dev.scrip.ledger.domain.Rules.Ceiling;
import dev.scrip.ledger.domain.Rules.Expiry;
import dev.scrip.ledger.domain.Rules.ExpiryFrom;
import dev.scrip.ledger.domain.Rules.FreeUse;
import dev.scrip.ledger.domain.Rules.Limit;
import dev.scrip.ledger.domain.Rules.LoopBreaker;
import dev.scrip.ledger.domain.Rules.Overdraft;
import dev.scrip.ledger.domain.Rules.Plan;
import dev.scrip.ledger.domain.Rules.PriceRow;
import dev.scrip.ledger.domain.Rules.Promo;
import dev.scrip.ledger.domain.Rules.Recurring;
import dev.scrip.ledger.domain.Rules.Rollover;
import dev.scrip.ledger.domain.Rules.Tier;
import dev.scrip.ledger.domain.Rules.TopUps;
import dev.scrip.ledger.domain.Rules.Window;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What rules must be whoever published them, so that no decision under them can fail: amounts
 * within sums that fit a long, spans within the calendar, names that are there.
 */
public final class Bounds {
  /** Most that a recurring grant gives: 10,000,000,000 credits. */
  public static final long MOST_AMOUNT = 10_000_000_000L * Micros.ONE;

  /** Most recurring grants of a plan. */
  public static final int MOST_RECURRING = 32;

  /** Most tiers of a price. */
  public static final int MOST_TIERS = 50;

  /** Most amounts that are sold of a pool. */
  public static final int MOST_PACKS = 100;

  /** Most often that the same credits are carried into a next period. */
  public static final int MOST_TIMES = 1_000;

  /** Most charges that a loop breaker waits for: a wallet keeps the instant of each. */
  public static final int MOST_LOOP_CHARGES = 100;

  /** Longest time within which a loop breaker counts. */
  public static final long MOST_LOOP_MS = 31 * Span.DAY_MS;

  private static final int MOST_MONTHS = 1_200;
  private static final int MOST_DAYS = 36_600;
  private static final String AMOUNT = "an amount from 0 to 10,000,000,000";

  private Bounds() {}

  /** The first thing that is out of bounds, in words. */
  public static Optional<String> breach(Rules rules) {
    return Stream.of(
            plans(rules),
            grants(rules),
            first(
                rules.limits(),
                limit -> !sane(limit) || !known(rules, limit.pool()),
                limit ->
                    "limit "
                        + limit.id()
                        + ": an amount from 0, a window with a length, a pool of the rules"),
            first(
                rules.actions(),
                action -> !sane(action) || !known(rules, action.pool()),
                action ->
                    "action "
                        + action.name()
                        + ": prices from 0, at most "
                        + MOST_TIERS
                        + " ascending tiers, a free quantity in a window, a loop breaker of at most "
                        + MOST_LOOP_CHARGES
                        + " charges within 31 days, a pool of the rules"),
            first(
                rules.topUps(),
                topUps -> !sane(topUps) || !known(rules, topUps.pool()),
                topUps ->
                    "top-ups of "
                        + topUps.pool()
                        + ": packs above 0, at most "
                        + MOST_PACKS
                        + ", an expiry within 100 years, a pool of the rules"),
            first(
                rules.promos(),
                promo -> !sane(promo) || !known(rules, promo.pool()),
                promo ->
                    "promo "
                        + promo.code()
                        + ": "
                        + AMOUNT
                        + ", an expiry within 100 years, a pool of the rules"),
            first(
                rules.alerts(),
                alert -> !sane(alert) || !known(rules, alert.pool()),
                alert ->
                    "alert "
                        + alert.name()
                        + ": a threshold from 0, 1 to 100 percent or a span of days or hours, a pool of the rules"))
        .flatMap(Optional::stream)
        .findFirst()
        .map(what -> "expected of " + what);
  }

  private static Optional<String> plans(Rules rules) {
    if (!rules.index().plans().containsKey(rules.fallback())) {
      return Optional.of("fallback " + rules.fallback() + ": a plan of the rules");
    }
    return first(
        rules.plans(),
        plan -> !sane(plan) || !rules.index().limits().keySet().containsAll(plan.limits()),
        plan ->
            "plan "
                + plan.name()
                + ": at most "
                + MOST_RECURRING
                + " recurring grants, a term of 1 day to 100 years, overdrafts of "
                + AMOUNT
                + ", limits of the rules");
  }

  private static Optional<String> grants(Rules rules) {
    return first(
        rules.plans().stream().map(Plan::grants).flatMap(List::stream).toList(),
        grant -> !sane(grant) || !known(rules, grant.pool()),
        grant ->
            "recurring grant "
                + grant.id()
                + ": "
                + AMOUNT
                + ", interval, expiry and ceiling of 1 day to 100 years, a rollover of at most "
                + MOST_TIMES
                + " times, a pool of the rules");
  }

  private static <T> Optional<String> first(
      List<T> values, Predicate<T> wrong, Function<T, String> words) {
    return values.stream().filter(wrong).findFirst().map(words);
  }

  private static boolean known(Rules rules, String pool) {
    return rules.index().pools().containsKey(pool);
  }

  private static boolean sane(Plan plan) {
    long pools = plan.overdrafts().stream().map(Overdraft::pool).distinct().count();
    return plan.grants().size() <= MOST_RECURRING
        && calendar(plan.term())
        && pools == plan.overdrafts().size()
        && plan.overdrafts().stream().allMatch(overdraft -> amount(overdraft.limit()));
  }

  private static boolean sane(Recurring grant) {
    return amount(grant.amount())
        && calendar(grant.every())
        && sane(grant.expiry())
        && sane(grant.rollover())
        && sane(grant.ceiling());
  }

  private static boolean sane(Expiry expiry) {
    return expiry.from() == ExpiryFrom.PERIOD_END ? expiry.after().isNone() : span(expiry.after());
  }

  private static boolean sane(Rollover rollover) {
    return rollover.maxAmount() >= 0
        && rollover.maxFraction() >= 0
        && rollover.maxFraction() <= Micros.ONE
        && rollover.maxTimes() >= 0
        && rollover.maxTimes() <= MOST_TIMES
        && spanOrNone(rollover.expiresAfter());
  }

  private static boolean sane(Ceiling ceiling) {
    return ceiling.isNone() || (amount(ceiling.amount()) && calendar(ceiling.every()));
  }

  private static boolean sane(Limit limit) {
    return limit.amount() >= 0 && window(limit.window(), limit.span());
  }

  private static boolean sane(Action action) {
    return action.prices().stream().map(PriceRow::price).allMatch(Bounds::sane)
        && sane(action.free())
        && sane(action.loopBreaker());
  }

  private static boolean sane(FreeUse free) {
    return free.isNone() || (amount(free.quantity()) && window(free.window(), free.span()));
  }

  private static boolean sane(LoopBreaker breaker) {
    return breaker.isNone()
        || (breaker.charges() > 0
            && breaker.charges() <= MOST_LOOP_CHARGES
            && breaker.withinMs() > 0
            && breaker.withinMs() <= MOST_LOOP_MS);
  }

  private static boolean sane(Rules.Price price) {
    return switch (price) {
      case Rules.Fixed(long unit) -> unit >= 0;
      case Rules.Tiered(List<Tier> tiers) -> sane(tiers);
      case Rules.Tokens(long input, long output, long cached, long atLeast) ->
          amount(input) && amount(output) && amount(cached) && amount(atLeast);
      case Rules.Reported(long min, long max) -> min >= 0 && min <= max;
    };
  }

  private static boolean sane(List<Tier> tiers) {
    if (tiers.isEmpty()
        || tiers.size() > MOST_TIERS
        || tiers.getLast().upTo() != Long.MAX_VALUE
        || tiers.stream().anyMatch(tier -> tier.unit() < 0)) {
      return false;
    }
    long before = 0;
    for (Tier tier : tiers) {
      if (tier.upTo() <= before) {
        return false;
      }
      before = tier.upTo();
    }
    return true;
  }

  private static boolean sane(TopUps topUps) {
    return topUps.packs().size() <= MOST_PACKS
        && topUps.packs().stream().allMatch(pack -> pack > 0 && amount(pack))
        && spanOrNone(topUps.expiresAfter())
        && sane(topUps.auto());
  }

  private static boolean sane(AutoTopUp auto) {
    return auto.isNone()
        || (amount(auto.threshold())
            && amount(auto.amount())
            && amount(auto.maxPerMonth())
            && auto.amount() <= auto.maxPerMonth());
  }

  private static boolean sane(Promo promo) {
    return amount(promo.amount()) && spanOrNone(promo.expiresAfter());
  }

  private static boolean sane(Alert alert) {
    return alert.percent() >= 0
        && alert.percent() <= 100
        && alert.below() >= 0
        && alert.expiring().months() == 0
        && spanOrNone(alert.expiring());
  }

  private static boolean amount(long micros) {
    return micros >= 0 && micros <= MOST_AMOUNT;
  }

  private static boolean window(Window window, Span length) {
    return switch (window) {
      case ROLLING -> length.months() == 0 && span(length);
      case CALENDAR -> calendar(length);
      case PERIOD -> true;
    };
  }

  /** Months or days: what periods are made of. */
  private static boolean calendar(Span span) {
    return span.millis() == 0 && span(span);
  }

  private static boolean spanOrNone(Span span) {
    return span.isNone() || span(span);
  }

  private static boolean span(Span span) {
    return !span.isNone()
        && span.months() <= MOST_MONTHS
        && span.days() <= MOST_DAYS
        && span.millis() <= MOST_DAYS * Span.DAY_MS;
  }
}
