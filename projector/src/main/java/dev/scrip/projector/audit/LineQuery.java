package dev.scrip.projector.audit;

import java.time.Instant;

/**
 * Which lines of a wallet are wanted, newest first. A text that is empty stands for all.
 *
 * @param before only lines older than this place
 * @param type of a line ({@code charged}) or its kind ({@code entry})
 * @param from earliest {@code effectiveAt}, inclusive
 * @param to latest {@code effectiveAt}, exclusive
 * @param limit most lines of an answer
 */
public record LineQuery(
    String wallet,
    Place before,
    String type,
    String action,
    String actor,
    String app,
    String pool,
    Instant from,
    Instant to,
    int limit) {

  /**
   * Where a line stands in its wallet's list: by sequence, and those without one by command id.
   *
   * @param sequence at least 0
   * @param commandId empty unless the sequence is 0
   */
  public record Place(long sequence, String commandId) {
    /** Behind every line. */
    public static final Place END = new Place(Long.MAX_VALUE, "");

    static Place of(Line line) {
      return new Place(line.sequence(), line.sequence() == 0 ? line.commandId() : "");
    }
  }

  public LineQuery {
    if (limit < 1) {
      throw new IllegalArgumentException("expected a limit of at least 1, found " + limit);
    }
  }

  /** All lines of a wallet. */
  public static LineQuery of(String wallet, int limit) {
    return new LineQuery(wallet, Place.END, "", "", "", "", "", Instant.MIN, Instant.MAX, limit);
  }

  boolean wants(Line line) {
    return (type.isEmpty() || type.equals(line.type()) || type.equals(line.kind().label()))
        && wants(action, line.action())
        && wants(actor, line.actor())
        && wants(app, line.app())
        && wants(pool, line.pool())
        && !line.effectiveAt().isBefore(from)
        && line.effectiveAt().isBefore(to);
  }

  private static boolean wants(String wanted, String found) {
    return wanted.isEmpty() || wanted.equals(found);
  }
}
