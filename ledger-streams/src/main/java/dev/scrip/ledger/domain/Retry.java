package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.NEVER;

import dev.scrip.ledger.domain.Rejection.Violation;
import java.util.ArrayList;
import java.util.List;

/**
 * The earliest instant at which a refused charge would pass, given no other use: found by letting
 * time pass over the wallet, from one due instant to the next, until it passes or nothing new can
 * come.
 */
final class Retry {
  /** Part of the level: how many instants are tried. */
  private static final int MOST_STEPS = 400;

  private Retry() {}

  static Verdict.Refuse dated(Situation situation, Command.Charge charge, Verdict.Refuse refuse) {
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
          Charging.judge(then, charge) instanceof Verdict.Refuse still
              ? still.violations()
              : List.of();
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
    return new Verdict.Refuse(refuse.pool(), passesAt, dated);
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
      horizon = Math.max(horizon, Math.max(period.end(), free));
    }
    for (DueSteps.Beginning beginning :
        DueSteps.beginnings(situation.book(), wallet, situation.at())) {
      horizon = Math.max(horizon, beginning.instant());
    }
    for (Wallet.Window window : wallet.windows()) {
      horizon = Math.max(horizon, window.end() == NEVER ? horizon : window.end());
    }
    for (Grant grant : wallet.grants()) {
      horizon = Math.max(horizon, grant.active() ? horizon : grant.effectiveAt());
    }
    return horizon;
  }
}
