package dev.scrip.ledger.domain;

import dev.scrip.ledger.domain.Entry.PeriodOpened;
import dev.scrip.ledger.domain.Entry.PostingKind;
import dev.scrip.ledger.domain.Periods.Bounds;
import dev.scrip.ledger.domain.Rules.ExpiryFrom;
import dev.scrip.ledger.domain.Rules.Recurring;
import java.time.Instant;
import java.util.List;

/** How recurring grants of a plan come into a wallet: bounds, names, expiry, ceilings. */
final class Recurrence {
  private Recurrence() {}

  /** The period of a recurring grant that holds an instant. */
  static Bounds bounds(Rules rules, Recurring rule, long anchor, long at) {
    return bounds(rules, rule.anchor(), rule.every(), rule.zone(), anchor, at);
  }

  private static Bounds bounds(
      Rules rules, Rules.Anchor kind, Span every, String zoneName, long anchor, long at) {
    Zone zone = zone(rules, zoneName);
    return switch (kind) {
      case SUBSCRIPTION -> Periods.anchored(every, zone, anchor, at);
      case CALENDAR -> Periods.calendar(every, zone, at);
    };
  }

  static Bounds ceilingPeriod(Rules rules, Recurring rule, long anchor, long at) {
    Rules.Ceiling ceiling = rule.ceiling();
    return bounds(rules, ceiling.anchor(), ceiling.every(), rule.zone(), anchor, at);
  }

  /**
   * The term of a plan that holds an instant, in the zone of the first recurring grant that is
   * counted from the anchor: the end of a term is the end of a period.
   */
  static Bounds term(Rules rules, Rules.Plan plan, long anchor, long at) {
    String zone = "UTC";
    for (Recurring rule : plan.grants().reversed()) {
      zone = rule.anchor() == Rules.Anchor.SUBSCRIPTION ? rule.zone() : zone;
    }
    return Periods.anchored(plan.term(), zone(rules, zone), anchor, at);
  }

  static Zone zone(Rules rules, String name) {
    return rules.index().zones().getOrDefault(name, Zone.UTC);
  }

  /**
   * A period of a rule that opens.
   *
   * @param wanted micros to give, before the ceiling
   * @param before what was issued in the ceiling period that may still run
   * @param from instant that an expiry counted from the grant begins at
   */
  record Opening(
      Rules rules,
      Rules.Plan plan,
      Recurring rule,
      Bounds bounds,
      long anchor,
      long wanted,
      Ceiling before,
      long at,
      long from) {}

  /** Opens a period of the rule and gives what the rule gives, no more than its ceiling lets. */
  static long open(EffectsDraft effects, Wallet wallet, Opening opening) {
    Recurring rule = opening.rule();
    Ceiling ceiling = ceiling(opening);
    long expiresAt = expiresAt(opening);
    long amount = 0;
    if (opening.wanted() > 0 && expiresAt > opening.at()) {
      amount = Math.min(opening.wanted(), room(wallet, opening, ceiling));
    }
    boolean counted = !rule.ceiling().isNone() && !rule.ceiling().countsUsed();
    Bounds bounds = opening.bounds();
    effects.open(
        new PeriodOpened(
            rule.id(),
            rule.pool(),
            bounds.start(),
            bounds.end(),
            counted ? ceiling.issued() + amount : 0,
            ceiling.end()));
    if (amount > 0) {
      String name = name(wallet, rule.id(), bounds.start());
      effects.give(
          terms(opening, name, amount, expiresAt),
          PostingKind.GRANT,
          rule.requiresPaidPlan() && !opening.plan().paid());
    }
    return amount;
  }

  private static Terms terms(Opening opening, String name, long amount, long expiresAt) {
    Recurring rule = opening.rule();
    return new Terms(
        name,
        rule.pool(),
        rule.source(),
        amount,
        opening.at(),
        expiresAt,
        rule.priority(),
        rule.scope(),
        rule.id(),
        rule.requiresPaidPlan(),
        opening.at(),
        0,
        "");
  }

  private static long expiresAt(Opening opening) {
    Recurring rule = opening.rule();
    ExpiryFrom from = rule.expiry().from();
    if (from == ExpiryFrom.PERIOD_END) {
      return opening.bounds().end();
    }
    Zone zone = zone(opening.rules(), rule.zone());
    long start =
        switch (from) {
          case GRANT -> opening.from();
          case PERIOD_START, PERIOD_END -> opening.bounds().start();
          case TERM_END ->
              Periods.anchored(
                      opening.plan().term(), zone, opening.anchor(), opening.bounds().start())
                  .end();
        };
    return Periods.plus(zone, start, rule.expiry().after());
  }

  /** What was issued in a ceiling period, and when that ends (0 = no ceiling). */
  record Ceiling(long issued, long end) {
    static final Ceiling NONE = new Ceiling(0, 0);

    static Ceiling of(Wallet.Period period) {
      return new Ceiling(period.issued(), period.ceilingEnd());
    }
  }

  private static Ceiling ceiling(Opening opening) {
    Recurring rule = opening.rule();
    if (rule.ceiling().isNone()) {
      return Ceiling.NONE;
    }
    long end = ceilingPeriod(opening.rules(), rule, opening.anchor(), opening.at()).end();
    return opening.before().end() == end ? opening.before() : new Ceiling(0, end);
  }

  private static long room(Wallet wallet, Opening opening, Ceiling ceiling) {
    Recurring rule = opening.rule();
    if (rule.ceiling().isNone()) {
      return Long.MAX_VALUE;
    }
    long counted =
        rule.ceiling().countsUsed()
            ? Limits.ceiling(opening.rules(), wallet, rule, opening.anchor(), opening.at()).used()
            : ceiling.issued();
    return Math.max(0, rule.ceiling().amount() - counted);
  }

  /**
   * {@code <rule>@<period start>}, and {@code …#2} for a second one at the same instant. A wallet
   * that a seat has left or come to since may have been given that one before, under a plan it had
   * then: the sequence of the line, {@code …+57}, tells it apart. Grants given by hand are named by
   * their sender: a name that is taken is passed over.
   */
  private static String name(Wallet wallet, String rule, long start) {
    int count = 1;
    for (Wallet.Period period : wallet.periods()) {
      if (period.rule().equals(rule) && period.start() == start) {
        count = period.count() + 1;
      }
    }
    String base = rule + "@" + Instant.ofEpochMilli(start);
    if (start <= wallet.dealings().seatAt()) {
      return base + "+" + (wallet.sequence() + 1);
    }
    String name = count == 1 ? base : base + "#" + count;
    while (wallet.has(name)) {
      count++;
      name = base + "#" + count;
    }
    return name;
  }

  /**
   * The open period that a recurring grant of another plan takes over: alike but for the amount.
   */
  static java.util.Optional<Wallet.Period> alike(
      Rules.Plan from, Recurring rule, List<Wallet.Period> open) {
    return open.stream()
        .filter(period -> from.recurring(period.rule()).filter(old -> alike(old, rule)).isPresent())
        .findFirst();
  }

  /**
   * The plan's recurring grant that a grant belongs to: by its own rule, or by one of another plan
   * that is alike, since an upgrade goes on with what the former plan gave.
   */
  static java.util.Optional<Recurring> of(Rules rules, Rules.Plan plan, String rule) {
    if (rule.isEmpty()) {
      return java.util.Optional.empty();
    }
    java.util.Optional<Recurring> own = plan.recurring(rule);
    return own.isPresent()
        ? own
        : plan.grants().stream().filter(one -> same(rules, rule, one)).findFirst();
  }

  /** Whether a grant's rule is the given one, or one of another plan that is alike. */
  static boolean same(Rules rules, String id, Recurring rule) {
    if (id.isEmpty() || id.equals(rule.id())) {
      return !id.isEmpty();
    }
    for (Rules.Plan plan : rules.plans()) {
      if (plan.recurring(id).filter(old -> alike(old, rule)).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private static boolean alike(Recurring old, Recurring rule) {
    return old.pool().equals(rule.pool())
        && old.every().equals(rule.every())
        && old.anchor() == rule.anchor()
        && old.zone().equals(rule.zone())
        && old.source() == rule.source()
        && old.scope().equals(rule.scope());
  }
}
