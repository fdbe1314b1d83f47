package dev.scrip.ledger.domain.model;

import static dev.scrip.ledger.domain.model.Fact.text;

import dev.scrip.ledger.domain.Reason;
import dev.scrip.ledger.domain.Rules;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** One violated condition, with a test of whether a later state of the wallet meets it. */
record NaiveViolation(
    Reason reason,
    String field,
    List<Rules.Limit> limit,
    String subject,
    BigDecimal required,
    BigDecimal available,
    List<Predicate<NaiveSteps>> conditions) {

  static NaiveViolation of(Reason reason) {
    return new NaiveViolation(
        reason, "", List.of(), "", BigDecimal.ZERO, BigDecimal.ZERO, List.of());
  }

  static NaiveViolation field(String field) {
    return new NaiveViolation(
        Reason.INVALID_FIELD, field, List.of(), "", BigDecimal.ZERO, BigDecimal.ZERO, List.of());
  }

  Optional<Predicate<NaiveSteps>> holds() {
    return conditions.stream().findFirst();
  }

  boolean holdsIn(NaiveSteps trial) {
    return conditions.stream().allMatch(condition -> condition.test(trial));
  }

  String words(NaiveRetry retry) {
    String words = reason.name();
    if (conditions.isEmpty()) {
      return words;
    }
    words += limit.isEmpty() ? "" : " " + limit.getFirst().id() + "/" + subject;
    words += " needs " + text(required) + " has " + text(available);
    return words + " retry " + text(retry.first(this::holdsIn));
  }
}
