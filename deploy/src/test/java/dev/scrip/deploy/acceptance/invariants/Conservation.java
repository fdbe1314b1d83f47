package dev.scrip.deploy.acceptance.invariants;

import dev.scrip.deploy.acceptance.invariants.Evidence.Head;
import dev.scrip.deploy.acceptance.invariants.Evidence.Shown;
import dev.scrip.deploy.acceptance.invariants.Told.Given;
import dev.scrip.deploy.acceptance.invariants.Told.Moved;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Nothing comes from nowhere or goes nowhere: what a grant has left follows from posting to
 * posting, an entry's amount is that of its postings, a balance is the sum of its grants, and what
 * the lines leave is what replays and the running ledger show.
 */
public final class Conservation implements Invariant {
  private static final Set<String> ONE_AMOUNT = Set.of("CHARGED", "GRANTED", "EXPIRED", "VOIDED");

  @Override
  public String name() {
    return "I1 conservation";
  }

  @Override
  public Stream<String> breaches(Evidence evidence) {
    List<String> breaches = new ArrayList<>();
    Map<String, List<Told>> wallets = evidence.wallets();
    wallets.forEach((wallet, lines) -> {
      Map<String, Long> left = new Purse(breaches).follow(lines);
      for (Evidence.Replayed replay : evidence.replays()) {
        Head head = replay.heads().get(wallet);
        compare(breaches, wallet, "a replay", left, head == null ? Map.of() : head.left());
      }
      Shown shown = evidence.shown().get(wallet);
      if (shown != null) {
        compare(breaches, wallet, "the running ledger", left, shown.left());
      }
    });
    return breaches.stream();
  }

  private static void compare(
      List<String> breaches,
      String wallet,
      String who,
      Map<String, Long> left,
      Map<String, Long> found) {
    if (!positive(left).equals(positive(found))) {
      breaches.add("%s: its postings leave %s, %s has %s".formatted(wallet, left, who, found));
    }
  }

  private static Map<String, Long> positive(Map<String, Long> left) {
    Map<String, Long> some = new TreeMap<>(left);
    some.values().removeIf(micros -> micros == 0);
    return some;
  }

  /** A wallet's grants, followed line by line. */
  private static final class Purse {
    private final List<String> breaches;
    private final Map<String, Given> terms = new HashMap<>();
    private final Map<String, Long> left = new HashMap<>();

    Purse(List<String> breaches) {
      this.breaches = breaches;
    }

    Map<String, Long> follow(List<Told> lines) {
      for (Told line : lines) {
        line.grants()
            .forEach(given -> {
              if (terms.put(given.grant(), given) != null) {
                breaches.add("%s: grant %s came twice".formatted(line.event(), given.grant()));
              }
            });
        long moved = 0;
        for (Moved posting : line.postings()) {
          post(line, posting);
          moved = Math.addExact(moved, posting.amount());
        }
        if (ONE_AMOUNT.contains(line.type()) && Math.abs(moved) != line.amount()) {
          breaches.add(
              "%s: %s %d, its postings move %d"
                  .formatted(line.event(), line.type(), line.amount(), moved));
        }
        if (line.kind() == Told.Kind.ENTRY && !line.pool().isEmpty()) {
          balance(line);
        }
      }
      Map<String, Long> byPool = new TreeMap<>();
      left.forEach((grant, micros) -> {
        Given given = terms.get(grant);
        byPool.merge(given == null ? "?" : given.pool(), micros, Math::addExact);
      });
      return byPool;
    }

    private void post(Told line, Moved posting) {
      long before = left.getOrDefault(posting.grant(), 0L);
      if (!terms.containsKey(posting.grant())) {
        breaches.add("%s: posts to %s, never given".formatted(line.event(), posting.grant()));
      }
      if (posting.before() != before || posting.after() != before + posting.amount()) {
        breaches.add(
            "%s: %s had %d left, the posting says %d %+d = %d"
                .formatted(
                    line.event(),
                    posting.grant(),
                    before,
                    posting.before(),
                    posting.amount(),
                    posting.after()));
      }
      boolean gives = posting.kind().equals("GRANT");
      if (gives ? posting.amount() < 0 : posting.amount() > 0) {
        breaches.add("%s: %s of %d".formatted(line.event(), posting.kind(), posting.amount()));
      }
      left.put(posting.grant(), posting.after());
    }

    private void balance(Told line) {
      long sum = 0;
      for (Map.Entry<String, Long> grant : left.entrySet()) {
        Given given = terms.get(grant.getKey());
        if (given != null
            && given.pool().equals(line.pool())
            && given.effectiveAt() <= line.effectiveAt()) {
          sum += grant.getValue();
        }
      }
      if (sum != line.balanceAfter()) {
        breaches.add(
            "%s: balance %d of %s, its grants have %d"
                .formatted(line.event(), line.balanceAfter(), line.pool(), sum));
      }
    }
  }
}
