package dev.scrip.ledger.domain;

/** Instants in the domain are epoch milliseconds, UTC; these two values stand for none. */
public final class Times {
  /** An instant that does not come: no expiry, no end, no retry. */
  public static final long NEVER = Long.MAX_VALUE;

  /** Not given by the command. Stands for an amount or an instant. */
  public static final long UNSET = Long.MIN_VALUE;

  private Times() {}
}
