package dev.scrip.ledger.rules;

import dev.scrip.ledger.domain.Rules.Alert;
import dev.scrip.ledger.domain.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is told early: a low balance, as an amount or a percentage, or grants soon to expire. */
final class AlertReader {
  private final Names names;
  private final Faults faults;

  AlertReader(Names names, Faults faults) {
    this.names = names;
    this.faults = faults;
  }

  List<Alert> alerts(Block file) {
    List<Alert> alerts = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Tree item : file.items("alerts")) {
      Block.of(item, Shape.ALERT, faults)
          .ifPresent(block -> {
            String pool = block.reference("pool", "pool", names.pools());
            Alert alert = alert(block, pool);
            if (!pool.isEmpty() && !seen.add(alert.name())) {
              faults.add(item.place(), "alert " + alert.name() + " stands there already: drop one");
            }
            alerts.add(alert);
          });
    }
    return alerts;
  }

  private Alert alert(Block block, String pool) {
    if (block.has("expiring")) {
      if (block.has("below")) {
        faults.add(
            block.at("expiring"), "expected below or expiring, found both: make it two alerts");
      }
      return new Alert(pool, 0, 0, exact(block));
    }
    if (!block.has("below")) {
      faults.add(
          block.at("below"),
          "missing key 'below': add it, as in below: 10%, or another kind, as in expiring: P7D");
    }
    return low(block, pool);
  }

  /** Twice this is compared with a grant's life, so it has to have a length of its own. */
  private Span exact(Block block) {
    Span before = block.span("expiring");
    if (before.months() != 0) {
      faults.add(
          block.at("expiring"),
          "expected days or hours, such as P30D, found "
              + Words.quoted(block.text("expiring", ""))
              + ": a month has no length of its own");
      return Span.NONE;
    }
    return before;
  }

  private Alert low(Block block, String pool) {
    String below = block.text("below", "");
    if (below.endsWith("%")) {
      String number = below.substring(0, below.length() - 1).strip();
      int percent = number.matches("[0-9]{1,3}") ? Integer.parseInt(number) : 0;
      if (percent < 1 || percent > 100) {
        faults.add(
            block.at("below"),
            "expected a whole percentage from 1% to 100%, found " + Words.quoted(below));
      }
      return new Alert(pool, 0, percent, Span.NONE);
    }
    long amount = block.amount("below", 1);
    if (amount == 0) {
      faults.add(block.at("below"), "nothing is below 0: write an amount above 0, or a percentage");
    }
    return new Alert(pool, amount, 0, Span.NONE);
  }
}
