package dev.scrip.ledger.domain.model;

import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Faults one can see without knowing wallet or rules. */
final class NaiveFields {
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
      case Command.Charge _,
          Command.VoidGrant _,
          Command.Reset _,
          Command.Tick _,
          Command.ChangePlan _,
          Command.Close _,
          Command.Forgo _,
          Command.Unsupported _ -> {}
    }
    return faults.stream().map(NaiveViolation::field).toList();
  }
}
