package dev.scrip.deploy.acceptance.invariants;

import java.util.List;

/**
 * One line as an event topic has it, with what the invariants ask of it.
 *
 * @param offset of its record in its topic
 * @param answers whether it is the answer to a command, not a due step or a crossing
 * @param remembered whether that answer stays the id's answer: not so for a conflict with an
 *     earlier command and for a wallet that does not exist
 * @param type of the entry, reason of the rejection, type of the depletion
 * @param balanceAfter balance of {@link #pool} after the line
 * @param counters what limits have used after the line
 * @param crossing a depletion in the words of {@link CrossingModel}; empty for other lines
 */
public record Told(
    Kind kind,
    long offset,
    String wallet,
    long sequence,
    String hash,
    long decidedAt,
    long effectiveAt,
    String commandId,
    long commandOffset,
    boolean answers,
    boolean remembered,
    String type,
    String pool,
    long amount,
    long balanceAfter,
    List<Given> grants,
    List<Moved> postings,
    List<Long> counters,
    String crossing) {

  /** Which event topic it stands in. */
  public enum Kind {
    ENTRY,
    REJECTION,
    DEPLETION
  }

  /** A grant that the line added. */
  public record Given(String grant, String pool, long amount, long effectiveAt) {}

  /** What one grant gained or lost. */
  public record Moved(
      String grant, String pool, String kind, long amount, long before, long after) {}

  public Told {
    grants = List.copyOf(grants);
    postings = List.copyOf(postings);
    counters = List.copyOf(counters);
  }

  /** The event's identity. */
  String event() {
    return wallet + ":" + sequence;
  }
}
