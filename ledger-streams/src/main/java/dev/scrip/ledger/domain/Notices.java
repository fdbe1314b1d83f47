package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Depletion.Cause.EMPTY;
import static dev.scrip.ledger.domain.Depletion.Cause.NONE;
import static dev.scrip.ledger.domain.Depletion.Cause.REFUSED;
import static dev.scrip.ledger.domain.Times.NEVER;

import dev.scrip.ledger.domain.Lines.Crossing;
import dev.scrip.ledger.domain.Wallet.Notice;
import dev.scrip.ledger.domain.Wallet.Window;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Crossings, judged by what an instant or a command made of the wallet: depleted and recovered, of
 * a pool and of each scope in it; limit reached and cleared, low balance.
 */
final class Notices {
  private Notices() {}

  /** After all steps of an instant. */
  static void afterDue(Lines lines, Wallet before, long instant, Rules rules) {
    cleared(lines, before, instant, rules);
    for (Rules.Pool pool : rules.pools()) {
      funds(lines, before, pool.name(), instant, rules);
    }
    Expirations.tell(lines, instant, rules);
    TopUps.tell(lines, before, instant, rules);
  }

  /** After an accepted command. */
  static void afterEntry(Lines lines, Wallet before, Entry entry, long at, Rules rules) {
    if (lines.wallet().status() == Wallet.Status.CLOSED) {
      return;
    }
    for (Entry.LimitUse use : entry.effects().limits()) {
      Window window =
          lines.wallet().window(use.limit(), use.subject(), at, new Periods.Bounds(at, at));
      if (Limits.isLimit(use.limit())
          && use.after() > use.before()
          && use.after() >= use.amount()
          && !window.reached()) {
        lines.crossed(
            Crossing.limit(Depletion.Type.LIMIT_REACHED, EMPTY, entry.pool(), window, use.amount()),
            at,
            rules);
      }
    }
    cleared(lines, before, at, rules);
    if (entry.pool().isEmpty()) {
      for (Rules.Pool pool : rules.pools()) {
        funds(lines, before, pool.name(), at, rules);
      }
    } else {
      funds(lines, before, entry.pool(), at, rules);
    }
    TopUps.tell(lines, before, at, rules);
  }

  /** After a rejection: the first refusal for funds, and by each limit in its window. */
  static void afterRejection(Lines lines, Situation situation, Rejection rejection) {
    for (Rejection.Violation violation : rejection.violations()) {
      if (violation.reason() == Reason.INSUFFICIENT_CREDITS) {
        refusedForFunds(lines, situation, rejection, violation.required());
      } else if (!violation.limit().isEmpty()) {
        refused(lines, situation, rejection.pool(), violation);
      }
    }
  }

  /**
   * A refusal is told of each scope that covers the action; of the pool where none does, or where
   * there is nothing in it for any action.
   */
  private static void refusedForFunds(
      Lines lines, Situation situation, Rejection rejection, long required) {
    String pool = rejection.pool();
    Wallet wallet = lines.wallet();
    List<List<String>> scopes = Scopes.of(situation.rules(), wallet, wallet, pool);
    boolean scoped = false;
    if (!scopes.isEmpty() && wallet.spendable(pool) > 0) {
      for (List<String> scope : scopes) {
        if (Terms.matches(scope, rejection.action())) {
          scoped = true;
          refused(lines, situation, pool, scope, required);
        }
      }
    }
    if (!scoped) {
      refused(lines, situation, pool, List.of(), 0);
    }
  }

  private static void refused(
      Lines lines, Situation situation, String pool, List<String> scope, long amount) {
    if (!lines.wallet().notice(pool, scope).refused()) {
      lines.crossed(
          Crossing.funds(Depletion.Type.DEPLETED, REFUSED, pool, scope, amount),
          situation.at(),
          situation.rules());
    }
  }

  private static void refused(
      Lines lines, Situation situation, String pool, Rejection.Violation violation) {
    Rules.Limit limit = situation.rules().index().limits().get(violation.limit());
    if (limit == null) {
      return;
    }
    Limits.Headroom met = Limits.headroom(situation, limit, violation.subject());
    Window window = met.window();
    // A rolling window opens with a counted charge: without one there is nothing to tell it of.
    boolean unopened = limit.window() == Rules.Window.ROLLING && window.used() == 0;
    if (!window.reached() && !unopened) {
      lines.crossed(
          Crossing.limit(Depletion.Type.LIMIT_REACHED, REFUSED, pool, window, met.ceiling()),
          situation.at(),
          situation.rules());
    }
  }

  /** Windows that people were told of and that have ended, or were emptied. */
  private static void cleared(Lines lines, Wallet before, long at, Rules rules) {
    for (Window window : before.windows()) {
      if (window.reached()
          && Limits.isLimit(window.limit())
          && (window.end() <= at || gone(lines.wallet(), window))) {
        Rules.Limit limit = rules.index().limits().get(window.limit());
        lines.crossed(
            Crossing.limit(
                Depletion.Type.LIMIT_CLEARED,
                NONE,
                limit == null ? "" : limit.pool(),
                window,
                limit == null ? 0 : before.ceiling(limit, window.subject())),
            at,
            rules);
      }
    }
  }

  private static boolean gone(Wallet wallet, Window window) {
    return wallet.windows().stream()
        .noneMatch(
            still -> still.of(window.limit(), window.subject()) && still.start() == window.start());
  }

  private static void funds(Lines lines, Wallet before, String pool, long at, Rules rules) {
    long was = before.spendable(pool);
    long is = lines.wallet().spendable(pool);
    low(lines, rules, pool, was, is, at);
    if (is <= 0 && was > 0 && !lines.wallet().notice(pool).empty()) {
      lines.crossed(Crossing.funds(Depletion.Type.DEPLETED, EMPTY, pool, List.of(), 0), at, rules);
    } else {
      recovered(lines, before, pool, List.of(), was, is, at, rules);
    }
    for (List<String> scope : Scopes.of(rules, before, lines.wallet(), pool)) {
      funds(lines, before, pool, scope, at, rules);
    }
  }

  /**
   * Of a scope: where the pool as a whole was told as empty, people know that nothing is left for
   * any action. They are told once that does not hold any more.
   */
  private static void funds(
      Lines lines, Wallet before, String pool, List<String> scope, long at, Rules rules) {
    long was = before.spendable(pool, scope);
    long is = lines.wallet().spendable(pool, scope);
    if (is > 0) {
      recovered(lines, before, pool, scope, was, is, at, rules);
    } else if ((was > 0 || before.notice(pool).empty())
        && !lines.wallet().notice(pool).empty()
        && !lines.wallet().notice(pool, scope).empty()) {
      lines.crossed(Crossing.funds(Depletion.Type.DEPLETED, EMPTY, pool, scope, 0), at, rules);
    }
  }

  private static void recovered(
      Lines lines,
      Wallet before,
      String pool,
      List<String> scope,
      long was,
      long is,
      long at,
      Rules rules) {
    Notice notice = lines.wallet().notice(pool, scope);
    if (notice.depleted() && is > 0) {
      long enough = notice.smallestRefused() == NEVER ? 1 : notice.smallestRefused();
      boolean rise = is > was && is >= enough;
      if (rise || periodOpened(before, lines.wallet(), pool)) {
        lines.crossed(Crossing.funds(Depletion.Type.RECOVERED, NONE, pool, scope, 0), at, rules);
      }
    }
  }

  private static void low(Lines lines, Rules rules, String pool, long was, long is, long at) {
    if (is >= was) {
      return;
    }
    for (Rules.Alert alert : rules.alerts()) {
      if (alert.pool().equals(pool) && alert.expiring().isNone()) {
        long threshold = threshold(alert, () -> granted(lines.wallet(), pool, at));
        if (is < threshold && was >= threshold && !told(lines.wallet(), alert)) {
          lines.crossed(Crossing.low(alert, threshold), at, rules);
        }
      }
    }
  }

  private static boolean told(Wallet wallet, Rules.Alert alert) {
    return wallet.notice(alert.pool()).alerts().contains(alert.name());
  }

  private static long threshold(Rules.Alert alert, LongSupplier granted) {
    return alert.percent() == 0
        ? alert.below()
        : Micros.price(granted.getAsLong(), alert.percent() * (Micros.ONE / 100));
  }

  /** What was granted, of grants not expired: holds may still have something of others. */
  private static long granted(Wallet wallet, String pool, long at) {
    long sum = 0;
    for (Grant grant : wallet.grants()) {
      boolean counts = grant.active() && grant.expiresAt() > at && grant.pool().equals(pool);
      sum += counts ? grant.amount() : 0;
    }
    return sum;
  }

  private static boolean periodOpened(Wallet before, Wallet after, String pool) {
    for (Wallet.Period period : after.periods()) {
      if (period.pool().equals(pool) && !before.periods().contains(period)) {
        return true;
      }
    }
    return false;
  }
}
