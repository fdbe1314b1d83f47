package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.NEVER;

import dev.scrip.ledger.domain.Entry.PostingKind;
import dev.scrip.ledger.domain.Periods.Bounds;
import dev.scrip.ledger.domain.Rules.Plan;
import dev.scrip.ledger.domain.Rules.Recurring;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What falls due by time alone, each step at its own instant and as a line of its own: expiry,
 * reset, coming into effect, the end of a window; then the notices of that instant.
 */
final class DueSteps {
  private DueSteps() {}

  /**
   * The next instant at which something falls due; {@link Times#NEVER} = nothing will.
   *
   * @param applied instant up to which everything was applied
   */
  static long next(Book book, Wallet wallet, long applied) {
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
    for (Beginning beginning : beginnings(book, wallet, applied)) {
      next = Math.min(next, beginning.instant());
    }
    return next;
  }

  /** Applies everything due up to an instant, inclusive. */
  static void apply(Lines lines, Book book, long until) {
    long applied = lines.wallet().decidedAt();
    long instant = next(book, lines.wallet(), applied);
    while (instant <= until) {
      at(lines, book, instant, applied);
      applied = instant;
      instant = next(book, lines.wallet(), applied);
    }
  }

  private static void at(Lines lines, Book book, long instant, long applied) {
    Wallet before = lines.wallet();
    Rules rules = book.rulesBefore(instant);
    expire(lines, instant, rules);
    if (before.status() == Wallet.Status.OPEN) {
      reset(lines, instant, rules);
      begin(lines, book, instant, applied, rules);
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

  private static void reset(Lines lines, long instant, Rules rules) {
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
  }

  private static void begin(Lines lines, Book book, long instant, long applied, Rules rules) {
    for (Beginning beginning : beginnings(book, lines.wallet(), applied)) {
      Recurring rule = beginning.rule();
      if (beginning.instant() == instant && !begun(lines.wallet(), rule)) {
        EffectsDraft effects = new EffectsDraft();
        long given = open(effects, lines.wallet(), rules, rule, Recurrence.Ceiling.NONE, instant);
        lines.due(entry(lines, rule.pool(), given, effects), instant, rules);
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

  /** A recurring grant that a version gave to the wallet's plan, and when it begins. */
  record Beginning(long instant, Recurring rule) {}

  /**
   * What versions of the rules added to the wallet's plan and has not begun: each at its first
   * boundary after its version, if the version in force by then still has it.
   */
  static List<Beginning> beginnings(Book book, Wallet wallet, long applied) {
    if (book.versions().size() < 2 || wallet.status() != Wallet.Status.OPEN) {
      return List.of();
    }
    List<Beginning> beginnings = new ArrayList<>();
    for (int i = 1; i < book.versions().size(); i++) {
      Rules before = book.versions().get(i - 1).rules();
      Book.Version version = book.versions().get(i);
      for (Recurring added : added(before, version.rules(), wallet.plan())) {
        long instant =
            Recurrence.bounds(version.rules(), added, wallet.anchor(), version.publishedAt()).end();
        Rules then = book.rulesBefore(instant);
        if (instant > applied && !begun(wallet, added)) {
          rule(then, wallet, added.id())
              .ifPresent(rule -> beginnings.add(new Beginning(instant, rule)));
        }
      }
    }
    return beginnings;
  }

  private static boolean begun(Wallet wallet, Recurring rule) {
    return wallet.periods().stream().anyMatch(period -> period.rule().equals(rule.id()));
  }

  private static List<Recurring> added(Rules before, Rules after, String plan) {
    Plan then = after.index().plans().get(plan);
    Plan once = before.index().plans().get(plan);
    return then == null
        ? List.of()
        : then.grants().stream()
            .filter(rule -> once == null || once.recurring(rule.id()).isEmpty())
            .toList();
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
