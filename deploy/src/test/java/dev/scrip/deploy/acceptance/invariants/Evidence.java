package dev.scrip.deploy.acceptance.invariants;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * All that is known of one partition of a ledger after a run: what its topics say, what callers
 * were told, what replays of the same log came to, what the running ledger shows.
 *
 * @param commands in log order
 * @param lines each topic in log order, one topic after the other
 * @param digests SHA-256 over the values of each event topic, in log order
 * @param crossings every depletion that an independent model of the ledger makes of the commands,
 *     in its words, by event
 * @param acknowledged commands that somebody was told to be in the log
 * @param replays of the command log, each in a process of its own
 * @param shown wallets as the running ledger shows them
 * @param heard what receivers of notifications were told of the whole ledger
 * @param listed by wallet, hash by sequence: the lines that gateways list, once they list the
 *     newest
 */
public record Evidence(
    int partition,
    List<Appended> commands,
    List<Told> lines,
    Map<String, String> digests,
    Map<String, String> crossings,
    Set<CommandRef> acknowledged,
    List<Replayed> replays,
    Map<String, Shown> shown,
    Map<String, Map<Long, String>> listed,
    Heard heard,
    Health health) {

  /** A command's identity. */
  public record CommandRef(String wallet, String commandId) {}

  /**
   * A command in the log.
   *
   * @param answered whether it leaves an answer in a line: not so for a tick
   */
  public record Appended(long offset, CommandRef id, boolean answered) {}

  /** What a replay came to. */
  public record Replayed(Map<String, String> digests, Map<String, Head> heads) {}

  /**
   * A replayed wallet.
   *
   * @param chain {@link Chains#digest} over the hashes of all its lines
   */
  public record Head(long sequence, String hash, String chain, Stock stock) {
    /** Of a wallet that a replay has no head of. */
    static final Head NONE = new Head(0, "", "", Stock.NOTHING);
  }

  /**
   * What a wallet has, in micros by pool, pools with nothing left out.
   *
   * @param left in its grants and free, less what is owed
   * @param held reserved by holds
   * @param inTransit on its way to other wallets
   */
  public record Stock(Map<String, Long> left, Map<String, Long> held, Map<String, Long> inTransit) {
    public static final Stock NOTHING = new Stock(Map.of(), Map.of(), Map.of());

    public Stock {
      left = some(left);
      held = some(held);
      inTransit = some(inTransit);
    }

    static Map<String, Long> some(Map<String, Long> micros) {
      Map<String, Long> some = new TreeMap<>(micros);
      some.values().removeIf(amount -> amount == 0);
      return Map.copyOf(some);
    }
  }

  /** A wallet as the running ledger shows it. */
  public record Shown(long sequence, Stock stock) {}

  /**
   * What receivers heard.
   *
   * @param byReceiver ids of what each took; none = nobody was to be told
   * @param unstable ids that came with more than one content
   */
  public record Heard(String ledger, Map<String, Set<String>> byReceiver, Set<String> unstable) {
    public static final Heard NOTHING = new Heard("", Map.of(), Set.of());

    public Heard {
      byReceiver = Map.copyOf(byReceiver);
      unstable = Set.copyOf(unstable);
    }
  }

  /**
   * How the partition is.
   *
   * @param decided offset of the last record the running ledger has taken
   * @param openTransactions records that readers of committed data may not see yet
   */
  public record Health(boolean ready, long decided, long openTransactions) {}

  public Evidence {
    commands = List.copyOf(commands);
    lines = List.copyOf(lines);
  }

  /** What everybody who looked says a wallet has in the end, by who says so. */
  Map<String, Stock> stocks(String wallet) {
    Map<String, Stock> stocks = new TreeMap<>();
    for (int i = 0; i < replays.size(); i++) {
      stocks.put(
          "replay " + (i + 1), replays.get(i).heads().getOrDefault(wallet, Head.NONE).stock());
    }
    Shown now = shown.get(wallet);
    if (now != null) {
      stocks.put("the running ledger", now.stock());
    }
    return stocks;
  }

  /** Every wallet's lines by sequence; lines of wallets that do not exist left out. */
  Map<String, List<Told>> wallets() {
    Map<String, List<Told>> wallets = new TreeMap<>();
    for (Told line : lines) {
      if (line.sequence() > 0) {
        wallets.computeIfAbsent(line.wallet(), _ -> new ArrayList<>()).add(line);
      }
    }
    wallets.values().forEach(list -> list.sort(Comparator.comparingLong(Told::sequence)));
    return wallets;
  }
}
