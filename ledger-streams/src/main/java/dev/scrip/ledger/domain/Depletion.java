package dev.scrip.ledger.domain;

/**
 * A crossing people want to hear of.
 *
 * @param cause NONE where the type has none
 * @param limit id of the limit; empty = about funds
 * @param subject actor, app or action the limit is kept for
 * @param threshold LOW_BALANCE: micros of the threshold; LIMIT_REACHED: micros of the ceiling
 * @param alert LOW_BALANCE: name of the alert
 * @param nextReset {@link Times#NEVER} = none
 * @param windowStart of the limit's window; {@link Times#UNSET} = not about a limit
 */
public record Depletion(
    Stamp stamp,
    Type type,
    Cause cause,
    String pool,
    String limit,
    String subject,
    long threshold,
    String alert,
    long balance,
    long nextReset,
    long windowStart,
    long windowEnd)
    implements Line {

  public enum Type {
    DEPLETED,
    RECOVERED,
    LIMIT_REACHED,
    LIMIT_CLEARED,
    LOW_BALANCE
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
        limit,
        subject,
        threshold,
        alert,
        balance,
        nextReset,
        windowStart,
        windowEnd);
  }

  @Override
  public Canonical canonical() {
    return stamp
        .write(new Canonical().string("D"))
        .string(type.name())
        .string(cause.name())
        .string(pool)
        .string(limit)
        .string(subject)
        .number(threshold)
        .string(alert)
        .number(balance)
        .number(nextReset)
        .number(windowStart)
        .number(windowEnd);
  }
}
