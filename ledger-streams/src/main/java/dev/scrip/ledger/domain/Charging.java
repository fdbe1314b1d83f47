package dev.scrip.ledger.domain;

import dev.scrip.ledger.domain.Rejection.Violation;
import java.util.List;

/** Charges: price, then draw-down, all or nothing. */
final class Charging {
  static final int MOST_ATTRIBUTES = 64;
  static final int MOST_WINDOWS = 1_000;

  private Charging() {}

  static Verdict decide(Situation situation, Command.Charge charge) {
    Verdict verdict = judge(situation, charge);
    return verdict instanceof Verdict.Refuse refuse && !refuse.pool().isEmpty()
        ? Retry.dated(situation, charge, refuse)
        : verdict;
  }

  /** The verdict without the instant at which a refused charge would pass. */
  static Verdict judge(Situation situation, Command.Charge charge) {
    if (charge.attributes().size() > MOST_ATTRIBUTES) {
      return Verdict.Refuse.field(
          Reason.TOO_MANY,
          "attributes",
          Integer.toString(charge.attributes().size()),
          "at most " + MOST_ATTRIBUTES + " attributes");
    }
    Rules.Action action = situation.rules().index().actions().get(charge.action());
    if (action == null || action.retired()) {
      return Verdict.Refuse.field(
          Reason.UNKNOWN_ACTION, "action", charge.action(), "an action of the rules in force");
    }
    return switch (Pricing.price(action, situation.wallet().plan(), charge)) {
      case Pricing.Unpriced(Violation violation) -> Verdict.Refuse.of("", violation);
      case Pricing.Priced(long amount, Entry.Priced row) -> {
        Verdict.About about =
            new Verdict.About(action.pool(), action.name(), charge.quantity(), amount, row, "");
        if (amount == 0) {
          yield Verdict.Accept.of(
              Entry.Type.CHARGED, about, Entry.Effects.NONE, situation.wallet());
        }
        List<Limits.Headroom> limits = Limits.of(situation, action.pool(), action.name());
        Drawdown drawdown =
            new Drawdown(situation.wallet(), action.pool(), action.name(), amount, limits);
        if (limits.stream().anyMatch(met -> met.fresh(situation.wallet()))
            && situation.wallet().windows().size() >= MOST_WINDOWS) {
          yield Verdict.Refuse.field(
              Reason.TOO_MANY,
              "limit",
              Integer.toString(situation.wallet().windows().size()),
              "at most " + MOST_WINDOWS + " open windows of limits in a wallet");
        }
        yield drawdown.suffices()
            ? Verdict.Accept.of(Entry.Type.CHARGED, about, drawdown.effects(), situation.wallet())
            : new Verdict.Refuse(action.pool(), Times.NEVER, drawdown.violations());
      }
    };
  }
}
