package dev.scrip.ledger.domain;

import dev.scrip.ledger.domain.Entry.PostingKind;
import dev.scrip.ledger.domain.Rules.Recurring;
import dev.scrip.ledger.domain.Rules.Rollover;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Carries what expiring grants have left into new ones, linked to them by name and age. */
final class Rollovers {
  private Rollovers() {}

  /** All rollovers of an instant, before the expiry of what is not carried. */
  static void apply(Lines lines, Book book, long instant) {
    Situation situation = Situation.due(book, lines.wallet(), instant);
    Map<String, Long> carried = new TreeMap<>();
    List<Grant> grants = lines.wallet().grants();
    for (Grant grant : grants) {
      Optional<Recurring> rule = Recurrence.of(situation.rules(), situation.plan(), grant.rule());
      if (rule.isPresent() && expires(grant, instant)) {
        long before = carried.getOrDefault(rule.get().id(), 0L);
        long amount = carry(lines, situation, grant, rule.get(), before);
        carried.put(rule.get().id(), before + amount);
      }
    }
  }

  private static boolean expires(Grant grant, long instant) {
    return grant.expiresAt() == instant && grant.spendable();
  }

  private static long carry(
      Lines lines, Situation situation, Grant grant, Recurring rule, long before) {
    Rollover rollover = rule.rollover();
    long amount =
        Math.min(
            Math.min(grant.remaining(), fraction(grant.amount(), rollover.maxFraction())),
            rollover.maxAmount() - before);
    long expiresAt = expiresAt(situation, grant, rule);
    if (amount <= 0
        || grant.terms().times() >= rollover.maxTimes()
        || expiresAt <= situation.at()) {
      return 0;
    }
    EffectsDraft effects = new EffectsDraft();
    Terms child = child(grant.terms(), amount, situation.at(), expiresAt);
    child = child.as(effects.name(lines.wallet(), child.id()), amount);
    lines.due(
        Verdict.Accept.of(
            Entry.Type.ROLLED_OVER,
            Verdict.About.reference(grant.pool(), amount, child.id()),
            effects
                .take(grant, PostingKind.ROLLOVER, amount)
                .give(child, PostingKind.ROLLOVER, false)
                .effects(),
            lines.wallet()),
        situation.at(),
        situation.rules());
    return amount;
  }

  private static long fraction(long amount, long millionths) {
    return BigInteger.valueOf(amount)
        .multiply(BigInteger.valueOf(millionths))
        .divide(BigInteger.valueOf(Micros.ONE))
        .longValueExact();
  }

  private static long expiresAt(Situation situation, Grant grant, Recurring rule) {
    Span life = rule.rollover().expiresAfter();
    long at = situation.at();
    if (life.isNone()) {
      return Recurrence.bounds(situation.rules(), rule, situation.wallet().anchor(), at).end();
    }
    boolean fromOrigin = rule.rollover().measuredFrom() == Rules.MeasuredFrom.ORIGIN;
    return Periods.plus(
        Recurrence.zone(situation.rules(), rule.zone()),
        fromOrigin ? grant.terms().origin() : at,
        life);
  }

  private static Terms child(Terms parent, long amount, long at, long expiresAt) {
    String origin = origin(parent.id());
    int times = parent.times() + 1;
    return new Terms(
        origin + "~" + times,
        parent.pool(),
        Source.ROLLOVER,
        amount,
        at,
        expiresAt,
        parent.priority(),
        parent.scope(),
        parent.rule(),
        parent.requiresPaidPlan(),
        parent.origin(),
        times,
        "");
  }

  /** The name without the number of times; one that came from another wallet has none. */
  private static String origin(String id) {
    int end = id.length();
    while (end > 0 && id.charAt(end - 1) >= '0' && id.charAt(end - 1) <= '9') {
      end--;
    }
    boolean numbered = end > 0 && end < id.length() && id.charAt(end - 1) == '~';
    return numbered ? id.substring(0, end - 1) : id;
  }
}
