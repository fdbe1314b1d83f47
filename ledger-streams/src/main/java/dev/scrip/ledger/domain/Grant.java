package dev.scrip.ledger.domain;

import java.util.Comparator;

/**
 * A grant in its wallet: its terms, and what became of them.
 *
 * @param remaining micros left and free
 * @param held micros reserved by holds
 * @param arrival order among the wallet's grants
 */
public record Grant(Terms terms, long remaining, long held, State state, long arrival) {

  /** What keeps a grant from being spent, or nothing. Depleted and expired are told by numbers. */
  public enum State {
    /** It takes effect later. */
    PENDING,
    ACTIVE,
    /** The wallet's plan is not a paid one: it ages, and comes back with a paid plan. */
    SUSPENDED,
    /** Taken back; what a hold releases or a refund returns goes the same way. */
    VOIDED
  }

  /**
   * Draw-down order, total: scoped, priority, soonest expiry, earliest effect, order of arrival.
   */
  public static final Comparator<Grant> DRAW_DOWN_ORDER =
      Comparator.comparing((Grant grant) -> grant.terms.scope().isEmpty())
          .thenComparingInt((Grant grant) -> grant.terms.priority())
          .thenComparingLong(Grant::expiresAt)
          .thenComparingLong((Grant grant) -> grant.terms.effectiveAt())
          .thenComparingLong(Grant::arrival);

  public String id() {
    return terms.id();
  }

  public String pool() {
    return terms.pool();
  }

  public Source source() {
    return terms.source();
  }

  public long amount() {
    return terms.amount();
  }

  public long effectiveAt() {
    return terms.effectiveAt();
  }

  public long expiresAt() {
    return terms.expiresAt();
  }

  public String rule() {
    return terms.rule();
  }

  public boolean active() {
    return state == State.ACTIVE;
  }

  boolean is(String id) {
    return terms.id().equals(id);
  }

  boolean spendable() {
    return state == State.ACTIVE && remaining > 0;
  }

  /** Whether nothing can come of it any more but by a refund. */
  boolean over(long at) {
    return terms.expiresAt() <= at && remaining == 0 && held == 0;
  }

  /** Whether it was taken back and no hold has anything of it. */
  boolean gone() {
    return state == State.VOIDED && remaining == 0 && held == 0;
  }

  Grant with(long free, long reserved) {
    return new Grant(terms, free, reserved, state, arrival);
  }

  Grant as(State other) {
    return new Grant(terms, remaining, held, other, arrival);
  }
}
