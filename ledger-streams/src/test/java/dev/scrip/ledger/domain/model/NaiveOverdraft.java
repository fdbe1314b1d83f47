package dev.scrip.ledger.domain.model;

import dev.scrip.ledger.domain.Rules;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is owed in a pool, and how it is settled when a period opens. */
final class NaiveOverdraft {
  private NaiveOverdraft() {}

  static Optional<Rules.Overdraft> terms(NaiveTurn turn, Rules rules, String pool) {
    return turn.plan(rules).overdrafts().stream()
        .filter(terms -> terms.pool().equals(pool))
        .findFirst();
  }

  /** Pools of which a period begins at an instant. */
  static Set<String> beginning(NaiveWallet wallet, Instant at) {
    return wallet.periods.stream()
        .filter(period -> period.start().equals(at))
        .map(NaiveWallet.Period::pool)
        .collect(Collectors.toSet());
  }

  /** Settles what is owed in pools of which a period opened. */
  static void settle(NaiveTurn turn, Rules rules, Set<String> opened, Instant at) {
    for (Rules.Pool pool : rules.pools()) {
      BigDecimal owed = turn.wallet.owed(pool.name());
      if (opened.contains(pool.name()) && owed.signum() > 0) {
        terms(turn, rules, pool.name()).ifPresent(terms -> settle(turn, rules, terms, owed, at));
      }
    }
  }

  private static void settle(
      NaiveTurn turn, Rules rules, Rules.Overdraft terms, BigDecimal owed, Instant at) {
    NaiveEffects effects = new NaiveEffects();
    BigDecimal settled =
        switch (terms.atReset()) {
          case CARRY -> BigDecimal.ZERO;
          case FORGIVE -> owed;
          case REPAY -> repay(turn, effects, terms.pool(), owed);
        };
    if (settled.signum() > 0) {
      turn.postDebt(effects, terms.pool(), terms.atReset().name(), settled);
      turn.due("OVERDRAFT_SETTLED", at, rules, terms.pool(), settled, effects);
    }
  }

  private static BigDecimal repay(
      NaiveTurn turn, NaiveEffects effects, String pool, BigDecimal owed) {
    BigDecimal open = owed;
    for (NaiveGrant grant : turn.wallet.inDrawOrder()) {
      if (grant.active() && grant.pool.equals(pool) && grant.scope.isEmpty()) {
        BigDecimal paid = grant.left.min(open);
        turn.post(effects, grant, "REPAY", paid.negate(), BigDecimal.ZERO);
        open = open.subtract(paid);
      }
    }
    return owed.subtract(open);
  }
}
