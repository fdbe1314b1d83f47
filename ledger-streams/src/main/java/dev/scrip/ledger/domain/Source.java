package dev.scrip.ledger.domain;

/** Where a grant came from. */
public enum Source {
  /** Not given by the command. */
  UNKNOWN,
  PLAN,
  DAILY,
  ROLLOVER,
  TOP_UP,
  PROMO,
  ADJUSTMENT,
  REFUND,
  TRANSFER
}
