package dev.scrip.ledger.domain;

/** What a wallet remembers of command ids. Part of the fold's state, read-only to a decision. */
public interface Memory {
  /** What is remembered of an id, or {@link Remembered#NOTHING}. */
  Remembered of(String commandId);

  /**
   * One remembered id.
   *
   * @param content of the command, 16 bytes
   * @param forgetAt first decision time at which the id is free again
   * @param sequence of the first decision's line
   * @param forgone whether the id may not be accepted any more, without having been decided
   */
  record Remembered(Hash content, long forgetAt, long sequence, boolean forgone) {
    public static final Remembered NOTHING = new Remembered(Hash.NONE, Long.MIN_VALUE, 0, false);

    boolean isNothing() {
      return content.isNone() && !forgone;
    }
  }
}
