package dev.scrip.ledger.domain.model;

import static dev.scrip.ledger.domain.model.Fact.NEVER;
import static dev.scrip.ledger.domain.model.NaiveLedger.credits;

import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Grant;
import dev.scrip.ledger.domain.Reason;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.Source;
import dev.scrip.ledger.domain.model.NaiveWallet.Period;
import dev.scrip.ledger.domain.model.NaiveWallet.Window;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Opening, grants by hand, taking them back, resets by hand. */
final class NaiveGranting {
  private final NaiveTurn turn;
  private final NaiveWallet wallet;
  private final Rules rules;
  private final Instant at;
  private final NaiveRefusal refusal;

  NaiveGranting(NaiveTurn turn, Rules rules, NaiveRefusal refusal) {
    this.turn = turn;
    this.wallet = turn.wallet;
    this.rules = rules;
    this.at = turn.decidedAt;
    this.refusal = refusal;
  }

  void open(Command.Open open) {
    Instant anchor = open.anchor() == Long.MIN_VALUE ? at : NaiveLedger.instant(open.anchor());
    if (rules.plans().stream()
        .noneMatch(plan -> plan.name().equals(open.plan()) && !plan.retired())) {
      refusal.refuse(Reason.UNKNOWN_PLAN);
      return;
    }
    wallet.status = "OPEN";
    wallet.plan = open.plan();
    wallet.anchor = anchor;
    wallet.opening.add(open);
    NaiveEffects effects = new NaiveEffects();
    NaiveRecurring recurring = new NaiveRecurring(turn, rules);
    for (Rules.Recurring rule : turn.plan(rules).grants()) {
      recurring.open(effects, rule, turn.holding(rule, at).start(), at, Optional.empty());
    }
    turn.done("OPENED", rules, "", BigDecimal.ZERO, effects)
        .with("anchor", anchor)
        .with("openAnchor", NaiveLedger.instant(open.anchor()));
  }

  void grant(Command.AddGrant asked) {
    NaiveGrant grant = asked(asked);
    promo(asked, grant);
    boolean promised = rules.promos().stream().anyMatch(promo -> promo.code().equals(asked.code()));
    if (!asked.code().isEmpty() && !promised && !rules.coupons()) {
      refusal.refuse(NaiveViolation.field(Reason.INVALID_FIELD, "code"));
    }
    if (!NaiveTurn.hasPool(rules, grant.pool)) {
      refusal.refuse(Reason.UNKNOWN_POOL);
    }
    if (grant.source == Source.TOP_UP) {
      topUp(asked, grant);
    }
    if (asked.amount() < 0 || grant.amount.signum() <= 0) {
      refuseAmount();
    }
    if (!asked.code().isEmpty() && wallet.redeemed.contains(asked.code())) {
      refusal.refuse(Reason.PROMO_ALREADY_REDEEMED);
    }
    if (!refusal.none()) {
      return;
    }
    grant.origin = grant.effectiveAt;
    if (!asked.code().isEmpty()) {
      wallet.redeemed.add(asked.code());
    }
    NaiveEffects effects = new NaiveEffects();
    turn.give(effects, rules, grant, "GRANT");
    turn.done("GRANTED", rules, grant.pool, grant.amount, effects).with("reference", grant.id);
  }

  private NaiveGrant asked(Command.AddGrant asked) {
    NaiveGrant grant = new NaiveGrant();
    grant.id = turn.command.id();
    grant.pool = asked.pool();
    grant.amount = credits(asked.amount());
    grant.source = asked.source();
    grant.effectiveAt =
        asked.effectiveAt() == Long.MIN_VALUE ? at : NaiveLedger.instant(asked.effectiveAt());
    grant.expiresAt =
        asked.expiresAt() == Long.MIN_VALUE ? NEVER : NaiveLedger.instant(asked.expiresAt());
    grant.priority = asked.priority();
    grant.scope = asked.scope();
    grant.code = asked.code();
    return grant;
  }

  /** Once only, whatever else is wrong with the amount. */
  private void refuseAmount() {
    if (!refusal.has(Reason.INVALID_AMOUNT)) {
      refusal.refuse(NaiveViolation.amount("amount"));
    }
  }

  private void promo(Command.AddGrant asked, NaiveGrant grant) {
    for (Rules.Promo promo : rules.promos()) {
      if (promo.code().equals(asked.code())) {
        grant.pool = grant.pool.isEmpty() ? promo.pool() : grant.pool;
        if (asked.amount() == 0) {
          grant.amount = credits(promo.amount());
        } else if (asked.amount() != promo.amount()) {
          refuseAmount();
        }
        if (asked.expiresAt() == Long.MIN_VALUE && !promo.expiresAfter().isNone()) {
          grant.expiresAt = NaiveCalendar.plus(grant.effectiveAt, promo.expiresAfter(), "UTC");
        }
      }
    }
  }

  private void topUp(Command.AddGrant asked, NaiveGrant grant) {
    Optional<Rules.TopUps> sold =
        rules.topUps().stream()
            .filter(one -> one.pool().equals(grant.pool) && one.plans().contains(wallet.plan))
            .findFirst();
    if (sold.isEmpty()) {
      refusal.refuse(Reason.NOT_ALLOWED_BY_PLAN);
      return;
    }
    Rules.TopUps terms = sold.get();
    if (!terms.packs().isEmpty()
        && terms.packs().stream().noneMatch(pack -> credits(pack).compareTo(grant.amount) == 0)) {
      refuseAmount();
    }
    if (grant.expiresAt.equals(NEVER)
        && asked.expiresAt() == Long.MIN_VALUE
        && !terms.expiresAfter().isNone()) {
      grant.expiresAt = NaiveCalendar.plus(grant.effectiveAt, terms.expiresAfter(), "UTC");
    }
    grant.priority = grant.priority == 0 ? terms.priority() : grant.priority;
    grant.requiresPaid = terms.requiresPaidPlan();
  }

  void voidGrant(Command.VoidGrant target) {
    Optional<NaiveGrant> found =
        wallet.grants.stream()
            .filter(grant -> grant.id.equals(target.grant()))
            .filter(grant -> !grant.voided() && !grant.expired(at))
            .findFirst();
    if (found.isEmpty()) {
      refusal.refuse(Reason.UNKNOWN_GRANT);
      return;
    }
    NaiveGrant grant = found.get();
    BigDecimal left = grant.left;
    NaiveEffects effects = new NaiveEffects();
    turn.post(effects, grant, "VOID", left.negate(), BigDecimal.ZERO);
    turn.state(effects, grant, Grant.State.VOIDED);
    turn.done("VOIDED", rules, grant.pool, left, effects).with("reference", grant.id);
  }

  void reset(Command.Reset reset) {
    for (String name : reset.pools()) {
      if (!NaiveTurn.hasPool(rules, name)) {
        refusal.refuse(Reason.UNKNOWN_POOL);
        return;
      }
    }
    NaiveEffects effects = new NaiveEffects();
    List<Period> closing =
        wallet.periods.stream()
            .filter(period -> asked(reset, period.pool()))
            .filter(period -> turn.recurring(rules, period.rule()).isPresent())
            .toList();
    closeGrants(effects, closing);
    BigDecimal given = BigDecimal.ZERO;
    NaiveRecurring recurring = new NaiveRecurring(turn, rules);
    Set<String> opened = new TreeSet<>();
    for (Period period : closing) {
      wallet.periods.remove(period);
      Rules.Recurring rule = turn.recurring(rules, period.rule()).orElseThrow();
      given = given.add(recurring.open(effects, rule, period.start(), at, Optional.of(period)));
      opened.add(period.pool());
    }
    closeWindows(effects, reset);
    String pool = reset.pools().size() == 1 ? reset.pools().getFirst() : "";
    turn.done("RESET", rules, pool, pool.isEmpty() ? BigDecimal.ZERO : given, effects);
    NaiveOverdraft.settle(turn, rules, opened, at);
  }

  private static boolean asked(Command.Reset reset, String pool) {
    return reset.pools().isEmpty() || reset.pools().contains(pool);
  }

  /**
   * Grants given since the start of a period that closes, by its rule or one of another plan that
   * is alike; not what was rolled over. What holds have of them is voided when it is released.
   */
  private void closeGrants(NaiveEffects effects, List<Period> closing) {
    for (NaiveGrant grant : wallet.inDrawOrder()) {
      boolean closes =
          closing.stream()
              .anyMatch(period -> period.pool().equals(grant.pool) && goesOn(period, grant));
      if (closes && !grant.voided()) {
        turn.post(effects, grant, "EXPIRE", grant.left.negate(), BigDecimal.ZERO);
        turn.state(effects, grant, Grant.State.VOIDED);
      }
    }
  }

  private boolean goesOn(Period period, NaiveGrant grant) {
    Optional<Rules.Recurring> own = turn.recurring(rules, period.rule());
    boolean ofIt =
        grant.rule.equals(period.rule())
            || rules.plans().stream()
                .flatMap(plan -> plan.grants().stream())
                .anyMatch(other ->
                    other.id().equals(grant.rule)
                        && own.filter(rule -> NaivePlans.isAlike(other, rule)).isPresent());
    return ofIt
        && grant.byRule()
        && grant.source != Source.ROLLOVER
        && !grant.effectiveAt.isBefore(period.start());
  }

  private void closeWindows(NaiveEffects effects, Command.Reset reset) {
    for (Window window : List.copyOf(wallet.windows)) {
      boolean limit =
          rules.limits().stream()
              .filter(one -> one.id().equals(window.limit()))
              .anyMatch(one -> one.window() == Rules.Window.PERIOD && asked(reset, one.pool()));
      boolean free =
          rules.actions().stream()
              .filter(one -> window.limit().equals("$free:" + one.name()))
              .anyMatch(
                  one -> one.free().window() == Rules.Window.PERIOD && asked(reset, one.pool()));
      if (limit || free) {
        new NaiveMeters(turn).close(effects, window, at);
      }
    }
  }
}
