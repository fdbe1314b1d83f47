package dev.scrip.ledger.domain.model;

import static dev.scrip.ledger.domain.model.NaiveLedger.credits;

import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Reason;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.model.NaivePayment.Drawn;
import dev.scrip.ledger.domain.model.NaivePayment.Purpose;
import dev.scrip.ledger.domain.model.NaiveWallet.Hold;
import dev.scrip.ledger.domain.model.NaiveWallet.Recent;
import dev.scrip.ledger.domain.model.NaiveWallet.Use;
import dev.scrip.ledger.domain.model.NaiveWallet.Window;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Charges, and authorizations, which are judged alike but for overdraft. */
final class NaiveCharging {
  private static final int MOST_HOLDS = 1000;
  private static final Duration DEFAULT_HOLD = Duration.ofMinutes(15);

  private final NaiveTurn turn;
  private final Rules rules;
  private final NaiveRefusal refusal;
  private final NaiveNotices notices;

  NaiveCharging(NaiveTurn turn, Rules rules, NaiveRefusal refusal, NaiveNotices notices) {
    this.turn = turn;
    this.rules = rules;
    this.refusal = refusal;
    this.notices = notices;
  }

  /** A charge that may go on. */
  private record Judged(Rules.Action action, NaivePricing pricing, NaivePayment payment) {}

  Optional<NaiveMemory.Paid> charge(Command.Charge charge) {
    return judge(charge, true)
        .map(judged -> {
          NaiveEffects effects = new NaiveEffects();
          Drawn drawn = judged.payment().draw(effects, false);
          if (drawn.amount().compareTo(judged.pricing().price) != 0) {
            throw new IllegalStateException("the model accepted a charge it cannot pay: " + charge);
          }
          List<Use> free = count(effects, judged);
          turn.done("CHARGED", rules, judged.action().pool(), judged.pricing().price, effects)
              .with("action", charge.action())
              .with("quantity", credits(charge.quantity()))
              .with("priced", judged.pricing().words());
          drawn.met().forEach(limit -> judged.payment().reached(notices, limit, "EMPTY"));
          return new NaiveMemory.Paid(
              charge.action(),
              judged.action().pool(),
              drawn.slices(),
              drawn.uses(),
              free,
              BigDecimal.ZERO);
        });
  }

  void authorize(Command.Authorize asked) {
    Command.Charge charge =
        new Command.Charge(asked.action(), asked.quantity(), asked.amount(), asked.attributes());
    if (turn.wallet.holds.size() >= MOST_HOLDS) {
      refusal.refuse(Reason.TOO_MANY);
      return;
    }
    judge(charge, false)
        .ifPresent(judged -> {
          NaiveEffects effects = new NaiveEffects();
          Drawn drawn = judged.payment().draw(effects, true);
          List<Use> uses = new ArrayList<>(drawn.uses());
          uses.addAll(count(effects, judged));
          Hold hold =
              new Hold(
                  turn.command.id(),
                  asked.action(),
                  judged.action().pool(),
                  turn.command.actor(),
                  turn.command.app(),
                  turn.wallet.plan,
                  rules,
                  credits(asked.quantity()),
                  asked.amount(),
                  judged.pricing().price,
                  asked.attributes(),
                  judged.pricing().free,
                  drawn.slices(),
                  uses,
                  turn.decidedAt.plus(life(asked.expiresIn())));
          turn.wallet.holds.add(hold);
          effects.holds.add(hold.words());
          turn.done("HELD", rules, hold.pool(), hold.amount(), effects)
              .with("action", hold.action())
              .with("quantity", hold.quantity())
              .with("priced", judged.pricing().words());
          drawn.met().forEach(limit -> judged.payment().reached(notices, limit, "EMPTY"));
        });
  }

  static Duration life(long expiresIn) {
    return expiresIn == Long.MIN_VALUE ? DEFAULT_HOLD : Duration.ofMillis(expiresIn);
  }

  private Optional<Judged> judge(Command.Charge charge, boolean overdraft) {
    refusal.action = charge.action();
    refusal.quantity = credits(charge.quantity());
    Optional<Rules.Action> known =
        NaiveTurn.action(rules, charge.action()).filter(action -> !action.retired());
    if (known.isEmpty()) {
      refusal.refuse(Reason.UNKNOWN_ACTION);
      return Optional.empty();
    }
    Rules.Action action = known.get();
    NaivePricing pricing = price(turn, action, charge);
    pricing.faults.forEach(refusal::refuse);
    if (!refusal.none()) {
      return Optional.empty();
    }
    refusal.pool = action.pool();
    NaivePayment payment = payment(turn, action, pricing, overdraft);
    if (!calm(action, turn)) {
      refusal.refuse(NaiveViolation.loop(trial -> calm(action, trial)));
    }
    Function<NaiveTurn, Optional<NaivePayment>> again =
        trial ->
            Optional.of(price(trial, action, charge))
                .filter(then -> then.faults.isEmpty())
                .map(then -> payment(trial, action, then, overdraft));
    payment.violations(again).forEach(refusal::refuse);
    refusal.passes.add(trial ->
        calm(action, trial) && again.apply(trial).filter(NaivePayment::passes).isPresent());
    refusal.usable.add(payment::usable);
    refusal.violations.stream()
        .sorted(Comparator.comparing(NaiveViolation::reason))
        .flatMap(violation -> violation.limit().stream())
        .forEach(limit -> notices.afterwards.add(() -> payment.reached(notices, limit, "REFUSED")));
    return refusal.none() ? Optional.of(new Judged(action, pricing, payment)) : Optional.empty();
  }

  private NaivePricing price(NaiveTurn state, Rules.Action action, Command.Charge charge) {
    return new NaivePricing(
        action,
        state.wallet.plan,
        credits(charge.quantity()),
        charge.amount(),
        charge.attributes(),
        freeLeft(state, action));
  }

  private NaivePayment payment(
      NaiveTurn state, Rules.Action action, NaivePricing pricing, boolean overdraft) {
    Purpose purpose =
        new Purpose(action.name(), action.pool(), turn.command.actor(), turn.command.app());
    return new NaivePayment(state, rules, purpose, pricing.price, overdraft);
  }

  private static BigDecimal freeLeft(NaiveTurn state, Rules.Action action) {
    return action.free().quantity() == 0
        ? BigDecimal.ZERO
        : credits(action.free().quantity())
            .subtract(new NaiveMeters(state).free(action, state.decidedAt).used())
            .max(BigDecimal.ZERO);
  }

  /** Whether the loop breaker lets the action pass. */
  private static boolean calm(Rules.Action action, NaiveTurn state) {
    int charges = action.loopBreaker().charges();
    return charges == 0
        || state.wallet.recent.stream()
                .filter(one -> one.action().equals(action.name()))
                .filter(one -> one.until().isAfter(state.decidedAt))
                .count()
            < charges;
  }

  /** Counts free quantity and, for the loop breaker, the charge itself. */
  private List<Use> count(NaiveEffects effects, Judged judged) {
    Rules.Action action = judged.action();
    Instant at = turn.decidedAt;
    if (action.loopBreaker().charges() > 0) {
      Recent recent = new Recent(action.name(), at.plusMillis(action.loopBreaker().withinMs()));
      turn.wallet.recent.add(recent);
      effects.recent.add(recent.action() + " " + recent.until());
    }
    BigDecimal free = judged.pricing().free;
    if (free.signum() == 0) {
      return List.of();
    }
    NaiveMeters meters = new NaiveMeters(turn);
    Window window = meters.free(action, at);
    meters.move(effects, window, credits(action.free().quantity()), free);
    return List.of(new Use(window, free));
  }
}
