package dev.scrip.ledger.rules;

import dev.scrip.ledger.domain.Bounds;
import dev.scrip.ledger.domain.Micros;
import dev.scrip.ledger.domain.Rules.Reported;
import dev.scrip.ledger.domain.Rules.Tier;
import dev.scrip.ledger.domain.Rules.Tiered;
import dev.scrip.ledger.domain.Rules.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a cell of a price table may be, beside an amount: tiers, tokens, an amount reported. */
final class PriceKinds {
  private final Faults faults;

  PriceKinds(Faults faults) {
    this.faults = faults;
  }

  Reported reported(Block price) {
    Optional<Block> bounds = price.block("reported", Shape.REPORTED);
    long min = bounds.map(given -> given.amount("min", 0)).orElse(0L);
    long max = bounds.map(given -> given.amount("max", Long.MAX_VALUE)).orElse(Long.MAX_VALUE);
    if (min > max) {
      bounds.ifPresent(
          given -> faults.add(given.at("min"), "min is above max: swap them, or lower min"));
    }
    return new Reported(min, max);
  }

  /** What is read from cache costs as other input unless the file says less. */
  Tokens tokens(Block price) {
    return price
        .block("tokens", Shape.TOKENS)
        .map(block -> {
          long input = block.amount("input", 0);
          return new Tokens(
              input,
              block.amount("output", 0),
              block.amount("cached", input),
              block.amount("at_least", 0));
        })
        .orElse(new Tokens(0, 0, 0, 0));
  }

  Tiered tiers(Block price) {
    List<Tree> items = price.items("tiers");
    if (items.size() > Bounds.MOST_TIERS) {
      faults.add(
          price.at("tiers"),
          "expected at most " + Bounds.MOST_TIERS + " tiers, found " + items.size());
      return new Tiered(List.of());
    }
    if (items.isEmpty() && price.value("tiers").orElse(null) instanceof Tree.Items) {
      faults.add(price.at("tiers"), "the list is empty: add a tier, as in - each: 0.5");
    }
    List<Tier> tiers = new ArrayList<>();
    long before = 0;
    for (int i = 0; i < items.size(); i++) {
      Optional<Block> block = Block.of(items.get(i), Shape.TIER, faults);
      if (block.isPresent()) {
        boolean last = i == items.size() - 1;
        before = upTo(block.get(), before, last);
        tiers.add(new Tier(last ? Long.MAX_VALUE : before, block.get().amount("each", 0)));
      }
    }
    return new Tiered(tiers);
  }

  private long upTo(Block tier, long before, boolean last) {
    if (last && tier.has("up_to")) {
      faults.add(
          tier.at("up_to"), "the last tier has no end: drop 'up_to', or add a tier for the rest");
    }
    if (!last && !tier.has("up_to")) {
      faults.add(tier.at("up_to"), "missing key 'up_to': only the last tier goes on for ever");
    }
    if (last || !tier.has("up_to")) {
      return before;
    }
    long upTo = tier.amount("up_to", before + 1);
    if (upTo <= before) {
      faults.add(
          tier.at("up_to"),
          "expected more than "
              + Micros.text(before)
              + ", where this tier begins, found '"
              + Micros.text(upTo)
              + "'");
    }
    return Math.max(upTo, before);
  }
}
