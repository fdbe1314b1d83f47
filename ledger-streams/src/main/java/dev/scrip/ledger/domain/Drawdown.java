package dev.scrip.ledger.domain;

import dev.scrip.ledger.domain.Entry.LimitUse;
import dev.scrip.ledger.domain.Entry.PostingKind;
import dev.scrip.ledger.domain.Limits.Headroom;
import dev.scrip.ledger.domain.Rejection.Violation;
import java.util.ArrayList;
import java.util.List;

/**
 * Which grants pay for an amount: in draw-down order, each as far as its limits let, so that what a
 * limit does not count is drawn after what it counts is used up.
 */
final class Drawdown {
  private record Slice(Grant grant, long amount) {}

  private final long amount;
  private final List<Headroom> limits;
  private final long[] moved;
  private final List<Slice> slices = new ArrayList<>(2);
  private long free;
  private final long[] uncounted;
  private long open;

  Drawdown(Wallet wallet, String pool, String action, long amount, List<Headroom> limits) {
    this.amount = amount;
    this.limits = limits;
    moved = new long[limits.size()];
    uncounted = new long[limits.size()];
    open = amount;
    for (Grant grant : wallet.grants()) {
      if (grant.spendable() && grant.pool().equals(pool) && grant.covers(action)) {
        draw(grant);
      }
    }
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
      slices.add(new Slice(grant, take));
      open -= take;
      for (int i = 0; i < moved.length; i++) {
        moved[i] += limits.get(i).counts(grant.source()) ? take : 0;
      }
    }
  }

  boolean suffices() {
    return open == 0;
  }

  /** The postings, and the limits that moved. */
  Entry.Effects effects() {
    EffectsDraft effects = new EffectsDraft();
    slices.forEach(slice -> effects.take(slice.grant(), PostingKind.CHARGE, slice.amount()));
    for (int i = 0; i < moved.length; i++) {
      if (moved[i] > 0) {
        Limits.Headroom met = limits.get(i);
        Wallet.Window window = met.window();
        effects.use(
            new LimitUse(
                window.limit(),
                window.subject(),
                met.limit().amount(),
                window.used(),
                window.used() + moved[i],
                window.start(),
                window.end()));
      }
    }
    return effects.effects();
  }

  /** Every condition that stands in the way, where the amount could not be drawn. */
  List<Violation> violations() {
    List<Violation> violations = new ArrayList<>(2);
    if (free < amount) {
      violations.add(Violation.funds(amount, free));
    }
    for (int i = 0; i < moved.length; i++) {
      long reachable = limits.get(i).left() + uncounted[i];
      if (reachable < amount) {
        violations.add(violation(limits.get(i), Math.min(free, reachable)));
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
    violations.sort(java.util.Comparator.comparing(Violation::reason));
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
        met.limit().amount(),
        Times.NEVER);
  }
}
