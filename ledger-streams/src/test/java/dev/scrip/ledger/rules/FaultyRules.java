package dev.scrip.ledger.rules;

import static dev.scrip.ledger.rules.FaultyRules.Seen.BY_READER;
import static dev.scrip.ledger.rules.FaultyRules.Seen.BY_SCHEMA;
import static dev.scrip.ledger.rules.FaultyRules.Seen.NO_TREE;

import java.util.List;

/** Files with one fault each: what to change in the small file, and what must be said of it. */
final class FaultyRules {
  enum Seen {
    /** The published schema refuses it too. */
    BY_SCHEMA,
    /** Only the reader can know. */
    BY_READER,
    /** Other YAML readers make something else of it, or nothing. */
    NO_TREE
  }

  /**
   * @param from text of the small file that is replaced; empty = {@code to} is added at its end
   * @param key path the fault must name
   * @param message part of what it must say
   */
  record Row(Seen seen, String from, String to, int line, String key, String message) {
    String yaml() {
      return from.isEmpty() ? RulesFiles.SMALL + to + "\n" : RulesFiles.SMALL.replace(from, to);
    }

    @Override
    public String toString() {
      return from + " -> " + to;
    }
  }

  private static final String GRANT = "{pool: message, amount: 25, every: P1M}";
  private static final String PRICE = "{pool: message, price: 1}";
  private static final String SWITCHES = "switches: {s: {value: a, one_of: [a, b]}}\n";

  static final List<Row> ROWS =
      List.of(
          // Names, and keys that are not there.
          new Row(BY_SCHEMA, "name: small\n", "", 1, "name", "add it, as in name: free"),
          new Row(BY_SCHEMA, "fallback: free\n", "", 1, "fallback", "missing key 'fallback'"),
          new Row(BY_SCHEMA, "", "copons: true", 12, "copons", "did you mean 'coupons'?"),
          new Row(BY_SCHEMA, "paid", "pade", 7, "plans[1].pade", "did you mean 'paid'?"),
          new Row(
              BY_SCHEMA,
              "25, every",
              "25, evry: P1M, every",
              5,
              "plans[0].grants[0].evry",
              "did you mean 'every'?"),
          new Row(BY_SCHEMA, ", every: P1M", "", 5, "plans[0].grants[0].every", "as in every: P1M"),
          new Row(BY_SCHEMA, ", unit: credits}, {", "}, {", 2, "pools[0].unit", "missing key"),
          new Row(
              BY_SCHEMA,
              "pools: [{name: message, unit: credits}, {name: other, unit: credits}]",
              "pools: []",
              2,
              "pools",
              "at least one pool"),
          new Row(
              BY_READER,
              ", unit: credits}, {",
              ", unit: \"\\t\"}, {",
              2,
              "pools[0].unit",
              "1 to 200 bytes without control characters"),
          new Row(
              BY_READER,
              "name: pro",
              "name: free",
              6,
              "plans[1]",
              "'free' stands in line 4 already"),
          new Row(
              BY_SCHEMA, "name: pro", "name: otherwise", 6, "plans[1].name", "take another name"),
          new Row(
              BY_READER,
              "credits}]",
              "credits}, {name: other, unit: x}]",
              2,
              "pools[2].name",
              "twice: drop one"),
          // References.
          new Row(
              BY_READER,
              "fallback: free",
              "fallback: fre",
              8,
              "fallback",
              "unknown plan 'fre': did you mean 'free'?"),
          new Row(
              BY_READER,
              "paid: true\nfallback: free",
              "retired: true\nfallback: pro",
              8,
              "fallback",
              "retired"),
          new Row(
              BY_READER,
              "{pool: message, amount",
              "{pool: mesage, amount",
              5,
              "plans[0].grants[0].pool",
              "did you mean 'message'?"),
          new Row(
              BY_READER,
              PRICE,
              "{pool: massage, price: 1}",
              10,
              "actions.chat.change.pool",
              "did you mean 'message'?"),
          new Row(
              BY_READER,
              PRICE,
              "{pool: message, price: {per_plan: {fre: 1, otherwise: 0}}}",
              10,
              "actions.chat.change.price.per_plan.fre",
              "did you mean 'free'?"),
          new Row(
              BY_READER,
              "",
              "promos: {A: {pool: mesage, amount: 1}}",
              12,
              "promos.A.pool",
              "unknown pool"),
          new Row(
              BY_READER,
              "",
              "alerts: [{pool: mesage, below: 1}]",
              12,
              "alerts[0].pool",
              "unknown pool"),
          // Amounts.
          new Row(
              BY_SCHEMA,
              "amount: 25",
              "amount: -1",
              5,
              "plans[0].grants[0].amount",
              "expected an amount of 0 or more"),
          new Row(
              BY_READER,
              "amount: 25",
              "amount: 1e3",
              5,
              "plans[0].grants[0].amount",
              "found '1e3'"),
          new Row(
              BY_SCHEMA,
              "amount: 25",
              "amount: '1,000'",
              5,
              "plans[0].grants[0].amount",
              "found '1,000'"),
          new Row(
              BY_SCHEMA,
              "amount: 25",
              "amount: '0.1234567'",
              5,
              "plans[0].grants[0].amount",
              "at most 6 digits"),
          new Row(
              BY_READER,
              "amount: 25",
              "amount: 9223372036854.775808",
              5,
              "plans[0].grants[0].amount",
              "at most 9223372036854.775807"),
          new Row(
              BY_SCHEMA, "amount: 25", "amount:", 5, "plans[0].grants[0].amount", "found nothing"),
          // Recurring grants.
          new Row(
              BY_SCHEMA,
              "P1M",
              "PT12H",
              5,
              "plans[0].grants[0].every",
              "an interval of whole days"),
          new Row(
              BY_SCHEMA,
              "P1M",
              "monthly",
              5,
              "plans[0].grants[0].every",
              "expected a span of one unit"),
          new Row(BY_READER, "P1M", "P1M1D", 5, "plans[0].grants[0].every", "found 'P1M1D'"),
          new Row(BY_READER, "P1M", "P0D", 5, "plans[0].grants[0].every", "found 'P0D'"),
          new Row(
              BY_READER,
              "P1M",
              "P7D, anchor: calendar",
              5,
              "plans[0].grants[0].every",
              "or anchor: subscription"),
          new Row(
              BY_SCHEMA,
              "P1M",
              "P1M, anchor: calender",
              5,
              "plans[0].grants[0].anchor",
              "did you mean 'calendar'?"),
          new Row(
              BY_SCHEMA,
              "P1M",
              "P1M, source: top_up",
              5,
              "plans[0].grants[0].source",
              "expected plan or daily"),
          new Row(
              BY_SCHEMA,
              "P1M",
              "P1M, priority: high",
              5,
              "plans[0].grants[0].priority",
              "expected a whole number"),
          new Row(
              BY_READER,
              "P1M",
              "P1M, zone: Europe/Berln",
              5,
              "plans[0].grants[0].zone",
              "did you mean 'Europe/Berlin'?"),
          new Row(
              BY_READER,
              "P1M",
              "P1M, scope: [chat.chnge]",
              5,
              "plans[0].grants[0].scope[0]",
              "did you mean 'chat.change'?"),
          new Row(
              BY_READER,
              "P1M",
              "P1M, scope: [run]",
              5,
              "plans[0].grants[0].scope[0]",
              "expected an action of pool message"),
          new Row(
              BY_READER,
              "P1M",
              "P1M, ceiling: {amount: 5, every: P1M}",
              5,
              "plans[0].grants[0].ceiling.amount",
              "raise it, or lower the grant"),
          new Row(
              BY_READER,
              "P1M",
              "P1M, ceiling: {amount: 50, every: P1D}",
              5,
              "plans[0].grants[0].ceiling.every",
              "lengthen it"),
          new Row(
              BY_SCHEMA,
              "P1M",
              "P1M, ceiling: {amount: 50, every: P1Y, counts: used}",
              5,
              "plans[0].grants[0].ceiling.counts",
              "expected issued, found 'used'"),
          new Row(
              BY_READER,
              GRANT,
              GRANT + ", " + GRANT.replace("P1M", "P1M, id: free.message"),
              5,
              "plans[0].grants[1].id",
              "stands in line 5 already"),
          new Row(
              BY_READER,
              "P1M",
              "P1M, id: " + "x".repeat(161),
              5,
              "plans[0].grants[0].id",
              "1 to 160 bytes"),
          // Limits.
          limit(BY_SCHEMA, "window: calendar_day", "window", "did you mean 'calendar day'?"),
          limit(BY_SCHEMA, "window: rolling day", "window", "expected a span of one unit"),
          limit(BY_READER, "window: rolling P1M", "window", "of exact length"),
          limit(BY_READER, "window: period", "window", "plan pro has no recurring grant"),
          limit(BY_READER, "window: rolling P1D, zone: UTC", "zone", "only calendar windows"),
          limit(BY_SCHEMA, "window: calendar day, scope: actr", "scope", "did you mean 'actor'?"),
          limit(BY_READER, "window: calendar day, plans: [pr]", "plans[0]", "mean 'pro'?"),
          limit(BY_SCHEMA, "window: calendar day, plans: []", "plans", "name at least one"),
          limit(
              BY_READER,
              "window: calendar day, actions: [chta.*]",
              "actions[0]",
              "unknown action 'chta.*'"),
          limit(
              BY_SCHEMA,
              "window: calendar day, counts: [plan, bonus]",
              "counts[1]",
              "expected plan, daily"),
          // Prices.
          new Row(
              BY_READER,
              PRICE,
              "{pool: message}",
              10,
              "actions.chat.change.price",
              "as in price: 1"),
          price(BY_SCHEMA, "{}", "", "found none"),
          price(BY_SCHEMA, "{by: m, reported: {}}", "", "found by and reported"),
          price(BY_SCHEMA, "{by: m}", ".table", "as in table: {manual: 2, auto: 1}"),
          price(BY_SCHEMA, "{per_plan: {free: 1}, otherwise: 1}", ".otherwise", "with 'by' only"),
          price(BY_READER, "{reported: {min: 5, max: 1}}", ".reported.min", "min is above max"),
          price(
              BY_READER,
              "{by: m, table: {a: {per_plan: {free: 1}}}, otherwise: 2}",
              ".table.a.per_plan",
              "no price for plan pro, which would take the one of line 10"),
          price(
              BY_READER,
              "{by: m, table: {a: {by: m, table: {a: 1}}}}",
              ".table.a.by",
              "name another attribute"),
          price(
              BY_READER,
              "{per_plan: {free: {per_plan: {pro: 1}}}}",
              ".per_plan.free.per_plan.pro",
              "has settled the plan"),
          price(BY_SCHEMA, "[1, 2]", "", "expected a price"),
          new Row(
              BY_SCHEMA,
              PRICE,
              "{pool: message, price: 1, payer: app-owner}",
              10,
              "actions.chat.change.payer",
              "did you mean 'app_owner'?"),
          new Row(BY_READER, "chat.change", "chat.*", 10, "actions.chat.*", "has no *"),
          // Changes of plan, promos, alerts.
          new Row(
              BY_READER,
              "",
              "plan_change: {on_upgrade: {grant: full}}",
              12,
              "plan_change.on_upgrade.old",
              "old: void or old: keep"),
          new Row(
              BY_READER,
              "",
              "plan_change: {on_upgrade: {grant: difference, old: void}}",
              12,
              "plan_change.on_upgrade.old",
              "write old: keep"),
          new Row(
              BY_SCHEMA,
              "",
              "plan_change: {on_upgrade: {grant: differnce}}",
              12,
              "plan_change.on_upgrade.grant",
              "did you mean 'difference'?"),
          new Row(
              BY_READER,
              "",
              "promos: {A: {pool: message, amount: 0}}",
              12,
              "promos.A.amount",
              "above 0"),
          new Row(
              BY_SCHEMA,
              "",
              "alerts: [{pool: message, below: 101%}]",
              12,
              "alerts[0].below",
              "from 1% to 100%"),
          new Row(
              BY_READER,
              "",
              "alerts: [{pool: message, below: 0}]",
              12,
              "alerts[0].below",
              "nothing is below 0"),
          new Row(BY_SCHEMA, "", "coupons: yes", 12, "coupons", "expected true or false"),
          // Switches.
          new Row(
              BY_READER,
              "",
              SWITCHES + "coupons: [{when: {t: a}, is: true}, {is: true}]",
              13,
              "coupons[0].when.t",
              "unknown switch 't'"),
          new Row(
              BY_READER,
              "",
              SWITCHES + "coupons: [{when: {s: c}, is: true}, {is: true}]",
              13,
              "coupons[0].when.s",
              "unknown value of switch s 'c'"),
          new Row(
              BY_READER,
              "",
              "switches: {s: {value: ab, one_of: [abc, x]}}",
              12,
              "switches.s.value",
              "did you mean 'abc'?"),
          new Row(
              BY_SCHEMA,
              "",
              "switches: {s: {value: a}}",
              12,
              "switches.s.one_of",
              "as in one_of: [true, false]"),
          new Row(
              BY_SCHEMA,
              "",
              SWITCHES + "alerts: [{when: a, pool: message, below: 1}]",
              13,
              "alerts[0].when",
              "as in when: {carry_usage: true}"),
          new Row(
              BY_READER,
              "",
              SWITCHES + "coupons: [{when: {s: a}, is: true}]",
              13,
              "coupons",
              "none of these alternatives holds"),
          new Row(
              BY_READER,
              "",
              SWITCHES + "alerts: [{when: {s: b}, pool: mesage, below: 1}]",
              13,
              "alerts[0].pool",
              "did you mean 'message'? Known: message, other (with switch s: b)"),
          // What is no tree of plain values.
          new Row(
              NO_TREE,
              "    paid: true",
              "    paid: true\n    paid: false",
              8,
              "plans[1].paid",
              "it stands in line 7 already"),
          new Row(NO_TREE, "    paid: true", "\tpaid: true", 7, "", "indent with spaces"),
          new Row(NO_TREE, "    paid: true", "    paid: 'true", 12, "", "Check indentation"),
          new Row(
              NO_TREE, "paid: true", "paid: &yes true", 7, "plans[1].paid", "write the value out"),
          new Row(
              NO_TREE,
              "paid: true",
              "paid: !!bool true",
              7,
              "plans[1].paid",
              "write the plain value"),
          new Row(NO_TREE, "", "---\nname: second", 13, "", "drop the '---'"),
          new Row(NO_TREE, "paid: true", "paid: tr\u0001ue", 7, "", "U+0001"),
          new Row(NO_TREE, "", "# " + "x".repeat(TreeReader.MOST_BYTES), 1, "", "(1 MiB)"));

  private FaultyRules() {}

  private static Row limit(Seen seen, String window, String key, String message) {
    return new Row(
        seen,
        "",
        "limits: [{id: l, pool: message, amount: 5, " + window + "}]",
        12,
        "limits[0]." + key,
        message);
  }

  private static Row price(Seen seen, String price, String key, String message) {
    return new Row(
        seen,
        PRICE,
        "{pool: message, price: " + price + "}",
        10,
        "actions.chat.change.price" + key,
        message);
  }
}
