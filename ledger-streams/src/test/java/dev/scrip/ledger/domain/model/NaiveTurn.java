package dev.scrip.ledger.domain.model;

import static dev.scrip.ledger.domain.model.Fact.text;

import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Grant;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.Span;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One decision in the making: the wallet it changes, and the lines it writes. */
final class NaiveTurn {
  static final BigDecimal UNSET_AMOUNT = BigDecimal.valueOf(Long.MIN_VALUE, 6);

  final NaiveLedger ledger;
  final NaiveWallet wallet;
  final Command command;
  final Instant decidedAt;
  final List<Fact> lines = new ArrayList<>();

  NaiveTurn(NaiveLedger ledger, NaiveWallet wallet, Command command, Instant decidedAt) {
    this.ledger = ledger;
    this.wallet = wallet;
    this.command = command;
    this.decidedAt = decidedAt;
  }

  /** The same with a copy of the wallet, later: to try what would be. */
  NaiveTurn trial(Instant at) {
    return new NaiveTurn(ledger, wallet.copy(), command, at);
  }

  // Rules

  static Rules.Plan plan(Rules rules, String name) {
    return rules.plans().stream()
        .filter(plan -> plan.name().equals(name))
        .findFirst()
        .orElse(
            new Rules.Plan(name, false, false, Span.ofMonths(1), List.of(), List.of(), List.of()));
  }

  Rules.Plan plan(Rules rules) {
    return plan(rules, wallet.plan);
  }

  Optional<Rules.Recurring> recurring(Rules rules, String id) {
    return plan(rules).grants().stream().filter(rule -> rule.id().equals(id)).findFirst();
  }

  static boolean hasPool(Rules rules, String name) {
    return rules.pools().stream().anyMatch(pool -> pool.name().equals(name));
  }

  static Optional<Rules.Action> action(Rules rules, String name) {
    return rules.actions().stream().filter(action -> action.name().equals(name)).findFirst();
  }

  NaiveCalendar.Period holding(Rules.Recurring rule, Instant at) {
    return rule.anchor() == Rules.Anchor.CALENDAR
        ? NaiveCalendar.calendar(rule.every(), rule.zone(), at)
        : NaiveCalendar.subscription(wallet.anchor, rule.every(), rule.zone(), at);
  }

  // Changes of grants

  /** A new grant, with what it gives. */
  void give(NaiveEffects effects, Rules rules, NaiveGrant grant, String kind) {
    BigDecimal amount = grant.amount;
    arrive(effects, rules, grant);
    post(effects, grant, kind, amount, BigDecimal.ZERO);
  }

  /** The name that is meant, or with +2, +3 … where the wallet has a grant of that name. */
  String freeName(String meant) {
    String name = meant;
    for (int number = 2; wallet.known(name).isPresent(); number++) {
      name = meant + "+" + number;
    }
    return name;
  }

  /** A new grant with nothing in it yet. */
  void arrive(NaiveEffects effects, Rules rules, NaiveGrant grant) {
    grant.arrival = wallet.arrivals++;
    grant.left = BigDecimal.ZERO;
    grant.held = BigDecimal.ZERO;
    wallet.grants.add(grant);
    effects.grants.add(grant.words());
    if (grant.effectiveAt.isAfter(decidedAt)) {
      grant.state = Grant.State.PENDING;
    } else {
      grant.state = Grant.State.ACTIVE;
      if (suspends(rules, grant)) {
        state(effects, grant, Grant.State.SUSPENDED);
      }
    }
  }

  /** A grant that was known once, with nothing in it yet: what comes back to it expires. */
  void revive(NaiveEffects effects, NaiveGrant grant) {
    grant.arrival = wallet.arrivals++;
    wallet.grants.add(grant);
    effects.grants.add(grant.words());
    state(effects, grant, Grant.State.ACTIVE);
  }

  boolean suspends(Rules rules, NaiveGrant grant) {
    return grant.requiresPaid && !plan(rules).paid();
  }

  void state(NaiveEffects effects, NaiveGrant grant, Grant.State state) {
    grant.state = state;
    effects.states.add(grant.id + " " + state);
  }

  /** After a change of plan: what requires a paid plan is suspended, or comes back. */
  void follow(NaiveEffects effects, Rules rules) {
    for (NaiveGrant grant : wallet.inDrawOrder()) {
      if (grant.state == Grant.State.ACTIVE && suspends(rules, grant)) {
        state(effects, grant, Grant.State.SUSPENDED);
      } else if (grant.state == Grant.State.SUSPENDED && !suspends(rules, grant)) {
        state(effects, grant, Grant.State.ACTIVE);
      }
    }
  }

  /** Changes what is left by an amount, and what is held by another; both 0: nothing happens. */
  void post(
      NaiveEffects effects, NaiveGrant grant, String kind, BigDecimal amount, BigDecimal held) {
    if (amount.signum() == 0 && held.signum() == 0) {
      return;
    }
    BigDecimal after = grant.left.add(amount);
    effects.postings.add(
        Words.posting(
            grant.id, grant.pool, kind, amount, grant.left, after, held, grant.expiresAt));
    grant.left = after;
    grant.held = grant.held.add(held);
    if (grant.left.signum() < 0 || grant.held.signum() < 0) {
      throw new IllegalStateException("the model overdrew grant " + grant.words());
    }
  }

  /** What is owed changes: counted down from 0. */
  void postDebt(NaiveEffects effects, String pool, String kind, BigDecimal amount) {
    BigDecimal before = wallet.owed(pool).negate();
    BigDecimal after = before.add(amount);
    effects.postings.add(
        Words.posting("", pool, kind, amount, before, after, BigDecimal.ZERO, Fact.NEVER));
    wallet.debts.put(pool, after.negate());
  }

  // Lines

  Fact due(
      String type, Instant at, Rules rules, String pool, BigDecimal amount, NaiveEffects effects) {
    return entry(type, "DUE", at, rules, pool, amount, effects);
  }

  /** The entry that answers the command. */
  Fact done(String type, Rules rules, String pool, BigDecimal amount, NaiveEffects effects) {
    Fact fact =
        entry(type, "COMMAND", decidedAt, rules, pool, amount, effects)
            .with("actor", command.actor())
            .with("app", command.app());
    if (!command.text().metadata().isEmpty()) {
      fact.with("text", command.text().metadata().toString());
    }
    return fact;
  }

  private Fact entry(
      String type,
      String cause,
      Instant at,
      Rules rules,
      String pool,
      BigDecimal amount,
      NaiveEffects effects) {
    Fact fact = stamp("E", type, at, rules).with("cause", cause);
    fact.with("pool", pool).with("amount", amount);
    fact.with("balance", pool.isEmpty() ? BigDecimal.ZERO : wallet.balance(pool));
    effects.write(fact);
    wallet.tidy(at);
    return fact;
  }

  Fact stamp(String kind, String type, Instant at, Rules rules) {
    wallet.sequence++;
    Fact fact =
        Fact.of(kind, wallet.sequence, type)
            .with("wallet", command.wallet())
            .with("decided", decidedAt)
            .with("effective", at)
            .with("by", command.id())
            .with("level", "1")
            .with("v", Long.toString(rules.version()))
            .with("plan", wallet.plan);
    lines.add(fact);
    return fact;
  }

  static String words(String kind, String row, BigDecimal unit, List<String> parts) {
    return kind.isEmpty() ? "" : kind + " " + row + " " + text(unit) + " " + parts;
  }
}
