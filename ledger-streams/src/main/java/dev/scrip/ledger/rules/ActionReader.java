package dev.scrip.ledger.rules;

import dev.scrip.ledger.domain.Rules.Action;
import dev.scrip.ledger.domain.Rules.Payer;
import java.util.ArrayList;
import java.util.List;

/** What is charged for. */
final class ActionReader {
  private final Names names;
  private final Faults faults;
  private final PriceReader prices;

  ActionReader(Names names, Faults faults) {
    this.names = names;
    this.faults = faults;
    this.prices = new PriceReader(names.plans(), faults);
  }

  List<Action> actions(Block file) {
    List<Action> actions = new ArrayList<>();
    file.named("actions")
        .forEach((name, entry) -> {
          faults.checkId(name, Faults.MOST_ID_BYTES, entry.place());
          if (name.contains("*")) {
            faults.add(entry.place(), "an action's name has no *: write each action's own name");
          }
          Block.of(entry.value(), Shape.ACTION, faults)
              .ifPresent(block -> actions.add(action(name, block)));
        });
    return actions;
  }

  private Action action(String name, Block block) {
    boolean retired = block.flag("retired");
    // A retired action keeps its name and pool for the lines of the past; nobody pays for it now.
    if (!retired && !block.has("price")) {
      block.missing("price");
    }
    return new Action(
        name,
        block.reference("pool", "pool", names.pools()),
        retired,
        block.word("payer", Vocabulary.PAYERS, Payer.WALLET),
        block.value("price").map(prices::rows).orElse(List.of()));
  }
}
