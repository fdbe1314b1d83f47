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
              "amount: 10000000000.000001",
              5,
              "plans[0].grants[0].amount",
              "at most 10000000000"),
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
              "P1M, ceiling: {amount: 50, every: P1Y, counts: usd}",
              5,
              "plans[0].grants[0].ceiling.counts",
              "did you mean 'used'?"),
          grant(BY_SCHEMA, "expires: period_end", "expires", "expected end_of_period, or a span"),
          grant(BY_SCHEMA, "expires: {from: grant}", "expires.after", "as in after: P2M"),
          grant(BY_SCHEMA, "expires: {after: two months}", "expires.after", "a span of one unit"),
          grant(
              BY_SCHEMA,
              "expires: {after: P2M, from: start}",
              "expires.from",
              "expected grant, period_start"),
          grant(BY_SCHEMA, "expires: {aftr: P2M, after: P1M}", "expires.aftr", "mean 'after'?"),
          grant(BY_SCHEMA, "rollover: all", "rollover", "expected none, or a block of keys"),
          grant(BY_READER, "rollover: {max_amount: 0}", "rollover.max_amount", "rollover: none"),
          grant(BY_SCHEMA, "rollover: {max_fraction: 1.5}", "rollover.max_fraction", "at most 1"),
          grant(BY_SCHEMA, "rollover: {max_times: 0}", "rollover.max_times", "from 1 to 1000"),
          grant(BY_SCHEMA, "rollover: {max_tmes: 1}", "rollover.max_tmes", "'max_times'?"),
          grant(
              BY_SCHEMA,
              "rollover: {expires_after: 2M}",
              "rollover.expires_after",
              "a span of one unit"),
          grant(
              BY_READER,
              "rollover: {expires_after: P1M}",
              "rollover.expires_after",
              "write measured_from: rollover"),
          grant(
              BY_SCHEMA,
              "rollover: {measured_from: origin}",
              "rollover.measured_from",
              "with 'expires_after' only"),
          grant(
              BY_SCHEMA,
              "rollover: {expires_after: P2M, measured_from: orgin}",
              "rollover.measured_from",
              "did you mean 'origin'?"),
          grant(BY_SCHEMA, "requires: paid", "requires", "expected paid_plan, found 'paid'"),
          grant(BY_READER, "requires: paid_plan", "requires", "plan free is no paid one"),
          // Plans.
          plan(BY_SCHEMA, "term: P12H", "term", "expected a span of one unit"),
          plan(BY_SCHEMA, "term: PT12H", "term", "an interval of whole days"),
          plan(BY_SCHEMA, "top_ups: true", "top_ups", "unknown key 'top_ups'"),
          plan(BY_SCHEMA, "overdraft: [{pool: message, limit: 5}]", "overdraft[0].at_reset", "add"),
          plan(
              BY_READER,
              "overdraft: [{pool: message, limit: 0, at_reset: carry}]",
              "overdraft[0].limit",
              "above 0"),
          plan(
              BY_SCHEMA,
              "overdraft: [{pool: message, limit: 5, at_reset: forgve}]",
              "overdraft[0].at_reset",
              "did you mean 'forgive'?"),
          plan(
              BY_READER,
              "overdraft: [{pool: massage, limit: 5, at_reset: carry}]",
              "overdraft[0].pool",
              "did you mean 'message'?"),
          plan(
              BY_READER,
              "overdraft: [{pool: message, limit: 5, at_reset: carry}, {pool: message, limit: 6,"
                  + " at_reset: carry}]",
              "overdraft[1]",
              "stands in line 8 already"),
          new Row(BY_READER, "name: pro", "name: pro*", 6, "plans[1].name", "has no *"),
          new Row(
              BY_READER,
              GRANT,
              "{pool: message, amount: <size>, every: P1M}",
              5,
              "plans[0].grants[0].amount",
              "found '<size>'"),
          group(
              BY_READER,
              "{sizes: [1, 2], plans: [{name: t}]}",
              "plans[0].name",
              "as in 't-<size>'"),
          group(
              BY_READER,
              "{sizes: [1, 2], plans: [{name: t<size>, grants: [{id: t, pool: other, amount: 1,"
                  + " every: P1M}]}]}",
              "plans[0].grants[0].id",
              "each size has its own"),
          group(
              BY_SCHEMA,
              "{sizes: [1, 1], plans: [{name: t<size>}]}",
              "sizes[1]",
              "twice: drop one"),
          group(BY_SCHEMA, "{sizes: [], plans: [{name: t<size>}]}", "sizes", "name at least one"),
          group(BY_SCHEMA, "{sizes: [1]}", "plans", "missing key 'plans'"),
          group(
              BY_SCHEMA,
              "{sizes: [a, b], plans: [{name: t<size>, pad: true}]}",
              "plans[0].pad",
              "'paid'?"),
          group(
              BY_READER,
              "{sizes: [1x], plans: [{name: t<size>, grants: [{pool: other, amount: <size>,"
                  + " every: P1M}]}]}",
              "plans[0].grants[0].amount",
              "found '1x'"),
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
          new Row(
              BY_SCHEMA,
              "",
              "limits: [{id: l, pool: message, window: calendar day}]",
              12,
              "limits[0].amount",
              "only a limit of scope: actor may go without"),
          new Row(
              BY_READER,
              "",
              "limits: [{id: l, pool: message, window: calendar day, scope: app}]",
              12,
              "limits[0].amount",
              "only a limit of scope: actor may go without"),
          limit(BY_READER, "window: calendar day, plans: [po*]", "plans[0]", "unknown plan 'po*'"),
          // Actions.
          action(BY_SCHEMA, "refund_on_failure: yes", "refund_on_failure", "true or false"),
          action(BY_SCHEMA, "free: {quantity: 3}", "free.window", "as in window: calendar day"),
          action(BY_SCHEMA, "free: {window: calendar day}", "free.quantity", "as in quantity: 3"),
          action(
              BY_READER, "free: {quantity: 0, window: calendar day}", "free.quantity", "above 0"),
          action(
              BY_SCHEMA,
              "free: {quantity: 3, window: monthly}",
              "free.window",
              "expected rolling P1D, calendar day"),
          action(
              BY_READER,
              "free: {quantity: 3, window: period}",
              "free.window",
              "plan pro has no recurring grant"),
          action(
              BY_READER,
              "free: {quantity: 3, window: rolling P1D, zone: UTC}",
              "free.zone",
              "only calendar windows"),
          action(BY_SCHEMA, "loop_breaker: {charges: 5}", "loop_breaker.within", "within: PT1M"),
          action(
              BY_SCHEMA,
              "loop_breaker: {charges: 0, within: PT1M}",
              "loop_breaker.charges",
              "from 1 to 100"),
          action(
              BY_READER,
              "loop_breaker: {charges: 5, within: P1M}",
              "loop_breaker.within",
              "at most 31 days"),
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
          price(BY_SCHEMA, "{tiers: []}", ".tiers", "the list is empty"),
          price(BY_SCHEMA, "{tiers: [{up_to: 5}, {each: 1}]}", ".tiers[0].each", "each: 0.5"),
          price(BY_READER, "{tiers: [{each: 2}, {each: 1}]}", ".tiers[0].up_to", "only the last"),
          price(BY_READER, "{tiers: [{up_to: 5, each: 1}]}", ".tiers[0].up_to", "has no end"),
          price(
              BY_READER,
              "{tiers: [{up_to: 5, each: 2}, {up_to: 5, each: 1}, {each: 0}]}",
              ".tiers[1].up_to",
              "expected more than 5, where this tier begins"),
          price(BY_SCHEMA, "{tokens: {input: 1}}", ".tokens.output", "as in output: 15"),
          price(BY_SCHEMA, "{tokens: {input: 1, output: x}}", ".tokens.output", "an amount of 0"),
          price(
              BY_SCHEMA, "{tokens: {input: 1, output: 1, cachd: 1}}", ".tokens.cachd", "'cached'?"),
          new Row(
              BY_SCHEMA,
              PRICE,
              "{pool: message, price: 1, payer: app-owner}",
              10,
              "actions.chat.change.payer",
              "did you mean 'app_owner'?"),
          new Row(BY_READER, "chat.change", "chat.*", 10, "actions.chat.*", "has no *"),
          // Top-ups.
          topUps(BY_READER, "pool: mesage", "pool", "did you mean 'message'?"),
          topUps(BY_SCHEMA, "plans: [pro]", "pool", "as in pool: message"),
          topUps(BY_READER, "pool: message, plans: [prp]", "plans[0]", "did you mean 'pro'?"),
          topUps(BY_READER, "pool: message, packs: [0]", "packs[0]", "above 0"),
          topUps(BY_SCHEMA, "pool: message, packs: []", "packs", "name at least one"),
          topUps(BY_SCHEMA, "pool: message, expires_after: year", "expires_after", "a span of one"),
          topUps(BY_SCHEMA, "pool: message, requires: plan", "requires", "expected paid_plan"),
          topUps(BY_SCHEMA, "pool: message, priority: 1.5", "priority", "a whole number"),
          topUps(BY_READER, "pool: message}, {pool: message", "[1]", "stands in line 12 already"),
          topUps(
              BY_SCHEMA,
              "pool: message, auto: {threshold: 5, amount: 10}",
              "auto.max_per_month",
              "as in max_per_month: 400"),
          topUps(
              BY_READER,
              "pool: message, auto: {threshold: 5, amount: 10, max_per_month: 9}",
              "auto.max_per_month",
              "at least the amount that is bought each time, 10"),
          topUps(
              BY_READER,
              "pool: message, packs: [50], auto: {threshold: 5, amount: 10, max_per_month: 10}",
              "auto.amount",
              "expected one of the packs, 50, found '10'"),
          topUps(
              BY_READER,
              "pool: message, auto: {threshold: 5, amount: 0, max_per_month: 10}",
              "auto.amount",
              "above 0"),
          // Changes of plan, promos, alerts.
          new Row(
              BY_SCHEMA,
              "",
              "plan_change: {on_downgrade: now}",
              12,
              "plan_change.on_downgrade",
              "expected at_period_end, found 'now'"),
          new Row(
              BY_SCHEMA,
              "",
              "plan_change: {on_cancel: suspnd}",
              12,
              "plan_change.on_cancel",
              "did you mean 'suspend'?"),
          new Row(
              BY_SCHEMA,
              "",
              "plan_change: {on_upgrade: {grant: difference, expiry_from: cycle}}",
              12,
              "plan_change.on_upgrade.expiry_from",
              "expected cycle_start or now"),
          new Row(
              BY_READER,
              "",
              "plan_change: {on_upgrade: {grant: prorated, old: void}}",
              12,
              "plan_change.on_upgrade.old",
              "write old: keep, or grant: full"),
          new Row(
              BY_SCHEMA,
              "",
              "alerts: [{pool: message}]",
              12,
              "alerts[0].below",
              "or another kind, as in expiring: P7D"),
          new Row(
              BY_SCHEMA,
              "",
              "alerts: [{pool: message, below: 1, expiring: P7D}]",
              12,
              "alerts[0].expiring",
              "make it two alerts"),
          new Row(
              BY_SCHEMA,
              "",
              "alerts: [{pool: message, expiring: week}]",
              12,
              "alerts[0].expiring",
              "a span of one unit"),
          new Row(
              BY_SCHEMA,
              "",
              "alerts: [{pool: message, expiring: P1M}]",
              12,
              "alerts[0].expiring",
              "expected days or hours, such as P30D, found 'P1M'"),
          new Row(
              BY_SCHEMA,
              "",
              "alerts: [{pool: message, expiring: P1Y}]",
              12,
              "alerts[0].expiring",
              "expected days or hours, such as P30D, found 'P1Y'"),
          new Row(
              BY_READER,
              "",
              "alerts: [{pool: message, expiring: P7D}, {pool: message, expiring: P7D}]",
              12,
              "alerts[1]",
              "stands there already"),
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

  private static Row grant(Seen seen, String with, String key, String message) {
    return new Row(
        seen, "25, every: P1M", "25, every: P1M, " + with, 5, "plans[0].grants[0]." + key, message);
  }

  private static Row plan(Seen seen, String with, String key, String message) {
    return new Row(
        seen, "    paid: true", "    paid: true\n    " + with, 8, "plans[1]." + key, message);
  }

  private static Row group(Seen seen, String group, String key, String message) {
    return new Row(
        seen, "    paid: true", "    paid: true\n  - " + group, 8, "plans[2]." + key, message);
  }

  private static Row action(Seen seen, String with, String key, String message) {
    return new Row(
        seen,
        PRICE,
        "{pool: message, price: 1, " + with + "}",
        10,
        "actions.chat.change." + key,
        message);
  }

  private static Row topUps(Seen seen, String block, String key, String message) {
    boolean second = key.startsWith("[");
    return new Row(
        seen,
        "",
        "top_ups: [{" + block + "}]",
        12,
        second ? "top_ups" + key : "top_ups[0]." + key,
        message);
  }

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
