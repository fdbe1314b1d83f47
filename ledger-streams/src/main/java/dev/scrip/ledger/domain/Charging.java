package dev.scrip.ledger.domain;

import dev.scrip.ledger.domain.Rejection.Violation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Charges: price, then draw-down, all or nothing. What a hold asks for is judged the same way. */
final class Charging {
  static final int MOST_ATTRIBUTES = 64;

  /** An open hold keeps them: a wallet's state must stay small. */
  static final int MOST_ATTRIBUTES_BYTES = 2_048;

  private Charging() {}

  /** What is asked for, or why it has no price. */
  sealed interface Costing {}

  record Costed(Rules.Action action, Pricing.Priced price, Wallet.Window free) implements Costing {}

  record Unpriced(Verdict.Refuse refuse) implements Costing {}

  static Verdict decide(Situation situation, Command.Charge charge) {
    return Retry.dated(situation, judge(situation, charge), then -> judge(then, charge));
  }

  /** The verdict without the instant at which a refused charge would pass. */
  static Verdict judge(Situation situation, Command.Charge charge) {
    return switch (cost(situation, charge)) {
      case Unpriced(Verdict.Refuse refuse) -> refuse;
      case Costed cost -> judge(situation, charge, cost);
    };
  }

  private static Verdict judge(Situation situation, Command.Charge charge, Costed cost) {
    Rules.Action action = cost.action();
    Deed deed = Deed.of(action, situation.command());
    Drawdown drawdown =
        new Drawdown(
            situation, deed, cost.price().amount(), Drawdown.room(situation, action.pool()));
    Optional<Verdict.Refuse> refusal = refusal(situation, cost, drawdown);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    EffectsDraft effects = new EffectsDraft();
    drawdown.charge(effects);
    count(situation, effects, cost);
    return Verdict.Accept.of(
        Entry.Type.CHARGED, about(charge, cost), effects.effects(), situation.wallet());
  }

  static Verdict.About about(Command.Charge charge, Costed cost) {
    return new Verdict.About(
        cost.action().pool(),
        cost.action().name(),
        charge.quantity(),
        cost.price().amount(),
        cost.price().row(),
        "");
  }

  /** The price of a charge, by the rules in force and what is free of charge still. */
  static Costing cost(Situation situation, Command.Charge charge) {
    if (charge.attributes().size() > MOST_ATTRIBUTES
        || Fields.bytes(charge.attributes()) > MOST_ATTRIBUTES_BYTES) {
      return new Unpriced(
          Verdict.Refuse.field(
              Reason.TOO_MANY,
              "attributes",
              charge.attributes().size() + ", " + Fields.bytes(charge.attributes()) + " bytes",
              "at most "
                  + MOST_ATTRIBUTES
                  + " attributes, "
                  + MOST_ATTRIBUTES_BYTES
                  + " bytes in all"));
    }
    Rules.Action action = situation.rules().index().actions().get(charge.action());
    if (action == null || action.retired()) {
      return new Unpriced(
          Verdict.Refuse.field(
              Reason.UNKNOWN_ACTION, "action", charge.action(), "an action of the rules in force"));
    }
    Wallet.Window free =
        action.free().isNone() ? Wallet.Window.NONE : Limits.free(situation, action);
    long left = Math.max(0, action.free().quantity() - free.used());
    return switch (Pricing.price(action, situation.wallet().plan(), charge, left)) {
      case Pricing.Unpriced(Violation violation) -> new Unpriced(Verdict.Refuse.of("", violation));
      case Pricing.Priced price -> new Costed(action, price, free);
    };
  }

  /** Every condition of funds, limits and pace that a charge or hold violates. */
  static Optional<Verdict.Refuse> refusal(Situation situation, Costed cost, Drawdown drawdown) {
    Wallet wallet = situation.wallet();
    boolean freshFree = cost.price().freeUsed() > 0 && !wallet.windows().contains(cost.free());
    if (drawdown.tooManyWindows() || (freshFree && Limits.full(situation))) {
      return Optional.of(
          Verdict.Refuse.field(
              Reason.TOO_MANY,
              "limit",
              Integer.toString(wallet.windows().size()),
              "at most " + Limits.MOST_WINDOWS + " open windows of limits in a wallet"));
    }
    boolean tooFast =
        !cost.action().loopBreaker().isNone()
            && paced(situation, cost.action()) >= cost.action().loopBreaker().charges();
    if (!tooFast && drawdown.suffices()) {
      return Optional.empty();
    }
    List<Violation> violations =
        new ArrayList<>(drawdown.suffices() ? List.of() : drawdown.violations());
    if (tooFast) {
      violations.add(loop(cost.action()));
    }
    violations.sort(Comparator.comparing(Violation::reason));
    return Optional.of(
        new Verdict.Refuse(
            cost.action().pool(),
            Times.NEVER,
            violations.subList(0, Math.min(violations.size(), Ledger.MOST_VIOLATIONS)),
            drawdown.tried(violations)));
  }

  /** How often the action was accepted within its loop breaker's time. */
  private static long paced(Situation situation, Rules.Action action) {
    return situation.wallet().dealings().recent().stream()
        .filter(charge -> charge.action().equals(action.name()) && charge.until() > situation.at())
        .count();
  }

  private static Violation loop(Rules.Action action) {
    return Violation.field(
        Reason.LOOP_BREAKER,
        "action",
        action.name(),
        "at most "
            + action.loopBreaker().charges()
            + " within "
            + action.loopBreaker().withinMs()
            + " ms");
  }

  /** Counts what is free of charge, and what a loop breaker watches. */
  static void count(Situation situation, EffectsDraft effects, Costed cost) {
    Rules.Action action = cost.action();
    if (cost.price().freeUsed() > 0) {
      effects.use(Limits.use(cost.free(), action.free().quantity(), cost.price().freeUsed()));
    }
    if (!action.loopBreaker().isNone()) {
      effects.recent(
          new Wallet.Recent(
              action.name(), Math.addExact(situation.at(), action.loopBreaker().withinMs())));
    }
  }
}
