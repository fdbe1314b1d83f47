package dev.scrip.ledger.domain;

import java.util.Optional;

/** What a wallet remembers of command ids. Part of the fold's state, read-only to a decision. */
public interface Memory {
  /** A memory of nothing. */
  Memory NONE =
      new Memory() {
        @Override
        public Remembered of(String commandId) {
          return Remembered.NOTHING;
        }

        @Override
        public Optional<Entry> entry(String commandId) {
          return Optional.empty();
        }
      };

  /** What is remembered of an id, or {@link Remembered#NOTHING}. */
  Remembered of(String commandId);

  /** The entry that answered a remembered id, if it was accepted. */
  Optional<Entry> entry(String commandId);

  /**
   * One remembered id.
   *
   * @param content of the command, 16 bytes
   * @param forgetAt first decision time at which the id is free again
   * @param sequence of the first decision's line
   * @param forgone whether the id may not be accepted any more, without having been decided
   * @param refunded of a charge: micros given back so far
   * @param ended of a hold: whether it was captured or released
   */
  record Remembered(
      Hash content, long forgetAt, long sequence, boolean forgone, long refunded, boolean ended) {
    public static final Remembered NOTHING =
        new Remembered(Hash.NONE, Long.MIN_VALUE, 0, false, 0, false);

    Remembered refunded(long micros) {
      return new Remembered(content, forgetAt, sequence, forgone, micros, ended);
    }

    Remembered ended(long forget) {
      return new Remembered(content, forget, sequence, forgone, refunded, true);
    }

    boolean isNothing() {
      return content.isNone() && !forgone;
    }
  }
}
