package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.NEVER;

import dev.scrip.ledger.domain.Periods.Bounds;
import dev.scrip.ledger.domain.Rules.Limit;
import dev.scrip.ledger.domain.Rules.Recurring;
import java.util.ArrayList;
import java.util.List;

/**
 * Which limits a charge meets, and how much of each is left. What a ceiling counts and what is free
 * of charge is kept in windows as well, under names that no limit of the rules can have.
 */
final class Limits {
  /** Part of the level: windows that a wallet keeps. */
  static final int MOST_WINDOWS = 1_000;

  private static final String FREE = "$free:";
  private static final String CEILING = "$ceiling:";
  private static final String TOP_UP = "$topup:";

  private Limits() {}

  /** A limit with the window that a charge at this instant falls into. */
  record Headroom(Limit limit, long ceiling, Wallet.Window window) {
    long left() {
      return Math.max(0, ceiling - window.used());
    }

    /** Whether its window would be a new one for the wallet. */
    boolean fresh(Wallet wallet) {
      return !wallet.windows().contains(window);
    }

    /** Whether there is a ceiling at all. */
    boolean limits() {
      return ceiling != NEVER;
    }

    boolean counts(Source source) {
      return limit.counts().contains(source);
    }

    Entry.LimitUse used(long more) {
      return use(window, ceiling, more);
    }
  }

  /** Whether the wallet has as many open windows as it may have. */
  static boolean full(Situation situation) {
    List<Wallet.Window> windows = situation.wallet().windows();
    return windows.size() >= MOST_WINDOWS
        && windows.stream().filter(window -> window.open(situation.at())).count() >= MOST_WINDOWS;
  }

  static Entry.LimitUse use(Wallet.Window window, long ceiling, long more) {
    return new Entry.LimitUse(
        window.limit(),
        window.subject(),
        ceiling,
        window.used(),
        Math.addExact(window.used(), more),
        window.start(),
        window.end());
  }

  /** The limits of the wallet's plan that a deed meets. */
  static List<Headroom> of(Situation situation, Deed deed) {
    List<String> ids = situation.plan().limits();
    if (ids.isEmpty()) {
      return List.of();
    }
    List<Headroom> met = new ArrayList<>(ids.size());
    for (String id : ids) {
      Limit limit = situation.rules().index().limits().get(id);
      if (limit != null
          && limit.pool().equals(deed.pool())
          && (limit.actions().isEmpty() || Terms.matches(limit.actions(), deed.action()))) {
        met.add(headroom(situation, limit, subject(limit, deed)));
      }
    }
    return met;
  }

  static Headroom headroom(Situation situation, Limit limit, String subject) {
    Bounds fresh = fresh(situation, limit.window(), limit.span(), limit.zone(), limit.pool());
    return new Headroom(
        limit,
        situation.wallet().ceiling(limit, subject),
        situation.wallet().window(limit.id(), subject, situation.at(), fresh));
  }

  private static String subject(Limit limit, Deed deed) {
    return switch (limit.scope()) {
      case WALLET -> "";
      case ACTOR -> deed.actor();
      case APP -> deed.app();
      case ACTION -> deed.action();
    };
  }

  /** The window that a first counted charge would open. */
  private static Bounds fresh(
      Situation situation, Rules.Window kind, Span span, String zone, String pool) {
    long at = situation.at();
    return switch (kind) {
      case ROLLING -> new Bounds(at, Math.addExact(at, span.exactMillis()));
      case CALENDAR -> Periods.calendar(span, Recurrence.zone(situation.rules(), zone), at);
      case PERIOD -> period(situation.wallet(), pool, at);
    };
  }

  /** The pool's period: the longest that is open, of several the one that began first. */
  private static Bounds period(Wallet wallet, String pool, long at) {
    Bounds longest = new Bounds(at, at);
    for (Wallet.Period period : wallet.periods()) {
      Bounds bounds = new Bounds(period.start(), period.end());
      if (period.pool().equals(pool)
          && (bounds.length() > longest.length()
              || (bounds.length() == longest.length() && bounds.start() < longest.start()))) {
        longest = bounds;
      }
    }
    return longest.length() == 0 ? new Bounds(at, NEVER) : longest;
  }

  /** The window in which an action's free quantity is used. */
  static Wallet.Window free(Situation situation, Rules.Action action) {
    Rules.FreeUse free = action.free();
    Bounds fresh = fresh(situation, free.window(), free.span(), free.zone(), action.pool());
    return situation.wallet().window(FREE + action.name(), "", situation.at(), fresh);
  }

  /** The window in which what a recurring grant's ceiling counts is used. */
  static Wallet.Window ceiling(Rules rules, Wallet wallet, Recurring rule, long anchor, long at) {
    Bounds fresh = Recurrence.ceilingPeriod(rules, rule, anchor, at);
    return wallet.window(CEILING + rule.id(), "", at, fresh);
  }

  /** The window in which the top-ups of a pool that were asked for are counted. */
  static Wallet.Window topUps(Rules rules, Wallet wallet, Rules.TopUps topUps, long at) {
    Zone zone = Recurrence.zone(rules, topUps.auto().zone());
    Bounds month = Periods.calendar(Span.ofMonths(1), zone, at);
    return wallet.window(topUpName(topUps.pool()), "", at, month);
  }

  static String topUpName(String pool) {
    return TOP_UP + pool;
  }

  /** The pool whose top-ups a window counts; empty = it is another's. */
  static String topUpPool(String window) {
    return window.startsWith(TOP_UP) ? window.substring(TOP_UP.length()) : "";
  }

  /**
   * Gives back what was counted, into the same window if it is still open.
   *
   * @param amount of the use, at most
   */
  static void giveBack(EffectsDraft effects, Situation situation, Wallet.Use use, long amount) {
    for (Wallet.Window window : situation.wallet().windows()) {
      long back = Math.min(Math.min(amount, use.amount()), window.used());
      if (back > 0
          && window.of(use.limit(), use.subject())
          && window.start() == use.start()
          && window.open(situation.at())) {
        effects.use(use(window, ceiling(situation, window), -back));
      }
    }
  }

  /** Whether a window is that of a limit of the rules. */
  static boolean isLimit(String name) {
    return !name.startsWith("$");
  }

  static boolean isFree(String name) {
    return name.startsWith(FREE);
  }

  /** The pool of a limit or free quantity that is counted over the period; empty = it is not. */
  static String periodPool(Rules rules, String name) {
    if (isFree(name)) {
      Rules.Action action = rules.index().actions().get(name.substring(FREE.length()));
      return action != null && action.free().window() == Rules.Window.PERIOD ? action.pool() : "";
    }
    Limit limit = rules.index().limits().get(name);
    return limit != null && limit.window() == Rules.Window.PERIOD ? limit.pool() : "";
  }

  /** Whether the limit, or the ceiling, counts what a grant pays. */
  static boolean counts(Rules rules, String name, Grant grant) {
    if (name.startsWith(CEILING)) {
      return name.substring(CEILING.length()).equals(grant.rule());
    }
    Limit limit = rules.index().limits().get(name);
    return limit != null && limit.counts().contains(grant.source());
  }

  private static long ceiling(Situation situation, Wallet.Window window) {
    Rules rules = situation.rules();
    String id = window.limit();
    if (id.startsWith(FREE)) {
      Rules.Action action = rules.index().actions().get(id.substring(FREE.length()));
      return action == null ? 0 : action.free().quantity();
    }
    if (id.startsWith(CEILING)) {
      Recurring rule = rules.index().usedCeilings().get(id.substring(CEILING.length()));
      return rule == null ? 0 : rule.ceiling().amount();
    }
    Limit limit = rules.index().limits().get(id);
    return limit == null ? 0 : situation.wallet().ceiling(limit, window.subject());
  }
}
