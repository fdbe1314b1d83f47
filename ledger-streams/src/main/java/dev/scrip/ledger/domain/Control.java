package dev.scrip.ledger.domain;

/**
 * A control record: it stands in every partition of the command log, numbered, and names the number
 * it follows.
 */
public record Control(long number, long follows, Body body) {

  public sealed interface Body {}

  /** What is fixed for the ledger: partitions of the command topic and the memory W. */
  public record Setting(int partitions, long memoryMs) implements Body {}

  public record RaiseLevel(int level) implements Body {}

  public record PublishRules(Rules rules) implements Body {}

  /** The decision time from here on; {@link Times#UNSET} = return to append time. */
  public record SetClock(long now) implements Body {}

  public record MoveLedger(String to) implements Body {}

  /** Commands may use the schema id from here on. */
  public record AnnounceSchema(int id, String text) implements Body {}
}
