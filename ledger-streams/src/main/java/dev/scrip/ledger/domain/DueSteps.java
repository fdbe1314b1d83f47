package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.NEVER;

import dev.scrip.ledger.domain.Entry.PostingKind;
import dev.scrip.ledger.domain.Periods.Bounds;
import dev.scrip.ledger.domain.Rules.Plan;
import dev.scrip.ledger.domain.Rules.Recurring;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What falls due by time alone, each step at its own instant and as a line of its own: expiry,
 * reset, coming into effect, the end of a window; then the notices of that instant.
 */
final class DueSteps {
  private DueSteps() {}

  /** The next instant at which something falls due; {@link Times#NEVER} = nothing will. */
  static long next(Book book, Wallet wallet) {
    long next = NEVER;
    for (Grant grant : wallet.grants()) {
      if (grant.remaining() > 0) {
        next = Math.min(next, grant.active() ? grant.expiresAt() : grant.effectiveAt());
      }
    }
    if (wallet.status() != Wallet.Status.OPEN) {
      return next;
    }
    for (Wallet.Period period : wallet.periods()) {
      next = Math.min(next, period.end());
    }
    for (Wallet.Window window : wallet.windows()) {
      next = Math.min(next, window.reached() ? window.end() : NEVER);
    }
    if (book.versions().size() > 1) {
      for (Recurring rule : unopened(book.rules(), wallet)) {
        next = Math.min(next, firstBoundary(book, wallet, rule));
      }
    }
    return next;
  }

  /** Applies everything due up to an instant, inclusive. */
  static void apply(Lines lines, Book book, long until) {
    long instant = next(book, lines.wallet());
    while (instant <= until) {
      at(lines, book, instant);
      instant = next(book, lines.wallet());
    }
  }

  private static void at(Lines lines, Book book, long instant) {
    Wallet before = lines.wallet();
    Rules rules = book.rulesBefore(instant);
    expire(lines, instant, rules);
    if (before.status() == Wallet.Status.OPEN) {
      reset(lines, book, instant, rules);
    }
    activate(lines, instant, rules);
    if (before.status() == Wallet.Status.OPEN) {
      Notices.afterDue(lines, before, instant, rules);
    }
  }

  private static void expire(Lines lines, long instant, Rules rules) {
    List<Grant> expired =
        lines.wallet().grants().stream()
            .filter(grant -> grant.expiresAt() <= instant && grant.remaining() > 0)
            .sorted(Comparator.comparingLong(Grant::arrival))
            .toList();
    for (Grant grant : expired) {
      lines.due(
          Verdict.Accept.of(
              Entry.Type.EXPIRED,
              Verdict.About.reference(grant.pool(), grant.remaining(), grant.id()),
              new EffectsDraft().take(grant, PostingKind.EXPIRE, grant.remaining()).effects(),
              lines.wallet()),
          instant,
          rules);
    }
  }

  private static void reset(Lines lines, Book book, long instant, Rules rules) {
    for (Wallet.Period period : lines.wallet().periods()) {
      if (period.end() <= instant) {
        Optional<Recurring> rule = rule(rules, lines.wallet(), period.rule());
        EffectsDraft effects = new EffectsDraft();
        long given = 0;
        if (rule.isPresent()) {
          Recurrence.Ceiling ceiling = Recurrence.Ceiling.of(period);
          given = open(effects, lines.wallet(), rules, rule.get(), ceiling, instant);
        } else {
          effects.end(period, instant);
        }
        lines.due(entry(lines, period.pool(), given, effects), instant, rules);
      }
    }
    if (book.versions().size() > 1) {
      for (Recurring rule : unopened(rules, lines.wallet())) {
        if (firstBoundary(book, lines.wallet(), rule) <= instant) {
          EffectsDraft effects = new EffectsDraft();
          long given = open(effects, lines.wallet(), rules, rule, Recurrence.Ceiling.NONE, instant);
          lines.due(entry(lines, rule.pool(), given, effects), instant, rules);
        }
      }
    }
  }

  private static Verdict.Accept entry(Lines lines, String pool, long given, EffectsDraft effects) {
    return Verdict.Accept.of(
        Entry.Type.RESET, Verdict.About.of(pool, given), effects.effects(), lines.wallet());
  }

  private static long open(
      EffectsDraft effects,
      Wallet wallet,
      Rules rules,
      Recurring rule,
      Recurrence.Ceiling ceiling,
      long instant) {
    Bounds bounds = Recurrence.bounds(rules, rule, wallet.anchor(), instant);
    return Recurrence.open(
        effects, wallet, rules, rule, bounds, wallet.anchor(), rule.amount(), ceiling, instant);
  }

  private static Optional<Recurring> rule(Rules rules, Wallet wallet, String id) {
    return Optional.ofNullable(rules.index().plans().get(wallet.plan()))
        .flatMap(plan -> plan.recurring(id));
  }

  /** Recurring grants that a later version of the rules gave the wallet's plan. */
  private static List<Recurring> unopened(Rules rules, Wallet wallet) {
    Plan plan = rules.index().plans().get(wallet.plan());
    return plan == null
        ? List.of()
        : plan.grants().stream()
            .filter(rule ->
                wallet.periods().stream().noneMatch(period -> period.rule().equals(rule.id())))
            .toList();
  }

  /** Such a grant begins at its next boundary after the version. */
  private static long firstBoundary(Book book, Wallet wallet, Recurring rule) {
    long since = book.since(wallet.plan(), rule.id());
    return since == NEVER
        ? NEVER
        : Recurrence.bounds(book.rules(), rule, wallet.anchor(), since).end();
  }

  private static void activate(Lines lines, long instant, Rules rules) {
    List<Grant> coming =
        lines.wallet().grants().stream()
            .filter(grant -> !grant.active() && grant.effectiveAt() <= instant)
            .sorted(Comparator.comparingLong(Grant::arrival))
            .toList();
    for (Grant grant : coming) {
      lines.due(
          Verdict.Accept.of(
              Entry.Type.ACTIVATED,
              Verdict.About.reference(grant.pool(), grant.remaining(), grant.id()),
              Entry.Effects.NONE,
              lines.wallet()),
          instant,
          rules);
    }
  }
}
