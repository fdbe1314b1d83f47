package dev.scrip.ledger.domain;

import java.util.List;

/**
 * What a command comes to.
 *
 * @param wallet after it
 * @param lines it leaves behind, in order; none = it changes nothing
 */
public record Decision(Wallet wallet, List<Line> lines, Outcome outcome) {

  public Decision {
    lines = List.copyOf(lines);
  }

  /** What the sender is answered. */
  public sealed interface Outcome {}

  /** Decided now by this line, one of {@link Decision#lines}. */
  public record Decided(Line answer, List<Remember> remember) implements Outcome {
    public Decided {
      remember = List.copyOf(remember);
    }
  }

  /** The first answer to this id again. */
  public record Replayed(String commandId) implements Outcome {}

  /** Nothing to do and nothing to tell: a tick, or an opening that is in force already. */
  public record Nothing() implements Outcome {}

  /**
   * What to remember of an id.
   *
   * @param answered whether this decision is the id's answer; else it has one already, which stays
   */
  public record Remember(String commandId, Memory.Remembered remembered, boolean answered) {}
}
