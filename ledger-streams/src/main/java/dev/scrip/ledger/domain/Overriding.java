package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.UNSET;

/** Ceilings of limits for single actors. */
final class Overriding {
  static final int MOST_OVERRIDES = 1_000;

  private Overriding() {}

  static Verdict decide(Situation situation, Command.SetLimit set) {
    Rules.Limit limit = situation.rules().index().limits().get(set.limit());
    if (limit == null || limit.scope() != Rules.LimitScope.ACTOR) {
      return Verdict.Refuse.field(
          Reason.UNKNOWN_LIMIT,
          "limit",
          set.limit(),
          "a limit of the rules in force that is kept for each actor");
    }
    if (set.amount() != UNSET && set.amount() < 0) {
      return Verdict.Refuse.field(
          Reason.INVALID_AMOUNT, "amount", Micros.text(set.amount()), "an amount from 0 on");
    }
    int known = situation.wallet().dealings().overrides().size();
    if (set.amount() != UNSET && known >= MOST_OVERRIDES && !isSet(situation.wallet(), set)) {
      return Verdict.Refuse.field(
          Reason.TOO_MANY,
          "actor",
          Integer.toString(known),
          "at most " + MOST_OVERRIDES + " limits set for actors of a wallet");
    }
    return Verdict.Accept.of(
        Entry.Type.LIMIT_SET,
        Verdict.About.reference(
            limit.pool(), set.amount() == UNSET ? 0 : set.amount(), set.limit()),
        new EffectsDraft()
            .override(new Wallet.OwnLimit(set.limit(), set.actor(), set.amount()))
            .effects(),
        situation.wallet());
  }

  private static boolean isSet(Wallet wallet, Command.SetLimit set) {
    return wallet.dealings().overrides().stream()
        .anyMatch(
            known -> known.limit().equals(set.limit()) && known.subject().equals(set.actor()));
  }
}
