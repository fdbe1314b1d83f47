package dev.scrip.ledger.domain.model;

import static dev.scrip.ledger.domain.model.Fact.UNSET;
import static dev.scrip.ledger.domain.model.NaiveLedger.credits;

import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Grant;
import dev.scrip.ledger.domain.Reason;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.model.NaiveWallet.Pending;
import dev.scrip.ledger.domain.model.NaiveWallet.Period;
import dev.scrip.ledger.domain.model.NaiveWallet.Window;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Changes of plan: now, at the period's end, by cancelling. */
final class NaivePlans {
  private final NaiveTurn turn;
  private final NaiveWallet wallet;
  private final Rules rules;
  private final NaiveRecurring recurring;

  NaivePlans(NaiveTurn turn, Rules rules) {
    this.turn = turn;
    this.wallet = turn.wallet;
    this.rules = rules;
    this.recurring = new NaiveRecurring(turn, rules);
  }

  void change(Command.ChangePlan change, NaiveRefusal refusal) {
    List<String> order = rules.plans().stream().map(Rules.Plan::name).toList();
    int next = order.indexOf(change.plan());
    if (next < 0 || rules.plans().get(next).retired()) {
      refusal.refuse(Reason.UNKNOWN_PLAN);
    } else if (change.when() == Command.When.NOW
        ? next <= order.indexOf(wallet.plan)
        : change.plan().equals(wallet.plan)) {
      refusal.refuse(Reason.NOT_ALLOWED_BY_PLAN);
    } else if (change.when() == Command.When.NOW) {
      now(rules.plans().get(next));
    } else {
      schedule(change.plan(), false);
    }
  }

  void cancel(NaiveRefusal refusal) {
    if (!turn.plan(rules).paid() || wallet.pending.stream().anyMatch(Pending::cancel)) {
      refusal.refuse(Reason.NOT_ALLOWED_BY_PLAN);
    } else {
      schedule(rules.fallback(), true);
    }
  }

  void resume(NaiveRefusal refusal) {
    if (wallet.pending.isEmpty()) {
      refusal.refuse(Reason.NOT_ALLOWED_BY_PLAN);
      return;
    }
    String withdrawn = wallet.pending.getFirst().plan();
    NaiveEffects effects = new NaiveEffects();
    withdraw(effects);
    turn.done("PLAN_CHANGE_WITHDRAWN", rules, "", BigDecimal.ZERO, effects)
        .with("reference", withdrawn);
  }

  private void schedule(String to, boolean cancel) {
    Rules.Plan plan = turn.plan(rules);
    String zone =
        plan.grants().stream()
            .filter(rule -> rule.anchor() == Rules.Anchor.SUBSCRIPTION)
            .map(Rules.Recurring::zone)
            .findFirst()
            .orElse("UTC");
    Instant end = NaiveRecurring.term(plan, wallet.anchor, zone, turn.decidedAt).end();
    Pending pending = new Pending(to, end, cancel);
    wallet.pending.clear();
    wallet.pending.add(pending);
    NaiveEffects effects = new NaiveEffects();
    effects.pending.add(pending.words());
    turn.done("PLAN_CHANGE_SCHEDULED", rules, "", BigDecimal.ZERO, effects).with("reference", to);
  }

  /** Nothing is to come any more. */
  void withdraw(NaiveEffects effects) {
    if (!wallet.pending.isEmpty()) {
      wallet.pending.clear();
      effects.pending.add(new Pending("", Fact.NEVER, false).words());
    }
  }

  // Now

  private void now(Rules.Plan newer) {
    Instant at = turn.decidedAt;
    Rules.Plan old = turn.plan(rules);
    Rules.Upgrade terms = !old.paid() && newer.paid() ? rules.onSubscribe() : rules.onUpgrade();
    List<Period> open = List.copyOf(wallet.periods);
    wallet.periods.clear();
    boolean keepAnchor = terms.keepAnchor() && newer.term().equals(old.term());
    wallet.anchor = keepAnchor ? wallet.anchor : at;
    wallet.plan = newer.name();
    NaiveEffects effects = new NaiveEffects();
    withdraw(effects);
    if (!terms.keepOld()) {
      voidGrants(effects, grant -> belongs(grant, old));
    }
    for (Rules.Recurring rule : newer.grants()) {
      if (terms.grant() == Rules.UpgradeGrant.FULL) {
        recurring.begin(effects, rule, at, terms.expiryFromCycle());
      } else {
        difference(effects, terms, old, open, rule, keepAnchor);
      }
    }
    turn.follow(effects, rules);
    emptyLimits(effects, rules, newer, at);
    endPeriods(effects, newer, open, at);
    turn.done("PLAN_CHANGED", rules, "", BigDecimal.ZERO, effects)
        .with("anchor", keepAnchor ? UNSET : at);
  }

  /** Grants are taken back, as far as they are free. */
  void voidGrants(NaiveEffects effects, Predicate<NaiveGrant> which) {
    for (NaiveGrant grant : wallet.inDrawOrder()) {
      if (!grant.voided() && which.test(grant)) {
        turn.post(effects, grant, "VOID", grant.left.negate(), BigDecimal.ZERO);
        turn.state(effects, grant, Grant.State.VOIDED);
      }
    }
  }

  /** Whether the plan goes on with what the grant's rule gave. */
  boolean belongs(NaiveGrant grant, Rules.Plan plan) {
    return ruleFor(grant, plan).isPresent();
  }

  /** The plan's rule that a grant is of, be it by a rule of another plan that is alike. */
  Optional<Rules.Recurring> ruleFor(NaiveGrant grant, Rules.Plan plan) {
    Optional<Rules.Recurring> own =
        plan.grants().stream().filter(rule -> rule.id().equals(grant.rule)).findFirst();
    return own.isPresent()
        ? own
        : plan.grants().stream()
            .filter(rule ->
                rules.plans().stream()
                    .flatMap(other -> other.grants().stream())
                    .anyMatch(other -> other.id().equals(grant.rule) && isAlike(other, rule)))
            .findFirst();
  }

  static boolean ofPlan(NaiveGrant grant, Rules.Plan plan) {
    return plan.grants().stream().anyMatch(rule -> rule.id().equals(grant.rule));
  }

  /** The period's grants stay; the new plan adds what it gives more, or takes back what is less. */
  private void difference(
      NaiveEffects effects,
      Rules.Upgrade terms,
      Rules.Plan old,
      List<Period> open,
      Rules.Recurring rule,
      boolean keepAnchor) {
    Instant at = turn.decidedAt;
    Optional<Period> alike = alike(old, open, rule);
    Optional<Rules.Recurring> former = alike.flatMap(period -> ruleOf(old, period));
    NaiveCalendar.Period holding = turn.holding(rule, at);
    boolean moved = !keepAnchor && rule.anchor() == Rules.Anchor.SUBSCRIPTION;
    Period period =
        alike
            .map(one -> moved ? one.within(holding.start(), holding.end()) : one)
            .orElse(
                new Period(
                    rule.id(),
                    List.of(rule.id()),
                    rule.pool(),
                    holding.start(),
                    holding.end(),
                    BigDecimal.ZERO,
                    Instant.EPOCH,
                    0,
                    0));
    BigDecimal more =
        credits(rule.amount())
            .subtract(former.map(one -> credits(one.amount())).orElse(BigDecimal.ZERO));
    if (terms.grant() == Rules.UpgradeGrant.PRORATED) {
      more = prorated(more.max(BigDecimal.ZERO), period, at);
    }
    Instant from = terms.expiryFromCycle() ? period.start() : at;
    recurring.goOn(effects, rule, period, at, more, from);
    if (former.isPresent()) {
      takeBack(effects, former.get().id(), more.negate().max(BigDecimal.ZERO));
    }
  }

  private static BigDecimal prorated(BigDecimal more, Period period, Instant at) {
    long rest = Duration.between(at, period.end()).toMillis();
    long whole = Duration.between(period.start(), period.end()).toMillis();
    return more.multiply(BigDecimal.valueOf(rest))
        .divide(BigDecimal.valueOf(whole), 6, RoundingMode.DOWN);
  }

  private void takeBack(NaiveEffects effects, String rule, BigDecimal less) {
    BigDecimal open = less;
    for (NaiveGrant grant : wallet.inDrawOrder()) {
      if (grant.rule.equals(rule) && !grant.voided()) {
        BigDecimal taken = grant.left.min(open);
        turn.post(effects, grant, "VOID", taken.negate(), BigDecimal.ZERO);
        open = open.subtract(taken);
      }
    }
  }

  private static Optional<Rules.Recurring> ruleOf(Rules.Plan plan, Period period) {
    return plan.grants().stream().filter(rule -> rule.id().equals(period.rule())).findFirst();
  }

  /** The open period of the old plan that a rule goes on with. */
  private static Optional<Period> alike(Rules.Plan old, List<Period> open, Rules.Recurring rule) {
    return old.grants().stream()
        .filter(former -> isAlike(former, rule))
        .flatMap(former -> open.stream().filter(period -> period.rule().equals(former.id())))
        .findFirst();
  }

  static boolean isAlike(Rules.Recurring one, Rules.Recurring other) {
    return one.pool().equals(other.pool())
        && one.every().equals(other.every())
        && one.anchor() == other.anchor()
        && one.zone().equals(other.zone())
        && one.source() == other.source()
        && one.scope().equals(other.scope());
  }

  // At the period's end

  /** What was to happen to the plan happens. */
  void come(Pending pending, Instant at) {
    Rules.Plan old = turn.plan(rules);
    NaiveEffects effects = new NaiveEffects();
    withdraw(effects);
    moveTo(effects, pending.plan(), at);
    turn.due("PLAN_CHANGED", at, rules, "", BigDecimal.ZERO, effects);
    if (pending.cancel() && rules.onCancel() == Rules.OnCancel.EXPIRE) {
      expireGrants(old, at);
    }
  }

  private void expireGrants(Rules.Plan old, Instant at) {
    for (NaiveGrant grant : wallet.inDrawOrder()) {
      if (belongs(grant, old) && !grant.voided() && grant.left.signum() + grant.held.signum() > 0) {
        NaiveEffects effects = new NaiveEffects();
        BigDecimal left = grant.left;
        turn.post(effects, grant, "EXPIRE", left.negate(), BigDecimal.ZERO);
        turn.state(effects, grant, Grant.State.VOIDED);
        turn.due("EXPIRED", at, rules, grant.pool, left, effects).with("reference", grant.id);
      }
    }
  }

  /** Onto another plan, whose rules go on with what is open or begin at their next boundary. */
  void moveTo(NaiveEffects effects, String plan, Instant at) {
    Rules.Plan old = turn.plan(rules);
    Rules.Plan next = NaiveTurn.plan(rules, plan);
    List<Period> open = List.copyOf(wallet.periods);
    wallet.periods.clear();
    wallet.plan = plan;
    for (Rules.Recurring rule : next.grants()) {
      Optional<Period> alike = alike(old, open, rule);
      if (alike.filter(period -> period.end().equals(at)).isPresent()) {
        recurring.open(effects, rule, at, at, alike);
      } else if (alike.isPresent()) {
        recurring.goOn(effects, rule, alike.get());
      } else if (turn.holding(rule, at).start().equals(at)) {
        recurring.open(effects, rule, at, at, Optional.empty());
      } else {
        recurring.await(effects, rule, at);
      }
    }
    turn.follow(effects, rules);
    emptyLimits(effects, rules, next, at);
    endPeriods(effects, next, open, at);
  }

  void endPeriods(NaiveEffects effects, Rules.Plan next, List<Period> open, Instant at) {
    for (Period period : open) {
      if (ruleOf(next, period).isEmpty()) {
        effects.periods.add(period.ended(at));
      }
    }
  }

  /**
   * Windows of limits that the plan has not are emptied, and windows over a period that is over.
   */
  void emptyLimits(NaiveEffects effects, Rules rules, Rules.Plan plan, Instant at) {
    for (Window window : List.copyOf(wallet.windows)) {
      String pool = periodPool(rules, window.limit());
      boolean over =
          !pool.isEmpty()
              && wallet.periods.stream()
                  .noneMatch(period ->
                      period.pool().equals(pool)
                          && period.start().equals(window.start())
                          && period.end().equals(window.end()));
      boolean left = !window.limit().startsWith("$") && !plan.limits().contains(window.limit());
      if (over || left) {
        new NaiveMeters(turn).close(effects, window, at);
      }
    }
  }

  /** The pool over whose period a limit or free quantity is counted, or nothing. */
  private static String periodPool(Rules rules, String window) {
    for (Rules.Limit limit : rules.limits()) {
      if (limit.id().equals(window) && limit.window() == Rules.Window.PERIOD) {
        return limit.pool();
      }
    }
    for (Rules.Action action : rules.actions()) {
      if (("$free:" + action.name()).equals(window)
          && action.free().window() == Rules.Window.PERIOD) {
        return action.pool();
      }
    }
    return "";
  }
}
