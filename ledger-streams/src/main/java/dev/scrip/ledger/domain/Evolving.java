package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.UNSET;

import dev.scrip.ledger.domain.Entry.GrantTerms;
import dev.scrip.ledger.domain.Entry.Posting;
import dev.scrip.ledger.domain.Entry.PostingKind;
import dev.scrip.ledger.domain.Wallet.Notice;
import dev.scrip.ledger.domain.Wallet.Period;
import dev.scrip.ledger.domain.Wallet.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** How each kind of line changes the wallet. Holds no rule: every fact is in the line. */
final class Evolving {
  /** Part of the level: grants given by hand and used up that a wallet keeps. */
  private static final int MOST_USED_UP = 200;

  private Evolving() {}

  static Wallet evolve(Wallet wallet, Entry entry) {
    Wallet.Draft draft = wallet.draft();
    Stamp stamp = entry.stamp();
    draft.plan = stamp.plan();
    draft.anchor = entry.anchor() == UNSET ? draft.anchor : entry.anchor();
    Entry.Effects effects = entry.effects();
    for (GrantTerms terms : effects.grants()) {
      insert(draft.grants, grant(terms, draft.arrivals++, stamp.effectiveAt()));
      if (!terms.code().isEmpty()) {
        draft.redeemed = new TreeSet<>(draft.redeemed);
        draft.redeemed.add(terms.code());
      }
    }
    for (Posting posting : effects.postings()) {
      post(wallet, stamp, draft.grants, posting);
    }
    if (!effects.limits().isEmpty() || !effects.closedLimits().isEmpty()) {
      draft.windows = windows(draft.windows, effects);
    }
    if (!effects.periods().isEmpty()) {
      openPeriods(draft, effects.periods());
    }
    switch (entry.type()) {
      case OPENED -> {
        draft.status = Wallet.Status.OPEN;
        draft.openPlan = stamp.plan();
        draft.openAnchor = entry.openAnchor();
      }
      case ACTIVATED ->
          draft.grants.replaceAll(
              grant -> grant.id().equals(entry.reference()) ? grant.activated() : grant);
      case CLOSED -> {
        draft.status = Wallet.Status.CLOSED;
        draft.periods = List.of();
        draft.windows = List.of();
        draft.notices = List.of();
      }
      case CHARGED, GRANTED, EXPIRED, VOIDED, RESET, PLAN_CHANGED, FORGONE -> {}
    }
    prune(draft, stamp.effectiveAt());
    return draft.after(stamp);
  }

  private static Grant grant(GrantTerms terms, long arrival, long at) {
    return new Grant(
        terms.grant(),
        terms.pool(),
        terms.source(),
        terms.amount(),
        0,
        terms.effectiveAt(),
        terms.expiresAt(),
        terms.priority(),
        terms.scope(),
        terms.rule(),
        terms.effectiveAt() <= at,
        arrival);
  }

  private static void insert(List<Grant> grants, Grant grant) {
    int place = Collections.binarySearch(grants, grant, Grant.DRAW_DOWN_ORDER);
    grants.add(-place - 1, grant);
  }

  private static void post(Wallet wallet, Stamp stamp, List<Grant> grants, Posting posting) {
    for (int i = 0; i < grants.size(); i++) {
      Grant grant = grants.get(i);
      if (grant.id().equals(posting.grant())) {
        if (grant.remaining() != posting.before()
            || posting.before() + posting.amount() != posting.after()
            || posting.after() < 0) {
          throw corrupt(
              wallet,
              stamp,
              "grant " + grant.id() + " with " + grant.remaining(),
              posting.toString());
        }
        boolean ended = posting.kind() == PostingKind.EXPIRE || posting.kind() == PostingKind.VOID;
        if (ended && posting.after() == 0) {
          grants.remove(i);
        } else {
          grants.set(i, grant.remaining(posting.after()));
        }
        return;
      }
    }
    throw corrupt(wallet, stamp, "a grant named " + posting.grant(), "none");
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
                    pool, notice.empty(), notice.refused(), notice.smallestRefused(), List.of())
                : notice)
        .filter(notice -> !notice.equals(Notice.none(notice.pool())))
        .toList();
  }

  /** Of the grants given by hand that are used up, the latest stay. */
  private static void dropUsedUp(List<Grant> grants) {
    List<Grant> usedUp =
        grants.stream()
            .filter(grant -> grant.rule().isEmpty() && grant.remaining() == 0)
            .sorted(Comparator.comparingLong(Grant::arrival))
            .toList();
    if (usedUp.size() > MOST_USED_UP) {
      grants.removeAll(usedUp.subList(0, usedUp.size() - MOST_USED_UP));
    }
  }

  /** Drops what is over and nobody waits for. */
  private static void prune(Wallet.Draft draft, long at) {
    draft.grants.removeIf(grant -> grant.over(at));
    if (draft.grants.size() > MOST_USED_UP) {
      dropUsedUp(draft.grants);
    }
    for (Window window : draft.windows) {
      if (window.end() <= at && !window.reached()) {
        draft.windows =
            draft.windows.stream().filter(kept -> kept.end() > at || kept.reached()).toList();
        return;
      }
    }
  }

  static Wallet evolve(Wallet wallet, Rejection rejection) {
    Wallet.Draft draft = wallet.draft();
    for (Rejection.Violation violation : rejection.violations()) {
      if (violation.reason() == Reason.INSUFFICIENT_CREDITS) {
        Notice notice = wallet.notice(rejection.pool());
        draft.notices =
            with(
                draft.notices,
                new Notice(
                    rejection.pool(),
                    notice.empty(),
                    notice.refused(),
                    Math.min(notice.smallestRefused(), violation.required()),
                    notice.alerts()));
      }
    }
    return draft.after(rejection.stamp());
  }

  static Wallet evolve(Wallet wallet, Depletion depletion) {
    Wallet.Draft draft = wallet.draft();
    Notice notice = wallet.notice(depletion.pool());
    switch (depletion.type()) {
      case DEPLETED ->
          draft.notices =
              with(
                  draft.notices,
                  new Notice(
                      depletion.pool(),
                      notice.empty() || depletion.cause() == Depletion.Cause.EMPTY,
                      notice.refused() || depletion.cause() == Depletion.Cause.REFUSED,
                      notice.smallestRefused(),
                      notice.alerts()));
      case RECOVERED ->
          draft.notices =
              with(
                  draft.notices,
                  new Notice(depletion.pool(), false, false, Times.NEVER, notice.alerts()));
      case LOW_BALANCE -> {
        List<String> alerts = new ArrayList<>(notice.alerts());
        alerts.add(depletion.alert());
        draft.notices =
            with(
                draft.notices,
                new Notice(
                    depletion.pool(),
                    notice.empty(),
                    notice.refused(),
                    notice.smallestRefused(),
                    alerts));
      }
      case LIMIT_REACHED -> draft.windows = reached(draft.windows, depletion);
      case LIMIT_CLEARED ->
          draft.windows =
              draft.windows.stream()
                  .filter(window ->
                      !(window.of(depletion.limit(), depletion.subject())
                          && window.start() == depletion.windowStart()))
                  .toList();
    }
    return draft.after(depletion.stamp());
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
    after.removeIf(notice -> notice.pool().equals(changed.pool()));
    if (!changed.equals(Notice.none(changed.pool()))) {
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
