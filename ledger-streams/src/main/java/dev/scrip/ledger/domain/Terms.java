package dev.scrip.ledger.domain;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a grant was given as.
 *
 * @param id name of the grant in its wallet
 * @param amount micros given
 * @param effectiveAt inclusive
 * @param expiresAt exclusive; {@link Times#NEVER} = does not expire
 * @param priority lower is drawn first
 * @param scope actions it may pay for; empty = all of its pool
 * @param rule the recurring grant of the plan it came from; empty = given by hand
 * @param requiresPaidPlan whether it is suspended while the wallet's plan is not a paid one
 * @param origin when the first of the grants rolled over from each other took effect
 * @param times how often its credits were rolled over
 * @param code promo or coupon code; empty = none
 */
public record Terms(
    String id,
    String pool,
    Source source,
    long amount,
    long effectiveAt,
    long expiresAt,
    int priority,
    List<String> scope,
    String rule,
    boolean requiresPaidPlan,
    long origin,
    int times,
    String code) {
  /** Of amount, instants, priority and the rest. */
  private static final int FIXED_BYTES = 64;

  public Terms {
    scope = List.copyOf(scope);
  }

  /** Whether it may pay for an action. */
  public boolean covers(String action) {
    return scope.isEmpty() || matches(scope, action);
  }

  /**
   * Whether it may pay for every action of a scope: one of its own patterns stands for each of the
   * scope's.
   */
  boolean coversAll(List<String> actions) {
    for (String pattern : actions) {
      if (!covers(pattern)) {
        return false;
      }
    }
    return true;
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

  /** The same credits, or a part of them, as a grant of another name. */
  Terms as(String name, long micros) {
    return new Terms(
        name,
        pool,
        source,
        micros,
        effectiveAt,
        expiresAt,
        priority,
        scope,
        rule,
        requiresPaidPlan,
        origin,
        times,
        code);
  }

  /** About how many bytes it takes in a command. */
  int size() {
    int size = FIXED_BYTES + bytes(id) + bytes(pool) + bytes(rule) + bytes(code);
    for (String action : scope) {
      size += bytes(action);
    }
    return size;
  }

  private static int bytes(String text) {
    return 2 + text.getBytes(StandardCharsets.UTF_8).length;
  }

  void write(Canonical form) {
    form.string(id)
        .string(pool)
        .kind(source)
        .number(amount)
        .number(effectiveAt)
        .number(expiresAt)
        .number(priority)
        .strings(scope)
        .string(rule)
        .flag(requiresPaidPlan)
        .number(origin)
        .number(times)
        .string(code);
  }
}
