package dev.scrip.ledger.domain.model;

import static dev.scrip.ledger.domain.model.NaiveLedger.credits;

import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Reason;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.model.NaivePayment.Drawn;
import dev.scrip.ledger.domain.model.NaivePayment.Purpose;
import dev.scrip.ledger.domain.model.NaiveWallet.Hold;
import dev.scrip.ledger.domain.model.NaiveWallet.Slice;
import dev.scrip.ledger.domain.model.NaiveWallet.Use;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The end of holds: captured, released, expired. */
final class NaiveHolds {
  private final NaiveTurn turn;
  private final Rules rules;

  NaiveHolds(NaiveTurn turn, Rules rules) {
    this.turn = turn;
    this.rules = rules;
  }

  /** An open hold; else what became of it is a reason to refuse. */
  private Optional<Hold> find(String id, NaiveRefusal refusal) {
    Optional<Hold> hold = turn.wallet.hold(id);
    if (hold.isEmpty()) {
      NaiveMemory known = turn.wallet.memory.getOrDefault(id, NaiveMemory.NOTHING);
      if (!known.hold() || !known.remembered(turn.decidedAt)) {
        refusal.refuse(Reason.UNKNOWN_HOLD);
      } else {
        refusal.refuse(known.ended() ? Reason.HOLD_CLOSED : Reason.HOLD_EXPIRED);
      }
    }
    return hold;
  }

  void release(Command.Release command, NaiveRefusal refusal) {
    find(command.hold(), refusal)
        .ifPresent(hold -> {
          end(hold);
          NaiveEffects effects = new NaiveEffects();
          release(effects, hold, hold.slices(), turn.decidedAt);
          returnFree(effects, hold, hold.free(), turn.decidedAt);
          effects.endedHolds.add(hold.id());
          Fact fact =
              turn.done("RELEASED", rules, hold.pool(), hold.amount(), effects)
                  .with("action", hold.action())
                  .with("quantity", hold.quantity())
                  .with("reference", hold.id());
          ofHold(fact, hold);
        });
  }

  /** A hold whose time is over. */
  void expire(Hold hold, Instant at) {
    turn.wallet.holds.remove(hold);
    NaiveEffects effects = new NaiveEffects();
    release(effects, hold, hold.slices(), at);
    returnFree(effects, hold, hold.free(), at);
    effects.endedHolds.add(hold.id());
    turn.due("HOLD_EXPIRED", at, rules, hold.pool(), hold.amount(), effects)
        .with("action", hold.action())
        .with("actor", hold.actor())
        .with("app", hold.app())
        .with("quantity", hold.quantity())
        .with("reference", hold.id());
  }

  private void end(Hold hold) {
    turn.wallet.holds.remove(hold);
    turn.wallet.memory.computeIfPresent(
        hold.id(), (_, known) -> known.endedHold(turn.decidedAt.plus(turn.ledger.memory)));
  }

  Optional<NaiveMemory.Paid> capture(
      Command.Capture command, NaiveRefusal refusal, NaiveNotices notices) {
    Optional<Hold> found = find(command.hold(), refusal);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Hold hold = found.get();
    boolean all = command.quantity() == Long.MIN_VALUE && command.amount() == Long.MIN_VALUE;
    BigDecimal quantity =
        command.quantity() == Long.MIN_VALUE ? hold.quantity() : credits(command.quantity());
    Rules.Action action = NaiveTurn.action(hold.rules(), hold.action()).orElseThrow();
    NaivePricing pricing =
        new NaivePricing(
            action,
            hold.plan(),
            quantity,
            all ? hold.asked() : command.amount(),
            hold.attributes(),
            hold.free());
    pricing.faults.forEach(refusal::refuse);
    return refusal.none()
        ? Optional.of(
            capture(
                hold,
                quantity,
                pricing.price,
                pricing.free,
                all && saysNothing(hold, pricing) ? "" : pricing.words(),
                notices))
        : Optional.empty();
  }

  /** What was free of charge does not keep the amount that was reported. */
  private static boolean saysNothing(Hold hold, NaivePricing pricing) {
    return hold.free().signum() > 0 && pricing.words().startsWith("reported");
  }

  private NaiveMemory.Paid capture(
      Hold hold,
      BigDecimal quantity,
      BigDecimal cost,
      BigDecimal free,
      String words,
      NaiveNotices notices) {
    end(hold);
    NaiveEffects effects = new NaiveEffects();
    List<Slice> paid = new ArrayList<>();
    List<Slice> rest = new ArrayList<>();
    split(hold, cost, paid, rest);
    for (Slice slice : paid) {
      turn.post(effects, held(slice), "CAPTURE", BigDecimal.ZERO, slice.amount().negate());
    }
    release(effects, hold, rest, turn.decidedAt);
    List<Use> uses = uses(hold, paid);
    BigDecimal excess = cost.subtract(hold.amount()).max(BigDecimal.ZERO);
    NaivePayment payment =
        new NaivePayment(
            turn,
            rules,
            new Purpose(hold.action(), hold.pool(), hold.actor(), hold.app()),
            excess,
            true);
    Drawn drawn =
        turn.wallet.open() && excess.signum() > 0
            ? payment.draw(effects, false)
            : new Drawn(List.of(), List.of(), List.of());
    returnFree(effects, hold, hold.free().subtract(free), turn.decidedAt);
    paid.addAll(drawn.slices());
    uses.addAll(drawn.uses());
    effects.endedHolds.add(hold.id());
    NaiveMemory.Paid charge =
        new NaiveMemory.Paid(
            hold.action(),
            hold.pool(),
            paid,
            uses,
            hold.uses().stream()
                .filter(use -> use.window().limit().startsWith("$free:") && free.signum() > 0)
                .map(use -> new Use(use.window(), free))
                .toList(),
            BigDecimal.ZERO);
    Fact fact =
        turn.done("CAPTURED", rules, hold.pool(), charge.amount(), effects)
            .with("shortfall", excess.subtract(drawn.amount()))
            .with("action", hold.action())
            .with("quantity", quantity)
            .with("priced", words)
            .with("reference", hold.id());
    ofHold(fact, hold);
    drawn.met().forEach(limit -> payment.reached(notices, limit, "EMPTY"));
    return charge;
  }

  /** Actor and app are the hold's; where it has none, those of the command that ends it. */
  private static void ofHold(Fact fact, Hold hold) {
    fact.with("actor", hold.actor()).with("app", hold.app());
  }

  /** The first slices pay the cost, the rest is released. */
  private static void split(Hold hold, BigDecimal cost, List<Slice> paid, List<Slice> rest) {
    BigDecimal open = cost;
    for (Slice slice : hold.slices()) {
      BigDecimal part = slice.amount().min(open);
      open = open.subtract(part);
      if (part.signum() > 0) {
        paid.add(new Slice(slice.grant(), part, slice.counted()));
      }
      if (part.compareTo(slice.amount()) < 0) {
        rest.add(new Slice(slice.grant(), slice.amount().subtract(part), slice.counted()));
      }
    }
  }

  /** What slices count, in the order in which the hold counted. */
  private static List<Use> uses(Hold hold, List<Slice> slices) {
    List<Use> uses = new ArrayList<>();
    for (Use use : hold.uses()) {
      BigDecimal amount =
          slices.stream()
              .filter(slice ->
                  slice.counted().stream()
                      .anyMatch(window -> window.serial() == use.window().serial()))
              .map(Slice::amount)
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      if (amount.signum() > 0) {
        uses.add(new Use(use.window(), amount));
      }
    }
    return uses;
  }

  private void release(NaiveEffects effects, Hold hold, List<Slice> slices, Instant at) {
    for (Slice slice : slices) {
      turn.post(effects, held(slice), "RELEASE", slice.amount(), slice.amount().negate());
    }
    NaiveMeters meters = new NaiveMeters(turn);
    uses(hold, slices)
        .forEach(use -> meters.giveBack(effects, rules, use.window(), use.amount(), at));
  }

  private void returnFree(NaiveEffects effects, Hold hold, BigDecimal amount, Instant at) {
    hold.uses().stream()
        .filter(use -> use.window().limit().startsWith("$free:"))
        .forEach(use -> new NaiveMeters(turn).giveBack(effects, rules, use.window(), amount, at));
  }

  /** A held slice pays whatever became of its grant. */
  private NaiveGrant held(Slice slice) {
    return turn.wallet.grants.stream()
        .filter(grant -> grant.id.equals(slice.grant().id) && grant.held.signum() > 0)
        .findFirst()
        .orElseThrow();
  }
}
