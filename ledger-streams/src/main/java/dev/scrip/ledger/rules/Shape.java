package dev.scrip.ledger.rules;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The keys of each kind of block in a rules file. The published JSON Schema has a definition of
 * each by the same keys, which a test compares.
 */
enum Shape {
  FILE(
      List.of("name", "pools", "plans", "fallback"),
      List.of("switches", "limits", "actions", "plan_change", "promos", "coupons", "alerts")),
  SWITCH(List.of("value", "one_of"), List.of("about")),
  CHOICE(List.of("is"), List.of("when")),
  POOL(List.of("name", "unit"), List.of()),
  PLAN(List.of("name"), List.of("paid", "retired", "top_ups", "grants")),
  GRANT(
      List.of("pool", "amount", "every"),
      List.of("id", "anchor", "zone", "source", "priority", "scope", "ceiling")),
  CEILING(List.of("amount", "every"), List.of("anchor", "counts")),
  LIMIT(
      List.of("id", "pool", "amount", "window"),
      List.of("plans", "zone", "scope", "actions", "counts")),
  ACTION(List.of("pool"), List.of("price", "payer", "retired")),
  PRICE(List.of(), List.of("per_plan", "by", "table", "otherwise", "reported")),
  REPORTED(List.of(), List.of("min", "max")),
  PLAN_CHANGE(List.of(), List.of("on_upgrade", "on_subscribe")),
  CHANGE(List.of("grant"), List.of("old", "anchor")),
  PROMO(List.of("pool", "amount"), List.of("expires_after")),
  ALERT(List.of("pool", "below"), List.of());

  /** How a key is written, for the fault that says it is missing. */
  private static final Map<String, String> EXAMPLES =
      Map.ofEntries(
          Map.entry("name", "name: free"),
          Map.entry("pools", "pools: [{name: message, unit: credits}]"),
          Map.entry("plans", "plans: [{name: free}]"),
          Map.entry("fallback", "fallback: free"),
          Map.entry("value", "value: true"),
          Map.entry("one_of", "one_of: [true, false]"),
          Map.entry("is", "is: 1"),
          Map.entry("unit", "unit: credits"),
          Map.entry("pool", "pool: message"),
          Map.entry("amount", "amount: 25"),
          Map.entry("every", "every: P1M"),
          Map.entry("id", "id: free.message.day"),
          Map.entry("window", "window: calendar day"),
          Map.entry("price", "price: 1"),
          Map.entry("grant", "grant: difference"),
          Map.entry("below", "below: 10%"));

  // Copies, which nobody can change; the checker knows only types of Guava's for that.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> required;

  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> optional;

  Shape(List<String> required, List<String> optional) {
    this.required = List.copyOf(required);
    this.optional = List.copyOf(optional);
  }

  List<String> required() {
    return required;
  }

  List<String> keys() {
    return Stream.concat(required.stream(), optional.stream()).toList();
  }

  static String example(String key) {
    return EXAMPLES.getOrDefault(key, key + ": …");
  }
}
