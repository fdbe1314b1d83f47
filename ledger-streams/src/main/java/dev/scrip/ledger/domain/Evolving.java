package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.UNSET;

import dev.scrip.ledger.domain.Entry.Posting;
import dev.scrip.ledger.domain.Entry.StateChanged;
import dev.scrip.ledger.domain.Wallet.Notice;
import dev.scrip.ledger.domain.Wallet.Period;
import dev.scrip.ledger.domain.Wallet.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/** How each kind of line changes the wallet. Holds no rule: every fact is in the line. */
final class Evolving {
  /** Part of the level: grants given by hand and used up that a wallet keeps. */
  private static final int MOST_USED_UP = 200;

  private Evolving() {}

  static Wallet evolve(Wallet wallet, Entry entry) {
    return draft(
            wallet,
            entry.stamp(),
            entry.type(),
            entry.anchor(),
            entry.openAnchor(),
            entry.effects())
        .wallet(entry.stamp());
  }

  /** The wallet as an entry changes it: what the entry says but for balance and hash. */
  static Wallet.Draft draft(
      Wallet wallet,
      Stamp stamp,
      Entry.Type type,
      long anchor,
      long openAnchor,
      Entry.Effects effects) {
    Wallet.Draft draft = wallet.draft();
    draft.anchor = anchor == UNSET ? draft.anchor : anchor;
    for (Terms terms : effects.grants()) {
      draft.grants = inserted(draft.grants, grant(terms, draft.arrivals++, stamp.effectiveAt()));
      if (!terms.code().isEmpty()) {
        draft.redeemed = new TreeSet<>(draft.redeemed);
        draft.redeemed.add(terms.code());
      }
    }
    for (Posting posting : effects.postings()) {
      post(wallet, stamp, draft, posting);
    }
    for (StateChanged changed : effects.states()) {
      List<Grant> grants = new ArrayList<>(draft.grants);
      grants.replaceAll(grant -> grant.is(changed.grant()) ? grant.as(changed.state()) : grant);
      draft.grants = grants;
    }
    if (!effects.limits().isEmpty() || !effects.closedLimits().isEmpty()) {
      draft.windows = windows(draft.windows, effects);
    }
    if (!effects.periods().isEmpty()) {
      openPeriods(draft, effects.periods());
    }
    if (!effects.dealings().isNone()) {
      deal(draft, effects.dealings());
    }
    switch (type) {
      case OPENED -> {
        draft.status = Wallet.Status.OPEN;
        draft.openPlan = stamp.plan();
        draft.openAnchor = openAnchor;
      }
      case CLOSED -> {
        draft.status = Wallet.Status.CLOSED;
        draft.periods = List.of();
        draft.windows = List.of();
        draft.notices = List.of();
        draft.pending = Wallet.Pending.NONE;
        draft.recent = List.of();
      }
      case CHARGED,
          GRANTED,
          ACTIVATED,
          EXPIRED,
          VOIDED,
          RESET,
          PLAN_CHANGED,
          FORGONE,
          HELD,
          CAPTURED,
          RELEASED,
          HOLD_EXPIRED,
          REFUNDED,
          ROLLED_OVER,
          OVERDRAFT_SETTLED,
          LIMIT_SET,
          PLAN_CHANGE_SCHEDULED,
          PLAN_CHANGE_WITHDRAWN,
          TRANSFER_SETTLED -> {}
      case TRANSFER_SENT -> {
        if (effects.dealings().transits().stream().anyMatch(sent -> !sent.seat().isNone())) {
          draft.seatAt = stamp.decidedAt();
        }
      }
      case TRANSFER_RECEIVED, TRANSFER_RESTORED -> {
        if (anchor != UNSET) {
          draft.seatAt = stamp.decidedAt();
        }
      }
    }
    prune(draft, stamp.effectiveAt());
    return draft;
  }

  private static Grant grant(Terms terms, long arrival, long at) {
    Grant.State state = terms.effectiveAt() <= at ? Grant.State.ACTIVE : Grant.State.PENDING;
    return new Grant(terms, 0, 0, state, arrival);
  }

  private static List<Grant> inserted(List<Grant> grants, Grant grant) {
    List<Grant> more = new ArrayList<>(grants);
    more.add(-Collections.binarySearch(grants, grant, Grant.DRAW_DOWN_ORDER) - 1, grant);
    return more;
  }

  private static void post(Wallet wallet, Stamp stamp, Wallet.Draft draft, Posting posting) {
    boolean sums = posting.before() + posting.amount() == posting.after();
    if (posting.grant().isEmpty()) {
      if (!sums || posting.after() > 0 || draft.owed(posting.pool()) != -posting.before()) {
        throw corrupt(
            wallet, stamp, "an overdraft of " + draft.owed(posting.pool()), posting.toString());
      }
      owe(draft, posting.pool(), -posting.after());
      return;
    }
    for (int i = 0; i < draft.grants.size(); i++) {
      Grant grant = draft.grants.get(i);
      if (grant.is(posting.grant())) {
        long held = grant.held() + posting.held();
        if (!sums || grant.remaining() != posting.before() || posting.after() < 0 || held < 0) {
          throw corrupt(
              wallet,
              stamp,
              "grant " + grant.id() + " with " + grant.remaining() + " and " + grant.held(),
              posting.toString());
        }
        Grant[] grants = draft.grants.toArray(Grant[]::new);
        grants[i] = grant.with(posting.after(), held);
        draft.grants = List.of(grants);
        return;
      }
    }
    throw corrupt(wallet, stamp, "a grant named " + posting.grant(), "none");
  }

  private static void owe(Wallet.Draft draft, String pool, long owed) {
    List<Wallet.Debt> debts = new ArrayList<>(draft.debts);
    debts.removeIf(debt -> debt.pool().equals(pool));
    if (owed > 0) {
      debts.add(new Wallet.Debt(pool, owed));
    }
    draft.debts = debts;
  }

  private static void deal(Wallet.Draft draft, Entry.DealingsChanged changed) {
    draft.holds =
        joined(
            without(draft.holds, hold -> changed.endedHolds().contains(hold.id())),
            changed.holds());
    draft.transits =
        joined(
            without(draft.transits, transit -> changed.endedTransits().contains(transit.id())),
            changed.transits());
    draft.recent = joined(draft.recent, changed.recent());
    for (Wallet.OwnLimit set : changed.overrides()) {
      List<Wallet.OwnLimit> overrides = new ArrayList<>(draft.overrides);
      overrides.removeIf(
          old -> old.limit().equals(set.limit()) && old.subject().equals(set.subject()));
      if (set.amount() != UNSET) {
        overrides.add(set);
      }
      draft.overrides = overrides;
    }
    draft.pending = changed.pending().isEmpty() ? draft.pending : changed.pending().getFirst();
  }

  private static <T> List<T> joined(List<T> before, List<T> more) {
    if (more.isEmpty()) {
      return before;
    }
    List<T> after = new ArrayList<>(before);
    after.addAll(more);
    return after;
  }

  /** The very same list, where nothing in it is over. */
  private static <T> List<T> without(List<T> before, Predicate<T> over) {
    for (T one : before) {
      if (over.test(one)) {
        List<T> after = new ArrayList<>(before);
        after.removeIf(over);
        return after;
      }
    }
    return before;
  }

  private static List<Window> windows(List<Window> before, Entry.Effects effects) {
    List<Window> windows = new ArrayList<>(before);
    for (Entry.LimitUse use : effects.limits()) {
      boolean reached = false;
      for (Window window : before) {
        reached |=
            window.of(use.limit(), use.subject())
                && window.start() == use.start()
                && window.reached();
      }
      windows.removeIf(
          window -> window.of(use.limit(), use.subject()) && window.start() == use.start());
      windows.add(
          new Window(use.limit(), use.subject(), use.start(), use.end(), use.after(), reached));
    }
    for (Entry.LimitClosed closed : effects.closedLimits()) {
      windows.removeIf(window -> window.of(closed.limit(), closed.subject()));
    }
    return windows;
  }

  private static void openPeriods(Wallet.Draft draft, List<Entry.PeriodOpened> opened) {
    List<Period> periods = new ArrayList<>(draft.periods);
    for (Entry.PeriodOpened period : opened) {
      int count = 1;
      for (Period old : draft.periods) {
        if (old.rule().equals(period.rule()) && old.start() == period.start()) {
          count = old.count() + 1;
        }
      }
      periods.removeIf(old -> old.rule().equals(period.rule()));
      if (period.start() < period.end()) {
        periods.add(
            new Period(
                period.rule(),
                period.pool(),
                period.start(),
                period.end(),
                count,
                period.issued(),
                period.ceilingEnd()));
        draft.notices = tellAnew(draft.notices, period.pool());
      }
    }
    draft.periods = periods;
  }

  /** In a new period every threshold may be told again. */
  private static List<Notice> tellAnew(List<Notice> notices, String pool) {
    return notices.stream()
        .map(notice ->
            notice.pool().equals(pool)
                ? new Notice(
                    pool,
                    notice.scope(),
                    notice.empty(),
                    notice.refused(),
                    notice.smallestRefused(),
                    List.of())
                : notice)
        .filter(notice -> !notice.equals(Notice.none(notice.pool(), notice.scope())))
        .toList();
  }

  /** Of the grants given by hand that are used up or voided, the latest stay. */
  private static List<Grant> dropUsedUp(List<Grant> grants) {
    List<Grant> usedUp =
        grants.stream()
            .filter(grant -> grant.rule().isEmpty() && grant.remaining() == 0 && grant.held() == 0)
            .sorted(Comparator.comparingLong(Grant::arrival))
            .toList();
    return usedUp.size() > MOST_USED_UP
        ? without(grants, usedUp.subList(0, usedUp.size() - MOST_USED_UP)::contains)
        : grants;
  }

  /** Drops what is over and nobody waits for. */
  private static void prune(Wallet.Draft draft, long at) {
    draft.grants = without(draft.grants, grant -> grant.over(at));
    if (draft.grants.size() > MOST_USED_UP) {
      draft.grants = dropUsedUp(draft.grants);
    }
    draft.recent = without(draft.recent, charge -> charge.until() <= at);
    draft.windows = without(draft.windows, window -> done(window, at));
  }

  /** Whether a window has ended, and nobody waits to hear of it. */
  private static boolean done(Window window, long at) {
    return window.end() <= at && !(window.reached() && Limits.isLimit(window.limit()));
  }

  static Wallet evolve(Wallet wallet, Rejection rejection) {
    Wallet.Draft draft = wallet.draft();
    for (Rejection.Violation violation : rejection.violations()) {
      if (violation.reason() == Reason.INSUFFICIENT_CREDITS) {
        draft.notices = refused(wallet, rejection, violation.required());
      }
    }
    return draft.wallet(rejection.stamp());
  }

  /** Keeps the least that was refused, of the pool and of each scope that was told as depleted. */
  private static List<Notice> refused(Wallet wallet, Rejection rejection, long required) {
    Notice pool = wallet.notice(rejection.pool());
    long smallest = pool.depleted() ? Math.min(pool.smallestRefused(), required) : required;
    List<Notice> notices = with(wallet.notices(), pool.refused(smallest));
    notices.replaceAll(notice ->
        notice.pool().equals(rejection.pool()) && Terms.matches(notice.scope(), rejection.action())
            ? notice.refused(Math.min(notice.smallestRefused(), required))
            : notice);
    return notices;
  }

  static Wallet evolve(Wallet wallet, Depletion depletion) {
    Wallet.Draft draft = wallet.draft();
    Notice notice = wallet.notice(depletion.pool(), depletion.scope());
    switch (depletion.type()) {
      case DEPLETED ->
          draft.notices =
              with(
                  draft.notices,
                  new Notice(
                      depletion.pool(),
                      depletion.scope(),
                      notice.empty() || depletion.cause() == Depletion.Cause.EMPTY,
                      notice.refused() || depletion.cause() == Depletion.Cause.REFUSED,
                      smallestRefused(notice, depletion),
                      notice.alerts()));
      case RECOVERED ->
          draft.notices =
              with(
                  draft.notices,
                  new Notice(
                      depletion.pool(),
                      depletion.scope(),
                      false,
                      false,
                      Times.NEVER,
                      notice.alerts()));
      case LOW_BALANCE -> {
        List<String> alerts = new ArrayList<>(notice.alerts());
        alerts.add(depletion.alert());
        draft.notices =
            with(
                draft.notices,
                new Notice(
                    depletion.pool(),
                    depletion.scope(),
                    notice.empty(),
                    notice.refused(),
                    notice.smallestRefused(),
                    alerts));
      }
      case EXPIRING_SOON -> {}
      case TOP_UP_DUE -> askForTopUp(draft, depletion, depletion.amount(), false);
      case TOP_UP_LIMIT_REACHED -> askForTopUp(draft, depletion, 0, true);
      case LIMIT_REACHED -> draft.windows = reached(draft.windows, depletion);
      case LIMIT_CLEARED ->
          draft.windows =
              draft.windows.stream()
                  .filter(window ->
                      !(window.of(depletion.limit(), depletion.subject())
                          && window.start() == depletion.windowStart()))
                  .toList();
    }
    return draft.wallet(depletion.stamp());
  }

  /** What was refused before people were told of anything counts no more. */
  private static long smallestRefused(Notice notice, Depletion depletion) {
    if (depletion.cause() == Depletion.Cause.EMPTY) {
      return notice.depleted() ? notice.smallestRefused() : Times.NEVER;
    }
    // The refusal itself has said it of the pool; of a scope that nothing was told of, this does.
    return depletion.scope().isEmpty()
        ? notice.smallestRefused()
        : Math.min(notice.smallestRefused(), depletion.amount());
  }

  /** Keeps what was asked for in the month, and whether people know that it was all. */
  private static void askForTopUp(
      Wallet.Draft draft, Depletion depletion, long amount, boolean reached) {
    String name = Limits.topUpName(depletion.pool());
    List<Window> windows = new ArrayList<>(draft.windows);
    long used = amount;
    boolean told = reached;
    for (Window window : draft.windows) {
      if (window.of(name, "") && window.start() == depletion.windowStart()) {
        used += window.used();
        told |= window.reached();
      }
    }
    windows.removeIf(window -> window.of(name, ""));
    windows.add(new Window(name, "", depletion.windowStart(), depletion.windowEnd(), used, told));
    draft.windows = windows;
  }

  private static List<Window> reached(List<Window> windows, Depletion depletion) {
    List<Window> after = new ArrayList<>(windows);
    long used = 0;
    for (Window window : windows) {
      if (window.of(depletion.limit(), depletion.subject())
          && window.start() == depletion.windowStart()) {
        used = window.used();
        after.remove(window);
      }
    }
    after.add(
        new Window(
            depletion.limit(),
            depletion.subject(),
            depletion.windowStart(),
            depletion.windowEnd(),
            used,
            true));
    return after;
  }

  private static List<Notice> with(List<Notice> notices, Notice changed) {
    List<Notice> after = new ArrayList<>(notices);
    after.removeIf(notice -> notice.of(changed.pool(), changed.scope()));
    if (!changed.equals(Notice.none(changed.pool(), changed.scope()))) {
      after.add(changed);
    }
    return after;
  }

  static IllegalStateException corrupt(Wallet wallet, Stamp stamp, String expected, String found) {
    return new IllegalStateException(
        "corrupt log: wallet "
            + wallet.id()
            + " at sequence "
            + stamp.sequence()
            + " expected "
            + expected
            + ", found "
            + found
            + "; nothing was written: compare the topics with `scrip verify`");
  }
}
