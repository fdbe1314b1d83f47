package dev.scrip.deploy.acceptance.invariants;

import dev.scrip.deploy.acceptance.invariants.Evidence.Stock;
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
 * posting, a balance is what its active grants have left and held, less what is owed, and what the
 * lines leave is what replays and the running ledger show.
 */
public final class Conservation implements Invariant {
  /** Lines in which a grant that was used up and dropped may come back under its name. */
  private static final Set<String> GIVING_BACK = Set.of("REFUNDED", "TRANSFER_RESTORED");

  @Override
  public String name() {
    return "I1 conservation";
  }

  @Override
  public Stream<String> breaches(Evidence evidence) {
    List<String> breaches = new ArrayList<>();
    evidence
        .wallets()
        .forEach((wallet, lines) -> {
          Map<String, Long> left = Stock.some(new Purse(breaches).follow(lines));
          evidence
              .stocks(wallet)
              .forEach((who, stock) -> {
                if (!left.equals(stock.left())) {
                  breaches.add(
                      "%s: its postings leave %s, %s has %s"
                          .formatted(wallet, left, who, stock.left()));
                }
              });
        });
    return breaches.stream();
  }

  /** What became of one grant. */
  private static final class Account {
    final String pool;
    long left;
    long held;
    boolean active;

    Account(String pool, boolean active) {
      this.pool = pool;
      this.active = active;
    }
  }

  /** A wallet's grants and debts, followed line by line. */
  private static final class Purse {
    private final List<String> breaches;
    private final Map<String, Account> grants = new HashMap<>();
    private final Map<String, Account> debts = new HashMap<>();

    Purse(List<String> breaches) {
      this.breaches = breaches;
    }

    Map<String, Long> follow(List<Told> lines) {
      for (Told line : lines) {
        line.grants().forEach(given -> give(line, given));
        line.postings().forEach(posting -> post(line, posting));
        line.states()
            .forEach((grant, state) -> {
              Account account = grants.get(grant);
              if (account != null) {
                account.active = state.equals("ACTIVE");
              }
            });
        if (line.kind() == Told.Kind.ENTRY && !line.pool().isEmpty()) {
          balance(line);
        }
      }
      Map<String, Long> byPool = new TreeMap<>();
      Stream.concat(grants.values().stream(), debts.values().stream())
          .forEach(account -> byPool.merge(account.pool, account.left, Math::addExact));
      return byPool;
    }

    private void give(Told line, Given given) {
      Account before =
          grants.put(
              given.grant(), new Account(given.pool(), given.effectiveAt() <= line.effectiveAt()));
      if (before != null
          && (!GIVING_BACK.contains(line.type()) || before.left != 0 || before.held != 0)) {
        breaches.add("%s: grant %s came twice".formatted(line.event(), given.grant()));
      }
    }

    private void post(Told line, Moved posting) {
      boolean debt = posting.grant().isEmpty();
      Account account =
          debt
              ? debts.computeIfAbsent(posting.pool(), pool -> new Account(pool, true))
              : grants.get(posting.grant());
      if (account == null) {
        breaches.add("%s: posts to %s, never given".formatted(line.event(), posting.grant()));
        return;
      }
      if (!account.pool.equals(posting.pool())
          || posting.before() != account.left
          || posting.after() != account.left + posting.amount()) {
        breaches.add(
            "%s: %s had %d left in %s, the posting says %d %+d = %d in %s"
                .formatted(
                    line.event(),
                    debt ? "the overdraft" : posting.grant(),
                    account.left,
                    account.pool,
                    posting.before(),
                    posting.amount(),
                    posting.after(),
                    posting.pool()));
      }
      account.left = posting.after();
      account.held += posting.held();
    }

    private void balance(Told line) {
      long sum = 0;
      for (Account account : grants.values()) {
        if (account.active && account.pool.equals(line.pool())) {
          sum += account.left + account.held;
        }
      }
      Account owed = debts.get(line.pool());
      sum += owed == null ? 0 : owed.left;
      if (sum != line.balanceAfter()) {
        breaches.add(
            "%s: balance %d of %s, its grants have %d"
                .formatted(line.event(), line.balanceAfter(), line.pool(), sum));
      }
    }
  }
}
