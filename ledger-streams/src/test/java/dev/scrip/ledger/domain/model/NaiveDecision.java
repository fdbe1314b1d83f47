package dev.scrip.ledger.domain.model;

import static dev.scrip.ledger.domain.model.Fact.NEVER;
import static dev.scrip.ledger.domain.model.Fact.UNSET;
import static dev.scrip.ledger.domain.model.Fact.text;
import static dev.scrip.ledger.domain.model.NaiveLedger.credits;

import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Reason;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.Source;
import dev.scrip.ledger.domain.model.NaiveNotices.Refusal;
import dev.scrip.ledger.domain.model.NaiveWallet.Grant;
import dev.scrip.ledger.domain.model.NaiveWallet.Period;
import dev.scrip.ledger.domain.model.NaiveWallet.Window;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One command, decided after everything that fell due before it. */
final class NaiveDecision extends NaiveSteps {
  private final Command command;
  private final Instant at;
  private final Rules rules;
  private final List<NaiveViolation> violations = new ArrayList<>();
  private final List<NaivePayment> payments = new ArrayList<>();
  private String pool = "";
  private String action = "";
  private BigDecimal quantity = BigDecimal.ZERO;
  long answer;

  NaiveDecision(NaiveLedger ledger, NaiveWallet wallet, Command command, Instant at) {
    super(ledger, wallet, command.id(), at);
    this.command = command;
    this.at = at;
    this.rules = ledger.rules();
  }

  /** True if accepted. */
  boolean command(boolean conflict, boolean forgone, long firstSequence) {
    NaiveNotices notices = new NaiveNotices(this, wallet.copy());
    boolean open = command.body() instanceof Command.Open;
    violations.addAll(NaiveFields.faults(command));
    if (conflict) {
      refuse(Reason.IDEMPOTENCY_CONFLICT);
    } else if (forgone) {
      refuse(Reason.FORGONE);
    } else if (wallet.status.equals("ABSENT") && !open) {
      refuse(Reason.UNKNOWN_WALLET);
    } else if (open && !wallet.opening.isEmpty()) {
      refuse(Reason.WALLET_EXISTS);
    } else if (wallet.status.equals("CLOSED")) {
      refuse(Reason.WALLET_CLOSED);
    } else if (violations.isEmpty()) {
      body(notices);
    }
    if (violations.isEmpty()) {
      notices.judge(rules, at, List.of());
      return true;
    }
    reject(notices, conflict ? firstSequence : 0);
    return false;
  }

  private void body(NaiveNotices notices) {
    switch (command.body()) {
      case Command.Open open -> open(open);
      case Command.Charge charge -> {
        action = charge.action();
        quantity = credits(charge.quantity());
        charge(charge, notices);
      }
      case Command.AddGrant grant -> grant(grant);
      case Command.VoidGrant target -> voidGrant(target);
      case Command.Reset reset -> reset(reset);
      case Command.ChangePlan change -> change(change);
      case Command.Close _ -> {
        wallet.status = "CLOSED";
        wallet.periods.clear();
        wallet.windows.clear();
        entry("CLOSED", false, at, rules, "", BigDecimal.ZERO, new Effects());
      }
      case Command.Forgo forgo ->
          entry("FORGONE", false, at, rules, "", BigDecimal.ZERO, new Effects())
              .with("reference", forgo.id());
      case Command.Tick _, Command.Unsupported _ -> refuse(Reason.UNSUPPORTED);
    }
  }

  @Override
  Fact command(Fact fact) {
    answer = wallet.sequence;
    return fact.with("actor", command.actor()).with("app", command.app());
  }

  private void refuse(Reason reason) {
    violations.add(NaiveViolation.of(reason));
  }

  private void reject(NaiveNotices notices, long firstSequence) {
    if (violations.stream().anyMatch(one -> one.reason() == Reason.INVALID_FIELD)) {
      violations.removeIf(one -> one.reason() != Reason.INVALID_FIELD);
    }
    violations.sort(Comparator.comparing(NaiveViolation::reason));
    boolean absent = wallet.status.equals("ABSENT");
    if (command.body() instanceof Command.Charge charge) {
      action = charge.action();
      quantity = credits(charge.quantity());
    }
    Instant retryAt = NEVER;
    if (violations.stream().allMatch(violation -> violation.holds().isPresent())) {
      retryAt =
          new NaiveRetry(ledger, wallet, at)
              .first(trial -> payments.stream().allMatch(payment -> payment.passes(trial)));
    }
    if (absent) {
      lines.clear();
    }
    Fact fact = stamp("R", violations.getFirst().reason().name(), at, rules);
    if (absent) {
      wallet.sequence = 0;
      fact.fields().put("#", "0");
    }
    fact.with("command", command.type())
        .with("pool", pool)
        .with("action", action)
        .with("actor", command.actor())
        .with("app", command.app())
        .with("quantity", quantity)
        .with("balance", wallet.balance(pool))
        .with("first", Long.toString(firstSequence))
        .with("retry", retryAt)
        .with(
            "violations",
            violations.stream()
                .map(one -> one.words(new NaiveRetry(ledger, wallet, at)))
                .toList()
                .toString());
    answer = wallet.sequence;
    if (!absent) {
      List<Refusal> refusals =
          violations.stream()
              .filter(one -> one.reason() == Reason.INSUFFICIENT_CREDITS)
              .map(one -> new Refusal(pool, one.required()))
              .toList();
      notices.judge(rules, at, refusals);
      for (NaiveViolation one : violations) {
        one.limit().forEach(limit -> reached(notices, limit, "REFUSED"));
      }
    }
  }

  private void reached(NaiveNotices notices, Rules.Limit limit, String cause) {
    Window window = window(limit, subject(limit), at);
    boolean none = limit.window() == Rules.Window.ROLLING && window.used().signum() == 0;
    if (!window.told() && !none) {
      wallet.windows.remove(window);
      wallet.windows.add(
          new Window(
              limit.id(), window.subject(), window.start(), window.end(), window.used(), true));
      notices.limit(rules, "LIMIT_REACHED", cause, window, at, credits(limit.amount()));
    }
  }

  private void open(Command.Open open) {
    Instant anchor = open.anchor() == Long.MIN_VALUE ? at : NaiveLedger.instant(open.anchor());
    if (rules.plans().stream()
        .noneMatch(plan -> plan.name().equals(open.plan()) && !plan.retired())) {
      refuse(Reason.UNKNOWN_PLAN);
      return;
    }
    if (anchor.isAfter(at)) {
      violations.add(NaiveViolation.field("anchor"));
      return;
    }
    wallet.status = "OPEN";
    wallet.plan = open.plan();
    wallet.anchor = anchor;
    wallet.opening.add(open);
    Effects effects = new Effects();
    for (Rules.Recurring rule : plan(rules).grants()) {
      openPeriod(effects, rule, holding(rule, at).start(), at, true, List.of());
    }
    entry("OPENED", false, at, rules, "", BigDecimal.ZERO, effects)
        .with("anchor", anchor)
        .with("openAnchor", NaiveLedger.instant(open.anchor()));
  }

  private void charge(Command.Charge charge, NaiveNotices notices) {
    List<Rules.Action> known =
        rules.actions().stream()
            .filter(one -> one.name().equals(charge.action()) && !one.retired())
            .toList();
    if (known.isEmpty()) {
      refuse(Reason.UNKNOWN_ACTION);
      return;
    }
    List<Rules.PriceRow> rows = known.getFirst().prices();
    List<Rules.PriceRow> matching =
        rows.stream()
            .filter(row -> row.plans().isEmpty() || row.plans().contains(wallet.plan))
            .filter(row -> charge.attributes().entrySet().containsAll(row.attributes().entrySet()))
            .toList();
    if (matching.isEmpty()) {
      refuse(Reason.MISSING_ATTRIBUTE);
      return;
    }
    String row = charge.action() + "/" + (1 + rows.indexOf(matching.getFirst()));
    BigDecimal price;
    String priced;
    switch (matching.getFirst().price()) {
      case Rules.Fixed fixed -> {
        if (charge.amount() != Long.MIN_VALUE || charge.quantity() <= 0) {
          refuse(Reason.INVALID_AMOUNT);
          return;
        }
        price =
            credits(fixed.unit()).multiply(quantity).setScale(6, java.math.RoundingMode.HALF_UP);
        priced = "fixed " + row + " " + text(credits(fixed.unit()));
      }
      case Rules.Reported reported -> {
        if (charge.amount() == Long.MIN_VALUE
            || charge.amount() < reported.min()
            || charge.amount() > reported.max()) {
          refuse(Reason.INVALID_AMOUNT);
          return;
        }
        price = credits(charge.amount());
        priced = "reported " + row + " " + text(price);
      }
    }
    if (price.compareTo(credits(Long.MAX_VALUE)) > 0) {
      refuse(Reason.OVERFLOW);
    }
    if (violations.isEmpty()) {
      pool = known.getFirst().pool();
      NaivePayment payment = new NaivePayment(this, rules, command, pool, price, at);
      payments.add(payment);
      violations.addAll(payment.violations());
      if (violations.isEmpty()) {
        Effects effects = payment.draw();
        entry("CHARGED", false, at, rules, pool, price, effects)
            .with("action", action)
            .with("quantity", quantity)
            .with("priced", priced);
        payment.met().forEach(limit -> reached(notices, limit, "EMPTY"));
      }
    }
  }

  String subject(Rules.Limit limit) {
    return switch (limit.scope()) {
      case WALLET -> "";
      case ACTOR -> command.actor();
      case APP -> command.app();
      case ACTION -> action;
    };
  }

  private void grant(Command.AddGrant asked) {
    List<Rules.Promo> promo =
        rules.promos().stream().filter(one -> one.code().equals(asked.code())).toList();
    String pool = asked.pool();
    Grant grant = new Grant();
    grant.amount = credits(asked.amount());
    grant.source = asked.source();
    grant.effectiveAt =
        asked.effectiveAt() == Long.MIN_VALUE ? at : NaiveLedger.instant(asked.effectiveAt());
    grant.expiresAt =
        asked.expiresAt() == Long.MIN_VALUE ? NEVER : NaiveLedger.instant(asked.expiresAt());
    if (!promo.isEmpty()) {
      Rules.Promo terms = promo.getFirst();
      pool = pool.isEmpty() ? terms.pool() : pool;
      grant.source = grant.source == Source.UNKNOWN ? Source.PROMO : grant.source;
      if (asked.amount() == 0) {
        grant.amount = credits(terms.amount());
      } else if (asked.amount() != terms.amount()) {
        refuse(Reason.INVALID_AMOUNT);
      }
      if (asked.expiresAt() == Long.MIN_VALUE && !terms.expiresAfter().isNone()) {
        grant.expiresAt = NaiveCalendar.plus(grant.effectiveAt, terms.expiresAfter(), "UTC");
      }
    }
    String named = pool;
    if (rules.pools().stream().noneMatch(one -> one.name().equals(named))) {
      refuse(Reason.UNKNOWN_POOL);
    }
    if (grant.source == Source.TOP_UP && !plan(rules).topUps()) {
      refuse(Reason.NOT_ALLOWED_BY_PLAN);
    }
    if (asked.amount() < 0 || grant.amount.signum() <= 0) {
      refuse(Reason.INVALID_AMOUNT);
    }
    if (!asked.code().isEmpty() && wallet.redeemed.contains(asked.code())) {
      refuse(Reason.PROMO_ALREADY_REDEEMED);
    }
    if (expired(grant)) {
      violations.add(NaiveViolation.field("expiresAt"));
    }
    if (!violations.isEmpty()) {
      return;
    }
    grant.id = command.id();
    grant.pool = pool;
    grant.priority = asked.priority();
    grant.scope = asked.scope();
    grant.code = asked.code();
    grant.active = !grant.effectiveAt.isAfter(at);
    if (!asked.code().isEmpty()) {
      wallet.redeemed.add(asked.code());
    }
    Effects effects = new Effects();
    give(effects, grant);
    entry("GRANTED", false, at, rules, pool, grant.amount, effects).with("reference", grant.id);
  }

  private boolean expired(Grant grant) {
    return !grant.expiresAt.isAfter(at) || !grant.expiresAt.isAfter(grant.effectiveAt);
  }

  private void voidGrant(Command.VoidGrant target) {
    List<Grant> found =
        wallet.grants.stream().filter(grant -> grant.id.equals(target.grant())).toList();
    if (found.isEmpty()) {
      refuse(Reason.UNKNOWN_GRANT);
      return;
    }
    Grant grant = found.getFirst();
    BigDecimal left = grant.left;
    Effects effects = new Effects();
    post(effects, grant, "VOID", left.negate());
    wallet.grants.remove(grant);
    pool = grant.pool;
    entry("VOIDED", false, at, rules, pool, left, effects).with("reference", grant.id);
  }

  private void reset(Command.Reset reset) {
    for (String name : reset.pools()) {
      if (rules.pools().stream().noneMatch(one -> one.name().equals(name))) {
        refuse(Reason.UNKNOWN_POOL);
        return;
      }
    }
    Effects effects = new Effects();
    BigDecimal given = BigDecimal.ZERO;
    List<Period> closing =
        wallet.periods.stream()
            .filter(one -> reset.pools().isEmpty() || reset.pools().contains(one.pool()))
            .filter(one -> !recurring(rules, one.rule()).isEmpty())
            .toList();
    closeGrants(effects, reset.pools(), "EXPIRE");
    for (Period period : closing) {
      wallet.periods.remove(period);
      Rules.Recurring rule = recurring(rules, period.rule()).getFirst();
      given = given.add(openPeriod(effects, rule, period.start(), at, false, List.of(period)));
    }
    for (Window window : List.copyOf(wallet.windows)) {
      rules.limits().stream()
          .filter(limit -> limit.id().equals(window.limit()))
          .filter(limit -> limit.window() == Rules.Window.PERIOD)
          .filter(limit -> reset.pools().isEmpty() || reset.pools().contains(limit.pool()))
          .forEach(_ -> close(effects, window));
    }
    pool = reset.pools().size() == 1 ? reset.pools().getFirst() : "";
    entry("RESET", false, at, rules, pool, pool.isEmpty() ? BigDecimal.ZERO : given, effects);
  }

  private void close(Effects effects, Window window) {
    wallet.windows.remove(window);
    effects.closed.add(window.limit() + "/" + window.subject());
  }

  private void closeGrants(Effects effects, List<String> pools, String kind) {
    for (Grant grant : wallet.allInDrawOrder()) {
      if (!grant.rule.isEmpty() && (pools.isEmpty() || pools.contains(grant.pool))) {
        post(effects, grant, kind, grant.left.negate());
        wallet.grants.remove(grant);
      }
    }
  }

  private void change(Command.ChangePlan change) {
    List<String> order = rules.plans().stream().map(Rules.Plan::name).toList();
    int next = order.indexOf(change.plan());
    if (next < 0 || rules.plans().get(next).retired()) {
      refuse(Reason.UNKNOWN_PLAN);
      return;
    }
    if (next <= order.indexOf(wallet.plan)) {
      refuse(Reason.NOT_ALLOWED_BY_PLAN);
      return;
    }
    Rules.Plan old = plan(rules);
    Rules.Plan newer = rules.plans().get(next);
    Rules.Upgrade terms = !old.paid() && newer.paid() ? rules.onSubscribe() : rules.onUpgrade();
    Instant anchor = terms.keepAnchor() ? UNSET : at;
    wallet.anchor = terms.keepAnchor() ? wallet.anchor : at;
    wallet.plan = newer.name();
    Effects effects = new Effects();
    List<Period> closing = List.copyOf(wallet.periods);
    wallet.periods.clear();
    if (terms.grant() == Rules.UpgradeGrant.FULL && !terms.keepOld()) {
      closeGrants(effects, List.of(), "VOID");
    }
    for (Rules.Recurring rule : newer.grants()) {
      NaiveCalendar.Period holding = holding(rule, at);
      if (terms.grant() == Rules.UpgradeGrant.FULL) {
        openPeriod(effects, rule, holding.start(), at, true, List.of());
      } else {
        difference(effects, old, closing, rule, holding);
      }
    }
    for (Window window : List.copyOf(wallet.windows)) {
      if (!newer.limits().contains(window.limit())) {
        close(effects, window);
      }
    }
    for (Period period : closing) {
      if (newer.grants().stream().noneMatch(rule -> rule.id().equals(period.rule()))) {
        effects.periods.add(ended(period, at));
      }
    }
    entry("PLAN_CHANGED", false, at, rules, "", BigDecimal.ZERO, effects).with("anchor", anchor);
  }

  /** The period's grants stay; the new plan adds what it gives more, or takes back what is less. */
  private void difference(
      Effects effects,
      Rules.Plan old,
      List<Period> open,
      Rules.Recurring rule,
      NaiveCalendar.Period holding) {
    List<Rules.Recurring> matching =
        old.grants().stream()
            .filter(one -> one.pool().equals(rule.pool()) && one.every().equals(rule.every()))
            .filter(one -> open.stream().anyMatch(period -> period.rule().equals(one.id())))
            .toList();
    BigDecimal more =
        credits(rule.amount())
            .subtract(matching.isEmpty() ? BigDecimal.ZERO : credits(matching.getFirst().amount()));
    wallet.periods.add(
        new Period(
            rule.id(),
            rule.pool(),
            holding.start(),
            holding.end(),
            BigDecimal.ZERO,
            Instant.EPOCH,
            opening(rule, holding.start())));
    effects.periods.add(
        rule.id() + "/" + rule.pool() + " " + holding.start() + ".." + holding.end());
    giveOf(effects, rule, more, holding.start(), holding.end(), at);
    BigDecimal less = more.negate().max(BigDecimal.ZERO);
    for (Rules.Recurring one : matching) {
      for (Grant grant : wallet.allInDrawOrder()) {
        BigDecimal taken = grant.rule.equals(one.id()) ? grant.left.min(less) : BigDecimal.ZERO;
        if (taken.signum() > 0) {
          post(effects, grant, "VOID", taken.negate());
          less = less.subtract(taken);
          if (grant.left.signum() == 0) {
            wallet.grants.remove(grant);
          }
        }
      }
    }
  }
}
