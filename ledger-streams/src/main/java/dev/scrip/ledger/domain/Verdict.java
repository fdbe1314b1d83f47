package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.UNSET;

import java.util.List;

/** What a concern says to a command: the facts of an entry, or what is violated. */
sealed interface Verdict {

  /**
   * The facts of the entry to come. {@code anchor} UNSET = as it is.
   *
   * @param remember what it changes of the memory of other ids
   */
  record Accept(
      Entry.Type type,
      About about,
      Entry.Effects effects,
      String plan,
      long anchor,
      List<Decision.Remember> remember)
      implements Verdict {
    static Accept of(Entry.Type type, About about, Entry.Effects effects, Wallet wallet) {
      return new Accept(type, about, effects, wallet.plan(), UNSET, List.of());
    }
  }

  /** The violated conditions; {@code pool} empty = not about one. */
  record Refuse(
      String pool, long retryAt, List<Rejection.Violation> violations, List<Rejection.Tried> tried)
      implements Verdict {
    static Refuse of(String pool, Rejection.Violation... violations) {
      return new Refuse(pool, Times.NEVER, List.of(violations), List.of());
    }

    static Refuse field(Reason reason, String field, String value, String detail) {
      return of("", Rejection.Violation.field(reason, field, value, detail));
    }
  }

  /**
   * What an entry is about.
   *
   * @param actor empty = the command's, as {@code app}
   */
  record About(
      String pool,
      String action,
      String actor,
      String app,
      long quantity,
      long amount,
      long shortfall,
      Entry.Priced priced,
      String reference,
      String counterparty) {
    About(
        String pool,
        String action,
        long quantity,
        long amount,
        Entry.Priced priced,
        String reference) {
      this(pool, action, "", "", quantity, amount, 0, priced, reference, "");
    }

    static About none() {
      return of("", 0);
    }

    static About of(String pool, long amount) {
      return new About(pool, "", 0, amount, Entry.Priced.NONE, "");
    }

    static About reference(String pool, long amount, String reference) {
      return new About(pool, "", 0, amount, Entry.Priced.NONE, reference);
    }

    /** About a hold, in the name of those it was authorized for. */
    static About hold(
        Wallet.Hold hold, long quantity, long amount, long shortfall, Entry.Priced priced) {
      return new About(
          hold.pool(),
          hold.action(),
          hold.actor(),
          hold.app(),
          quantity,
          amount,
          shortfall,
          priced,
          hold.id(),
          "");
    }

    About with(String wallet) {
      return new About(
          pool, action, actor, app, quantity, amount, shortfall, priced, reference, wallet);
    }
  }
}
