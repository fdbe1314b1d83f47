package dev.scrip.ledger.domain.model;

import static dev.scrip.ledger.domain.model.Fact.NEVER;
import static dev.scrip.ledger.domain.model.Fact.text;

import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.model.NaiveWallet.Grant;
import dev.scrip.ledger.domain.model.NaiveWallet.Period;
import dev.scrip.ledger.domain.model.NaiveWallet.Window;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Due steps, and the making of lines: what decisions of commands and the passing of time share. */
class NaiveSteps {
  final NaiveLedger ledger;
  final NaiveWallet wallet;
  final List<Fact> lines = new ArrayList<>();
  final String commandId;
  final Instant decidedAt;

  NaiveSteps(NaiveLedger ledger, NaiveWallet wallet, String commandId, Instant decidedAt) {
    this.ledger = ledger;
    this.wallet = wallet;
    this.commandId = commandId;
    this.decidedAt = decidedAt;
  }

  /** What a line changed, as words. */
  static final class Effects {
    final List<String> grants = new ArrayList<>();
    final List<String> postings = new ArrayList<>();
    final List<String> limits = new ArrayList<>();
    final List<String> periods = new ArrayList<>();
    final List<String> closed = new ArrayList<>();
  }

  final void applyDue() {
    if (wallet.status.equals("ABSENT")) {
      return;
    }
    for (Instant due = nextDue(); !due.isAfter(decidedAt); due = nextDue()) {
      applyAt(due);
    }
  }

  /** Everything that happens at one instant, in the order of the text. */
  final void applyAt(Instant due) {
    NaiveNotices before = new NaiveNotices(this, wallet.copy());
    Rules rules = ledger.rulesFor(due);
    for (Grant grant : List.copyOf(wallet.grants)) {
      if (grant.expiresAt.equals(due)) {
        Effects effects = new Effects();
        BigDecimal left = grant.left;
        if (left.signum() > 0) {
          post(effects, grant, "EXPIRE", left.negate());
        }
        wallet.grants.remove(grant);
        if (left.signum() > 0) {
          entry("EXPIRED", true, due, rules, grant.pool, left, effects).with("reference", grant.id);
        }
      }
    }
    for (Period period : List.copyOf(wallet.periods)) {
      if (period.end().equals(due)) {
        wallet.periods.remove(period);
        Effects effects = new Effects();
        List<Rules.Recurring> rule = recurring(rules, period.rule());
        BigDecimal given = BigDecimal.ZERO;
        if (rule.isEmpty()) {
          effects.periods.add(ended(period, due));
        } else {
          given = openPeriod(effects, rule.getFirst(), due, due, false, List.of(period));
        }
        entry("RESET", true, due, rules, period.pool(), given, effects);
      }
    }
    for (Rules.Recurring added : missing(rules)) {
      if (firstPeriods(added).contains(due)) {
        Effects effects = new Effects();
        BigDecimal given = openPeriod(effects, added, due, due, false, List.of());
        entry("RESET", true, due, rules, added.pool(), given, effects);
      }
    }
    for (Grant grant : List.copyOf(wallet.grants)) {
      if (!grant.active && grant.effectiveAt.equals(due)) {
        grant.active = true;
        entry("ACTIVATED", true, due, rules, grant.pool, grant.left, new Effects())
            .with("reference", grant.id);
      }
    }
    wallet.passed = due;
    before.judge(rules, due, List.of());
  }

  final Instant nextDue() {
    List<Instant> dues = new ArrayList<>();
    for (Grant grant : wallet.grants) {
      dues.add(grant.expiresAt);
      if (!grant.active) {
        dues.add(grant.effectiveAt);
      }
    }
    wallet.periods.forEach(period -> dues.add(period.end()));
    wallet.windows.forEach(window -> dues.add(window.end()));
    if (wallet.status.equals("OPEN")) {
      for (NaiveLedger.Version version : ledger.versions) {
        missing(version.rules()).forEach(rule -> dues.addAll(firstPeriods(rule)));
      }
    }
    return dues.stream()
        .filter(due -> due.isAfter(wallet.passed))
        .min(Comparator.naturalOrder())
        .orElse(NEVER);
  }

  /** Recurring grants that the plan has and the wallet has no period of: a version added them. */
  private List<Rules.Recurring> missing(Rules rules) {
    return plan(rules).grants().stream()
        .filter(rule -> wallet.periods.stream().noneMatch(open -> open.rule().equals(rule.id())))
        .filter(_ -> wallet.status.equals("OPEN"))
        .toList();
  }

  /** A recurring grant that was added begins with the first period after its version. */
  private List<Instant> firstPeriods(Rules.Recurring rule) {
    List<Instant> firsts = new ArrayList<>();
    boolean had = true;
    for (NaiveLedger.Version version : ledger.versions) {
      boolean has = !recurring(version.rules(), rule.id()).isEmpty();
      if (has && !had) {
        firsts.add(holding(rule, version.publishedAt()).end());
      }
      had = has;
    }
    return firsts.stream()
        .filter(first -> !recurring(ledger.rulesFor(first), rule.id()).isEmpty())
        .toList();
  }

  final List<Rules.Recurring> recurring(Rules rules, String id) {
    return plan(rules).grants().stream().filter(rule -> rule.id().equals(id)).toList();
  }

  final Rules.Plan plan(Rules rules) {
    return rules.plans().stream()
        .filter(plan -> plan.name().equals(wallet.plan))
        .findFirst()
        .orElse(new Rules.Plan(wallet.plan, false, false, false, List.of(), List.of()));
  }

  final NaiveCalendar.Period holding(Rules.Recurring rule, Instant at) {
    return rule.anchor() == Rules.Anchor.CALENDAR
        ? NaiveCalendar.calendar(rule.every(), rule.zone(), at)
        : NaiveCalendar.subscription(wallet.anchor, rule.every(), rule.zone(), at);
  }

  /** Opens the period of a rule and gives its amount, within the rule's ceiling. */
  final BigDecimal openPeriod(
      Effects effects,
      Rules.Recurring rule,
      Instant start,
      Instant at,
      boolean fresh,
      List<Period> before) {
    BigDecimal amount = NaiveLedger.credits(rule.amount());
    BigDecimal issued = BigDecimal.ZERO;
    Instant ceilingEnd = Instant.EPOCH;
    if (rule.ceiling() >= 0) {
      NaiveCalendar.Period ceiling =
          rule.ceilingAnchor() == Rules.Anchor.CALENDAR
              ? NaiveCalendar.calendar(rule.ceilingEvery(), rule.zone(), at)
              : NaiveCalendar.subscription(wallet.anchor, rule.ceilingEvery(), rule.zone(), at);
      ceilingEnd = ceiling.end();
      for (Period last : before) {
        if (!fresh && last.ceilingEnd().equals(ceilingEnd)) {
          issued = last.issued();
        }
      }
      BigDecimal room = NaiveLedger.credits(rule.ceiling()).subtract(issued).max(BigDecimal.ZERO);
      amount = amount.min(room);
      issued = issued.add(amount);
    }
    Instant end = holding(rule, at).end();
    wallet.periods.add(
        new Period(rule.id(), rule.pool(), start, end, issued, ceilingEnd, opening(rule, start)));
    effects.periods.add(
        rule.id()
            + "/"
            + rule.pool()
            + " "
            + start
            + ".."
            + end
            + (rule.ceiling() >= 0 ? " issued " + text(issued) + " until " + ceilingEnd : ""));
    giveOf(effects, rule, amount, start, end, at);
    return amount;
  }

  final void giveOf(
      Effects effects,
      Rules.Recurring rule,
      BigDecimal amount,
      Instant start,
      Instant end,
      Instant at) {
    if (amount.signum() > 0) {
      Grant grant = new Grant();
      grant.id = name(rule, start);
      grant.pool = rule.pool();
      grant.source = rule.source();
      grant.amount = amount;
      grant.effectiveAt = at;
      grant.expiresAt = end;
      grant.priority = rule.priority();
      grant.scope = rule.scope();
      grant.rule = rule.id();
      grant.periodEnd = end;
      grant.active = true;
      give(effects, grant);
    }
  }

  /** A second period of one rule at one instant is told apart by #2. */
  private String name(Rules.Recurring rule, Instant start) {
    String name = rule.id() + "@" + start;
    long times = wallet.opened.stream().filter(name::equals).count();
    return times == 1 ? name : name + "#" + times;
  }

  final int opening(Rules.Recurring rule, Instant start) {
    wallet.opened.add(rule.id() + "@" + start);
    return wallet.opened.size();
  }

  final void give(Effects effects, Grant grant) {
    grant.arrival = wallet.arrivals++;
    wallet.grants.add(grant);
    effects.grants.add(
        grant.id
            + " "
            + grant.pool
            + " "
            + grant.source
            + " "
            + text(grant.amount)
            + " "
            + text(grant.effectiveAt)
            + ".."
            + text(grant.expiresAt)
            + " p"
            + grant.priority
            + " "
            + grant.scope
            + " rule:"
            + grant.rule
            + " code:"
            + grant.code
            + " period:"
            + text(grant.periodEnd));
    post(effects, grant, "GRANT", grant.amount);
  }

  final void post(Effects effects, Grant grant, String kind, BigDecimal amount) {
    BigDecimal after = grant.left.add(amount);
    if (amount.signum() != 0) {
      effects.postings.add(
          grant.id
              + " "
              + grant.pool
              + " "
              + kind
              + " "
              + text(amount)
              + " ("
              + text(grant.left)
              + ">"
              + text(after)
              + ")");
    }
    grant.left = after;
  }

  static String ended(Period period, Instant at) {
    return period.rule() + "/" + period.pool() + " " + at + ".." + at;
  }

  /** Words that only a command has. */
  Fact command(Fact fact) {
    return fact;
  }

  final Fact entry(
      String type,
      boolean due,
      Instant at,
      Rules rules,
      String pool,
      BigDecimal amount,
      Effects effects) {
    Fact fact = stamp("E", type, at, rules).with("cause", due ? "DUE" : "COMMAND");
    fact.with("pool", pool).with("amount", amount).with("balance", wallet.balance(pool));
    fact.with("grants", effects.grants.toString());
    fact.with("postings", effects.postings.toString());
    fact.with("limits", effects.limits.toString());
    fact.with("periods", effects.periods.toString());
    fact.with("closed", effects.closed.toString());
    wallet.windows.removeIf(window -> !window.end().isAfter(at) && !window.told());
    return due ? fact : command(fact);
  }

  final Fact stamp(String kind, String type, Instant at, Rules rules) {
    wallet.sequence++;
    Fact fact =
        Fact.of(kind, wallet.sequence, type)
            .with("decided", decidedAt)
            .with("effective", at)
            .with("by", commandId)
            .with("v", Long.toString(rules.version()))
            .with("plan", wallet.plan);
    lines.add(fact);
    return fact;
  }

  /** The pools of the periods that opened between two states. */
  static Set<String> poolsWithNewPeriods(NaiveWallet before, NaiveWallet after) {
    TreeSet<String> pools = new TreeSet<>();
    after.periods.stream()
        .filter(period -> before.periods.stream().noneMatch(period::equals))
        .forEach(period -> pools.add(period.pool()));
    return pools;
  }

  /** The open window of a limit, or the empty one that would open now. */
  final Window window(Rules.Limit limit, String subject, Instant at) {
    for (Window open : wallet.windows) {
      if (open.limit().equals(limit.id()) && open.subject().equals(subject) && open.holds(at)) {
        return open;
      }
    }
    NaiveCalendar.Period bounds =
        switch (limit.window()) {
          case CALENDAR -> NaiveCalendar.calendar(limit.span(), limit.zone(), at);
          case ROLLING -> new NaiveCalendar.Period(at, at.plusMillis(limit.span().exactMillis()));
          case PERIOD ->
              wallet.periods.stream()
                  .filter(period -> period.pool().equals(limit.pool()))
                  .map(period -> new NaiveCalendar.Period(period.start(), period.end()))
                  .findFirst()
                  .orElse(new NaiveCalendar.Period(at, NEVER));
        };
    return new Window(limit.id(), subject, bounds.start(), bounds.end(), BigDecimal.ZERO, false);
  }
}
