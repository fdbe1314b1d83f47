package dev.scrip.ledger.rules;

import dev.scrip.ledger.domain.Bounds;
import dev.scrip.ledger.domain.Rules.Action;
import dev.scrip.ledger.domain.Rules.FreeUse;
import dev.scrip.ledger.domain.Rules.LoopBreaker;
import dev.scrip.ledger.domain.Rules.Payer;
import dev.scrip.ledger.domain.Rules.Plan;
import dev.scrip.ledger.domain.Span;
import java.util.ArrayList;
import java.util.List;

/** What is charged for. */
final class ActionReader {
  private final Names names;
  private final Faults faults;
  private final PriceReader prices;
  private final WindowReader windows;
  private final List<Plan> plans;

  ActionReader(Names names, List<Plan> plans, ZoneReader zones, Faults faults) {
    this.names = names;
    this.faults = faults;
    this.prices = new PriceReader(names.plans(), faults);
    this.windows = new WindowReader(zones, faults);
    this.plans = plans;
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
    String pool = block.reference("pool", "pool", names.pools());
    return new Action(
        name,
        pool,
        retired,
        block.word("payer", Vocabulary.PAYERS, Payer.WALLET),
        block.value("price").map(prices::rows).orElse(List.of()),
        block.flag("refund_on_failure"),
        block.block("free", Shape.FREE).map(free -> free(free, pool)).orElse(FreeUse.NONE),
        block
            .block("loop_breaker", Shape.LOOP_BREAKER)
            .map(this::loopBreaker)
            .orElse(LoopBreaker.NONE));
  }

  private FreeUse free(Block block, String pool) {
    WindowReader.Frame frame = windows.frame(block);
    windows.requirePeriods(block, frame, pool, names.plans(), plans, "");
    long quantity = block.positive("quantity", "say how many are free, or drop 'free'");
    return new FreeUse(quantity, frame.window(), frame.span(), frame.zone());
  }

  private LoopBreaker loopBreaker(Block block) {
    int charges =
        block.number(
            "charges", 1, 1, Bounds.MOST_LOOP_CHARGES, "so many pass, the next is refused");
    Span within = block.span("within");
    if (within.months() > 0 || (!within.isNone() && within.exactMillis() > Bounds.MOST_LOOP_MS)) {
      faults.add(block.at("within"), "expected a span of at most 31 days, such as PT1M or P1D");
      return LoopBreaker.NONE;
    }
    return new LoopBreaker(charges, within.exactMillis());
  }
}
