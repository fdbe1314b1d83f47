package dev.scrip.deploy.acceptance.invariants;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** No grant, balance, amount or counter of a limit is ever below 0. */
public final class NothingNegative implements Invariant {
  @Override
  public String name() {
    return "I5 nothing negative";
  }

  @Override
  public Stream<String> breaches(Evidence evidence) {
    return evidence.lines().stream()
        .mapMulti((line, breaches) -> {
          List<Long> values = new ArrayList<>(line.counters());
          values.add(line.amount());
          values.add(line.balanceAfter());
          line.grants().forEach(given -> values.add(given.amount()));
          line.postings()
              .forEach(posting -> {
                values.add(posting.before());
                values.add(posting.after());
              });
          if (values.stream().anyMatch(value -> value < 0)) {
            breaches.accept(line.event() + ": expected nothing below 0, found " + line);
          }
        });
  }
}
