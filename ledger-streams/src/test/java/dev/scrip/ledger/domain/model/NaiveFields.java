package dev.scrip.ledger.domain.model;

import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Source;
import java.util.ArrayList;
import java.util.List;

/** Faults one can see without knowing wallet or rules. */
final class NaiveFields {
  private NaiveFields() {}

  static List<NaiveViolation> faults(Command command) {
    List<String> faults = new ArrayList<>();
    switch (command.body()) {
      case Command.AddGrant grant -> {
        if (grant.source() == Source.UNKNOWN) {
          faults.add("source");
        }
      }
      case Command.Open _,
          Command.Charge _,
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
