package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.UNSET;

import dev.scrip.ledger.domain.Entry.PostingKind;
import dev.scrip.ledger.domain.Rules.Plan;
import dev.scrip.ledger.domain.Rules.Recurring;
import dev.scrip.ledger.domain.Rules.Upgrade;
import dev.scrip.ledger.domain.Rules.UpgradeGrant;
import dev.scrip.ledger.domain.Wallet.Period;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A wallet and its plan: opening, change of plan, reset by hand, closing. */
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
    plan.grants().forEach(rule -> start(effects, situation, rule, anchor));
    return new Verdict.Accept(
        Entry.Type.OPENED, Verdict.About.none(), effects.effects(), plan.name(), anchor);
  }

  /** Now, and to a later plan only: everything else waits for the period's end. */
  static Verdict decide(Situation situation, Command.ChangePlan change) {
    Rules rules = situation.rules();
    Plan from = situation.plan();
    Plan to = rules.index().plans().get(change.plan());
    if (to == null || to.retired()) {
      return unknownPlan(change.plan());
    }
    if (rules.plans().indexOf(to) <= rules.plans().indexOf(from)) {
      return Verdict.Refuse.field(
          Reason.NOT_ALLOWED_BY_PLAN,
          "plan",
          to.name(),
          "a plan above " + from.name() + ": only an upgrade takes effect now");
    }
    Upgrade how = !from.paid() && to.paid() ? rules.onSubscribe() : rules.onUpgrade();
    long anchor = how.keepAnchor() ? situation.wallet().anchor() : situation.at();
    EffectsDraft effects = new EffectsDraft();
    Set<String> continued =
        how.grant() == UpgradeGrant.DIFFERENCE
            ? difference(effects, situation, to, anchor)
            : full(effects, situation, to, anchor, how.keepOld());
    for (Period period : situation.wallet().periods()) {
      if (!continued.contains(period.rule())) {
        effects.end(period, situation.at());
      }
    }
    for (Wallet.Window window : situation.wallet().windows()) {
      if (!to.limits().contains(window.limit()) && window.end() > situation.at()) {
        effects.close(window);
      }
    }
    return new Verdict.Accept(
        Entry.Type.PLAN_CHANGED,
        Verdict.About.none(),
        effects.effects(),
        to.name(),
        how.keepAnchor() ? UNSET : anchor);
  }

  /** What was used stays used: the period goes on with what the new plan gives more. */
  private static Set<String> difference(
      EffectsDraft effects, Situation situation, Plan to, long anchor) {
    Set<String> continued = new HashSet<>();
    List<Period> open = new ArrayList<>(situation.wallet().periods());
    for (Recurring rule : to.grants()) {
      Optional<Period> taken = like(situation, rule, open);
      taken.ifPresentOrElse(
          period -> goOn(effects, situation, rule, period, anchor),
          () -> start(effects, situation, rule, anchor));
      taken.ifPresent(open::remove);
      continued.add(rule.id());
    }
    return continued;
  }

  private static void goOn(
      EffectsDraft effects, Situation situation, Recurring rule, Period period, long anchor) {
    // What the old plan gives in a period, by its terms of now, whatever upgrades came before.
    long given = situation.plan().recurring(period.rule()).map(Recurring::amount).orElse(0L);
    long more = rule.amount() - given;
    if (more < 0) {
      takeBack(effects, situation.wallet(), period.rule(), -more);
    }
    Recurrence.open(
        effects,
        situation.wallet(),
        situation.rules(),
        rule,
        new Periods.Bounds(period.start(), period.end()),
        anchor,
        Math.max(0, more),
        Recurrence.Ceiling.of(period),
        situation.at());
  }

  private static void start(
      EffectsDraft effects, Situation situation, Recurring rule, long anchor) {
    Recurrence.open(
        effects,
        situation.wallet(),
        situation.rules(),
        rule,
        Recurrence.bounds(situation.rules(), rule, anchor, situation.at()),
        anchor,
        rule.amount(),
        Recurrence.Ceiling.NONE,
        situation.at());
  }

  /**
   * The open period that a recurring grant of another plan takes over: alike but for the amount.
   */
  private static Optional<Period> like(Situation situation, Recurring rule, List<Period> open) {
    return open.stream()
        .filter(period ->
            situation
                .plan()
                .recurring(period.rule())
                .filter(old ->
                    old.pool().equals(rule.pool())
                        && old.every().equals(rule.every())
                        && old.anchor() == rule.anchor()
                        && old.zone().equals(rule.zone())
                        && old.source() == rule.source()
                        && old.scope().equals(rule.scope()))
                .isPresent())
        .findFirst();
  }

  private static void takeBack(EffectsDraft effects, Wallet wallet, String rule, long amount) {
    long open = amount;
    for (Grant grant : wallet.grants()) {
      if (grant.rule().equals(rule) && grant.remaining() > 0 && open > 0) {
        long take = Math.min(open, grant.remaining());
        effects.take(grant, PostingKind.VOID, take);
        open -= take;
      }
    }
  }

  private static Set<String> full(
      EffectsDraft effects, Situation situation, Plan to, long anchor, boolean keepOld) {
    Wallet wallet = situation.wallet();
    if (!keepOld) {
      for (Grant grant : wallet.grants()) {
        if (!grant.rule().isEmpty() && !grant.over(situation.at())) {
          effects.take(grant, PostingKind.VOID, grant.remaining());
        }
      }
    }
    Set<String> opened = new HashSet<>();
    for (Recurring rule : to.grants()) {
      start(effects, situation, rule, anchor);
      opened.add(rule.id());
    }
    return opened;
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
    for (Grant grant : wallet.grants()) {
      if (!grant.rule().isEmpty() && in(pools, grant.pool()) && !grant.over(situation.at())) {
        effects.take(grant, PostingKind.EXPIRE, grant.remaining());
      }
    }
    long given = 0;
    for (Period period : wallet.periods()) {
      Optional<Recurring> rule = situation.plan().recurring(period.rule());
      if (rule.isPresent() && in(pools, period.pool())) {
        given =
            Math.addExact(
                given,
                Recurrence.open(
                    effects,
                    wallet,
                    rules,
                    rule.get(),
                    new Periods.Bounds(period.start(), period.end()),
                    wallet.anchor(),
                    rule.get().amount(),
                    Recurrence.Ceiling.of(period),
                    situation.at()));
      }
    }
    for (Wallet.Window window : wallet.windows()) {
      Rules.Limit limit = rules.index().limits().get(window.limit());
      if (limit != null
          && limit.window() == Rules.Window.PERIOD
          && in(pools, limit.pool())
          && window.end() > situation.at()) {
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

  private static boolean in(List<String> pools, String pool) {
    return pools.isEmpty() || pools.contains(pool);
  }

  static Verdict close(Situation situation) {
    return Verdict.Accept.of(
        Entry.Type.CLOSED, Verdict.About.none(), Entry.Effects.NONE, situation.wallet());
  }

  private static Verdict unknownPlan(String plan) {
    return Verdict.Refuse.field(
        Reason.UNKNOWN_PLAN, "plan", plan, "a plan of the rules in force that is not retired");
  }
}
