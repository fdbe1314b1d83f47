package dev.scrip.ledger.domain;

import dev.scrip.ledger.domain.Entry.LimitClosed;
import dev.scrip.ledger.domain.Entry.LimitUse;
import dev.scrip.ledger.domain.Entry.PeriodOpened;
import dev.scrip.ledger.domain.Entry.Posting;
import dev.scrip.ledger.domain.Entry.PostingKind;
import dev.scrip.ledger.domain.Entry.StateChanged;
import java.util.ArrayList;
import java.util.List;

/** Collects the effects of one entry. A grant may be touched several times: postings follow. */
final class EffectsDraft {
  private List<Terms> grants = List.of();
  private List<Posting> postings = List.of();
  private List<LimitUse> limits = List.of();
  private List<PeriodOpened> periods = List.of();
  private List<LimitClosed> closedLimits = List.of();
  private List<StateChanged> states = List.of();
  private List<Wallet.Hold> holds = List.of();
  private List<String> endedHolds = List.of();
  private List<Wallet.OwnLimit> overrides = List.of();
  private List<Wallet.Pending> pending = List.of();
  private List<Wallet.Transit> transits = List.of();
  private List<String> endedTransits = List.of();
  private List<Wallet.Recent> recent = List.of();

  /** Adds a grant and its credits. */
  EffectsDraft give(Terms terms, PostingKind kind, boolean suspended) {
    grants = plus(grants, terms);
    post(
        new Posting(
            terms.id(),
            terms.pool(),
            kind,
            terms.amount(),
            0,
            terms.amount(),
            0,
            terms.expiresAt()));
    if (suspended) {
      state(terms.id(), Grant.State.SUSPENDED);
    }
    return this;
  }

  /**
   * A name for a new grant: the one that is meant, or with {@code +2}, {@code +3} … where the
   * wallet has a grant of that name.
   */
  String name(Wallet wallet, String meant) {
    String name = meant;
    for (int number = 2; wallet.has(name) || gives(name); number++) {
      name = meant + "+" + number;
    }
    return name;
  }

  private boolean gives(String name) {
    return grants.stream().anyMatch(given -> given.id().equals(name));
  }

  /** Adds a grant that another state keeps, and has nothing yet. */
  EffectsDraft know(Terms terms, Grant.State state) {
    grants = plus(grants, terms);
    return state(terms.id(), state);
  }

  /** Takes credits out of a grant. */
  EffectsDraft take(Grant grant, PostingKind kind, long amount) {
    return post(grant, kind, -amount, 0);
  }

  /** Changes what is left of a grant, and what is held of it, by signed micros. */
  EffectsDraft post(Grant grant, PostingKind kind, long amount, long held) {
    long before = left(grant.id(), grant.remaining());
    post(
        new Posting(
            grant.id(),
            grant.pool(),
            kind,
            amount,
            before,
            Math.addExact(before, amount),
            held,
            grant.expiresAt()));
    return this;
  }

  /** Lowers (negative) or raises the pool's overdraft account: minus what is owed. */
  EffectsDraft account(Wallet wallet, String pool, PostingKind kind, long amount) {
    long before = -wallet.owed(pool);
    for (Posting posting : postings) {
      before = isAccount(posting, pool) ? posting.after() : before;
    }
    post(new Posting("", pool, kind, amount, before, before + amount, 0, Times.NEVER));
    return this;
  }

  private static boolean isAccount(Posting posting, String pool) {
    return posting.grant().isEmpty() && posting.pool().equals(pool);
  }

  private long left(String grant, long otherwise) {
    for (int i = postings.size() - 1; i >= 0; i--) {
      if (postings.get(i).grant().equals(grant)) {
        return postings.get(i).after();
      }
    }
    return otherwise;
  }

  EffectsDraft state(String grant, Grant.State state) {
    states = plus(states, new StateChanged(grant, state));
    return this;
  }

  /** Whether the state of a grant is changed. */
  boolean changed(String grant) {
    return states.stream().anyMatch(change -> change.grant().equals(grant));
  }

  EffectsDraft use(LimitUse use) {
    limits = plus(limits, use);
    return this;
  }

  EffectsDraft open(PeriodOpened period) {
    periods = plus(periods, period);
    return this;
  }

  /** Whether a period of the pool with these bounds is opened, or gone on with. */
  boolean goesOn(String pool, long start, long end) {
    return periods.stream()
        .anyMatch(
            period -> period.pool().equals(pool) && period.start() == start && period.end() == end);
  }

  /** Ends the period of a recurring grant without a next one. */
  EffectsDraft end(Wallet.Period period, long at) {
    return open(new PeriodOpened(period.rule(), period.pool(), at, at, 0, 0));
  }

  EffectsDraft close(Wallet.Window window) {
    closedLimits = plus(closedLimits, new LimitClosed(window.limit(), window.subject()));
    return this;
  }

  EffectsDraft hold(Wallet.Hold hold) {
    holds = plus(holds, hold);
    return this;
  }

  EffectsDraft endHold(String hold) {
    endedHolds = plus(endedHolds, hold);
    return this;
  }

  EffectsDraft override(Wallet.OwnLimit override) {
    overrides = plus(overrides, override);
    return this;
  }

  EffectsDraft pending(Wallet.Pending change) {
    pending = List.of(change);
    return this;
  }

  EffectsDraft send(Wallet.Transit transit) {
    transits = plus(transits, transit);
    return this;
  }

  EffectsDraft endTransit(String transit) {
    endedTransits = plus(endedTransits, transit);
    return this;
  }

  EffectsDraft recent(Wallet.Recent charge) {
    recent = plus(recent, charge);
    return this;
  }

  private void post(Posting posting) {
    postings = plus(postings, posting);
  }

  /** One more in a list that began as an empty one and is nobody else's: most never grow longer. */
  static <T> List<T> plus(List<T> list, T more) {
    if (list.isEmpty()) {
      return List.of(more);
    }
    List<T> longer = list instanceof ArrayList<T> own ? own : new ArrayList<>(list);
    longer.add(more);
    return longer;
  }

  Entry.Effects effects() {
    return new Entry.Effects(grants, postings, limits, periods, closedLimits, states, dealings());
  }

  private Entry.DealingsChanged dealings() {
    boolean none =
        holds.isEmpty()
            && endedHolds.isEmpty()
            && overrides.isEmpty()
            && pending.isEmpty()
            && transits.isEmpty()
            && endedTransits.isEmpty()
            && recent.isEmpty();
    return none
        ? Entry.DealingsChanged.NONE
        : new Entry.DealingsChanged(
            holds, endedHolds, overrides, pending, transits, endedTransits, recent);
  }
}
