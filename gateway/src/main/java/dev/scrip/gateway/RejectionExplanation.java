package dev.scrip.gateway;

import static dev.scrip.gateway.Explanation.credits;
import static dev.scrip.gateway.Explanation.limit;
import static dev.scrip.gateway.Explanation.words;

import dev.scrip.schemas.Rejection;
import dev.scrip.schemas.RejectionReason;
import dev.scrip.schemas.TriedGrant;
import dev.scrip.schemas.Violation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why a command was refused: every condition, the grants that were looked at, when it would pass.
 */
final class RejectionExplanation {
  /** What the rules allow of an action that must not run too often. */
  private static final Pattern PACE = Pattern.compile("at most ([0-9]+) within ([0-9]{1,18}) ms");

  private static final Map<String, Long> UNITS = units();

  private RejectionExplanation() {}

  static String of(Rejection rejection) {
    List<String> reasons = new ArrayList<>();
    for (Violation violation : rejection.getViolations()) {
      reasons.add(violation(rejection, violation));
    }
    if (reasons.isEmpty()) {
      reasons.add("was refused: " + words(rejection.getReason()));
    }
    Instant retryAt = rejection.getRetryAt();
    String what =
        rejection.getAction().isEmpty() ? rejection.getCommandType() : rejection.getAction();
    return (what.isEmpty() ? "the command" : what)
        + " "
        + String.join("; ", reasons)
        + tried(rejection)
        + (retryAt == null ? "" : "; would pass at " + retryAt);
  }

  private static String tried(Rejection rejection) {
    List<String> tried = new ArrayList<>();
    for (TriedGrant grant : rejection.getTried()) {
      tried.add(
          grant.getGrant()
              + ": "
              + Json.amount(grant.getRemaining())
              + switch (grant.getUsable()) {
                case YES, UNKNOWN -> "";
                case LIMITED -> " as far as the limits let";
                case NOT_IN_SCOPE -> " for other actions";
                case PENDING -> " to come";
                case SUSPENDED -> " suspended";
              });
    }
    return tried.isEmpty() ? "" : " (" + String.join(", ", tried) + ")";
  }

  private static String violation(Rejection rejection, Violation violation) {
    Long required = violation.getRequired();
    Long available = violation.getAvailable();
    if (violation.getReason() == RejectionReason.INSUFFICIENT_CREDITS
        && required != null
        && available != null) {
      return "needs "
          + credits(required, rejection.getPool())
          + ", "
          + Json.amount(available)
          + " available";
    }
    if (!violation.getLimit().isEmpty()) {
      return overLimit(violation, required, available);
    }
    if (violation.getReason() == RejectionReason.IDEMPOTENCY_CONFLICT) {
      return "has the id of another command, first decided in line "
          + rejection.getFirstSequence()
          + ": expected "
          + violation.getDetail();
    }
    Matcher pace = PACE.matcher(violation.getDetail());
    if (violation.getReason() == RejectionReason.LOOP_BREAKER && pace.matches()) {
      return "was refused: more than "
          + pace.group(1)
          + " within "
          + time(Long.parseLong(pace.group(2)))
          + " (loop breaker)";
    }
    if (violation.getField().isEmpty()) {
      return "was refused: " + words(violation.getReason());
    }
    return "was refused: "
        + violation.getField()
        + ": expected "
        + violation.getDetail()
        + (violation.getValue().isEmpty() ? "" : ", found " + violation.getValue());
  }

  /** {@code 1 minute}, {@code 90 seconds}: in the largest unit that has no rest. */
  private static String time(long ms) {
    for (Map.Entry<String, Long> unit : UNITS.entrySet()) {
      if (ms >= unit.getValue() && ms % unit.getValue() == 0) {
        long count = ms / unit.getValue();
        return count + " " + unit.getKey() + (count == 1 ? "" : "s");
      }
    }
    return ms + " ms";
  }

  private static Map<String, Long> units() {
    Map<String, Long> units = new LinkedHashMap<>();
    units.put("day", 86_400_000L);
    units.put("hour", 3_600_000L);
    units.put("minute", 60_000L);
    units.put("second", 1_000L);
    return Collections.unmodifiableMap(units);
  }

  private static String overLimit(
      Violation violation, @Nullable Long required, @Nullable Long available) {
    Long ceiling = violation.getCeiling();
    Instant retryAt = violation.getRetryAt();
    return (required == null ? "is over " : "needs " + Json.amount(required) + " within ")
        + limit(violation.getLimit(), violation.getSubject())
        + (ceiling == null ? "" : " of " + Json.amount(ceiling))
        + (available == null ? "" : ", " + Json.amount(available) + " left")
        + (retryAt == null ? "" : " until " + retryAt);
  }
}
