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
import java.util.function.Predicate;

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
        boolean pending = grant.state() == Grant.State.PENDING;
        next = Math.min(next, pending ? grant.effectiveAt() : grant.expiresAt());
      }
    }
    for (Wallet.Hold hold : wallet.dealings().holds()) {
      next = Math.min(next, hold.expiresAt());
    }
    if (wallet.status() != Wallet.Status.OPEN) {
      return next;
    }
    for (Wallet.Period period : wallet.periods()) {
      next = Math.min(next, period.end());
    }
    for (Wallet.Window window : wallet.windows()) {
      boolean told = window.reached() && Limits.isLimit(window.limit());
      next = Math.min(next, told ? window.end() : NEVER);
    }
    for (Beginning beginning : beginnings(book, wallet, applied)) {
      next = Math.min(next, beginning.instant());
    }
    next = Math.min(next, PlanChanges.next(wallet));
    next = Math.min(next, TopUps.next(book, wallet));
    return Math.min(next, Expirations.next(book, wallet, applied));
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
    boolean open = before.status() == Wallet.Status.OPEN;
    endHolds(lines, book, instant);
    if (open) {
      Rollovers.apply(lines, book, instant);
    }
    follow(lines, instant, rules);
    if (open && PlanChanges.next(lines.wallet()) <= instant) {
      PlanChanges.come(lines, Situation.due(book, lines.wallet(), instant));
    }
    if (open) {
      reset(lines, instant, rules);
      begin(lines, book, instant, applied, rules);
    }
    activate(lines, instant, rules);
    if (open) {
      Overdrafts.afterDue(lines, instant, rules);
      Notices.afterDue(lines, before, instant, rules);
    }
  }

  private static void endHolds(Lines lines, Book book, long instant) {
    for (Wallet.Hold hold : lines.wallet().dealings().holds()) {
      if (hold.expiresAt() <= instant) {
        Situation situation = Situation.due(book, lines.wallet(), instant);
        lines.due(Holding.expired(situation, hold), instant, situation.rules());
      }
    }
  }

  /**
   * What is left of a grant that has expired expires, and of one that was voided is voided: also
   * what a hold released, a refund returned or a transfer brought or restored.
   */
  static void follow(Lines lines, long instant, Rules rules) {
    Predicate<Grant> ends =
        grant -> grant.expiresAt() <= instant || grant.state() == Grant.State.VOIDED;
    for (Grant grant : those(lines.wallet(), ends)) {
      boolean expired = grant.expiresAt() <= instant;
      lines.due(
          Verdict.Accept.of(
              expired ? Entry.Type.EXPIRED : Entry.Type.VOIDED,
              Verdict.About.reference(grant.pool(), grant.remaining(), grant.id()),
              new EffectsDraft()
                  .take(grant, expired ? PostingKind.EXPIRE : PostingKind.VOID, grant.remaining())
                  .effects(),
              lines.wallet()),
          instant,
          rules);
    }
  }

  private static List<Grant> those(Wallet wallet, Predicate<Grant> which) {
    List<Grant> found = List.of();
    for (Grant grant : wallet.grants()) {
      if (grant.remaining() > 0 && which.test(grant)) {
        found = new ArrayList<>(found);
        found.add(grant);
      }
    }
    return found.size() < 2
        ? found
        : found.stream().sorted(Comparator.comparingLong(Grant::arrival)).toList();
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
    Plan plan = rules.index().plans().get(wallet.plan());
    if (plan == null) {
      throw new IllegalStateException("a rule without its plan " + wallet.plan());
    }
    Bounds bounds = Recurrence.bounds(rules, rule, wallet.anchor(), instant);
    return Recurrence.open(
        effects,
        wallet,
        new Recurrence.Opening(
            rules, plan, rule, bounds, wallet.anchor(), rule.amount(), ceiling, instant, instant));
  }

  private static Optional<Recurring> rule(Rules rules, Wallet wallet, String id) {
    return Optional.ofNullable(rules.index().plans().get(wallet.plan()))
        .flatMap(plan -> plan.recurring(id));
  }

  /** A recurring grant that a version gave to the wallet's plan, and when it begins. */
  record Beginning(long instant, Recurring rule) {}

  /**
   * What versions of the rules added to the wallet's plan and has not begun: each at its first
   * boundary after its version, if the version in force by then still has it; where a seat came
   * with the plan only after that, at the next boundary.
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
            boundary(version.rules(), added, wallet.anchor(), version.publishedAt(), applied);
        Rules then = book.rulesBefore(instant);
        if (!begun(wallet, added)) {
          rule(then, wallet, added.id())
              .ifPresent(rule -> beginnings.add(new Beginning(instant, rule)));
        }
      }
    }
    return beginnings;
  }

  /** The first boundary after a version, or after all that was applied. */
  private static long boundary(
      Rules rules, Recurring added, long anchor, long publishedAt, long applied) {
    long first = Recurrence.bounds(rules, added, anchor, publishedAt).end();
    return first > applied ? first : Recurrence.bounds(rules, added, anchor, applied).end();
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
        those(
            lines.wallet(),
            grant -> grant.state() == Grant.State.PENDING && grant.effectiveAt() <= instant);
    Plan plan = rules.index().plans().get(lines.wallet().plan());
    for (Grant grant : coming) {
      boolean paid = plan != null && plan.paid();
      Grant.State state =
          grant.terms().requiresPaidPlan() && !paid ? Grant.State.SUSPENDED : Grant.State.ACTIVE;
      lines.due(
          Verdict.Accept.of(
              Entry.Type.ACTIVATED,
              Verdict.About.reference(grant.pool(), grant.remaining(), grant.id()),
              new EffectsDraft().state(grant.id(), state).effects(),
              lines.wallet()),
          instant,
          rules);
    }
  }
}
