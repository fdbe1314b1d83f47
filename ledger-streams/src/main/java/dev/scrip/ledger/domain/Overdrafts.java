package dev.scrip.ledger.domain;

import dev.scrip.ledger.domain.Entry.PostingKind;
import java.util.function.Predicate;

/** Settles what is owed in a pool when a period of it opens. */
final class Overdrafts {
  private Overdrafts() {}

  /** After the steps of an instant, where a period of the pool began. */
  static void afterDue(Lines lines, long instant, Rules rules) {
    Wallet wallet = lines.wallet();
    settle(
        lines,
        pool ->
            wallet.periods().stream()
                .anyMatch(period -> period.pool().equals(pool) && period.start() == instant),
        instant,
        rules);
  }

  /** After a reset by hand, in the pools of which it closed a period. */
  static void afterReset(Lines lines, Entry reset, long at, Rules rules) {
    settle(
        lines,
        pool -> reset.effects().periods().stream().anyMatch(period -> period.pool().equals(pool)),
        at,
        rules);
  }

  private static void settle(Lines lines, Predicate<String> opened, long at, Rules rules) {
    if (lines.wallet().dealings().debts().isEmpty()
        || lines.wallet().status() != Wallet.Status.OPEN) {
      return;
    }
    Rules.Plan plan = rules.index().plans().get(lines.wallet().plan());
    for (Wallet.Debt debt : lines.wallet().dealings().debts()) {
      if (plan != null && opened.test(debt.pool())) {
        settle(lines, debt, plan.overdraft(debt.pool()), at, rules);
      }
    }
  }

  private static void settle(
      Lines lines, Wallet.Debt debt, Rules.Overdraft overdraft, long at, Rules rules) {
    EffectsDraft effects = new EffectsDraft();
    long settled =
        switch (overdraft.atReset()) {
          case CARRY -> 0;
          case FORGIVE -> debt.owed();
          case REPAY -> repay(effects, lines.wallet(), debt);
        };
    if (settled > 0) {
      boolean forgiven = overdraft.atReset() == Rules.AtReset.FORGIVE;
      effects.account(
          lines.wallet(), debt.pool(), forgiven ? PostingKind.FORGIVE : PostingKind.REPAY, settled);
      lines.due(
          Verdict.Accept.of(
              Entry.Type.OVERDRAFT_SETTLED,
              Verdict.About.of(debt.pool(), settled),
              effects.effects(),
              lines.wallet()),
          at,
          rules);
    }
  }

  private static long repay(EffectsDraft effects, Wallet wallet, Wallet.Debt debt) {
    long open = debt.owed();
    for (Grant grant : wallet.grants()) {
      if (grant.spendable()
          && grant.pool().equals(debt.pool())
          && grant.terms().scope().isEmpty()
          && open > 0) {
        long take = Math.min(open, grant.remaining());
        effects.take(grant, PostingKind.REPAY, take);
        open -= take;
      }
    }
    return debt.owed() - open;
  }
}
