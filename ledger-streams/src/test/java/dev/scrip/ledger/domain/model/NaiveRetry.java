package dev.scrip.ledger.domain.model;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;

/** Finds by trying: lets time pass on a copy, instant by instant, until a condition holds. */
final class NaiveRetry {
  private final NaiveLedger ledger;
  private final NaiveWallet wallet;
  private final Instant from;

  NaiveRetry(NaiveLedger ledger, NaiveWallet wallet, Instant from) {
    this.ledger = ledger;
    this.wallet = wallet;
    this.from = from;
  }

  /**
   * After the last pending grant and two months nothing new comes: all that recurs has recurred.
   */
  Instant first(Predicate<NaiveSteps> holds) {
    NaiveSteps trial = new NaiveSteps(ledger, wallet.copy(), "", from);
    Instant horizon =
        wallet.grants.stream()
            .filter(grant -> !grant.active)
            .map(grant -> grant.effectiveAt)
            .reduce(from, (a, b) -> a.isAfter(b) ? a : b)
            .plus(Duration.ofDays(64));
    for (Instant due = trial.nextDue(); !due.isAfter(horizon); due = trial.nextDue()) {
      trial.applyAt(due);
      NaiveSteps then = new NaiveSteps(ledger, trial.wallet, "", due);
      if (holds.test(then)) {
        return due;
      }
    }
    return Fact.NEVER;
  }
}
