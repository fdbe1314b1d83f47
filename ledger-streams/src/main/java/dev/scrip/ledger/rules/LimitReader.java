package dev.scrip.ledger.rules;

import dev.scrip.ledger.domain.Rules.Limit;
import dev.scrip.ledger.domain.Rules.LimitScope;
import dev.scrip.ledger.domain.Rules.Plan;
import dev.scrip.ledger.domain.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Limits: how much may be drawn within a window, and which plans that holds for. */
final class LimitReader {
  /** A limit and the plans it holds for. */
  record Planned(Limit limit, Set<String> plans) {}

  /** Every charge goes through those of its plan. */
  private static final int MOST_LIMITS = 500;

  private final Names names;
  private final WindowReader windows;
  private final Faults faults;
  private final Map<String, Place> ids = new HashMap<>();

  LimitReader(Names names, ZoneReader zones, Faults faults) {
    this.names = names;
    this.windows = new WindowReader(zones, faults);
    this.faults = faults;
  }

  List<Planned> limits(Block file, List<Plan> plans) {
    List<Planned> limits = new ArrayList<>();
    List<Tree> items = file.items("limits");
    if (items.size() > MOST_LIMITS) {
      faults.add(
          file.at("limits"),
          "expected at most " + MOST_LIMITS + " limits, found " + items.size() + ": join some");
      return limits;
    }
    for (Tree item : items) {
      Block.of(item, Shape.LIMIT, faults).ifPresent(block -> limits.add(limit(block, plans)));
    }
    return limits;
  }

  private Planned limit(Block block, List<Plan> plans) {
    String id = block.id("id", "", Faults.MOST_ID_BYTES);
    Place before = id.isEmpty() ? null : ids.putIfAbsent(id, block.at("id"));
    if (before != null) {
      faults.add(
          block.at("id"),
          "limit "
              + Words.quoted(id)
              + " stands in line "
              + before.line()
              + " already: give each its own id");
    }
    String pool = block.reference("pool", "pool", names.pools());
    WindowReader.Frame frame = windows.frame(block);
    Set<String> of = Set.copyOf(names.plans(block, faults));
    windows.requirePeriods(block, frame, pool, of, plans, ", or leave the plan out of plans");
    LimitScope scope = block.word("scope", Vocabulary.SCOPES, LimitScope.WALLET);
    Limit limit =
        new Limit(
            id,
            amount(block, scope),
            frame.window(),
            frame.span(),
            frame.zone(),
            scope,
            pool,
            names.patterns(block.words("actions"), pool, faults),
            counts(block));
    return new Planned(limit, of);
  }

  /** A limit of an actor may leave its amount to what is set for each. */
  private long amount(Block block, LimitScope scope) {
    if (!block.has("amount") && scope != LimitScope.ACTOR) {
      faults.add(
          block.at("amount"),
          "missing key 'amount': add it, as in amount: 25; only a limit of scope: actor may go"
              + " without, for those that an amount is set for");
    }
    return block.amount("amount", Long.MAX_VALUE);
  }

  private List<Source> counts(Block block) {
    if (!block.has("counts")) {
      return Vocabulary.COUNTED_BY_DEFAULT;
    }
    if (block.says("counts", Vocabulary.ALL)) {
      return List.copyOf(Vocabulary.COUNTED.values());
    }
    List<Source> counts = new ArrayList<>();
    for (Tree.Scalar source : block.words("counts")) {
      Block.word(source, Vocabulary.COUNTED, faults).ifPresent(counts::add);
    }
    return counts.stream().sorted().toList();
  }
}
