package dev.scrip.ledger.rules;

import dev.scrip.ledger.domain.Rules.Fixed;
import dev.scrip.ledger.domain.Rules.Price;
import dev.scrip.ledger.domain.Rules.PriceRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Prices: tables by plan and attribute, nested as one likes, made flat. Of the rows the first that
 * matches is the price; so a row for other plans names them, and a table whose gaps a later row
 * would fill is a fault.
 */
final class PriceReader {
  static final String OTHERWISE = "otherwise";

  private static final List<String> KINDS =
      List.of("per_plan", "by", "tiers", "tokens", "reported");

  private final List<String> plans;
  private final Faults faults;
  private final PriceKinds cells;

  PriceReader(List<String> plans, Faults faults) {
    this.plans = plans;
    this.faults = faults;
    this.cells = new PriceKinds(faults);
  }

  /**
   * What the tables around a price have settled.
   *
   * @param plans it is for; empty = every plan
   * @param filled line of an {@code otherwise} that would fill a gap here; 0 = none
   */
  private record Context(List<String> plans, SortedMap<String, String> attributes, int filled) {
    Context with(String attribute, String value, int line) {
      SortedMap<String, String> more = new TreeMap<>(attributes);
      more.put(attribute, value);
      return new Context(plans, more, line);
    }

    Context of(List<String> narrowed) {
      return new Context(narrowed, attributes, filled);
    }

    PriceRow row(Price price) {
      return new PriceRow(plans, attributes, price);
    }
  }

  List<PriceRow> rows(Tree price) {
    List<PriceRow> rows = new ArrayList<>();
    read(price, new Context(List.of(), new TreeMap<>(), 0), rows);
    return rows;
  }

  private void read(Tree tree, Context context, List<PriceRow> rows) {
    if (tree instanceof Tree.Scalar) {
      Values.amount(tree, faults).map(Fixed::new).ifPresent(fixed -> rows.add(context.row(fixed)));
      return;
    }
    if (!(tree instanceof Tree.Entries)) {
      faults.expected(
          "a price: an amount, or one of per_plan, by with table, tiers, tokens, reported", tree);
      return;
    }
    Block.of(tree, Shape.PRICE, faults).ifPresent(block -> table(block, context, rows));
  }

  private void table(Block block, Context context, List<PriceRow> rows) {
    List<String> kinds = KINDS.stream().filter(block::has).toList();
    if (kinds.size() != 1) {
      faults.add(
          block.place(),
          "expected one of per_plan, by (with table), tiers, tokens or reported, found "
              + (kinds.isEmpty() ? "none" : String.join(" and ", kinds))
              + ": nest one in the other's entries, or write an amount");
      return;
    }
    if (!block.has("by")) {
      for (String key : List.of("table", OTHERWISE)) {
        if (block.has(key)) {
          faults.add(block.at(key), "'" + key + "' goes with 'by' only: add by: <attribute>");
        }
      }
    }
    switch (kinds.getFirst()) {
      case "per_plan" -> perPlan(block, context, rows);
      case "by" -> byAttribute(block, context, rows);
      case "tiers" -> rows.add(context.row(cells.tiers(block)));
      case "tokens" -> rows.add(context.row(cells.tokens(block)));
      default -> rows.add(context.row(cells.reported(block)));
    }
  }

  private void perPlan(Block block, Context context, List<PriceRow> rows) {
    List<String> open = new ArrayList<>(context.plans().isEmpty() ? plans : context.plans());
    Map<String, Tree.Entry> entries = block.named("per_plan");
    entries.forEach((plan, entry) -> {
      if (plan.equals(OTHERWISE)) {
        return;
      }
      boolean left = open.remove(plan);
      if (!plans.contains(plan) && !plans.isEmpty()) {
        faults.unknown("plan", plan, plans, entry.place());
      } else if (plans.contains(plan) && !left) {
        faults.add(entry.place(), "a table around this one has settled the plan: drop this entry");
      }
      read(entry.value(), context.of(List.of(plan)), rows);
    });
    Tree.Entry otherwise = entries.get(OTHERWISE);
    if (otherwise != null) {
      read(
          otherwise.value(),
          context.of(open.isEmpty() ? plans : List.copyOf(open)),
          open.isEmpty() ? new ArrayList<>() : rows);
    } else if (!open.isEmpty()) {
      gap(block.at("per_plan"), context, "plan " + open.getFirst());
    }
    none(block, "per_plan", entries);
  }

  private void byAttribute(Block block, Context context, List<PriceRow> rows) {
    String attribute = block.id("by", "", Faults.MOST_ID_BYTES);
    if (context.attributes().containsKey(attribute)) {
      faults.add(block.at("by"), "a table around this one has settled it: name another attribute");
      return;
    }
    if (!block.has("table")) {
      faults.add(
          block.at("table"), "missing key 'table': add it, as in table: {manual: 2, auto: 1}");
    }
    Optional<Tree> otherwise = block.value(OTHERWISE);
    int filled = otherwise.map(tree -> tree.place().line()).orElse(context.filled());
    Map<String, Tree.Entry> entries = block.named("table");
    entries.forEach((value, entry) -> {
      faults.checkId(value, Faults.MOST_ID_BYTES, entry.place());
      read(entry.value(), context.with(attribute, value, filled), rows);
    });
    if (otherwise.isPresent()) {
      read(otherwise.get(), context, rows);
    } else {
      gap(block.at("table"), context, "any other value of " + attribute);
    }
    none(block, "table", entries);
  }

  private void gap(Place place, Context context, String what) {
    if (context.filled() > 0) {
      faults.add(
          place,
          "no price for "
              + what
              + ", which would take the one of line "
              + context.filled()
              + ": say what it costs, or add otherwise here");
    }
  }

  private void none(Block block, String key, Map<String, Tree.Entry> entries) {
    if (entries.isEmpty() && block.value(key).orElse(null) instanceof Tree.Entries) {
      faults.add(block.at(key), "the table is empty: add a price");
    }
  }
}
