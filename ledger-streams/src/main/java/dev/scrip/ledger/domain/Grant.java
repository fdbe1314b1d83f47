package dev.scrip.ledger.domain;

import java.util.Comparator;
import java.util.List;

/**
 * Credits put into a pool, and what is left of them.
 *
 * @param amount micros given
 * @param remaining micros left and free
 * @param effectiveAt inclusive
 * @param expiresAt exclusive; {@link Times#NEVER} = does not expire
 * @param priority lower is drawn first
 * @param scope actions it may pay for; empty = all of its pool
 * @param rule the recurring grant of the plan it came from; empty = given by hand
 * @param active false while it is pending
 * @param arrival order among the wallet's grants
 */
public record Grant(
    String id,
    String pool,
    Source source,
    long amount,
    long remaining,
    long effectiveAt,
    long expiresAt,
    int priority,
    List<String> scope,
    String rule,
    boolean active,
    long arrival) {

  /**
   * Draw-down order, total: scoped, priority, soonest expiry, earliest effect, order of arrival.
   */
  public static final Comparator<Grant> DRAW_DOWN_ORDER =
      Comparator.comparing((Grant grant) -> grant.scope.isEmpty())
          .thenComparingInt(Grant::priority)
          .thenComparingLong(Grant::expiresAt)
          .thenComparingLong(Grant::effectiveAt)
          .thenComparingLong(Grant::arrival);

  public Grant {
    scope = List.copyOf(scope);
  }

  /** Whether it may pay for an action. */
  public boolean covers(String action) {
    return scope.isEmpty() || matches(scope, action);
  }

  /** Whether a name, or a prefix ending in {@code .*}, stands for the action. */
  static boolean matches(List<String> patterns, String action) {
    for (String pattern : patterns) {
      if (pattern.endsWith(".*")
          ? action.startsWith(pattern.substring(0, pattern.length() - 1))
          : pattern.equals(action)) {
        return true;
      }
    }
    return false;
  }

  boolean spendable() {
    return active && remaining > 0;
  }

  boolean over(long at) {
    return expiresAt <= at && remaining == 0;
  }

  Grant remaining(long micros) {
    return new Grant(
        id,
        pool,
        source,
        amount,
        micros,
        effectiveAt,
        expiresAt,
        priority,
        scope,
        rule,
        active,
        arrival);
  }

  Grant activated() {
    return new Grant(
        id,
        pool,
        source,
        amount,
        remaining,
        effectiveAt,
        expiresAt,
        priority,
        scope,
        rule,
        true,
        arrival);
  }
}
