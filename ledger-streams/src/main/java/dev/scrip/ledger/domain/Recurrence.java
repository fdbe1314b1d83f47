package dev.scrip.ledger.domain;

import dev.scrip.ledger.domain.Entry.GrantTerms;
import dev.scrip.ledger.domain.Entry.PeriodOpened;
import dev.scrip.ledger.domain.Periods.Bounds;
import dev.scrip.ledger.domain.Rules.Recurring;
import java.time.Instant;

/** How recurring grants of a plan come into a wallet: bounds, names, ceilings. */
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

  static Zone zone(Rules rules, String name) {
    return rules.index().zones().getOrDefault(name, Zone.UTC);
  }

  /** Opens a period of the rule and gives what the rule gives, no more than its ceiling lets. */
  static long open(
      EffectsDraft effects,
      Wallet wallet,
      Rules rules,
      Recurring rule,
      Bounds bounds,
      long anchor,
      long wanted,
      Ceiling before,
      long at) {
    Ceiling ceiling = ceiling(rules, rule, anchor, before, at);
    long amount =
        rule.ceiling() < 0 ? wanted : Math.clamp(rule.ceiling() - ceiling.issued(), 0, wanted);
    effects.open(
        new PeriodOpened(
            rule.id(),
            rule.pool(),
            bounds.start(),
            bounds.end(),
            rule.ceiling() < 0 ? 0 : ceiling.issued() + amount,
            ceiling.end()));
    if (amount > 0) {
      effects.give(
          new GrantTerms(
              name(wallet, rule.id(), bounds.start()),
              rule.pool(),
              rule.source(),
              amount,
              at,
              bounds.end(),
              rule.priority(),
              rule.scope(),
              rule.id(),
              "",
              bounds.end()));
    }
    return amount;
  }

  /** What was issued in a ceiling period, and when that ends (0 = no ceiling). */
  record Ceiling(long issued, long end) {
    static final Ceiling NONE = new Ceiling(0, 0);

    static Ceiling of(Wallet.Period period) {
      return new Ceiling(period.issued(), period.ceilingEnd());
    }
  }

  private static Ceiling ceiling(
      Rules rules, Recurring rule, long anchor, Ceiling before, long at) {
    if (rule.ceiling() < 0) {
      return Ceiling.NONE;
    }
    if (before.end() > at) {
      return before;
    }
    Bounds bounds =
        bounds(rules, rule.ceilingAnchor(), rule.ceilingEvery(), rule.zone(), anchor, at);
    return new Ceiling(0, bounds.end());
  }

  /**
   * {@code <rule>@<period start>}, and {@code …#2} for a second one at the same instant. Grants
   * given by hand are named by their sender: a name that is taken is passed over.
   */
  private static String name(Wallet wallet, String rule, long start) {
    int count = 1;
    for (Wallet.Period period : wallet.periods()) {
      if (period.rule().equals(rule) && period.start() == start) {
        count = period.count() + 1;
      }
    }
    String base = rule + "@" + Instant.ofEpochMilli(start);
    String name = count == 1 ? base : base + "#" + count;
    while (wallet.has(name)) {
      count++;
      name = base + "#" + count;
    }
    return name;
  }
}
