package dev.scrip.deploy.acceptance.invariants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.scrip.deploy.acceptance.invariants.Evidence.Head;
import dev.scrip.deploy.acceptance.invariants.Evidence.Health;
import dev.scrip.deploy.acceptance.invariants.Evidence.Heard;
import dev.scrip.deploy.acceptance.invariants.Evidence.Replayed;
import dev.scrip.deploy.acceptance.invariants.Evidence.Shown;
import dev.scrip.deploy.acceptance.invariants.Evidence.Stock;
import dev.scrip.deploy.acceptance.invariants.Told.Given;
import dev.scrip.deploy.acceptance.invariants.Told.Hold;
import dev.scrip.deploy.acceptance.invariants.Told.Moved;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Credits that are held, captured, released, refunded, voided, owed, rolled over and sent: each
 * fault planted in a sound history of them is noticed by the invariant that is there for it.
 */
class CreditInvariantsTest {
  /** The wallets, each in a partition of its own. */
  private static final List<String> WALLETS = List.of("a", "b");

  /** A history of two wallets, what they have in the end, and what is shown. */
  static final class History {
    final Map<String, TestLine> lines = new TreeMap<>();
    final Map<String, Stock> stocks = new TreeMap<>();

    TestLine add(String wallet, long sequence, String type, long amount, long balance) {
      TestLine line = new TestLine(wallet, sequence, type, amount, balance);
      lines.put("%s:%02d".formatted(wallet, sequence), line);
      return line;
    }

    /** Which line, such as {@code a:03}. */
    TestLine line(String event) {
      TestLine line = lines.get(event);
      if (line == null) {
        throw new IllegalArgumentException("no line " + event + " in " + lines.keySet());
      }
      return line;
    }
  }

  /**
   * Wallet a: 100 granted; 30 held, 12 of it captured and 18 released, 5 of that refunded; 10 held
   * until 70 and released; 15 sent to b; 5 sent to nobody, and back; 20 held with 4 more charged
   * beyond, 3 of it owed; a period forgives what is owed and rolls 2 over; a grant voided.
   */
  private static History sound() {
    History all = new History();
    all.add("a", 1, "OPENED", 0, 0).gives("g", 100, 500).posts("g", "GRANT", 100, 0, 0).pool = "";
    all.add("a", 2, "HELD", 30, 100)
        .holds("h1", 1_000, Map.of("g", 30L))
        .posts("g", "HOLD", -30, 100, 30);
    all.add("a", 3, "CHARGED", 20, 80).posts("g", "CHARGE", -20, 70, 0);
    all.add("a", 4, "CAPTURED", 12, 68)
        .endsHold("h1")
        .posts("g", "CAPTURE", 0, 50, -12)
        .posts("g", "RELEASE", 18, 50, -18);
    all.add("a", 5, "REFUNDED", 5, 73).about("c4").posts("g", "REFUND", 5, 68, 0);
    all.add("a", 6, "HELD", 10, 73)
        .holds("h2", 70, Map.of("g", 10L))
        .posts("g", "HOLD", -10, 73, 10);
    all.add("a", 7, "HOLD_EXPIRED", 10, 73).endsHold("h2").posts("g", "RELEASE", 10, 63, -10);
    all.add("a", 8, "TRANSFER_SENT", 15, 58)
        .sends("t1", "b", "g", 15, 500)
        .posts("g", "TRANSFER", -15, 73, 0);
    all.add("a", 9, "TRANSFER_SENT", 5, 53)
        .sends("t2", "nobody", "g", 5, 500)
        .posts("g", "TRANSFER", -5, 58, 0);
    all.add("a", 10, "TRANSFER_SETTLED", 15, 53).endsTransit("t1").with("b");
    all.add("a", 11, "TRANSFER_RESTORED", 5, 58)
        .endsTransit("t2")
        .with("nobody")
        .posts("g", "TRANSFER", 5, 53, 0);
    all.add("a", 12, "HELD", 20, 58)
        .holds("h3", 1_000, Map.of("g", 20L))
        .posts("g", "HOLD", -20, 58, 20);
    all.add("a", 13, "CHARGED", 36, 22).posts("g", "CHARGE", -36, 38, 0);
    all.add("a", 14, "CAPTURED", 25, -3)
        .endsHold("h3")
        .posts("g", "CAPTURE", 0, 2, -20)
        .posts("g", "CHARGE", -2, 2, 0)
        .posts("", "CHARGE", -3, 0, 0);
    all.add("a", 15, "GRANTED", 4, 1).gives("m", 4, 160).posts("m", "GRANT", 4, 0, 0);
    all.add("a", 16, "ROLLED_OVER", 2, 1)
        .about("m~1")
        .gives("m~1", 2)
        .posts("m", "ROLLOVER", -2, 4, 0)
        .posts("m~1", "ROLLOVER", 2, 0, 0);
    all.add("a", 17, "EXPIRED", 2, -1).about("m").posts("m", "EXPIRE", -2, 2, 0);
    all.add("a", 18, "OVERDRAFT_SETTLED", 3, 2).posts("", "FORGIVE", 3, -3, 0);
    all.add("a", 19, "GRANTED", 8, 10).gives("v", 8).posts("v", "GRANT", 8, 0, 0);
    all.add("a", 20, "HELD", 6, 10)
        .holds("h4", 1_000, Map.of("v", 4L, "m~1", 2L))
        .posts("v", "HOLD", -4, 8, 4)
        .posts("m~1", "HOLD", -2, 2, 2);
    all.add("a", 21, "VOIDED", 4, 2).about("v").posts("v", "VOID", -4, 4, 0).state("v", "VOIDED");

    all.add("b", 1, "OPENED", 0, 0).pool = "";
    all.add("b", 2, "TRANSFER_RECEIVED", 15, 15)
        .about("t1")
        .with("a")
        .gives("a:t1#1", 15, 500)
        .posts("a:t1#1", "GRANT", 15, 0, 0);

    all.stocks.put("a", new Stock(Map.of(), Map.of("p", 6L), Map.of()));
    all.stocks.put("b", new Stock(Map.of("p", 15L), Map.of(), Map.of()));
    return all;
  }

  @Test
  void shouldFindNothingInASoundHistory() {
    assertEquals(List.of(), breaches(sound()));
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        // what a grant has
        fault(
            "a held credit is charged too",
            h -> h.line("a:03").posts("g", "CHARGE", -30, 50, 0),
            "I1a I1b"),
        fault("a hold that takes nothing", h -> repost(h, "a:02", 0, 0, 30), "I1 I1a I1b"),
        fault(
            "a capture that leaves it held", h -> h.line("a:04").postings.removeFirst(), "I1a I1c"),
        fault(
            "a capture out of what is free",
            h -> swap(h, "a:04", new Moved("g", "p", "CAPTURE", -12, 50, 38, 0)),
            "I1a"),
        fault(
            "a release of more than was held",
            h -> repost(h, "a:07", 0, 11, -11),
            "I1 I1a I1b I1c"),
        fault("a refund of another amount", h -> h.line("a:05").amount = 6, "I1a I1b"),
        fault("a refund that is not posted", h -> h.line("a:05").postings.clear(), "I1 I1a I1b"),
        fault("a refund out of a grant", h -> repost(h, "a:05", 0, -5, 0), "I1a"),
        fault("a voided grant that is in the balance", h -> h.line("a:21").states.clear(), "I1"),
        fault("a balance with what is owed left out", h -> h.line("a:14").balance = 0, "I1"),
        fault(
            "a debt below nothing",
            h -> swap(h, "a:18", new Moved("", "p", "FORGIVE", 4, -3, 1, 0)),
            "I1 I1a I5"),
        fault("a debt forgiven twice", h -> h.line("a:19").posts("", "FORGIVE", 3, 0, 0), "I1a I5"),
        fault(
            "a debt forgiven to a grant",
            h -> swap(h, "a:18", new Moved("m~1", "p", "FORGIVE", 3, 2, 5, 0)),
            "I1 I1a"),
        fault(
            "a rollover that makes more of it",
            h -> reposted(h, "a:16", 1, "m~1", 3),
            "I1 I1a I1b"),
        fault("a rollover of what stays", h -> h.line("a:16").postings.removeFirst(), "I1 I1a I1b"),
        fault(
            "a grant larger than its posting",
            h -> h.line("a:15").grants.set(0, given("m", 5)),
            "I1b I1e"),
        fault("a grant given twice", h -> h.line("a:19").gives("m~1", 0), "I1"),
        fault("a rejection that charges", h -> h.line("a:03").type = "DAILY_CAP", "I1a I1b"),
        // holds
        fault("a hold that ends twice", h -> h.line("a:19").endsHold("h3"), "I1c"),
        fault("a hold nobody opened that ends", h -> h.line("a:07").endedHolds.set(0, "h9"), "I1c"),
        fault(
            "a hold that never ends, though its time is over",
            h -> h.lines.remove("a:07"),
            "I1 I1c"),
        fault(
            "a hold that begins twice",
            h -> h.line("a:06").holds("h1x", 999, Map.of()).holds("h2", 70, Map.of()),
            "I1c"),
        fault(
            "a hold with another slice",
            h -> h.line("a:02").holds.set(0, hold("h1", 29)),
            "I1b I1c"),
        fault(
            "a hold released and captured",
            h -> h.line("a:05").posts("g", "RELEASE", 12, 73, -12),
            "I1a I1b I1c"),
        fault("a charge that frees what is held", h -> repost(h, "a:03", 0, -20, -20), "I1a I1c"),
        fault("a hold that is shown no more", h -> h.stocks.put("a", Stock.NOTHING), "I1c"),
        fault("a hold that is lost", h -> h.lines.remove("a:20"), "I1 I1c"),
        fault("more spent than was held", h -> repost(h, "a:14", 0, 0, -21), "I1a I1c I5"),
        // transfers
        fault("a transfer that is still under way", h -> h.lines.remove("a:10"), "I1b I1d"),
        fault("a transfer that ends twice", h -> again(h, "a:10"), "I1d"),
        fault("a transfer settled and restored", h -> restoredToo(h), "I1b I1d"),
        fault(
            "a transfer that arrives twice",
            h ->
                h.add("b", 3, "TRANSFER_RECEIVED", 15, 30)
                    .about("t1")
                    .with("a")
                    .gives("a:t1#2", 15, 500)
                    .posts("a:t1#2", "GRANT", 15, 0, 0),
            "I1d I1e"),
        fault("a transfer that never arrives", h -> h.lines.remove("b:02"), "I1 I1d I1e"),
        fault("a transfer that nobody sent", h -> h.line("b:02").reference = "t9", "I1d"),
        fault("a transfer from somebody else", h -> h.line("b:02").counterparty = "c", "I1d"),
        fault(
            "a transfer to somebody else",
            h ->
                h.line("a:08")
                    .sent
                    .set(0, new Told.Transit("t1", "c", List.of(slice(15, 500)), false)),
            "I1d"),
        fault("a transfer that arrives with less", h -> less(h), "I1d I1e"),
        fault(
            "a transfer that arrives to live longer",
            h -> h.line("b:02").grants.set(0, arrived(15, 501)),
            "I1d"),
        fault(
            "a transfer that takes more than it sends",
            h ->
                h.line("a:08")
                    .sent
                    .set(0, new Told.Transit("t1", "b", List.of(slice(14, 500)), false)),
            "I1b I1d"),
        fault(
            "a transfer that comes back in part",
            h -> repost(h, "a:11", 0, 4, 0),
            "I1 I1a I1b I1d"),
        fault(
            "a transfer that comes back to another grant",
            h -> h.line("a:11").postings.set(0, new Moved("x", "p", "TRANSFER", 5, 0, 5, 0)),
            "I1 I1d"),
        fault(
            "a transfer that came back and arrived",
            h ->
                h.add("b", 3, "TRANSFER_RECEIVED", 5, 20)
                    .about("t2")
                    .with("a")
                    .gives("a:t2#1", 5, 500)
                    .posts("a:t2#1", "GRANT", 5, 0, 0),
            "I1d I1e"),
        fault(
            "a transfer settled that gives back",
            h -> h.line("a:10").posts("g", "TRANSFER", 15, 53, 0),
            "I1 I1a I1b I1d"),
        fault(
            "a transfer that is shown for ever",
            h -> h.stocks.put("a", new Stock(Map.of(), Map.of("p", 6L), Map.of("p", 5L))),
            "I1b"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void shouldNotice(String fault, Consumer<History> plant, String noticing) {
    History history = sound();
    plant.accept(history);

    List<String> breaches = breaches(history);

    Set<String> by = new TreeSet<>();
    breaches.forEach(breach -> by.add(InvariantsTest.number(breach)));
    for (String invariant : noticing.split(" ", -1)) {
      assertTrue(
          by.contains(invariant),
          fault + ": " + invariant + " is not in " + String.join("\n", breaches));
    }
  }

  /** What the invariants of credits say, of each wallet in its partition and of the whole. */
  private static List<String> breaches(History history) {
    List<String> breaches = new ArrayList<>();
    Whole whole = Whole.NOTHING;
    for (int partition = 0; partition < WALLETS.size(); partition++) {
      Evidence evidence = evidence(history, partition);
      for (Invariant invariant :
          List.of(
              new Conservation(),
              new EntryAmounts(),
              new EveryCredit(),
              new HeldOnce(),
              new NothingNegative())) {
        invariant
            .breaches(evidence)
            .forEach(breach -> breaches.add(invariant.name() + ": " + breach));
      }
      whole = whole.with(evidence);
    }
    breaches.addAll(whole.breaches());
    return breaches;
  }

  private static Evidence evidence(History history, int partition) {
    String wallet = WALLETS.get(partition);
    Stock stock = history.stocks.getOrDefault(wallet, Stock.NOTHING);
    Replayed replay = new Replayed(Map.of(), Map.of(wallet, new Head(0, "", "", stock)));
    return new Evidence(
        partition,
        List.of(),
        history.lines.values().stream()
            .filter(line -> line.wallet.equals(wallet))
            .map(TestLine::told)
            .toList(),
        Map.of(),
        Map.of(),
        Set.of(),
        List.of(replay, replay),
        Map.of(wallet, new Shown(0, stock)),
        Map.of(),
        Heard.NOTHING,
        new Health(true, 0, 0));
  }

  private static Arguments fault(String name, Consumer<History> plant, String noticing) {
    return arguments(name, plant, noticing);
  }

  /** A posting of the same grant and kind with other amounts. */
  private static void repost(History history, String event, int index, long amount, long held) {
    List<Moved> postings = history.line(event).postings;
    Moved old = postings.get(index);
    postings.set(
        index,
        new Moved(
            old.grant(),
            old.pool(),
            old.kind(),
            amount,
            old.before(),
            old.before() + amount,
            held));
  }

  private static void reposted(
      History history, String event, int index, String grant, long amount) {
    history
        .line(event)
        .postings
        .set(index, new Moved(grant, "p", "ROLLOVER", amount, 0, amount, 0));
  }

  private static void swap(History history, String event, Moved posting) {
    history.line(event).postings.set(0, posting);
  }

  private static void again(History history, String event) {
    TestLine line = history.line(event);
    history
        .add(line.wallet, 30, line.type, line.amount, 2)
        .endsTransit(line.reference)
        .with(line.counterparty);
  }

  private static void restoredToo(History history) {
    history
        .add("a", 30, "TRANSFER_RESTORED", 15, 17)
        .endsTransit("t1")
        .gives("g", 15)
        .posts("g", "TRANSFER", 15, 0, 0);
  }

  private static void less(History history) {
    TestLine line = history.line("b:02");
    line.grants.set(0, arrived(14, 500));
    line.amount = 14;
    repost(history, "b:02", 0, 14, 0);
  }

  private static Given given(String grant, long micros) {
    return new Given(grant, "p", micros, 150, 160, 0, List.of());
  }

  private static Given arrived(long micros, long expiresAt) {
    return new Given("a:t1#1", "p", micros, 20, expiresAt, 0, List.of());
  }

  private static Given slice(long micros, long expiresAt) {
    return new Given("g", "p", micros, 0, expiresAt, 0, List.of());
  }

  private static Hold hold(String id, long micros) {
    return new Hold(id, "p", micros, 1_000, Map.of("g", micros));
  }
}
