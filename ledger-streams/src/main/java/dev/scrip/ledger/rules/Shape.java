package dev.scrip.ledger.rules;

import java.util.List;
import java.util.Map;

/**
 * The keys of each kind of block in a rules file. The published JSON Schema has a definition of
 * each by the same keys, which a test compares.
 */
enum Shape implements Keys {
  FILE(
      List.of("name", "pools", "plans", "fallback"),
      List.of(
          "switches",
          "limits",
          "actions",
          "top_ups",
          "plan_change",
          "promos",
          "coupons",
          "alerts")),
  SWITCH(List.of("value", "one_of"), List.of("about")),
  CHOICE(List.of("is"), List.of("when")),
  POOL(List.of("name", "unit"), List.of()),
  PLAN(List.of("name"), List.of("paid", "retired", "term", "grants", "overdraft")),
  PLAN_GROUP(List.of("sizes", "plans"), List.of()),
  GRANT(
      List.of("pool", "amount", "every"),
      List.of(
          "id",
          "anchor",
          "zone",
          "source",
          "priority",
          "scope",
          "expires",
          "rollover",
          "ceiling",
          "requires")),
  EXPIRES(List.of("after"), List.of("from")),
  ROLLOVER(
      List.of(),
      List.of("max_amount", "max_fraction", "max_times", "expires_after", "measured_from")),
  CEILING(List.of("amount", "every"), List.of("anchor", "counts")),
  OVERDRAFT(List.of("pool", "limit", "at_reset"), List.of()),
  LIMIT(
      List.of("id", "pool", "window"),
      List.of("amount", "plans", "zone", "scope", "actions", "counts")),
  ACTION(
      List.of("pool"),
      List.of("price", "payer", "retired", "refund_on_failure", "free", "loop_breaker")),
  FREE(List.of("quantity", "window"), List.of("zone")),
  LOOP_BREAKER(List.of("charges", "within"), List.of()),
  PRICE(List.of(), List.of("per_plan", "by", "table", "otherwise", "tiers", "tokens", "reported")),
  TIER(List.of("each"), List.of("up_to")),
  TOKENS(List.of("input", "output"), List.of("cached", "at_least")),
  REPORTED(List.of(), List.of("min", "max")),
  TOP_UPS(
      List.of("pool"), List.of("plans", "packs", "expires_after", "priority", "requires", "auto")),
  AUTO(List.of("threshold", "amount", "max_per_month"), List.of("zone")),
  PLAN_CHANGE(List.of(), List.of("on_upgrade", "on_subscribe", "on_downgrade", "on_cancel")),
  CHANGE(List.of("grant"), List.of("old", "anchor", "expiry_from")),
  PROMO(List.of("pool", "amount"), List.of("expires_after")),
  ALERT(List.of("pool"), List.of("below", "expiring"));

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
          Map.entry("sizes", "sizes: [100, 200, 400]"),
          Map.entry("after", "after: P2M"),
          Map.entry("limit", "limit: 10"),
          Map.entry("at_reset", "at_reset: carry"),
          Map.entry("quantity", "quantity: 3"),
          Map.entry("charges", "charges: 20"),
          Map.entry("within", "within: PT1M"),
          Map.entry("each", "each: 0.5"),
          Map.entry("input", "input: 3"),
          Map.entry("output", "output: 15"),
          Map.entry("threshold", "threshold: 25"),
          Map.entry("max_per_month", "max_per_month: 400"));

  // A copy, which nobody can change; the checker knows only types of Guava's for that.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Frame frame;

  Shape(List<String> required, List<String> optional) {
    frame = new Frame(required, optional);
  }

  @Override
  public Frame frame() {
    return frame;
  }

  @Override
  public Map<String, String> examples() {
    return EXAMPLES;
  }
}
