package dev.scrip.ledger.domain.model;

import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Reason;
import dev.scrip.ledger.domain.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Faults one can see without knowing wallet or rules. */
final class NaiveFields {
  private static final Duration SHORTEST_HOLD = Duration.ofSeconds(1);
  private static final Duration LONGEST_HOLD = Duration.ofDays(31);

  private NaiveFields() {}

  static List<NaiveViolation> faults(Command command, Instant at) {
    List<String> faults = new ArrayList<>();
    switch (command.body()) {
      case Command.AddGrant grant -> {
        if (grant.source() == Source.UNKNOWN) {
          faults.add("source");
        }
        Instant expiresAt = NaiveLedger.instant(grant.expiresAt());
        Instant effectiveAt =
            grant.effectiveAt() == Long.MIN_VALUE ? at : NaiveLedger.instant(grant.effectiveAt());
        if (grant.expiresAt() != Long.MIN_VALUE
            && (!expiresAt.isAfter(at) || !expiresAt.isAfter(effectiveAt))) {
          faults.add("expiresAt");
        }
      }
      case Command.Open open -> {
        if (open.anchor() != Long.MIN_VALUE && NaiveLedger.instant(open.anchor()).isAfter(at)) {
          faults.add("anchor");
        }
      }
      case Command.Authorize hold -> {
        Duration life = NaiveCharging.life(hold.expiresIn());
        if (life.compareTo(SHORTEST_HOLD) < 0 || life.compareTo(LONGEST_HOLD) > 0) {
          faults.add("expiresIn");
        }
      }
      case Command.Transfer transfer -> to(command, transfer.to(), faults);
      case Command.MoveSeat seat -> to(command, seat.to(), faults);
      case Command.SetLimit limit -> {
        if (limit.actor().isEmpty()) {
          faults.add("actor");
        }
      }
      case Command.Unsupported _ -> {
        return List.of(NaiveViolation.of(Reason.UNSUPPORTED));
      }
      case Command.Charge _,
          Command.VoidGrant _,
          Command.Capture _,
          Command.Release _,
          Command.Refund _,
          Command.Deliver _,
          Command.Settle _,
          Command.Restore _,
          Command.Reset _,
          Command.Tick _,
          Command.ChangePlan _,
          Command.CancelPlan _,
          Command.ResumePlan _,
          Command.Close _,
          Command.Forgo _ -> {}
    }
    return faults.stream().map(name -> NaiveViolation.field(Reason.INVALID_FIELD, name)).toList();
  }

  private static void to(Command command, String to, List<String> faults) {
    if (to.isEmpty() || to.startsWith("$") || to.equals(command.wallet())) {
      faults.add("to");
    }
  }
}
