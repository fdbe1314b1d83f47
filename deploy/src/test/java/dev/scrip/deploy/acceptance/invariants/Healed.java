package dev.scrip.deploy.acceptance.invariants;

import dev.scrip.deploy.acceptance.invariants.Evidence.Health;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** After the last restart the ledger is ready, has taken every record, and holds nothing back. */
public final class Healed implements Invariant {
  @Override
  public String name() {
    return "I12 lag 0 after healing";
  }

  @Override
  public Stream<String> breaches(Evidence evidence) {
    List<String> breaches = new ArrayList<>();
    Health health = evidence.health();
    if (!health.ready()) {
      breaches.add("the ledger is not ready");
    }
    if (!evidence.commands().isEmpty()
        && health.decided() < evidence.commands().getLast().offset()) {
      breaches.add(
          "the log ends at %d, the ledger has taken %d"
              .formatted(evidence.commands().getLast().offset(), health.decided()));
    }
    if (health.openTransactions() != 0) {
      breaches.add(health.openTransactions() + " records are held back by an open transaction");
    }
    return breaches.stream();
  }
}
