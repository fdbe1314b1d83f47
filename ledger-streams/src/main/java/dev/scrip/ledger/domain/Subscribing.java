package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.UNSET;

import dev.scrip.ledger.domain.Entry.PostingKind;
import dev.scrip.ledger.domain.Rules.Plan;
import dev.scrip.ledger.domain.Rules.Recurring;
import dev.scrip.ledger.domain.Wallet.Period;
import java.util.List;
import java.util.Optional;

/** A wallet and its plan: opening, reset by hand, closing. */
final class Subscribing {
  private Subscribing() {}

  static Verdict decide(Situation situation, Command.Open open) {
    Plan plan = situation.rules().index().plans().get(open.plan());
    if (plan == null || plan.retired()) {
      return unknownPlan(open.plan());
    }
    long at = situation.at();
    long anchor = open.anchor() == UNSET ? at : open.anchor();
    EffectsDraft effects = new EffectsDraft();
    plan.grants().forEach(rule -> start(effects, situation, plan, rule, anchor));
    return new Verdict.Accept(
        Entry.Type.OPENED, Verdict.About.none(), effects.effects(), plan.name(), anchor, List.of());
  }

  /** Closes the plan's grants and the period windows of the pools and gives the grants anew. */
  static Verdict decide(Situation situation, Command.Reset reset) {
    Wallet wallet = situation.wallet();
    Rules rules = situation.rules();
    for (String pool : reset.pools()) {
      if (!rules.index().pools().containsKey(pool)) {
        return Verdict.Refuse.field(
            Reason.UNKNOWN_POOL, "pools", pool, "a pool of the rules in force");
      }
    }
    List<String> pools = reset.pools();
    EffectsDraft effects = new EffectsDraft();
    long given = 0;
    for (Period period : wallet.periods()) {
      Optional<Recurring> rule = situation.plan().recurring(period.rule());
      if (rule.isPresent() && in(pools, period.pool())) {
        close(effects, situation, rule.get(), period);
        given = Math.addExact(given, openAnew(effects, situation, rule.get(), period));
      }
    }
    for (Wallet.Window window : wallet.windows()) {
      if (window.end() > situation.at() && in(pools, Limits.periodPool(rules, window.limit()))) {
        effects.close(window);
      }
    }
    String pool = pools.size() == 1 ? pools.getFirst() : "";
    return Verdict.Accept.of(
        Entry.Type.RESET,
        Verdict.About.of(pool, pool.isEmpty() ? 0 : given),
        effects.effects(),
        wallet);
  }

  /**
   * The grants of the open period, also those that a plan gave that the wallet has left meanwhile.
   * Grants of earlier periods that live on, and what was rolled over, are no part of it.
   */
  private static void close(
      EffectsDraft effects, Situation situation, Recurring rule, Period period) {
    for (Grant grant : situation.wallet().grants()) {
      if (grant.effectiveAt() >= period.start()
          && grant.source() != Source.ROLLOVER
          && grant.state() != Grant.State.VOIDED
          && !effects.changed(grant.id())
          && Recurrence.same(situation.rules(), grant.rule(), rule)) {
        if (grant.remaining() > 0) {
          effects.take(grant, PostingKind.EXPIRE, grant.remaining());
        }
        effects.state(grant.id(), Grant.State.VOIDED);
      }
    }
  }

  private static long openAnew(
      EffectsDraft effects, Situation situation, Recurring rule, Period period) {
    return Recurrence.open(
        effects,
        situation.wallet(),
        new Recurrence.Opening(
            situation.rules(),
            situation.plan(),
            rule,
            new Periods.Bounds(period.start(), period.end()),
            situation.wallet().anchor(),
            rule.amount(),
            Recurrence.Ceiling.of(period),
            situation.at(),
            situation.at()));
  }

  /** Opens the period of a rule that holds now, and gives its whole amount. */
  private static void start(
      EffectsDraft effects, Situation situation, Plan plan, Recurring rule, long anchor) {
    Recurrence.open(
        effects,
        situation.wallet(),
        new Recurrence.Opening(
            situation.rules(),
            plan,
            rule,
            Recurrence.bounds(situation.rules(), rule, anchor, situation.at()),
            anchor,
            rule.amount(),
            Recurrence.Ceiling.NONE,
            situation.at(),
            situation.at()));
  }

  private static boolean in(List<String> pools, String pool) {
    return !pool.isEmpty() && (pools.isEmpty() || pools.contains(pool));
  }

  static Verdict close(Situation situation) {
    return Verdict.Accept.of(
        Entry.Type.CLOSED, Verdict.About.none(), Entry.Effects.NONE, situation.wallet());
  }

  static Verdict unknownPlan(String plan) {
    return Verdict.Refuse.field(
        Reason.UNKNOWN_PLAN, "plan", plan, "a plan of the rules in force that is not retired");
  }
}
