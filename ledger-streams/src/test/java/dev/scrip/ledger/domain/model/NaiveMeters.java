package dev.scrip.ledger.domain.model;

import static dev.scrip.ledger.domain.model.Fact.NEVER;
import static dev.scrip.ledger.domain.model.NaiveLedger.credits;

import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.Span;
import dev.scrip.ledger.domain.model.NaiveWallet.Window;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** Windows: of limits, of ceilings that count use, of free quantities, of months of top-ups. */
final class NaiveMeters {
  private final NaiveWallet wallet;

  NaiveMeters(NaiveTurn turn) {
    this.wallet = turn.wallet;
  }

  /** The open window of a limit, or the empty one that would open now. */
  Window limit(Rules.Limit limit, String subject, Instant at) {
    return open(limit.id(), subject, at)
        .orElseGet(() ->
            fresh(
                limit.id(),
                subject,
                bounds(limit.window(), limit.span(), limit.zone(), limit.pool(), at)));
  }

  Window ceiling(Rules.Recurring rule, Instant at) {
    String name = "$ceiling:" + rule.id();
    return open(name, "", at)
        .orElseGet(() -> fresh(name, "", NaiveRecurring.ceilingPeriod(rule, wallet, at)));
  }

  Window free(Rules.Action action, Instant at) {
    String name = "$free:" + action.name();
    Rules.FreeUse free = action.free();
    return open(name, "", at)
        .orElseGet(() ->
            fresh(name, "", bounds(free.window(), free.span(), free.zone(), action.pool(), at)));
  }

  Window topUp(Rules.TopUps topUps, Instant at) {
    String name = "$topup:" + topUps.pool();
    return open(name, "", at)
        .orElseGet(() ->
            fresh(name, "", NaiveCalendar.calendar(Span.ofMonths(1), topUps.auto().zone(), at)));
  }

  private Optional<Window> open(String limit, String subject, Instant at) {
    return wallet.windows.stream()
        .filter(window -> window.of(limit, subject) && window.holds(at))
        .findFirst();
  }

  private Window fresh(String limit, String subject, NaiveCalendar.Period bounds) {
    return new Window(
        limit, subject, bounds.start(), bounds.end(), BigDecimal.ZERO, false, wallet.serials++);
  }

  private NaiveCalendar.Period bounds(
      Rules.Window window, Span span, String zone, String pool, Instant at) {
    return switch (window) {
      case CALENDAR -> NaiveCalendar.calendar(span, zone, at);
      case ROLLING -> new NaiveCalendar.Period(at, at.plusMillis(span.exactMillis()));
      case PERIOD ->
          wallet.periods.stream()
              .filter(period -> period.pool().equals(pool))
              .map(period -> new NaiveCalendar.Period(period.start(), period.end()))
              .min(
                  Comparator.comparing((NaiveCalendar.Period period) ->
                          Duration.between(period.start(), period.end()))
                      .reversed()
                      .thenComparing(NaiveCalendar.Period::start))
              .orElse(new NaiveCalendar.Period(at, NEVER));
    };
  }

  /** Counts an amount, possibly negative; the window as it is then. */
  Window move(NaiveEffects effects, Window window, BigDecimal ceiling, BigDecimal amount) {
    Window after = window.used(window.used().add(amount));
    put(window, after);
    effects.limits.add(
        Words.limitUse(
            window.limit(),
            window.subject(),
            ceiling,
            window.used(),
            after.used(),
            window.start(),
            window.end()));
    return after;
  }

  void put(Window before, Window after) {
    wallet.windows.removeIf(window -> window.serial() == before.serial());
    wallet.windows.add(after);
  }

  /** Gives back what was counted, if its very window is still open. */
  void giveBack(NaiveEffects effects, Rules rules, Window counted, BigDecimal amount, Instant at) {
    wallet.windows.stream()
        .filter(window ->
            window.of(counted.limit(), counted.subject())
                && window.start().equals(counted.start())
                && window.holds(at))
        .findFirst()
        .filter(window -> amount.min(window.used()).signum() > 0)
        .ifPresent(window ->
            move(effects, window, amountOf(rules, window), amount.min(window.used()).negate()));
  }

  /** The ceiling of a window by the rules. */
  BigDecimal amountOf(Rules rules, Window window) {
    String name = window.limit();
    if (name.startsWith("$ceiling:")) {
      return rules.plans().stream()
          .flatMap(plan -> plan.grants().stream())
          .filter(rule -> rule.id().equals(name.substring(9)))
          .findFirst()
          .map(rule -> credits(rule.ceiling().amount()))
          .orElse(BigDecimal.ZERO);
    }
    if (name.startsWith("$free:")) {
      return NaiveTurn.action(rules, name.substring(6))
          .map(action -> credits(action.free().quantity()))
          .orElse(BigDecimal.ZERO);
    }
    return rules.limits().stream()
        .filter(limit -> limit.id().equals(name))
        .map(limit -> ceiling(limit, window.subject()))
        .findFirst()
        .orElse(BigDecimal.ZERO);
  }

  /** A limit's amount for a subject: its own, or the rules'. */
  BigDecimal ceiling(Rules.Limit limit, String subject) {
    return wallet.overrides.stream()
        .filter(own -> own.limit().equals(limit.id()) && own.subject().equals(subject))
        .map(NaiveWallet.OwnLimit::amount)
        .findFirst()
        .orElse(credits(limit.amount()));
  }

  /** Empties a window. */
  void close(NaiveEffects effects, Window window, Instant at) {
    wallet.windows.removeIf(one -> one.serial() == window.serial());
    if (window.end().isAfter(at)) {
      effects.closed.add(window.limit() + "/" + window.subject());
    }
  }
}
