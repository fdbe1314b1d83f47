package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.UNSET;

import java.util.List;

/** What a concern says to a command: the facts of an entry, or what is violated. */
sealed interface Verdict {

  /** The facts of the entry to come. {@code anchor} UNSET = as it is. */
  record Accept(Entry.Type type, About about, Entry.Effects effects, String plan, long anchor)
      implements Verdict {
    static Accept of(Entry.Type type, About about, Entry.Effects effects, Wallet wallet) {
      return new Accept(type, about, effects, wallet.plan(), UNSET);
    }
  }

  /** The violated conditions; {@code pool} empty = not about one. */
  record Refuse(String pool, long retryAt, List<Rejection.Violation> violations)
      implements Verdict {
    static Refuse of(String pool, Rejection.Violation... violations) {
      return new Refuse(pool, Times.NEVER, List.of(violations));
    }

    static Refuse field(Reason reason, String field, String value, String detail) {
      return of("", Rejection.Violation.field(reason, field, value, detail));
    }
  }

  /** What an entry is about. */
  record About(
      String pool,
      String action,
      long quantity,
      long amount,
      Entry.Priced priced,
      String reference) {
    static About none() {
      return of("", 0);
    }

    static About of(String pool, long amount) {
      return new About(pool, "", 0, amount, Entry.Priced.NONE, "");
    }

    static About reference(String pool, long amount, String reference) {
      return new About(pool, "", 0, amount, Entry.Priced.NONE, reference);
    }
  }
}
