package dev.scrip.deploy.acceptance.invariants;

import dev.scrip.deploy.acceptance.invariants.Evidence.Stock;
import dev.scrip.deploy.acceptance.invariants.Told.Hold;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A held credit is spent or released, once: a hold freezes the slices that it names, ends once and
 * by its instant, and gives up of each slice what it froze. Whatever else happens, nothing but its
 * holds changes what a grant has held.
 */
public final class HeldOnce implements Invariant {
  private static final Set<String> ENDINGS = Set.of("CAPTURED", "RELEASED", "HOLD_EXPIRED");

  @Override
  public String name() {
    return "I1c a held credit is spent or released once";
  }

  @Override
  public Stream<String> breaches(Evidence evidence) {
    List<String> breaches = new ArrayList<>();
    evidence
        .wallets()
        .forEach((wallet, lines) -> {
          Map<String, Hold> open = new LinkedHashMap<>();
          lines.forEach(line -> follow(breaches, open, line));
          Map<String, Long> held = new TreeMap<>();
          open.values().forEach(hold -> held.merge(hold.pool(), hold.amount(), Math::addExact));
          Map<String, Long> some = Stock.some(held);
          evidence
              .stocks(wallet)
              .forEach((who, stock) -> {
                if (!some.equals(stock.held())) {
                  breaches.add(
                      "%s: its holds have %s, %s has %s"
                          .formatted(wallet, some, who, stock.held()));
                }
              });
        });
    return breaches.stream();
  }

  private static void follow(List<String> breaches, Map<String, Hold> open, Told line) {
    for (Hold hold : open.values()) {
      if (hold.expiresAt() <= line.effectiveAt() && !line.type().equals("HOLD_EXPIRED")) {
        breaches.add(
            "%s: in effect at %d, hold %s was to end at %d"
                .formatted(line.event(), line.effectiveAt(), hold.id(), hold.expiresAt()));
      }
    }
    Map<String, Long> expected = new TreeMap<>();
    for (Hold hold : line.dealings().holds()) {
      if (!line.type().equals("HELD")
          || hold.amount() != Told.sum(hold.slices())
          || open.put(hold.id(), hold) != null) {
        breaches.add("%s: %s begins %s".formatted(line.event(), line.type(), hold));
      }
      hold.slices().forEach((grant, micros) -> expected.merge(grant, micros, Math::addExact));
    }
    for (String ended : line.dealings().endedHolds()) {
      Hold hold = open.remove(ended);
      if (hold == null || !ENDINGS.contains(line.type()) || !line.reference().equals(ended)) {
        breaches.add(
            "%s: %s of %s ends %s, which is %s"
                .formatted(
                    line.event(),
                    line.type(),
                    line.reference(),
                    ended,
                    hold == null ? "not open" : "open"));
      } else {
        hold.slices().forEach((grant, micros) -> expected.merge(grant, -micros, Math::addExact));
      }
    }
    Map<String, Long> found = new TreeMap<>();
    line.postings()
        .forEach(posting -> found.merge(posting.grant(), posting.held(), Math::addExact));
    if (!Stock.some(expected).equals(Stock.some(found))) {
      breaches.add(
          "%s: its holds change what is held by %s, its postings by %s"
              .formatted(line.event(), expected, found));
    }
  }
}
