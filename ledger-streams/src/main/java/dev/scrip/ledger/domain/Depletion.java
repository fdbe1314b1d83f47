package dev.scrip.ledger.domain;

import java.util.List;

/**
 * A crossing people want to hear of.
 *
 * @param scope DEPLETED, RECOVERED: the actions it is about; empty = the pool as a whole
 * @param cause NONE where the type has none
 * @param limit id of the limit; empty = about funds
 * @param subject actor, app or action the limit is kept for
 * @param threshold LOW_BALANCE, TOP_UP_DUE: micros of the threshold; LIMIT_REACHED,
 *     TOP_UP_LIMIT_REACHED: micros of the ceiling
 * @param alert LOW_BALANCE, EXPIRING_SOON: name of the alert
 * @param grant EXPIRING_SOON: the grant that will expire
 * @param amount TOP_UP_DUE: micros to buy; EXPIRING_SOON: micros that will expire; DEPLETED of a
 *     scope that refused: micros that were asked for
 * @param expiresAt EXPIRING_SOON: when, else {@link Times#NEVER}
 * @param balance of the pool; with a scope, of the grants that pay for it
 * @param nextReset {@link Times#NEVER} = none
 * @param windowStart of the limit's window, or of the month that a top-up counts in; {@link
 *     Times#UNSET} = neither
 */
public record Depletion(
    Stamp stamp,
    Type type,
    Cause cause,
    String pool,
    List<String> scope,
    String limit,
    String subject,
    long threshold,
    String alert,
    String grant,
    long amount,
    long expiresAt,
    long balance,
    long nextReset,
    long windowStart,
    long windowEnd)
    implements Line {
  public Depletion {
    scope = List.copyOf(scope);
  }

  public enum Type {
    DEPLETED,
    RECOVERED,
    LIMIT_REACHED,
    LIMIT_CLEARED,
    LOW_BALANCE,
    EXPIRING_SOON,
    TOP_UP_DUE,
    TOP_UP_LIMIT_REACHED
  }

  public enum Cause {
    NONE,
    EMPTY,
    REFUSED
  }

  @Override
  public Depletion chained(Hash hash) {
    return new Depletion(
        stamp.chained(hash),
        type,
        cause,
        pool,
        scope,
        limit,
        subject,
        threshold,
        alert,
        grant,
        amount,
        expiresAt,
        balance,
        nextReset,
        windowStart,
        windowEnd);
  }

  @Override
  public Canonical write(Canonical form) {
    return stamp
        .write(form.letter('D'))
        .string(type.name())
        .string(cause.name())
        .string(pool)
        .strings(scope)
        .string(limit)
        .string(subject)
        .number(threshold)
        .string(alert)
        .string(grant)
        .number(amount)
        .number(expiresAt)
        .number(balance)
        .number(nextReset)
        .number(windowStart)
        .number(windowEnd);
  }
}
