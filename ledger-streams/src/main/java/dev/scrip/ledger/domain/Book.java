package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.UNSET;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the control records of a partition add up to, beside the wallets: the same in every
 * partition at the same control number. Immutable.
 *
 * @param number of the last control record applied; 0 = none
 * @param decidedAt decision time of the last control record
 * @param partitions of the command topic; 0 = not set
 * @param memoryMs W: how long an id is remembered
 * @param level of the fold
 * @param versions of the rules, ascending
 * @param schemas announced, by id
 * @param clock the test clock's now; UNSET = append time
 * @param movedTo the ledger it moved to; empty = it is here
 */
public record Book(
    long number,
    long decidedAt,
    int partitions,
    long memoryMs,
    int level,
    List<Version> versions,
    SortedMap<Integer, String> schemas,
    long clock,
    String movedTo) {

  /** Highest level this code has. */
  public static final int NEWEST_LEVEL = 1;

  private static final long EARLIEST_CLOCK = 0;
  private static final long LATEST_CLOCK =
      java.time.Instant.parse("2200-01-01T00:00:00Z").toEpochMilli();
  private static final long MOST_MEMORY_MS = 10 * 366 * Span.DAY_MS;

  public static final Book EMPTY =
      new Book(0, UNSET, 0, 0, 0, List.of(), new TreeMap<>(), UNSET, "");

  /** A version of the rules and the decision time at which it was published. */
  public record Version(Rules rules, long publishedAt) {}

  /** What a control record came to. */
  public sealed interface Outcome {}

  public record Applied(Book book) implements Outcome {}

  /** It names another predecessor than the last control record. */
  public record OutOfOrder(String detail) implements Outcome {}

  /** It says what may not be. */
  public record Refused(String detail) implements Outcome {}

  public Book {
    versions = List.copyOf(versions);
    schemas = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(schemas));
  }

  /** Whether commands can be decided: setting, level and rules are there. */
  public boolean ready() {
    return partitions > 0 && level > 0 && !versions.isEmpty();
  }

  /** The decision time of a record appended at an instant, before the wallet has its say. */
  public long now(long appendedAt) {
    return Math.max(clock == UNSET ? appendedAt : clock, decidedAt);
  }

  /** Rules for commands. */
  public Rules rules() {
    return versions.getLast().rules();
  }

  /** Rules for a step that fell due: the newest version published before its instant. */
  Rules rulesBefore(long instant) {
    for (int i = versions.size() - 1; i > 0; i--) {
      if (versions.get(i).publishedAt() < instant) {
        return versions.get(i).rules();
      }
    }
    return versions.getFirst().rules();
  }

  /**
   * A version of the rules.
   *
   * @throws IllegalStateException where it was never published
   */
  public Rules rulesOf(long version) {
    for (Version known : versions) {
      if (known.rules().version() == version) {
        return known.rules();
      }
    }
    throw new IllegalStateException("no version " + version + " of the rules was published");
  }

  /** Applies a control record, or says why it may not be. */
  public Outcome apply(Control control, long appendedAt) {
    if (control.follows() != number || control.number() != number + 1) {
      return new OutOfOrder(
          "expected number "
              + (number + 1)
              + " following "
              + number
              + ", found number "
              + control.number()
              + " following "
              + control.follows());
    }
    long at = Math.max(now(appendedAt), decidedAt);
    return switch (control.body()) {
      case Control.Setting setting -> {
        if (partitions != 0 && partitions != setting.partitions()) {
          yield new Refused(
              "the partition count is fixed for life at "
                  + partitions
                  + ", found "
                  + setting.partitions());
        }
        if (setting.partitions() < 1
            || setting.memoryMs() < 1
            || setting.memoryMs() > MOST_MEMORY_MS) {
          yield new Refused("expected partitions from 1 and a memory from 1 ms to 10 years");
        }
        yield applied(
            control,
            at,
            setting.partitions(),
            setting.memoryMs(),
            level,
            versions,
            schemas,
            clock,
            movedTo);
      }
      case Control.RaiseLevel raise ->
          raise.level() <= level
              ? new Refused("the level in force is " + level + ", found " + raise.level())
              : applied(
                  control,
                  at,
                  partitions,
                  memoryMs,
                  raise.level(),
                  versions,
                  schemas,
                  clock,
                  movedTo);
      case Control.PublishRules publish -> publish(control, publish.rules(), at);
      case Control.SetClock set -> {
        if (set.now() != UNSET && (set.now() < EARLIEST_CLOCK || set.now() > LATEST_CLOCK)) {
          yield new Refused("expected a clock in the years 1970 to 2199");
        }
        // Before there are rules nothing was decided: a ledger may begin at any time.
        if (ready() && set.now() != UNSET && set.now() < decidedAt) {
          yield new Refused(
              "the clock may not go back: it is "
                  + java.time.Instant.ofEpochMilli(decidedAt)
                  + ", found "
                  + java.time.Instant.ofEpochMilli(set.now()));
        }
        long then = set.now() == UNSET ? Math.max(appendedAt, decidedAt) : set.now();
        yield applied(
            control, then, partitions, memoryMs, level, versions, schemas, set.now(), movedTo);
      }
      case Control.MoveLedger move ->
          applied(control, at, partitions, memoryMs, level, versions, schemas, clock, move.to());
      case Control.AnnounceSchema announce -> {
        SortedMap<Integer, String> known = new TreeMap<>(schemas);
        String before = known.putIfAbsent(announce.id(), announce.text());
        yield before != null && !before.equals(announce.text())
            ? new Refused("schema id " + announce.id() + " was announced with another text")
            : applied(control, at, partitions, memoryMs, level, versions, known, clock, movedTo);
      }
    };
  }

  /** A refused control record has its number all the same: what follows names it. */
  public Book skip(Control control, long appendedAt) {
    return new Book(
        control.number(),
        Math.max(now(appendedAt), decidedAt),
        partitions,
        memoryMs,
        level,
        versions,
        schemas,
        clock,
        movedTo);
  }

  private Outcome publish(Control control, Rules rules, long at) {
    Optional<String> absurd = Bounds.breach(rules);
    if (absurd.isPresent()) {
      return new Refused(absurd.get());
    }
    if (!versions.isEmpty()) {
      long expected = rules().version() + 1;
      if (rules.version() != expected) {
        return new Refused("expected rules version " + expected + ", found " + rules.version());
      }
      Optional<String> breach = breach(rules(), rules);
      if (breach.isPresent()) {
        return new Refused(breach.get());
      }
    }
    List<Version> known = new ArrayList<>(versions);
    known.add(new Version(rules, at));
    return applied(control, at, partitions, memoryMs, level, known, schemas, clock, movedTo);
  }

  /** The first thing that a new version may not do to names in use. */
  public static Optional<String> breach(Rules before, Rules after) {
    return Successor.breaches(before, after).stream().findFirst();
  }

  private static Applied applied(
      Control control,
      long at,
      int partitions,
      long memoryMs,
      int level,
      List<Version> versions,
      SortedMap<Integer, String> schemas,
      long clock,
      String movedTo) {
    return new Applied(
        new Book(
            control.number(), at, partitions, memoryMs, level, versions, schemas, clock, movedTo));
  }
}
