package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.NEVER;
import static dev.scrip.ledger.domain.Times.UNSET;

import dev.scrip.ledger.domain.Entry.PeriodOpened;
import dev.scrip.ledger.domain.Entry.PostingKind;
import dev.scrip.ledger.domain.Periods.Bounds;
import dev.scrip.ledger.domain.Rules.Plan;
import dev.scrip.ledger.domain.Rules.Recurring;
import dev.scrip.ledger.domain.Rules.Upgrade;
import dev.scrip.ledger.domain.Rules.UpgradeGrant;
import dev.scrip.ledger.domain.Wallet.Pending;
import dev.scrip.ledger.domain.Wallet.Period;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Changes of plan: at once to a later one, to any at the end of the term; cancel and resume. */
final class PlanChanges {
  private PlanChanges() {}

  static Verdict decide(Situation situation, Command.ChangePlan change) {
    Plan to = situation.rules().index().plans().get(change.plan());
    if (to == null || to.retired()) {
      return Subscribing.unknownPlan(change.plan());
    }
    return change.when() == Command.When.NOW ? now(situation, to) : schedule(situation, to, false);
  }

  static Verdict cancel(Situation situation) {
    Plan plan = situation.plan();
    if (!plan.paid() || situation.wallet().dealings().pending().cancel()) {
      return notAllowed("plan", plan.name(), "a paid plan that is not cancelled yet");
    }
    Plan fallback = situation.rules().index().plans().get(situation.rules().fallback());
    if (fallback == null) {
      throw new IllegalStateException(
          "the fallback plan " + situation.rules().fallback() + " is in no rules in force");
    }
    return schedule(situation, fallback, true);
  }

  static Verdict resume(Situation situation) {
    Pending pending = situation.wallet().dealings().pending();
    if (pending.isNone()) {
      return notAllowed("plan", situation.wallet().plan(), "a change of plan that is to come");
    }
    return Verdict.Accept.of(
        Entry.Type.PLAN_CHANGE_WITHDRAWN,
        Verdict.About.reference("", 0, pending.plan()),
        new EffectsDraft().pending(Pending.NONE).effects(),
        situation.wallet());
  }

  private static Verdict schedule(Situation situation, Plan to, boolean cancel) {
    Plan from = situation.plan();
    if (to.name().equals(from.name())) {
      return notAllowed("plan", to.name(), "another plan than the wallet has");
    }
    long at =
        Recurrence.term(situation.rules(), from, situation.wallet().anchor(), situation.at()).end();
    return Verdict.Accept.of(
        Entry.Type.PLAN_CHANGE_SCHEDULED,
        Verdict.About.reference("", 0, to.name()),
        new EffectsDraft().pending(new Pending(to.name(), at, cancel)).effects(),
        situation.wallet());
  }

  private static Verdict notAllowed(String field, String value, String expected) {
    return Verdict.Refuse.field(Reason.NOT_ALLOWED_BY_PLAN, field, value, expected);
  }

  private static Verdict now(Situation situation, Plan to) {
    Rules rules = situation.rules();
    Plan from = situation.plan();
    if (rules.plans().indexOf(to) <= rules.plans().indexOf(from)) {
      return notAllowed(
          "plan", to.name(), "a plan above " + from.name() + ": only an upgrade takes effect now");
    }
    Upgrade how = !from.paid() && to.paid() ? rules.onSubscribe() : rules.onUpgrade();
    boolean keepAnchor = how.keepAnchor() && to.term().equals(from.term());
    long anchor = keepAnchor ? situation.wallet().anchor() : situation.at();
    EffectsDraft effects = new EffectsDraft();
    Set<String> continued =
        how.grant() == UpgradeGrant.FULL
            ? full(effects, situation, to, anchor, how)
            : more(effects, situation, to, anchor, how);
    if (!how.keepOld()) {
      voidOld(effects, situation);
    }
    leave(effects, situation, to, continued);
    if (!situation.wallet().dealings().pending().isNone()) {
      effects.pending(Pending.NONE);
    }
    return new Verdict.Accept(
        Entry.Type.PLAN_CHANGED,
        Verdict.About.none(),
        effects.effects(),
        to.name(),
        keepAnchor ? UNSET : anchor,
        List.of());
  }

  /** Ends what the new plan does not go on with, and turns to its being paid or not. */
  static void leave(EffectsDraft effects, Situation situation, Plan to, Set<String> continued) {
    Wallet wallet = situation.wallet();
    for (Period period : wallet.periods()) {
      if (!continued.contains(period.rule())) {
        effects.end(period, situation.at());
      }
    }
    for (Wallet.Window window : wallet.windows()) {
      boolean left = Limits.isLimit(window.limit()) && !to.limits().contains(window.limit());
      if ((left || overtaken(effects, situation, window)) && window.end() > situation.at()) {
        effects.close(window);
      }
    }
    suspend(effects, wallet, to.paid());
  }

  /** A window over the pool's period ends with that period: what opens now begins a new one. */
  private static boolean overtaken(
      EffectsDraft effects, Situation situation, Wallet.Window window) {
    String pool = Limits.periodPool(situation.rules(), window.limit());
    return !pool.isEmpty() && !effects.goesOn(pool, window.start(), window.end());
  }

  /** Grants that require a paid plan go with it and come back with it. */
  private static void suspend(EffectsDraft effects, Wallet wallet, boolean paid) {
    for (Grant grant : wallet.grants()) {
      if (grant.terms().requiresPaidPlan() && !effects.changed(grant.id())) {
        if (grant.state() == Grant.State.ACTIVE && !paid) {
          effects.state(grant.id(), Grant.State.SUSPENDED);
        } else if (grant.state() == Grant.State.SUSPENDED && paid) {
          effects.state(grant.id(), Grant.State.ACTIVE);
        }
      }
    }
  }

  /** What was used stays used: the period goes on with what the new plan gives more. */
  private static Set<String> more(
      EffectsDraft effects, Situation situation, Plan to, long anchor, Upgrade how) {
    Set<String> continued = new TreeSet<>();
    List<Period> open = new ArrayList<>(situation.wallet().periods());
    for (Recurring rule : to.grants()) {
      Optional<Period> taken = Recurrence.alike(situation.plan(), rule, open);
      taken.ifPresentOrElse(
          period -> goOn(effects, situation, to, rule, period, anchor, how),
          () -> begin(effects, situation, to, rule, anchor, how));
      taken.ifPresent(open::remove);
      continued.add(rule.id());
    }
    return continued;
  }

  /** A rule that goes on with nothing: its period has begun already, and is paid for in part. */
  private static void begin(
      EffectsDraft effects,
      Situation situation,
      Plan to,
      Recurring rule,
      long anchor,
      Upgrade how) {
    Bounds bounds = Recurrence.bounds(situation.rules(), rule, anchor, situation.at());
    boolean part = how.grant() == UpgradeGrant.PRORATED;
    long wanted =
        part
            ? prorated(rule.amount(), bounds.start(), bounds.end(), situation.at())
            : rule.amount();
    give(effects, situation, to, rule, bounds, anchor, wanted, Recurrence.Ceiling.NONE, how);
  }

  private static void goOn(
      EffectsDraft effects,
      Situation situation,
      Plan to,
      Recurring rule,
      Period period,
      long anchor,
      Upgrade how) {
    Bounds bounds = new Bounds(period.start(), period.end());
    if (anchor != situation.wallet().anchor()) {
      // Counted from a new anchor, the period begins anew: its end is that of a period again.
      bounds = Recurrence.bounds(situation.rules(), rule, anchor, situation.at());
    }
    // What the old plan gives in a period, by its terms of now, whatever upgrades came before.
    long given = situation.plan().recurring(period.rule()).map(Recurring::amount).orElse(0L);
    long more = rule.amount() - given;
    if (how.grant() == UpgradeGrant.PRORATED) {
      more = more <= 0 ? 0 : prorated(more, bounds.start(), bounds.end(), situation.at());
    }
    if (more < 0) {
      takeBack(effects, situation.wallet(), period.rule(), -more);
    }
    Recurrence.Ceiling ceiling = Recurrence.Ceiling.of(period);
    give(effects, situation, to, rule, bounds, anchor, Math.max(0, more), ceiling, how);
  }

  /** Opens a period now, in the middle of it, and gives what the change brings. */
  private static void give(
      EffectsDraft effects,
      Situation situation,
      Plan to,
      Recurring rule,
      Bounds bounds,
      long anchor,
      long wanted,
      Recurrence.Ceiling ceiling,
      Upgrade how) {
    Recurrence.open(
        effects,
        situation.wallet(),
        new Recurrence.Opening(
            situation.rules(),
            to,
            rule,
            bounds,
            anchor,
            wanted,
            ceiling,
            situation.at(),
            how.expiryFromCycle() ? bounds.start() : situation.at()));
  }

  private static long prorated(long amount, long start, long end, long at) {
    return BigInteger.valueOf(amount)
        .multiply(BigInteger.valueOf(end - at))
        .divide(BigInteger.valueOf(end - start))
        .longValueExact();
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

  private static void voidOld(EffectsDraft effects, Situation situation) {
    for (Grant grant : situation.wallet().grants()) {
      if (Recurrence.of(situation.rules(), situation.plan(), grant.rule()).isPresent()) {
        voided(effects, grant);
      }
    }
  }

  /** Takes all that is free of a grant back, and what will be with it. */
  static void voided(EffectsDraft effects, Grant grant) {
    if (grant.state() != Grant.State.VOIDED) {
      if (grant.remaining() > 0) {
        effects.take(grant, PostingKind.VOID, grant.remaining());
      }
      effects.state(grant.id(), Grant.State.VOIDED);
    }
  }

  private static Set<String> full(
      EffectsDraft effects, Situation situation, Plan to, long anchor, Upgrade how) {
    Set<String> opened = new TreeSet<>();
    for (Recurring rule : to.grants()) {
      begin(effects, situation, to, rule, anchor, how);
      opened.add(rule.id());
    }
    return opened;
  }

  /** The change that was to come, at its instant. */
  static void come(Lines lines, Situation situation) {
    Pending change = situation.wallet().dealings().pending();
    Plan from = situation.plan();
    Plan to = situation.rules().index().plans().get(change.plan());
    if (to == null) {
      throw new IllegalStateException(
          "wallet " + situation.wallet().id() + ": no plan " + change.plan() + " to change to");
    }
    EffectsDraft effects = new EffectsDraft();
    settleOn(effects, situation, to);
    effects.pending(Pending.NONE);
    lines.due(
        new Verdict.Accept(
            Entry.Type.PLAN_CHANGED,
            Verdict.About.none(),
            effects.effects(),
            to.name(),
            UNSET,
            List.of()),
        situation.at(),
        situation.rules());
    if (change.cancel() && situation.rules().onCancel() == Rules.OnCancel.EXPIRE) {
      expire(lines, situation, from);
    }
  }

  /**
   * Puts the wallet on a plan without giving what its periods have begun to give: each rule goes on
   * with an open period that is alike, or waits for its first boundary, which may be now.
   */
  static void settleOn(EffectsDraft effects, Situation situation, Plan to) {
    Set<String> continued = new TreeSet<>();
    List<Period> open = new ArrayList<>(situation.wallet().periods());
    for (Recurring rule : to.grants()) {
      Optional<Period> taken = Recurrence.alike(situation.plan(), rule, open);
      taken.ifPresent(open::remove);
      join(effects, situation, to, rule, taken);
      continued.add(rule.id());
    }
    leave(effects, situation, to, continued);
  }

  private static void join(
      EffectsDraft effects, Situation situation, Plan to, Recurring rule, Optional<Period> taken) {
    long at = situation.at();
    long anchor = situation.wallet().anchor();
    if (taken.isPresent() && taken.get().end() > at) {
      Period period = taken.get();
      effects.open(
          new PeriodOpened(
              rule.id(),
              rule.pool(),
              period.start(),
              period.end(),
              period.issued(),
              period.ceilingEnd()));
      return;
    }
    Bounds bounds = Recurrence.bounds(situation.rules(), rule, anchor, at);
    Recurrence.Ceiling ceiling = taken.map(Recurrence.Ceiling::of).orElse(Recurrence.Ceiling.NONE);
    Recurrence.open(
        effects,
        situation.wallet(),
        new Recurrence.Opening(
            situation.rules(),
            to,
            rule,
            bounds,
            anchor,
            bounds.start() == at ? rule.amount() : 0,
            ceiling,
            at,
            at));
  }

  private static void expire(Lines lines, Situation situation, Plan from) {
    for (Grant grant : lines.wallet().grants()) {
      boolean something = grant.remaining() > 0 || grant.held() > 0;
      if (something
          && grant.state() != Grant.State.PENDING
          && Recurrence.of(situation.rules(), from, grant.rule()).isPresent()) {
        EffectsDraft effects = new EffectsDraft();
        if (grant.remaining() > 0) {
          effects.take(grant, PostingKind.EXPIRE, grant.remaining());
        }
        effects.state(grant.id(), Grant.State.VOIDED);
        lines.due(
            Verdict.Accept.of(
                Entry.Type.EXPIRED,
                Verdict.About.reference(grant.pool(), grant.remaining(), grant.id()),
                effects.effects(),
                lines.wallet()),
            situation.at(),
            situation.rules());
      }
    }
  }

  /** When a change of plan is to come; {@link Times#NEVER} = none is. */
  static long next(Wallet wallet) {
    Pending change = wallet.dealings().pending();
    return change.isNone() ? NEVER : change.at();
  }
}
