package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.NEVER;

import dev.scrip.ledger.domain.Rejection.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The earliest instant at which a refused charge would pass, given no other use: found by letting
 * time pass over the wallet, from one due instant to the next, until it passes or nothing new can
 * come.
 */
final class Retry {
  /** Part of the level: how many instants are tried. */
  private static final int MOST_STEPS = 1_000;

  private Retry() {}

  /**
   * @param judge the verdict on the same command in another situation
   */
  static Verdict dated(Situation situation, Verdict verdict, Function<Situation, Verdict> judge) {
    return verdict instanceof Verdict.Refuse refuse && !refuse.pool().isEmpty()
        ? dated(situation, refuse, judge)
        : verdict;
  }

  private static Verdict dated(
      Situation situation, Verdict.Refuse refuse, Function<Situation, Verdict> judge) {
    List<Violation> open = new ArrayList<>(refuse.violations());
    long[] passes = new long[open.size()];
    java.util.Arrays.fill(passes, NEVER);
    long passesAt = NEVER;
    long horizon = horizon(situation);
    Situation then = situation;
    for (int step = 0; step < MOST_STEPS && passesAt == NEVER; step++) {
      long next = next(then);
      if (next > horizon) {
        break;
      }
      then = then.later(Ledger.asOf(then.book(), then.wallet(), next), next);
      List<Violation> left =
          judge.apply(then) instanceof Verdict.Refuse still ? still.violations() : List.of();
      for (int i = 0; i < passes.length; i++) {
        if (passes[i] == NEVER && !holds(left, open.get(i))) {
          passes[i] = next;
        }
      }
      passesAt = left.isEmpty() ? next : NEVER;
    }
    List<Violation> dated = new ArrayList<>(open.size());
    for (int i = 0; i < passes.length; i++) {
      dated.add(open.get(i).retryAt(passes[i]));
    }
    return new Verdict.Refuse(refuse.pool(), passesAt, dated, refuse.tried());
  }

  private static boolean holds(List<Violation> left, Violation violation) {
    return left.stream()
        .anyMatch(still ->
            still.reason() == violation.reason()
                && still.limit().equals(violation.limit())
                && still.subject().equals(violation.subject()));
  }

  private static long next(Situation situation) {
    long next = DueSteps.next(situation.book(), situation.wallet(), situation.at());
    for (Wallet.Window window : situation.wallet().windows()) {
      if (window.end() > situation.at()) {
        next = Math.min(next, window.end());
      }
    }
    for (Wallet.Recent charge : situation.wallet().dealings().recent()) {
      if (charge.until() > situation.at()) {
        next = Math.min(next, charge.until());
      }
    }
    return next;
  }

  /** Every period, ceiling and window has ended by then, and every coming grant come. */
  private static long horizon(Situation situation) {
    Wallet wallet = situation.wallet();
    long horizon = Long.MIN_VALUE;
    for (Wallet.Period period : wallet.periods()) {
      // The first period that is no longer under the ceiling begins within one period of its end.
      long free =
          period.ceilingEnd() == 0 ? 0 : period.ceilingEnd() + period.end() - period.start();
      horizon = Math.max(horizon, Math.max(period.end(), free) + gathering(situation, period));
    }
    for (DueSteps.Beginning beginning :
        DueSteps.beginnings(situation.book(), wallet, situation.at())) {
      horizon =
          Math.max(horizon, beginning.instant() + settled(situation.plan(), beginning.rule()));
    }
    for (Wallet.Window window : wallet.windows()) {
      horizon = Math.max(horizon, window.end() == NEVER ? horizon : window.end());
    }
    for (Grant grant : wallet.grants()) {
      boolean pending = grant.state() == Grant.State.PENDING;
      horizon = Math.max(horizon, pending ? grant.effectiveAt() : horizon);
    }
    for (Wallet.Hold hold : wallet.dealings().holds()) {
      horizon = Math.max(horizon, hold.expiresAt());
    }
    for (Wallet.Recent charge : wallet.dealings().recent()) {
      horizon = Math.max(horizon, charge.until());
    }
    return Math.max(horizon, changed(situation));
  }

  /** How long the grants of a rule gather before as many expire as come. */
  private static long gathering(Situation situation, Wallet.Period period) {
    return situation
        .plan()
        .recurring(period.rule())
        .map(rule -> life(situation.plan(), rule))
        .orElse(0L);
  }

  private static long life(Rules.Plan plan, Rules.Recurring rule) {
    Rules.Rollover rollover = rule.rollover();
    boolean term = rule.expiry().from() == Rules.ExpiryFrom.TERM_END;
    Span carried = rollover.expiresAfter().isNone() ? rule.every() : rollover.expiresAfter();
    return longest(rule.expiry().after())
        + (term ? longest(plan.term()) : 0)
        + rollover.maxTimes() * longest(carried);
  }

  private static long longest(Span span) {
    return span.months() * 31L * Span.DAY_MS + span.days() * Span.DAY_MS + span.millis();
  }

  /** How long after its first period a rule gives all that it will have given at any time. */
  private static long settled(Rules.Plan plan, Rules.Recurring rule) {
    return life(plan, rule)
        + (rule.ceiling().isNone() ? 0 : longest(rule.ceiling().every()) + longest(rule.every()));
  }

  /** A change of plan to come brings other grants: the first of each within its own interval. */
  private static long changed(Situation situation) {
    Wallet.Pending change = situation.wallet().dealings().pending();
    Rules.Plan plan = situation.rules().index().plans().get(change.plan());
    long horizon = Long.MIN_VALUE;
    if (plan != null) {
      for (Rules.Recurring rule : plan.grants()) {
        horizon =
            Math.max(
                horizon,
                Recurrence.bounds(situation.rules(), rule, situation.wallet().anchor(), change.at())
                        .end()
                    + settled(plan, rule));
      }
    }
    return horizon;
  }
}
