package dev.scrip.deploy.acceptance.invariants;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What is known of a whole ledger, over all its partitions: enough for what no partition can tell
 * by itself.
 *
 * @param passages lines of every wallet that send, take, settle or restore a transfer
 * @param pools what all wallets together have, by pool
 * @param types how many entries there are of each type, seats that were sent told by themselves
 */
public record Whole(List<Told> passages, Map<String, Account> pools, Map<String, Long> types) {
  private static final Set<String> PASSING =
      Set.of("TRANSFER_SENT", "TRANSFER_RECEIVED", "TRANSFER_SETTLED", "TRANSFER_RESTORED");

  public static final Whole NOTHING = new Whole(List.of(), Map.of(), Map.of());

  public Whole {
    passages = List.copyOf(passages);
    pools = Map.copyOf(pools);
    types = new TreeMap<>(types);
  }

  /** The same with another partition. */
  public Whole with(Evidence partition) {
    List<Told> all = new ArrayList<>(passages);
    Map<String, Account> sums = new TreeMap<>(pools);
    Map<String, Long> counts = new TreeMap<>(types);
    partition.lines().stream()
        .filter(line -> line.kind() == Told.Kind.ENTRY)
        .forEach(line -> counts.merge(kind(line), 1L, Long::sum));
    partition
        .wallets()
        .forEach((_, lines) -> {
          lines.stream().filter(line -> PASSING.contains(line.type())).forEach(all::add);
          Account.Book.of(lines).forEach((pool, own) -> sums.merge(pool, own, Account::plus));
        });
    return new Whole(all, sums, counts);
  }

  private static String kind(Told line) {
    boolean seat = line.dealings().sent().stream().anyMatch(Told.Transit::seat);
    return seat ? "SEAT_SENT" : line.type();
  }

  /** How many transfers were under way at an instant: sent, and neither settled nor restored. */
  public long underWay(long at) {
    return passages.stream()
        .filter(line -> line.decidedAt() <= at)
        .mapToLong(line -> line.dealings().sent().size() - line.dealings().endedTransits().size())
        .sum();
  }

  /** Something that holds of every ledger that has come to rest. */
  interface Rule {
    List<Rule> ALL = List.of(new TransfersEnd(), new NothingFromNowhere());

    /** Its number and what it says. */
    String name();

    /** Every breach. */
    Stream<String> breaches(Whole whole);
  }

  /** The first breaches of all rules. */
  public List<String> breaches() {
    return Rule.ALL.stream()
        .flatMap(rule -> rule.breaches(this).limit(10).map(breach -> rule.name() + ": " + breach))
        .toList();
  }
}
