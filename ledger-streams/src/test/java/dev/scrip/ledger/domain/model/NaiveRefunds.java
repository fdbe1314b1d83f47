package dev.scrip.ledger.domain.model;

import static dev.scrip.ledger.domain.model.NaiveLedger.credits;

import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Reason;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.Source;
import dev.scrip.ledger.domain.model.NaiveMemory.Paid;
import dev.scrip.ledger.domain.model.NaiveWallet.Slice;
import dev.scrip.ledger.domain.model.NaiveWallet.Use;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives charges and captures back, in reverse order of what they took. */
final class NaiveRefunds {
  private final NaiveTurn turn;
  private final Rules rules;
  private final NaiveRefusal refusal;
  private int returned;

  NaiveRefunds(NaiveTurn turn, Rules rules, NaiveRefusal refusal) {
    this.turn = turn;
    this.rules = rules;
    this.refusal = refusal;
  }

  void refund(Command.Refund command) {
    Instant at = turn.decidedAt;
    NaiveMemory known = turn.wallet.memory.getOrDefault(command.charge(), NaiveMemory.NOTHING);
    if (!known.remembered(at) || known.charge().isEmpty()) {
      refusal.refuse(Reason.UNKNOWN_CHARGE);
      return;
    }
    Paid paid = known.charge().getFirst();
    BigDecimal rest = paid.amount().subtract(paid.refunded());
    BigDecimal amount = command.amount() == Long.MIN_VALUE ? rest : credits(command.amount());
    judge(command, paid, rest, amount);
    if (refusal.none()) {
      refund(command, paid, amount);
      turn.wallet.memory.put(
          command.charge(), known.paid(paid.refunded(paid.refunded().add(amount))));
    }
  }

  private void judge(Command.Refund command, Paid paid, BigDecimal rest, BigDecimal amount) {
    Optional<Rules.Action> action = NaiveTurn.action(rules, paid.action());
    if (command.failed() && action.filter(Rules.Action::refundOnFailure).isEmpty()) {
      refusal.refuse(NaiveViolation.field(Reason.NOT_ALLOWED_BY_PLAN, "failed"));
    }
    if (command.amount() != Long.MIN_VALUE && amount.signum() <= 0) {
      refusal.refuse(NaiveViolation.amount("amount"));
    }
    if (rest.signum() == 0 || amount.compareTo(rest) > 0) {
      refusal.refuse(Reason.REFUND_EXCEEDS_CHARGE);
    }
  }

  private void refund(Command.Refund command, Paid paid, BigDecimal amount) {
    NaiveEffects effects = new NaiveEffects();
    BigDecimal skip = paid.refunded();
    BigDecimal open = amount;
    for (Slice slice : paid.slices().reversed()) {
      BigDecimal skipped = slice.amount().min(skip);
      skip = skip.subtract(skipped);
      BigDecimal back = slice.amount().subtract(skipped).min(open);
      open = open.subtract(back);
      if (back.signum() > 0) {
        giveBack(effects, slice.grant(), back);
      }
    }
    giveBackUses(effects, paid, amount);
    turn.done("REFUNDED", rules, paid.pool(), amount, effects)
        .with("action", paid.action())
        .with("reference", command.charge());
  }

  private void giveBack(NaiveEffects effects, NaiveGrant from, BigDecimal amount) {
    if (from.id.isEmpty()) {
      BigDecimal lowered = amount.min(turn.wallet.owed(from.pool));
      if (lowered.signum() > 0) {
        turn.postDebt(effects, from.pool, "REFUND", lowered);
      }
      if (lowered.compareTo(amount) < 0) {
        giveAnew(effects, from, amount.subtract(lowered));
      }
      return;
    }
    Optional<NaiveGrant> grant = turn.wallet.known(from.id);
    if (grant.isPresent()) {
      turn.post(effects, grant.get(), "REFUND", amount, BigDecimal.ZERO);
    } else if (from.expired(turn.decidedAt)) {
      revive(effects, from, amount);
    } else {
      giveAnew(effects, from, amount);
    }
  }

  /** A grant of the same name again, which gave nothing and expires at once. */
  private void revive(NaiveEffects effects, NaiveGrant from, BigDecimal amount) {
    NaiveGrant again = new NaiveGrant();
    again.id = from.id;
    again.pool = from.pool;
    again.source = Source.REFUND;
    again.effectiveAt = from.expiresAt;
    again.expiresAt = from.expiresAt;
    again.origin = from.expiresAt;
    turn.revive(effects, again);
    turn.post(effects, again, "REFUND", amount, BigDecimal.ZERO);
  }

  private void giveAnew(NaiveEffects effects, NaiveGrant from, BigDecimal amount) {
    returned++;
    NaiveGrant grant = new NaiveGrant();
    grant.id = turn.freeName(turn.command.id() + (returned == 1 ? "" : "#" + returned));
    grant.pool = from.pool;
    grant.source = Source.REFUND;
    grant.amount = amount;
    grant.effectiveAt = turn.decidedAt;
    grant.expiresAt = from.expiresAt;
    grant.origin = turn.decidedAt;
    turn.give(effects, rules, grant, "REFUND");
  }

  /** A counter that the charge moved by m gets back the first m that are refunded. */
  private void giveBackUses(NaiveEffects effects, Paid paid, BigDecimal amount) {
    BigDecimal before = paid.refunded();
    BigDecimal after = before.add(amount);
    NaiveMeters meters = new NaiveMeters(turn);
    for (Use use : merged(paid.uses())) {
      BigDecimal back = use.amount().min(after).subtract(use.amount().min(before));
      meters.giveBack(effects, rules, use.window(), back, turn.decidedAt);
    }
    if (after.compareTo(paid.amount()) == 0) {
      paid.free()
          .forEach(
              use -> meters.giveBack(effects, rules, use.window(), use.amount(), turn.decidedAt));
    }
  }

  private static List<Use> merged(List<Use> uses) {
    Map<Integer, Use> merged = new LinkedHashMap<>();
    for (Use use : uses) {
      merged.merge(
          use.window().serial(),
          use,
          (one, other) -> new Use(one.window(), one.amount().add(other.amount())));
    }
    return List.copyOf(merged.values());
  }
}
