package dev.scrip.ledger.domain.model;

import dev.scrip.ledger.domain.Reason;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** What stands against a command, and what a rejection says of it. */
final class NaiveRefusal {
  final List<NaiveViolation> violations = new ArrayList<>();

  /** What must hold for the command to pass later, beside conditions that are violated now. */
  final List<Predicate<NaiveTurn>> passes = new ArrayList<>();

  String pool = "";
  String action = "";
  BigDecimal quantity = BigDecimal.ZERO;

  /** Says of a grant whether it could be used; none where grants are not what is asked about. */
  final List<Function<NaiveGrant, String>> usable = new ArrayList<>();

  void refuse(Reason reason) {
    violations.add(NaiveViolation.of(reason));
  }

  void refuse(NaiveViolation violation) {
    violations.add(violation);
  }

  boolean none() {
    return violations.isEmpty();
  }

  boolean has(Reason reason) {
    return violations.stream().anyMatch(one -> one.reason() == reason);
  }
}
