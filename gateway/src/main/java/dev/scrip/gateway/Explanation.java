package dev.scrip.gateway;

import dev.scrip.projector.audit.Line;
import dev.scrip.schemas.Depletion;
import dev.scrip.schemas.DepletionCause;
import dev.scrip.schemas.Entry;
import dev.scrip.schemas.EntryCause;
import dev.scrip.schemas.GrantTerms;
import dev.scrip.schemas.LimitUse;
import dev.scrip.schemas.Posting;
import dev.scrip.schemas.Rejection;
import dev.scrip.schemas.RejectionReason;
import dev.scrip.schemas.Violation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One sentence that says what a line means, made of nothing but the line's own facts. */
final class Explanation {
  private Explanation() {}

  static String of(Line line) {
    return switch (line) {
      case Line.Accepted(Entry entry) -> entry(entry) + due(entry);
      case Line.Refused(Rejection rejection) -> rejection(rejection);
      case Line.Crossed(Depletion depletion) -> depletion(depletion);
    };
  }

  private static String entry(Entry entry) {
    return switch (entry.getType()) {
      case CHARGED -> charged(entry);
      case OPENED -> "opened on plan " + entry.getPlan() + given(entry);
      case GRANTED -> "granted" + given(entry) + moves(entry, ": ");
      case ACTIVATED ->
          credits(entry.getAmount(), entry.getPool())
              + " of grant "
              + entry.getReference()
              + " became usable";
      case EXPIRED ->
          credits(entry.getAmount(), entry.getPool()) + " expired" + moves(entry, ", from ");
      case VOIDED ->
          credits(entry.getAmount(), entry.getPool()) + " taken back" + moves(entry, ", from ");
      case RESET -> "periods reset" + given(entry) + moves(entry, ": ");
      case PLAN_CHANGED -> "plan changed to " + entry.getPlan() + given(entry) + moves(entry, ": ");
      case CLOSED -> "wallet closed";
      case FORGONE -> "id " + entry.getReference() + " will not be accepted in this wallet";
      case UNKNOWN -> "a kind of entry this version does not know";
    };
  }

  private static String charged(Entry entry) {
    StringBuilder text = new StringBuilder(credits(entry.getAmount(), entry.getPool()));
    text.append(" for ").append(entry.getAction());
    switch (entry.getPriceKind()) {
      case "fixed" ->
          text.append(" (row ")
              .append(entry.getPriceRow())
              .append(": ")
              .append(Json.amount(entry.getUnitPrice()))
              .append(" × ")
              .append(Json.amount(entry.getQuantity()))
              .append(')');
      case "reported" ->
          text.append(" (row ").append(entry.getPriceRow()).append(": reported by the caller)");
      default -> {}
    }
    text.append(moves(entry, ", from "));
    for (LimitUse limit : entry.getLimits()) {
      text.append("; ")
          .append(limit(limit.getLimit(), limit.getSubject()))
          .append(": ")
          .append(Json.amount(limit.getAfter()))
          .append(" of ")
          .append(Json.amount(limit.getAmount()))
          .append(" used");
    }
    return text.toString();
  }

  /** The grants a line gave, with how long they last. */
  private static String given(Entry entry) {
    List<String> given = new ArrayList<>();
    for (GrantTerms terms : entry.getGrants()) {
      Instant until = terms.getExpiresAt();
      given.add(
          credits(terms.getAmount(), terms.getPool())
              + (terms.getEffectiveAt().isAfter(entry.getEffectiveAt())
                  ? " from " + terms.getEffectiveAt()
                  : "")
              + (until == null ? "" : " until " + until));
    }
    return given.isEmpty() ? "" : ": " + String.join(", ", given);
  }

  /** What each grant had before and has after; a grant that is new says so by its amount. */
  private static String moves(Entry entry, String before) {
    List<String> moves = new ArrayList<>();
    for (Posting posting : entry.getPostings()) {
      if (posting.getAmount() < 0) {
        moves.add(
            posting.getGrant()
                + ": "
                + Json.amount(posting.getBefore())
                + " → "
                + Json.amount(posting.getAfter()));
      }
    }
    return moves.isEmpty() ? "" : before + String.join(", ", moves);
  }

  private static String due(Entry entry) {
    return entry.getCause() == EntryCause.DUE ? ", due at " + entry.getEffectiveAt() : "";
  }

  private static String rejection(Rejection rejection) {
    List<String> reasons = new ArrayList<>();
    for (Violation violation : rejection.getViolations()) {
      reasons.add(violation(rejection, violation));
    }
    if (reasons.isEmpty()) {
      reasons.add(words(rejection.getReason()));
    }
    Instant retryAt = rejection.getRetryAt();
    return (rejection.getAction().isEmpty() ? "" : rejection.getAction() + " ")
        + String.join("; ", reasons)
        + (retryAt == null ? "" : "; would pass at " + retryAt);
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
    return words(violation.getReason())
        + (violation.getField().isEmpty() ? "" : ": " + violation.getField())
        + (violation.getDetail().isEmpty() ? "" : ": expected " + violation.getDetail())
        + (violation.getValue().isEmpty() ? "" : ", found " + violation.getValue());
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

  private static String depletion(Depletion depletion) {
    String pool = depletion.getPool();
    String balance = credits(depletion.getBalance(), pool);
    Instant reset = depletion.getNextReset();
    String then = reset == null ? "" : "; next reset at " + reset;
    return switch (depletion.getType()) {
      case DEPLETED ->
          (depletion.getCause() == DepletionCause.REFUSED
                  ? pool + " refused a charge for lack of credits, " + balance + " there"
                  : pool + " is used up")
              + then;
      case RECOVERED -> pool + " has credits again: " + balance;
      case LIMIT_REACHED ->
          limit(depletion.getLimit(), depletion.getSubject())
              + " of "
              + Json.amount(depletion.getThreshold())
              + " reached"
              + until(depletion.getWindowEnd());
      case LIMIT_CLEARED -> limit(depletion.getLimit(), depletion.getSubject()) + " is open again";
      case LOW_BALANCE ->
          pool
              + " is low: "
              + balance
              + " (alert "
              + depletion.getAlert()
              + ", threshold "
              + Json.amount(depletion.getThreshold())
              + ")"
              + then;
      case EXPIRING_SOON -> pool + " has credits that expire soon";
      case TOP_UP_DUE -> pool + " asks for a top-up: " + balance;
      case TOP_UP_LIMIT_REACHED -> pool + " asks for no more top-ups now: " + balance;
      case UNKNOWN -> "a kind of event this version does not know";
    };
  }

  private static String until(@Nullable Instant instant) {
    return instant == null ? "" : ", until " + instant;
  }

  private static String limit(String id, String subject) {
    return "limit " + id + (subject.isEmpty() ? "" : " (" + subject + ")");
  }

  private static String words(RejectionReason reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** {@code 1 message credit}, {@code 0.3 message credits}, {@code 300 tokens}. */
  private static String credits(long micros, String pool) {
    String amount = Json.amount(micros);
    return pool.endsWith("s")
        ? amount + " " + pool
        : amount + " " + pool + (amount.equals("1") ? " credit" : " credits");
  }
}
