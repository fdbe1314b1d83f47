package dev.scrip.ledger.domain.model;

import static dev.scrip.ledger.domain.model.Fact.NEVER;

import dev.scrip.ledger.domain.Grant;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.model.NaiveWallet.Hold;
import dev.scrip.ledger.domain.model.NaiveWallet.Pending;
import dev.scrip.ledger.domain.model.NaiveWallet.Period;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What falls due as time passes, each instant by itself. */
final class NaiveSteps {
  private final NaiveTurn turn;
  private final NaiveWallet wallet;

  NaiveSteps(NaiveTurn turn) {
    this.turn = turn;
    this.wallet = turn.wallet;
  }

  void applyDue() {
    if (wallet.absent()) {
      return;
    }
    for (Instant due = nextDue(); !due.isAfter(turn.decidedAt); due = nextDue()) {
      applyAt(due);
    }
  }

  /** Everything that happens at one instant, in the order of the text. */
  void applyAt(Instant due) {
    NaiveNotices notices = new NaiveNotices(turn);
    Rules rules = turn.ledger.rulesFor(due);
    for (Hold hold : List.copyOf(wallet.holds)) {
      if (hold.expiresAt().equals(due)) {
        new NaiveHolds(turn, rules).expire(hold, due);
      }
    }
    new NaiveRollover(turn, rules).rollOver(due);
    followGrants(rules, due);
    for (Pending pending : List.copyOf(wallet.pending)) {
      if (pending.at().equals(due) && wallet.open()) {
        new NaivePlans(turn, rules).come(pending, due);
      }
    }
    resets(rules, due);
    comeIntoEffect(rules, due);
    NaiveOverdraft.settle(turn, rules, NaiveOverdraft.beginning(wallet, due), due);
    notices.judge(rules, due, List.of());
    wallet.passed = due;
  }

  /** What an expired or voided grant has free goes, visibly. */
  void followGrants(Rules rules, Instant at) {
    for (NaiveGrant grant : wallet.inOrderOfArrival()) {
      BigDecimal left = grant.left;
      if (left.signum() > 0 && (grant.voided() || grant.expired(at))) {
        NaiveEffects effects = new NaiveEffects();
        boolean expired = grant.expired(at);
        turn.post(effects, grant, expired ? "EXPIRE" : "VOID", left.negate(), BigDecimal.ZERO);
        turn.due(expired ? "EXPIRED" : "VOIDED", at, rules, grant.pool, left, effects)
            .with("reference", grant.id);
      }
    }
  }

  private void resets(Rules rules, Instant due) {
    NaiveRecurring recurring = new NaiveRecurring(turn, rules);
    for (Period period : List.copyOf(wallet.periods)) {
      if (period.end().equals(due)) {
        wallet.periods.remove(period);
        NaiveEffects effects = new NaiveEffects();
        Optional<Rules.Recurring> rule = turn.recurring(rules, period.rule());
        BigDecimal given = BigDecimal.ZERO;
        if (rule.isEmpty()) {
          effects.periods.add(period.ended(due));
        } else {
          given = recurring.open(effects, rule.get(), due, due, Optional.of(period));
        }
        turn.due("RESET", due, rules, period.pool(), given, effects);
      }
    }
    for (Rules.Recurring added : recurring.missing()) {
      if (NaiveRecurring.firstPeriods(turn, added).contains(due)) {
        NaiveEffects effects = new NaiveEffects();
        BigDecimal given = recurring.open(effects, added, due, due, Optional.empty());
        turn.due("RESET", due, rules, added.pool(), given, effects);
      }
    }
  }

  private void comeIntoEffect(Rules rules, Instant due) {
    for (NaiveGrant grant : wallet.inOrderOfArrival()) {
      if (grant.state == Grant.State.PENDING && grant.effectiveAt.equals(due)) {
        NaiveEffects effects = new NaiveEffects();
        turn.state(
            effects,
            grant,
            turn.suspends(rules, grant) ? Grant.State.SUSPENDED : Grant.State.ACTIVE);
        turn.due("ACTIVATED", due, rules, grant.pool, grant.left, effects)
            .with("reference", grant.id);
      }
    }
  }

  Instant nextDue() {
    List<Instant> dues = new ArrayList<>();
    for (NaiveGrant grant : wallet.grants) {
      dues.add(grant.expiresAt);
      if (grant.state == Grant.State.PENDING) {
        dues.add(grant.effectiveAt);
      }
      for (NaiveLedger.Version version : turn.ledger.versions) {
        version.rules().alerts().forEach(alert -> dues.add(NaiveNotices.tellAt(alert, grant)));
      }
    }
    wallet.holds.forEach(hold -> dues.add(hold.expiresAt()));
    wallet.windows.forEach(window -> dues.add(window.end()));
    if (wallet.open()) {
      wallet.pending.forEach(pending -> dues.add(pending.at()));
      for (NaiveLedger.Version version : turn.ledger.versions) {
        new NaiveRecurring(turn, version.rules())
            .missing()
            .forEach(rule -> dues.addAll(NaiveRecurring.firstPeriods(turn, rule)));
      }
    }
    dues.removeIf(due -> !due.isAfter(wallet.passed));
    // Periods that came with a seat may have ended on their way.
    wallet.periods.forEach(period -> dues.add(period.end()));
    return dues.stream().min(Comparator.naturalOrder()).orElse(NEVER);
  }
}
