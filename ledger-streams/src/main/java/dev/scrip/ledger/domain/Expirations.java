package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.NEVER;

import dev.scrip.ledger.domain.Lines.Crossing;
import dev.scrip.ledger.domain.Rules.Alert;
import java.util.List;

/** Tells of grants that will expire, so long before as the rules' alerts say. */
final class Expirations {
  private Expirations() {}

  /** The next instant at which a grant is told of. */
  static long next(Book book, Wallet wallet, long applied) {
    long next = NEVER;
    for (Book.Version version : book.versions()) {
      for (Alert alert : alerts(version.rules())) {
        for (Grant grant : wallet.grants()) {
          long instant = instant(alert, grant);
          if (instant > applied
              && instant < next
              && book.rulesBefore(instant).version() == version.rules().version()) {
            next = instant;
          }
        }
      }
    }
    return next;
  }

  static void tell(Lines lines, long instant, Rules rules) {
    for (Alert alert : alerts(rules)) {
      for (Grant grant : lines.wallet().grants()) {
        if (instant(alert, grant) == instant) {
          lines.crossed(Crossing.expiring(alert, grant), instant, rules);
        }
      }
    }
  }

  private static List<Alert> alerts(Rules rules) {
    return rules.index().expiring();
  }

  /** When the alert tells of the grant; {@link Times#NEVER} = it does not. */
  private static long instant(Alert alert, Grant grant) {
    boolean told =
        grant.spendable() && grant.expiresAt() != NEVER && grant.pool().equals(alert.pool());
    if (!told) {
      return NEVER;
    }
    long ahead = alert.expiring().exactMillis();
    boolean longLived = grant.expiresAt() - grant.effectiveAt() > 2 * ahead;
    return longLived ? grant.expiresAt() - ahead : NEVER;
  }
}
