package dev.scrip.ledger.rules;

import dev.scrip.ledger.domain.Bounds;
import dev.scrip.ledger.domain.Rules.AtReset;
import dev.scrip.ledger.domain.Rules.Overdraft;
import dev.scrip.ledger.domain.Rules.Plan;
import dev.scrip.ledger.domain.Rules.Recurring;
import dev.scrip.ledger.domain.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Plans, lowest first, with what each gives and lets be owed. */
final class PlanReader {
  static final int MOST_PLANS = 500;

  private final Names names;
  private final GrantReader grants;
  private final Faults faults;

  PlanReader(Names names, ZoneReader zones, Faults faults) {
    this.names = names;
    this.grants = new GrantReader(names, zones, faults);
    this.faults = faults;
  }

  /** Plans without their limits. */
  List<Plan> plans(Block file) {
    List<Tree> items = file.items("plans");
    if (file.has("plans") && (items.isEmpty() || items.size() > MOST_PLANS)) {
      faults.add(
          file.at("plans"),
          "expected 1 to " + MOST_PLANS + " plans, found " + items.size() + ": list those sold");
      return List.of();
    }
    List<Plan> plans = new ArrayList<>();
    Map<String, Place> seen = new HashMap<>();
    for (Tree item : items) {
      Block.of(item, Shape.PLAN, faults)
          .map(this::plan)
          .ifPresent(plan -> {
            faults.once(seen, "plan", plan.name(), item.place());
            plans.add(plan);
          });
    }
    return plans;
  }

  private Plan plan(Block plan) {
    String name = plan.id("name", "", Faults.MOST_ID_BYTES);
    if (Vocabulary.RESERVED.contains(name)) {
      faults.add(plan.at("name"), "'" + name + "' is a word of the grammar: take another name");
    }
    if (name.contains("*")) {
      faults.add(plan.at("name"), "a plan's name has no *: write each plan's own name");
    }
    boolean paid = plan.flag("paid");
    return new Plan(
        name,
        paid,
        plan.flag("retired"),
        plan.interval("term", Span.ofMonths(1)),
        List.of(),
        grants(plan, name, paid),
        overdrafts(plan));
  }

  private List<Recurring> grants(Block plan, String name, boolean paid) {
    List<Tree> items = plan.items("grants");
    if (items.size() > Bounds.MOST_RECURRING) {
      faults.add(
          plan.at("grants"),
          "expected at most "
              + Bounds.MOST_RECURRING
              + " grants of a plan, found "
              + items.size()
              + ": join some");
      return List.of();
    }
    List<Recurring> read = new ArrayList<>();
    for (Tree item : items) {
      Block.of(item, Shape.GRANT, faults)
          .ifPresent(grant -> read.add(grants.grant(grant, name, paid)));
    }
    return read;
  }

  private List<Overdraft> overdrafts(Block plan) {
    List<Overdraft> overdrafts = new ArrayList<>();
    Map<String, Place> seen = new HashMap<>();
    for (Tree item : plan.items("overdraft")) {
      Block.of(item, Shape.OVERDRAFT, faults)
          .ifPresent(block -> {
            String pool = block.reference("pool", "pool", names.pools());
            faults.once(seen, "overdraft of pool", pool, item.place());
            overdrafts.add(
                new Overdraft(
                    pool,
                    block.positive("limit", "say how much may be owed, or drop it"),
                    block.word("at_reset", Vocabulary.AT_RESET, AtReset.CARRY)));
          });
    }
    return overdrafts;
  }
}
