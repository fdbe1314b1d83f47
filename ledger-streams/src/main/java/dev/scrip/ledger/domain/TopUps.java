package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.NEVER;

import dev.scrip.ledger.domain.Lines.Crossing;

/** Asks the payment system for a top-up where the rules say so, up to so much in a month. */
final class TopUps {
  private TopUps() {}

  /** When a month ends in which no more could be asked for, though more is wanted. */
  static long next(Book book, Wallet wallet) {
    long next = NEVER;
    for (Wallet.Window window : wallet.windows()) {
      String pool = Limits.topUpPool(window.limit());
      if (!pool.isEmpty() && window.reached()) {
        boolean wanted = wants(book.rulesBefore(window.end()), wallet, pool);
        next = Math.min(next, wanted ? window.end() : NEVER);
      }
    }
    return next;
  }

  /** After a command, or all steps of an instant. */
  static void tell(Lines lines, Wallet before, long at, Rules rules) {
    for (Rules.TopUps topUps : rules.topUps()) {
      if (!topUps.auto().isNone() && wants(rules, lines.wallet(), topUps.pool())) {
        boolean newly = !wants(rules, before, topUps.pool()) || monthEnded(before, topUps, at);
        if (newly) {
          ask(lines, topUps, at, rules);
        }
      }
    }
  }

  private static boolean wants(Rules rules, Wallet wallet, String pool) {
    Rules.TopUps topUps = rules.index().topUps().get(pool);
    return topUps != null
        && !topUps.auto().isNone()
        && wallet.status() == Wallet.Status.OPEN
        && topUps.plans().contains(wallet.plan())
        && wallet.spendable(pool) <= topUps.auto().threshold();
  }

  private static boolean monthEnded(Wallet before, Rules.TopUps topUps, long at) {
    for (Wallet.Window window : before.windows()) {
      if (window.of(Limits.topUpName(topUps.pool()), "")
          && window.reached()
          && window.end() <= at) {
        return true;
      }
    }
    return false;
  }

  private static void ask(Lines lines, Rules.TopUps topUps, long at, Rules rules) {
    Rules.AutoTopUp auto = topUps.auto();
    Wallet.Window month = Limits.topUps(rules, lines.wallet(), topUps, at);
    if (month.used() + auto.amount() <= auto.maxPerMonth()) {
      lines.crossed(
          Crossing.topUp(
              Depletion.Type.TOP_UP_DUE, topUps.pool(), auto.threshold(), auto.amount(), month),
          at,
          rules);
    } else if (!month.reached()) {
      lines.crossed(
          Crossing.topUp(
              Depletion.Type.TOP_UP_LIMIT_REACHED, topUps.pool(), auto.maxPerMonth(), 0, month),
          at,
          rules);
    }
  }
}
