package dev.scrip.ledger.rules;

import dev.scrip.ledger.domain.Bounds;
import dev.scrip.ledger.domain.Micros;
import dev.scrip.ledger.domain.Rules.AutoTopUp;
import dev.scrip.ledger.domain.Rules.TopUps;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What may be bought, by pool, and when the payment system is asked for it. */
final class TopUpReader {
  private final Names names;
  private final ZoneReader zones;
  private final Faults faults;

  TopUpReader(Names names, ZoneReader zones, Faults faults) {
    this.names = names;
    this.zones = zones;
    this.faults = faults;
  }

  List<TopUps> topUps(Block file) {
    List<TopUps> topUps = new ArrayList<>();
    Map<String, Place> seen = new HashMap<>();
    for (Tree item : file.items("top_ups")) {
      Block.of(item, Shape.TOP_UPS, faults)
          .map(this::one)
          .ifPresent(read -> {
            faults.once(seen, "top-ups of pool", read.pool(), item.place());
            topUps.add(read);
          });
    }
    return topUps;
  }

  private TopUps one(Block block) {
    List<Long> packs = packs(block);
    return new TopUps(
        block.reference("pool", "pool", names.pools()),
        names.plans(block, faults),
        packs,
        block.span("expires_after"),
        block.priority(),
        block.word("requires", Vocabulary.REQUIRES, false),
        block.block("auto", Shape.AUTO).map(auto -> auto(auto, packs)).orElse(AutoTopUp.NONE));
  }

  private List<Long> packs(Block block) {
    List<Tree.Scalar> words = block.words("packs");
    if (words.size() > Bounds.MOST_PACKS) {
      faults.add(
          block.at("packs"),
          "expected at most " + Bounds.MOST_PACKS + " packs, found " + words.size());
      return List.of();
    }
    List<Long> packs = new ArrayList<>();
    for (Tree.Scalar word : words) {
      Values.amount(word, faults)
          .ifPresent(pack -> {
            if (pack == 0) {
              faults.add(word.place(), "expected an amount above 0, found '0': drop it");
            } else {
              packs.add(pack);
            }
          });
    }
    return packs;
  }

  private AutoTopUp auto(Block block, List<Long> packs) {
    long amount = block.positive("amount", "say how much is bought each time");
    long most = block.amount("max_per_month", amount);
    if (most < amount) {
      faults.add(
          block.at("max_per_month"),
          "expected at least the amount that is bought each time, "
              + Micros.text(amount)
              + ", found '"
              + Micros.text(most)
              + "'");
    }
    if (!packs.isEmpty() && !packs.contains(amount)) {
      faults.add(
          block.at("amount"),
          "expected one of the packs, "
              + Words.either(packs.stream().map(Micros::text).toList())
              + ", found '"
              + Micros.text(amount)
              + "'");
    }
    return new AutoTopUp(block.amount("threshold", 0), amount, most, zones.zone(block));
  }
}
