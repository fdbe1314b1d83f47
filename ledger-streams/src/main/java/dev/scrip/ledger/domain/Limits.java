package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.NEVER;

import dev.scrip.ledger.domain.Periods.Bounds;
import dev.scrip.ledger.domain.Rules.Limit;
import java.util.ArrayList;
import java.util.List;

/** Which limits a charge meets, and how much of each is left. */
final class Limits {
  private Limits() {}

  /** A limit with the window that a charge at this instant falls into. */
  record Headroom(Limit limit, Wallet.Window window) {
    long left() {
      return Math.max(0, limit.amount() - window.used());
    }

    /** Whether its window would be a new one for the wallet. */
    boolean fresh(Wallet wallet) {
      return !wallet.windows().contains(window);
    }

    boolean counts(Source source) {
      return limit.counts().contains(source);
    }
  }

  /** The limits of the wallet's plan that an action in a pool meets. */
  static List<Headroom> of(Situation situation, String pool, String action) {
    List<String> ids = situation.plan().limits();
    if (ids.isEmpty()) {
      return List.of();
    }
    List<Headroom> met = new ArrayList<>(ids.size());
    for (String id : ids) {
      Limit limit = situation.rules().index().limits().get(id);
      if (limit != null
          && limit.pool().equals(pool)
          && (limit.actions().isEmpty() || Grant.matches(limit.actions(), action))) {
        met.add(headroom(situation, limit, subject(limit, situation.command(), action)));
      }
    }
    return met;
  }

  static Headroom headroom(Situation situation, Limit limit, String subject) {
    long at = situation.at();
    return new Headroom(
        limit,
        situation
            .wallet()
            .window(
                limit.id(), subject, at, fresh(situation.rules(), situation.wallet(), limit, at)));
  }

  private static String subject(Limit limit, Command command, String action) {
    return switch (limit.scope()) {
      case WALLET -> "";
      case ACTOR -> command.actor();
      case APP -> command.app();
      case ACTION -> action;
    };
  }

  /** The window that a first counted charge would open. */
  private static Bounds fresh(Rules rules, Wallet wallet, Limit limit, long at) {
    return switch (limit.window()) {
      case ROLLING -> new Bounds(at, Math.addExact(at, limit.span().exactMillis()));
      case CALENDAR -> Periods.calendar(limit.span(), Recurrence.zone(rules, limit.zone()), at);
      case PERIOD -> {
        for (Wallet.Period period : wallet.periods()) {
          if (period.pool().equals(limit.pool())) {
            yield new Bounds(period.start(), period.end());
          }
        }
        yield new Bounds(at, NEVER);
      }
    };
  }
}
