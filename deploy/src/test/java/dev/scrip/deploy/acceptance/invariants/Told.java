package dev.scrip.deploy.acceptance.invariants;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One line as an event topic has it, with what the invariants ask of it.
 *
 * @param offset of its record in its topic
 * @param answers whether it is the answer to a command, not a due step or a crossing
 * @param remembered whether that answer stays the id's answer: not so for a conflict with an
 *     earlier command and for a wallet that does not exist
 * @param type of the entry, reason of the rejection, type of the depletion
 * @param balanceAfter balance of {@link #pool} after the line
 * @param states grants that are in another state from here on
 * @param counters what limits have used after the line
 * @param crossing a depletion in the words of {@link CrossingModel}; empty for other lines
 * @param reference the hold, charge, grant or transfer it is about
 * @param counterparty the other wallet of a transfer
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
    Map<String, String> states,
    List<Long> counters,
    String crossing,
    String reference,
    String counterparty,
    Dealings dealings) {

  /** Which event topic it stands in. */
  public enum Kind {
    ENTRY,
    REJECTION,
    DEPLETION
  }

  /** A grant that the line added, or one on its way to another wallet. */
  public record Given(
      String grant,
      String pool,
      long amount,
      long effectiveAt,
      long expiresAt,
      int priority,
      List<String> scope) {
    public Given {
      scope = List.copyOf(scope);
    }

    /** What it must be where it arrives. */
    String terms() {
      return "%d of %s until %d, priority %d, scope %s"
          .formatted(amount, pool, expiresAt, priority, scope);
    }
  }

  /**
   * What one grant gained or lost.
   *
   * @param grant empty = what is owed in the pool, negative
   * @param amount by which what is left and free changed
   * @param held by which what holds reserve changed
   */
  public record Moved(
      String grant, String pool, String kind, long amount, long before, long after, long held) {}

  /**
   * A hold.
   *
   * @param slices what it reserves of each grant
   */
  public record Hold(
      String id, String pool, long amount, long expiresAt, Map<String, Long> slices) {
    public Hold {
      slices = Map.copyOf(slices);
    }
  }

  /**
   * A transfer.
   *
   * @param slices what goes, as it was in the wallet that it leaves
   * @param seat whether a subscription goes with it
   */
  public record Transit(String id, String to, List<Given> slices, boolean seat) {
    public Transit {
      slices = List.copyOf(slices);
    }
  }

  /** Holds and transfers that the line began and ended, the latter by their ids. */
  public record Dealings(
      List<Hold> holds, List<String> endedHolds, List<Transit> sent, List<String> endedTransits) {
    public static final Dealings NONE = new Dealings(List.of(), List.of(), List.of(), List.of());

    public Dealings {
      holds = List.copyOf(holds);
      endedHolds = List.copyOf(endedHolds);
      sent = List.copyOf(sent);
      endedTransits = List.copyOf(endedTransits);
    }
  }

  public Told {
    grants = List.copyOf(grants);
    postings = List.copyOf(postings);
    states = Map.copyOf(states);
    counters = List.copyOf(counters);
  }

  /** The event's identity. */
  String event() {
    return wallet + ":" + sequence;
  }

  /** By how much postings of a kind change what is left, by grant. */
  Map<String, Long> moved(String postingKind) {
    Map<String, Long> moved = new TreeMap<>();
    for (Moved posting : postings) {
      if (posting.kind().equals(postingKind)) {
        moved.merge(posting.grant(), posting.amount(), Math::addExact);
      }
    }
    return moved;
  }

  /** By how much postings of a kind change what is held, by grant. */
  Map<String, Long> held(String postingKind) {
    Map<String, Long> held = new TreeMap<>();
    for (Moved posting : postings) {
      if (posting.kind().equals(postingKind)) {
        held.merge(posting.grant(), posting.held(), Math::addExact);
      }
    }
    return held;
  }

  static long sum(Map<String, Long> micros) {
    return micros.values().stream().reduce(0L, Math::addExact);
  }
}
