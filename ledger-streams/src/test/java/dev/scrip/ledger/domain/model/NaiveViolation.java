package dev.scrip.ledger.domain.model;

import dev.scrip.ledger.domain.Reason;
import dev.scrip.ledger.domain.Rules;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One violated condition.
 *
 * @param limit at most one
 * @param holds whether a later state of the wallet meets it, if time can bring that, at most one
 */
record NaiveViolation(
    Reason reason,
    String field,
    List<Rules.Limit> limit,
    String subject,
    BigDecimal required,
    BigDecimal available,
    BigDecimal ceiling,
    List<Predicate<NaiveTurn>> holds) {
  private static final BigDecimal UNSET = NaiveTurn.UNSET_AMOUNT;

  static NaiveViolation of(Reason reason) {
    return field(reason, "");
  }

  static NaiveViolation field(Reason reason, String field) {
    return new NaiveViolation(reason, field, List.of(), "", UNSET, UNSET, UNSET, List.of());
  }

  static NaiveViolation amount(String field) {
    return field(Reason.INVALID_AMOUNT, field);
  }

  static NaiveViolation funds(
      BigDecimal required, BigDecimal available, Predicate<NaiveTurn> enough) {
    return new NaiveViolation(
        Reason.INSUFFICIENT_CREDITS,
        "",
        List.of(),
        "",
        required,
        available,
        UNSET,
        List.of(enough));
  }

  static NaiveViolation loop(Predicate<NaiveTurn> over) {
    return new NaiveViolation(
        Reason.LOOP_BREAKER, "", List.of(), "", UNSET, UNSET, UNSET, List.of(over));
  }

  /** Asked for nothing that time could bring. */
  boolean isLasting() {
    return holds.isEmpty();
  }

  String words(Function<Predicate<NaiveTurn>, Instant> retry) {
    // Only these say a field that the text names; of others it is prose.
    boolean named = reason == Reason.INVALID_FIELD || reason == Reason.INVALID_AMOUNT;
    return Words.violation(
        reason.name(),
        named ? field : "",
        limit.isEmpty() ? "" : limit.getFirst().id(),
        subject,
        required,
        available,
        ceiling,
        holds.isEmpty() ? Fact.NEVER : retry.apply(holds.getFirst()));
  }
}
