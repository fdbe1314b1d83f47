package dev.scrip.ledger.domain.model;

import dev.scrip.ledger.domain.Grant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Finds by trying: lets time pass on a copy, instant by instant, until a condition holds. */
final class NaiveRetry {
  private static final int MOST_INSTANTS = 1_000;

  private final NaiveTurn turn;

  NaiveRetry(NaiveTurn turn) {
    this.turn = turn;
  }

  /** Two years and 1,000 instants after the last pending grant or change of plan it gives up. */
  Instant first(Predicate<NaiveTurn> holds) {
    NaiveTurn trial = turn.trial(turn.decidedAt);
    List<Instant> news = new ArrayList<>(List.of(turn.decidedAt));
    for (NaiveGrant grant : turn.wallet.grants) {
      if (grant.state == Grant.State.PENDING) {
        news.add(grant.effectiveAt);
      }
    }
    turn.wallet.pending.forEach(pending -> news.add(pending.at()));
    Instant horizon = Collections.max(news).plus(Duration.ofDays(731));
    int instants = 0;
    for (Instant due = next(trial);
        !due.isAfter(horizon) && instants < MOST_INSTANTS;
        due = next(trial)) {
      instants++;
      trial = trial.trial(due);
      new NaiveSteps(trial).applyDue();
      if (holds.test(trial)) {
        return due;
      }
      trial.wallet.passed = due;
    }
    return Fact.NEVER;
  }

  /** Charges that a loop breaker counts pass too, without a line. */
  private static Instant next(NaiveTurn trial) {
    Instant due = new NaiveSteps(trial).nextDue();
    return trial.wallet.recent.stream()
        .map(NaiveWallet.Recent::until)
        .filter(until -> until.isAfter(trial.decidedAt))
        .min(Comparator.naturalOrder())
        .filter(until -> until.isBefore(due))
        .orElse(due);
  }
}
