package dev.scrip.deploy.acceptance.invariants;

import dev.scrip.deploy.acceptance.invariants.Evidence.Stock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Of each wallet and pool, after each line: Σ grants = left + held + in transit + charged −
 * refunded + expired + voided + passed on − overdraft forgiven. What is in transit in the end is
 * what replays and the running ledger show.
 */
public final class EveryCredit implements Invariant {
  @Override
  public String name() {
    return "I1b every credit is accounted for";
  }

  @Override
  public Stream<String> breaches(Evidence evidence) {
    List<String> breaches = new ArrayList<>();
    evidence
        .wallets()
        .forEach((wallet, lines) -> {
          Account.Book book = new Account.Book();
          Map<String, Long> missing = new TreeMap<>();
          for (Told line : lines) {
            book.take(line);
            book.pools()
                .forEach((pool, account) -> {
                  Long before = missing.put(pool, account.missing());
                  if (account.missing() != (before == null ? 0 : before)) {
                    breaches.add(
                        "%s: %d of %s are not accounted for: %s"
                            .formatted(line.event(), account.missing(), pool, account));
                  }
                });
          }
          inTransit(breaches, wallet, book, evidence.stocks(wallet));
        });
    return breaches.stream();
  }

  private static void inTransit(
      List<String> breaches, String wallet, Account.Book book, Map<String, Stock> stocks) {
    Map<String, Long> open = new TreeMap<>();
    book.pools().forEach((pool, account) -> open.put(pool, account.inTransit()));
    Map<String, Long> some = Stock.some(open);
    stocks.forEach((who, stock) -> {
      if (!some.equals(stock.inTransit())) {
        breaches.add(
            "%s: its lines leave %s in transit, %s has %s"
                .formatted(wallet, some, who, stock.inTransit()));
      }
    });
  }
}
