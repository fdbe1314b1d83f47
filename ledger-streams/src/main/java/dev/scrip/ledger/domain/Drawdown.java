package dev.scrip.ledger.domain;

import dev.scrip.ledger.domain.Entry.PostingKind;
import dev.scrip.ledger.domain.Limits.Headroom;
import dev.scrip.ledger.domain.Rejection.Tried;
import dev.scrip.ledger.domain.Rejection.Usable;
import dev.scrip.ledger.domain.Rejection.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which grants pay for an amount: in draw-down order, each as far as its limits let, so that what a
 * limit does not count is drawn after what it counts is used up; then what may be owed.
 */
final class Drawdown {
  /** Part of the level: grants that a rejection names. */
  private static final int MOST_TRIED = 16;

  private record Slice(Grant grant, long amount) {}

  private final Situation situation;
  private final Deed deed;
  private final long amount;
  private final List<Headroom> limits;
  private final long[] moved;
  private final long[] uncounted;
  private List<Slice> slices = List.of();
  private long free;
  private long owed;
  private long open;

  /**
   * @param room micros that may be owed beyond what the grants have
   */
  Drawdown(Situation situation, Deed deed, long amount, long room) {
    this.situation = situation;
    this.deed = deed;
    this.amount = amount;
    limits = Limits.of(situation, deed);
    moved = new long[limits.size()];
    uncounted = new long[limits.size()];
    open = amount;
    for (Grant grant : situation.wallet().grants()) {
      if (grant.spendable()
          && grant.pool().equals(deed.pool())
          && grant.terms().covers(deed.action())) {
        draw(grant);
      }
    }
    owe(room);
  }

  /** What a deed in the pool may owe beyond what is owed. */
  static long room(Situation situation, String pool) {
    if (situation.plan().overdrafts().isEmpty()) {
      return 0;
    }
    return Math.max(0, situation.plan().overdraft(pool).limit() - situation.wallet().owed(pool));
  }

  private void draw(Grant grant) {
    long take = Math.min(open, grant.remaining());
    free += grant.remaining();
    for (int i = 0; i < moved.length; i++) {
      if (limits.get(i).counts(grant.source())) {
        take = Math.min(take, limits.get(i).left() - moved[i]);
      } else {
        uncounted[i] += grant.remaining();
      }
    }
    if (take > 0) {
      slices = EffectsDraft.plus(slices, new Slice(grant, take));
      open -= take;
      for (int i = 0; i < moved.length; i++) {
        moved[i] += limits.get(i).counts(grant.source()) ? take : 0;
      }
    }
  }

  private void owe(long room) {
    free += room;
    long take = Math.min(open, room);
    for (int i = 0; i < moved.length; i++) {
      take = Math.min(take, limits.get(i).left() - moved[i]);
    }
    if (take > 0) {
      owed = take;
      open -= take;
      for (int i = 0; i < moved.length; i++) {
        moved[i] += take;
      }
    }
  }

  boolean suffices() {
    return open == 0;
  }

  /** What could not be drawn. */
  long missing() {
    return open;
  }

  /**
   * Whether it would open more windows than a wallet may have. Of a limit that sets no ceiling none
   * is opened then: nothing is refused for what nobody has limited.
   */
  boolean tooManyWindows() {
    if (!Limits.full(situation)) {
      return false;
    }
    for (int i = 0; i < moved.length; i++) {
      if (moved[i] > 0 && limits.get(i).limits() && limits.get(i).fresh(situation.wallet())) {
        return true;
      }
    }
    return false;
  }

  private boolean counts(int i) {
    Headroom met = limits.get(i);
    return moved[i] > 0
        && (met.limits() || !met.fresh(situation.wallet()) || !Limits.full(situation));
  }

  /** The postings, and the limits that moved. */
  void charge(EffectsDraft effects) {
    for (Slice slice : slices) {
      effects.take(slice.grant(), PostingKind.CHARGE, slice.amount());
    }
    if (owed > 0) {
      effects.account(situation.wallet(), deed.pool(), PostingKind.CHARGE, -owed);
    }
    for (int i = 0; i < moved.length; i++) {
      if (counts(i)) {
        effects.use(limits.get(i).used(moved[i]));
      }
    }
    ceilings().forEach(effects::use);
  }

  /** The same as a reservation; what it counts in limits comes back with the hold. */
  List<Wallet.Use> hold(EffectsDraft effects) {
    List<Wallet.Use> uses = new ArrayList<>();
    for (Slice slice : slices) {
      effects.post(slice.grant(), PostingKind.HOLD, -slice.amount(), slice.amount());
    }
    for (int i = 0; i < moved.length; i++) {
      if (counts(i)) {
        Entry.LimitUse use = limits.get(i).used(moved[i]);
        effects.use(use);
        uses.add(use(use, moved[i]));
      }
    }
    for (Entry.LimitUse use : ceilings()) {
      effects.use(use);
      uses.add(use(use, use.after() - use.before()));
    }
    return uses;
  }

  private static Wallet.Use use(Entry.LimitUse use, long amount) {
    return new Wallet.Use(use.limit(), use.subject(), use.start(), use.end(), amount);
  }

  List<Wallet.Slice> slices() {
    return slices.stream()
        .map(slice -> new Wallet.Slice(slice.grant().id(), slice.amount()))
        .toList();
  }

  /** What ceilings that count use are to know: one use for each rule. */
  private List<Entry.LimitUse> ceilings() {
    Rules rules = situation.rules();
    if (rules.index().usedCeilings().isEmpty()) {
      return List.of();
    }
    Map<Rules.Recurring, Long> used = new LinkedHashMap<>();
    for (Slice slice : slices) {
      Rules.Recurring rule = rules.index().usedCeilings().get(slice.grant().rule());
      if (rule != null) {
        used.merge(rule, slice.amount(), Long::sum);
      }
    }
    List<Entry.LimitUse> uses = new ArrayList<>();
    Wallet wallet = situation.wallet();
    used.forEach((rule, micros) ->
        uses.add(
            Limits.use(
                Limits.ceiling(rules, wallet, rule, wallet.anchor(), situation.at()),
                rule.ceiling().amount(),
                micros)));
    return uses;
  }

  /** Every condition that stands in the way, where the amount could not be drawn. */
  List<Violation> violations() {
    List<Violation> violations = new ArrayList<>(2);
    if (free < amount) {
      violations.add(Violation.funds(amount, free));
    }
    for (int i = 0; i < moved.length; i++) {
      // A limit may have no ceiling at all: nothing is added to what is left of it before.
      long left = limits.get(i).left();
      if (left < amount - uncounted[i]) {
        violations.add(violation(limits.get(i), Math.min(free, left + uncounted[i])));
      }
    }
    if (violations.isEmpty()) {
      // None alone stands in the way, but together they do: name all that were used up.
      for (int i = 0; i < moved.length; i++) {
        if (moved[i] == limits.get(i).left()) {
          violations.add(violation(limits.get(i), amount - open));
        }
      }
    }
    return violations;
  }

  private Violation violation(Headroom met, long available) {
    return new Violation(
        met.limit().reason(),
        "",
        "",
        "",
        met.limit().id(),
        met.window().subject(),
        amount,
        available,
        met.ceiling(),
        Times.NEVER);
  }

  /** The grants that were looked at, and what kept each from paying. */
  List<Tried> tried(List<Violation> violations) {
    List<Tried> tried = new ArrayList<>();
    for (Grant grant : situation.wallet().grants()) {
      if (grant.pool().equals(deed.pool()) && grant.remaining() > 0 && tried.size() < MOST_TRIED) {
        tried.add(new Tried(grant.id(), grant.remaining(), usable(grant, violations)));
      }
    }
    return tried;
  }

  private Usable usable(Grant grant, List<Violation> violations) {
    if (!grant.terms().covers(deed.action())) {
      return Usable.NOT_IN_SCOPE;
    }
    return switch (grant.state()) {
      case PENDING -> Usable.PENDING;
      case SUSPENDED, VOIDED -> Usable.SUSPENDED;
      case ACTIVE ->
          limits.stream().anyMatch(met -> met.counts(grant.source()) && named(met, violations))
              ? Usable.LIMITED
              : Usable.YES;
    };
  }

  private static boolean named(Headroom met, List<Violation> violations) {
    return violations.stream().anyMatch(violation -> violation.limit().equals(met.limit().id()));
  }
}
