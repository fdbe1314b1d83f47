package dev.scrip.gateway;

import dev.scrip.projector.audit.Line;
import dev.scrip.schemas.Depletion;
import dev.scrip.schemas.DepletionCause;
import dev.scrip.schemas.Entry;
import dev.scrip.schemas.Rejection;
import dev.scrip.schemas.RejectionReason;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One sentence that says what a line means, made of nothing but the line's own facts. */
final class Explanation {
  private Explanation() {}

  static String of(Line line) {
    return switch (line) {
      case Line.Accepted(Entry entry) -> EntryExplanation.of(entry);
      case Line.Refused(Rejection rejection) -> RejectionExplanation.of(rejection);
      case Line.Crossed(Depletion depletion) -> depletion(depletion);
    };
  }

  private static String depletion(Depletion depletion) {
    String pool = depletion.getPool();
    // What it is about: a pool, or some actions in it.
    String credits =
        depletion.getScope().isEmpty()
            ? pool
            : pool + " for " + String.join(", ", depletion.getScope());
    String balance = credits(depletion.getBalance(), pool);
    Instant reset = depletion.getNextReset();
    String then = reset == null ? "" : "; next reset at " + reset;
    return switch (depletion.getType()) {
      case DEPLETED ->
          (depletion.getCause() == DepletionCause.REFUSED
                  ? credits + " refused a charge for lack of credits, " + balance + " there"
                  : credits + " is used up")
              + then;
      case RECOVERED -> credits + " has credits again: " + balance;
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
      case EXPIRING_SOON ->
          credits(depletion.getAmount(), pool)
              + " of grant "
              + depletion.getGrant()
              + " will expire at "
              + depletion.getExpiresAt();
      case TOP_UP_DUE ->
          pool
              + " asks for a top-up of "
              + Json.amount(depletion.getAmount())
              + ": "
              + balance
              + " left, threshold "
              + Json.amount(depletion.getThreshold());
      case TOP_UP_LIMIT_REACHED ->
          pool
              + " asks for no more top-ups"
              + until(depletion.getWindowEnd())
              + ": "
              + balance
              + " left, at most "
              + Json.amount(depletion.getThreshold())
              + " a month";
      case UNKNOWN -> "a kind of event this version does not know";
    };
  }

  static String until(@Nullable Instant instant) {
    return instant == null ? "" : ", until " + instant;
  }

  static String limit(String id, String subject) {
    return "limit " + id + (subject.isEmpty() ? "" : " (" + subject + ")");
  }

  static String words(RejectionReason reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** {@code 1 message credit}, {@code 0.3 message credits}, {@code 300 tokens}. */
  static String credits(long micros, String pool) {
    String amount = Json.amount(micros);
    return pool.endsWith("s")
        ? amount + " " + pool
        : amount + " " + pool + (amount.equals("1") ? " credit" : " credits");
  }
}
