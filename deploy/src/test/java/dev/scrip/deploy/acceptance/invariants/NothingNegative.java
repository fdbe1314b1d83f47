package dev.scrip.deploy.acceptance.invariants;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * No grant, hold, amount or counter of a limit is ever below 0, no balance below what is owed, and
 * nobody is owed by a wallet less than nothing.
 */
public final class NothingNegative implements Invariant {
  @Override
  public String name() {
    return "I5 nothing negative";
  }

  @Override
  public Stream<String> breaches(Evidence evidence) {
    List<String> breaches = new ArrayList<>();
    evidence
        .wallets()
        .forEach((_, lines) -> {
          Map<String, Long> owed = new HashMap<>();
          Map<String, Long> held = new HashMap<>();
          for (Told line : lines) {
            List<Long> values = new ArrayList<>(line.counters());
            values.add(line.amount());
            line.grants().forEach(given -> values.add(given.amount()));
            line.postings()
                .forEach(posting -> {
                  boolean debt = posting.grant().isEmpty();
                  values.add(debt ? -posting.before() : posting.before());
                  values.add(debt ? -posting.after() : posting.after());
                  values.add(held.merge(posting.grant(), posting.held(), Math::addExact));
                  if (debt) {
                    owed.put(posting.pool(), -posting.after());
                  }
                });
            values.add(line.balanceAfter() + owed.getOrDefault(line.pool(), 0L));
            if (values.stream().anyMatch(value -> value < 0)) {
              breaches.add(line.event() + ": expected nothing below 0, found " + line);
            }
          }
        });
    return breaches.stream();
  }
}
