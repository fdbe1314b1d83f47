package dev.scrip.ledger.rules;

import dev.scrip.ledger.domain.Rules.Plan;
import dev.scrip.ledger.domain.Rules.PriceRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The prices of an action in words, by attributes and plan, so that tables can be compared that
 * group plans in other ways.
 */
final class PriceTable {
  /** Stands for no price. */
  private static final String NONE = "";

  private final List<PriceRow> rows;
  private final List<String> plans;
  private final Map<SortedMap<String, String>, Map<String, String>> prices = new LinkedHashMap<>();

  PriceTable(List<PriceRow> rows, List<Plan> plans) {
    this.rows = List.copyOf(rows);
    this.plans = plans.stream().map(Plan::name).toList();
    for (PriceRow row : rows) {
      Map<String, String> byPlan =
          prices.computeIfAbsent(row.attributes(), _ -> new LinkedHashMap<>());
      for (String plan : row.plans().isEmpty() ? this.plans : row.plans()) {
        byPlan.putIfAbsent(plan, RulesText.price(row.price()));
      }
    }
  }

  /** All prices, as {@code on plan free costs 1 credits}. */
  List<String> spelled(String unit) {
    return sentences(new PriceTable(List.of(), List.of()), plans, unit);
  }

  /** What is another price than in an earlier table, for the plans that were there. */
  List<String> changes(PriceTable before, String unit) {
    return sentences(before, plans.stream().filter(before.plans::contains).toList(), unit);
  }

  private List<String> sentences(PriceTable before, List<String> of, String unit) {
    Set<SortedMap<String, String>> conditions = new LinkedHashSet<>(before.prices.keySet());
    conditions.addAll(prices.keySet());
    List<String> sentences = new ArrayList<>();
    for (SortedMap<String, String> attributes : conditions) {
      tell(
          sentences,
          attributes,
          of,
          plan -> change(before.price(attributes, plan), price(attributes, plan), unit));
    }
    for (SortedMap<String, String> both : meetings(conditions)) {
      tell(sentences, both, of, plan -> reordered(before, both, plan, unit));
    }
    return sentences;
  }

  private static void tell(
      List<String> sentences,
      SortedMap<String, String> attributes,
      List<String> of,
      UnaryOperator<String> changeOfPlan) {
    Map<String, List<String>> plansByChange = new LinkedHashMap<>();
    for (String plan : of) {
      String change = changeOfPlan.apply(plan);
      if (!change.isEmpty()) {
        plansByChange.computeIfAbsent(change, _ -> new ArrayList<>()).add(plan);
      }
    }
    plansByChange.forEach(
        (change, plansOf) -> sentences.add(on(plansOf, of) + with(attributes) + change));
  }

  /** Attributes of charges that two rows are for. */
  private static Set<SortedMap<String, String>> meetings(
      Set<SortedMap<String, String>> conditions) {
    Set<SortedMap<String, String>> meetings = new LinkedHashSet<>();
    for (SortedMap<String, String> one : conditions) {
      for (SortedMap<String, String> other : conditions) {
        if (!one.equals(other) && other.entrySet().stream().allMatch(entry -> agrees(one, entry))) {
          SortedMap<String, String> both = new TreeMap<>(one);
          both.putAll(other);
          meetings.add(both);
        }
      }
    }
    return meetings;
  }

  private static boolean agrees(
      SortedMap<String, String> attributes, Map.Entry<String, String> attribute) {
    return attributes
        .getOrDefault(attribute.getKey(), attribute.getValue())
        .equals(attribute.getValue());
  }

  /** The change where another of two rows, both there before and after, comes first now. */
  private String reordered(
      PriceTable before, SortedMap<String, String> attributes, String plan, String unit) {
    SortedMap<String, String> was = before.decisive(attributes, plan);
    SortedMap<String, String> is = decisive(attributes, plan);
    boolean reordered =
        !was.equals(is) && !before.price(is, plan).isEmpty() && !price(was, plan).isEmpty();
    return reordered ? change(before.price(was, plan), price(is, plan), unit) : "";
  }

  /** The condition of the first row for a charge; of none, its own attributes. */
  private SortedMap<String, String> decisive(SortedMap<String, String> attributes, String plan) {
    return rows.stream()
        .filter(row -> row.plans().isEmpty() || row.plans().contains(plan))
        .map(PriceRow::attributes)
        .filter(condition -> attributes.entrySet().containsAll(condition.entrySet()))
        .findFirst()
        .orElse(attributes);
  }

  private String price(SortedMap<String, String> attributes, String plan) {
    return prices.getOrDefault(attributes, Map.of()).getOrDefault(plan, NONE);
  }

  private static String change(String from, String to, String unit) {
    if (from.equals(to)) {
      return "";
    }
    if (to.equals(NONE)) {
      return " has no price of its own any more";
    }
    return " costs " + (from.equals(NONE) ? "" : from + " → ") + to + unit;
  }

  private static String on(List<String> plans, List<String> all) {
    if (plans.size() == all.size()) {
      return "";
    }
    return (plans.size() == 1 ? " on plan " : " on plans ") + RulesText.names(plans);
  }

  private static String with(SortedMap<String, String> attributes) {
    return attributes.entrySet().stream()
        .map(attribute -> " with " + attribute.getKey() + " " + attribute.getValue())
        .collect(Collectors.joining());
  }
}
