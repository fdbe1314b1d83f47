package dev.scrip.ledger.domain.model;

import static dev.scrip.ledger.domain.model.NaiveLedger.credits;

import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.Source;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Carries what is left of recurring grants on. */
final class NaiveRollover {
  private final NaiveTurn turn;
  private final NaiveWallet wallet;
  private final Rules rules;

  NaiveRollover(NaiveTurn turn, Rules rules) {
    this.turn = turn;
    this.wallet = turn.wallet;
    this.rules = rules;
  }

  /** Carries what the closing grants have left and free into new grants. */
  void rollOver(Instant at) {
    Map<String, BigDecimal> carriedByRule = new TreeMap<>();
    for (NaiveGrant old : wallet.inDrawOrder()) {
      Optional<Rules.Recurring> rule =
          old.expiresAt.equals(at) && old.active() && wallet.open() && old.byRule()
              ? new NaivePlans(turn, rules).ruleFor(old, turn.plan(rules))
              : Optional.empty();
      if (rule.isPresent() && old.times < rule.get().rollover().maxTimes()) {
        BigDecimal before = carriedByRule.getOrDefault(rule.get().id(), BigDecimal.ZERO);
        carriedByRule.put(rule.get().id(), before.add(carry(rule.get(), old, at, before)));
      }
    }
  }

  private BigDecimal carry(
      Rules.Recurring rule, NaiveGrant old, Instant at, BigDecimal carriedBefore) {
    Rules.Rollover terms = rule.rollover();
    BigDecimal fraction =
        old.amount
            .multiply(BigDecimal.valueOf(terms.maxFraction(), 6))
            .setScale(6, RoundingMode.DOWN);
    BigDecimal carried =
        old.left.min(fraction).min(credits(terms.maxAmount()).subtract(carriedBefore));
    NaiveGrant child = old.termsOf(carried);
    child.id = turn.freeName(old.id.replaceFirst("~[0-9]+$", "") + "~" + (old.times + 1));
    child.source = Source.ROLLOVER;
    child.effectiveAt = at;
    child.expiresAt = carriedUntil(rule, old, at);
    child.times = old.times + 1;
    if (carried.signum() <= 0 || !child.expiresAt.isAfter(at)) {
      return BigDecimal.ZERO;
    }
    NaiveEffects effects = new NaiveEffects();
    turn.post(effects, old, "ROLLOVER", carried.negate(), BigDecimal.ZERO);
    turn.give(effects, rules, child, "ROLLOVER");
    turn.due("ROLLED_OVER", at, rules, old.pool, carried, effects).with("reference", child.id);
    return carried;
  }

  private Instant carriedUntil(Rules.Recurring rule, NaiveGrant old, Instant at) {
    if (rule.rollover().expiresAfter().isNone()) {
      return turn.holding(rule, at).end();
    }
    Instant from = rule.rollover().measuredFrom() == Rules.MeasuredFrom.ORIGIN ? old.origin : at;
    return NaiveCalendar.plus(from, rule.rollover().expiresAfter(), rule.zone());
  }
}
