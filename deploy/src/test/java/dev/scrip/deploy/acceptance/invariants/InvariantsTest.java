package dev.scrip.deploy.acceptance.invariants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.scrip.deploy.acceptance.invariants.Evidence.Appended;
import dev.scrip.deploy.acceptance.invariants.Evidence.CommandRef;
import dev.scrip.deploy.acceptance.invariants.Evidence.Head;
import dev.scrip.deploy.acceptance.invariants.Evidence.Health;
import dev.scrip.deploy.acceptance.invariants.Evidence.Heard;
import dev.scrip.deploy.acceptance.invariants.Evidence.Replayed;
import dev.scrip.deploy.acceptance.invariants.Evidence.Shown;
import dev.scrip.deploy.acceptance.invariants.Evidence.Stock;
import dev.scrip.deploy.acceptance.invariants.Told.Given;
import dev.scrip.deploy.acceptance.invariants.Told.Kind;
import dev.scrip.deploy.acceptance.invariants.Told.Moved;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A checker that cannot fail proves nothing: each fault planted in sound evidence is noticed. */
class InvariantsTest {
  private static final Given GRANT = new Given("message@1", "message", 5, 100, 900, 0, List.of());
  private static final Told OPENED =
      entry(0, 1, "OPENED", "open", 10, 100, "", 0, 0, List.of(GRANT), moved("GRANT", 5, 0, 5));
  private static final Told CHARGED =
      entry(1, 2, "CHARGED", "c1", 11, 110, "message", 4, 1, List.of(), moved("CHARGE", -4, 5, 1));
  private static final Told REFUSED = other(Kind.REJECTION, 0, 3, "c2", 12, 120, true);
  private static final Told DEPLETED = other(Kind.DEPLETION, 0, 4, "c2", 12, 120, false);
  private static final Told EMPTIED =
      entry(2, 5, "CHARGED", "c3", 15, 130, "message", 1, 0, List.of(), moved("CHARGE", -1, 1, 0));

  /** A wallet opened with 5, charged 4, refused 2, charged 1; c1 came twice, then a tick. */
  private static Evidence sound() {
    List<Told> lines = List.of(OPENED, CHARGED, EMPTIED, REFUSED, DEPLETED);
    MessageDigest chain = Chains.digest();
    Stream.of(OPENED, CHARGED, REFUSED, DEPLETED, EMPTIED)
        .forEach(line -> Chains.add(chain, line.hash()));
    Replayed replay =
        new Replayed(
            Map.of("entries", "3:aa", "rejections", "1:bb", "depletions", "1:cc"),
            Map.of(
                "w",
                new Head(
                    5, EMPTIED.hash(), HexFormat.of().formatHex(chain.digest()), Stock.NOTHING)));
    return new Evidence(
        3,
        List.of(
            new Appended(10, new CommandRef("w", "open"), true),
            new Appended(11, new CommandRef("w", "c1"), true),
            new Appended(12, new CommandRef("w", "c2"), true),
            new Appended(13, new CommandRef("w", "c1"), true),
            new Appended(15, new CommandRef("w", "c3"), true),
            new Appended(16, new CommandRef("w", "tick"), false)),
        lines,
        replay.digests(),
        Map.of("w:4", "depleted"),
        Set.of(new CommandRef("w", "c1"), new CommandRef("w", "c2")),
        List.of(replay, replay),
        Map.of("w", new Shown(5, Stock.NOTHING)),
        Map.of("w", listed(5)),
        heard("w:3", "w:4"),
        new Health(true, 16, 0));
  }

  @Test
  void shouldFindNothingInSoundEvidence() {
    assertEquals(List.of(), Invariant.breachesOfAll(sound()));
  }

  @Test
  void shouldHaveAFaultForEveryInvariant() {
    Set<String> noticing = new TreeSet<>();
    Stream.concat(faults(), CreditInvariantsTest.faults())
        .forEach(fault -> noticing.addAll(List.of(((String) fault.get()[2]).split(" ", -1))));

    Set<String> all = new TreeSet<>();
    Invariant.ALL.forEach(invariant -> all.add(number(invariant.name())));
    Whole.Rule.ALL.forEach(rule -> all.add(number(rule.name())));
    assertEquals(all, noticing);
  }

  static String number(String name) {
    return name.substring(0, name.indexOf(' '));
  }

  static Stream<Arguments> faults() {
    Told flipped =
        posting(CHARGED, new Moved("message@1", "message", "CHARGE", 4, 5, 9, 0), CHARGED.amount());
    Told short1 =
        posting(
            CHARGED, new Moved("message@1", "message", "CHARGE", -3, 5, 2, 0), CHARGED.amount());
    Told other = posting(CHARGED, CHARGED.postings().getFirst(), 3);
    Told below =
        posting(
            EMPTIED, new Moved("message@1", "message", "CHARGE", -2, 1, -1, 0), EMPTIED.amount());
    Told altered = with(CHARGED, CHARGED.offset(), 2, "ff", 110, "c1", 11);
    return Stream.of(
        arguments("a missing line", lines(list -> list.remove(CHARGED)), "I1 I3 I4 I10"),
        arguments("a missing last line", lines(list -> list.remove(EMPTIED)), "I1 I3 I4 I10"),
        arguments("a doubled line", lines(list -> list.add(CHARGED)), "I1 I2 I4 I8 I10"),
        arguments("a command decided twice", twice(), "I1 I2 I4 I10"),
        arguments("a flipped amount", swap(CHARGED, flipped), "I1"),
        arguments("a shortened amount", swap(CHARGED, short1), "I1"),
        arguments("an entry with another amount", swap(CHARGED, other), "I1a I1b"),
        arguments("a grant below its floor", swap(EMPTIED, below), "I1 I5"),
        arguments("an altered hash", swap(CHARGED, altered), "I10"),
        arguments(
            "an altered head", swap(EMPTIED, with(EMPTIED, 2, 5, "ff", 130, "c3", 15)), "I10"),
        arguments(
            "lines out of the log's order",
            swap(CHARGED, with(CHARGED, 1, 2, CHARGED.hash(), 110, "c1", 13)),
            "I4"),
        arguments(
            "records out of the topic's order",
            swap(CHARGED, with(CHARGED, 7, 2, CHARGED.hash(), 110, "c1", 11)),
            "I4"),
        arguments(
            "a line of a command that is not there",
            swap(CHARGED, with(CHARGED, 1, 2, CHARGED.hash(), 110, "c1", 9)),
            "I4 I8"),
        arguments(
            "a crossing without its rejection",
            lines(list -> list.remove(REFUSED)),
            "I3 I4 I8 I10"),
        arguments("a crossing that was lost", lines(list -> list.remove(DEPLETED)), "I4 I6 I10"),
        arguments("a crossing told twice", lines(list -> list.add(DEPLETED)), "I4 I6 I10"),
        arguments("a crossing that did not happen", crossings(Map.of()), "I6"),
        arguments("a crossing with other facts", crossings(Map.of("w:4", "recovered")), "I6"),
        arguments("a rejection nobody heard of", hearing(heard("w:4")), "I9b"),
        arguments("a depletion nobody heard of", hearing(heard("w:3")), "I9b"),
        arguments(
            "an event told with two contents",
            hearing(new Heard("x", Map.of(), Set.of("evt_1"))),
            "I9b"),
        arguments("a line that gateways do not list", listing(4), "I9"),
        arguments("a line that only gateways list", listing(6), "I9"),
        arguments(
            "time that goes back",
            swap(EMPTIED, with(EMPTIED, 2, 5, EMPTIED.hash(), 119, "c3", 15)),
            "I14"),
        arguments("an acknowledged command that is not there", acknowledged("c9"), "I3"),
        arguments("a balance shown otherwise", shown(5, 1), "I1"),
        arguments("a sequence shown otherwise", shown(6, 0), "I4"),
        arguments("a replay with other bytes", digests("1:dd"), "I7"),
        arguments("one replay only", replays(1), "I7"),
        arguments("a ledger that is not ready", health(new Health(false, 16, 0)), "I12"),
        arguments("a ledger that lags", health(new Health(true, 15, 0)), "I12"),
        arguments("an open transaction", health(new Health(true, 16, 2)), "I12"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void shouldNotice(String fault, UnaryOperator<Evidence> plant, String noticing) {
    List<String> breaches = Invariant.breachesOfAll(plant.apply(sound()));

    Set<String> by = new TreeSet<>();
    breaches.forEach(breach -> by.add(number(breach)));
    for (String invariant : noticing.split(" ", -1)) {
      assertTrue(by.contains(invariant), fault + ": " + invariant + " is not in " + breaches);
    }
  }

  private static Told entry(
      long offset,
      long sequence,
      String type,
      String commandId,
      long commandOffset,
      long decidedAt,
      String pool,
      long amount,
      long balance,
      List<Given> grants,
      Moved posting) {
    return new Told(
        Kind.ENTRY,
        offset,
        "w",
        sequence,
        "0" + sequence,
        decidedAt,
        decidedAt,
        commandId,
        commandOffset,
        true,
        true,
        type,
        pool,
        amount,
        balance,
        grants,
        List.of(posting),
        Map.of(),
        List.of(0L),
        "",
        "",
        "",
        Told.Dealings.NONE);
  }

  private static Told other(
      Kind kind,
      long offset,
      long sequence,
      String commandId,
      long commandOffset,
      long decidedAt,
      boolean answers) {
    return new Told(
        kind,
        offset,
        "w",
        sequence,
        "0" + sequence,
        decidedAt,
        decidedAt,
        commandId,
        commandOffset,
        answers,
        answers,
        "INSUFFICIENT_CREDITS",
        "message",
        0,
        1,
        List.of(),
        List.of(),
        Map.of(),
        List.of(),
        kind == Kind.DEPLETION ? "depleted" : "",
        "",
        "",
        Told.Dealings.NONE);
  }

  private static Moved moved(String kind, long amount, long before, long after) {
    return new Moved("message@1", "message", kind, amount, before, after, 0);
  }

  private static Told posting(Told line, Moved posting, long amount) {
    return new Told(
        line.kind(),
        line.offset(),
        line.wallet(),
        line.sequence(),
        line.hash(),
        line.decidedAt(),
        line.effectiveAt(),
        line.commandId(),
        line.commandOffset(),
        line.answers(),
        line.remembered(),
        line.type(),
        line.pool(),
        amount,
        line.balanceAfter(),
        line.grants(),
        List.of(posting),
        line.states(),
        line.counters(),
        line.crossing(),
        line.reference(),
        line.counterparty(),
        line.dealings());
  }

  private static Told with(
      Told line,
      long offset,
      long sequence,
      String hash,
      long decidedAt,
      String commandId,
      long commandOffset) {
    return new Told(
        line.kind(),
        offset,
        line.wallet(),
        sequence,
        hash,
        decidedAt,
        decidedAt,
        commandId,
        commandOffset,
        line.answers(),
        line.remembered(),
        line.type(),
        line.pool(),
        line.amount(),
        line.balanceAfter(),
        line.grants(),
        line.postings(),
        line.states(),
        line.counters(),
        line.crossing(),
        line.reference(),
        line.counterparty(),
        line.dealings());
  }

  /** What at-least-once would do: the copy of c1 is decided again, as the next line. */
  private static UnaryOperator<Evidence> twice() {
    return lines(list -> list.add(with(CHARGED, 3, 6, "06", 130, "c1", 16)));
  }

  private static UnaryOperator<Evidence> swap(Told line, Told planted) {
    return lines(list -> list.set(list.indexOf(line), planted));
  }

  private static UnaryOperator<Evidence> lines(java.util.function.Consumer<List<Told>> plant) {
    return sound -> {
      List<Told> lines = new ArrayList<>(sound.lines());
      plant.accept(lines);
      return new Evidence(
          sound.partition(),
          sound.commands(),
          lines,
          sound.digests(),
          sound.crossings(),
          sound.acknowledged(),
          sound.replays(),
          sound.shown(),
          sound.listed(),
          sound.heard(),
          sound.health());
    };
  }

  private static UnaryOperator<Evidence> acknowledged(String commandId) {
    return rest(
        sound -> Set.of(new CommandRef("w", commandId)), Evidence::replays, Evidence::shown);
  }

  private static UnaryOperator<Evidence> shown(long sequence, long left) {
    return rest(
        Evidence::acknowledged,
        Evidence::replays,
        sound ->
            Map.of(
                "w", new Shown(sequence, new Stock(Map.of("message", left), Map.of(), Map.of()))));
  }

  private static UnaryOperator<Evidence> replays(int count) {
    return rest(
        Evidence::acknowledged, sound -> sound.replays().subList(0, count), Evidence::shown);
  }

  private static UnaryOperator<Evidence> digests(String rejections) {
    return rest(
        Evidence::acknowledged,
        sound -> {
          Replayed other =
              new Replayed(
                  Map.of("entries", "3:aa", "rejections", rejections, "depletions", "1:cc"),
                  sound.replays().getFirst().heads());
          return List.of(sound.replays().getFirst(), other);
        },
        Evidence::shown);
  }

  private static Map<Long, String> listed(long upTo) {
    Map<Long, String> hashes = new TreeMap<>();
    for (long sequence = 1; sequence <= upTo; sequence++) {
      hashes.put(sequence, "0" + sequence);
    }
    return hashes;
  }

  private static UnaryOperator<Evidence> listing(long upTo) {
    return sound ->
        new Evidence(
            sound.partition(),
            sound.commands(),
            sound.lines(),
            sound.digests(),
            sound.crossings(),
            sound.acknowledged(),
            sound.replays(),
            sound.shown(),
            Map.of("w", listed(upTo)),
            sound.heard(),
            sound.health());
  }

  private static Heard heard(String... events) {
    Set<String> ids = new TreeSet<>();
    for (String event : events) {
      ids.add(EveryoneTold.id("scrip", event, "hook"));
    }
    return new Heard("scrip", Map.of("hook", ids), Set.of());
  }

  private static UnaryOperator<Evidence> hearing(Heard heard) {
    return sound ->
        new Evidence(
            sound.partition(),
            sound.commands(),
            sound.lines(),
            sound.digests(),
            sound.crossings(),
            sound.acknowledged(),
            sound.replays(),
            sound.shown(),
            sound.listed(),
            heard,
            sound.health());
  }

  private static UnaryOperator<Evidence> crossings(Map<String, String> crossings) {
    return sound ->
        new Evidence(
            sound.partition(),
            sound.commands(),
            sound.lines(),
            sound.digests(),
            crossings,
            sound.acknowledged(),
            sound.replays(),
            sound.shown(),
            sound.listed(),
            sound.heard(),
            sound.health());
  }

  private static UnaryOperator<Evidence> rest(
      java.util.function.Function<Evidence, Set<CommandRef>> acknowledged,
      java.util.function.Function<Evidence, List<Replayed>> replays,
      java.util.function.Function<Evidence, Map<String, Shown>> shown) {
    return sound ->
        new Evidence(
            sound.partition(),
            sound.commands(),
            sound.lines(),
            sound.digests(),
            sound.crossings(),
            acknowledged.apply(sound),
            replays.apply(sound),
            shown.apply(sound),
            sound.listed(),
            sound.heard(),
            sound.health());
  }

  private static UnaryOperator<Evidence> health(Health health) {
    return sound ->
        new Evidence(
            sound.partition(),
            sound.commands(),
            sound.lines(),
            sound.digests(),
            sound.crossings(),
            sound.acknowledged(),
            sound.replays(),
            sound.shown(),
            sound.listed(),
            sound.heard(),
            health);
  }
}
