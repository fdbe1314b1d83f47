package dev.scrip.ledger.rules;

import static dev.scrip.ledger.rules.RulesDiff.Effect.AT_ONCE;
import static dev.scrip.ledger.rules.RulesDiff.Effect.NEXT_PERIOD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.rules.RulesDiff.Change;
import dev.scrip.ledger.rules.RulesDiff.Effect;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a change of a rules file is told as. */
class RulesDiffTest {
  private static final String EVERYTHING = RulesFiles.EVERYTHING;

  /** What is replaced in the file that has every key, and the sentences it comes to. */
  record Row(String from, String to, Effect effect, String... sentences) {
    @Override
    public String toString() {
      return from + " -> " + to;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        now("unit: credits", "unit: points", "Pool message: unit credits → points"),
        now(
            "{name: tokens, unit: tokens}",
            "{name: tokens, unit: tokens}\n  - {name: more, unit: x}",
            "Pool more: new; unit x"),
        next("amount: 5\n", "amount: 6\n", "Plan free: message credits (daily) per day 5 → 6"),
        next(
            "scope: [build.*, fix]",
            "scope: [build.*]",
            "Plan free: message credits (daily) for build.*, fix → build.*"),
        next(
            "{amount: \"30.5\", every: P1M, anchor: subscription, counts: used}",
            "{amount: 40, every: P1M, anchor: subscription, counts: issued}",
            "Plan free: message credits (daily) at most 30.5 used per month of the subscription"
                + " → 40 given per month of the subscription"),
        next(
            "      - {pool: tokens, amount: 0.000001, every: P7D}\n",
            "",
            "Plan free: tokens, no more"),
        next(
            "{after: P1M, from: term_end}",
            "{after: P2M}",
            "Plan pro: message credits expire 1 month after the plan's term → 2 months after they"
                + " were given"),
        next(
            "        requires: paid_plan\n      - pool: tokens",
            "      - pool: tokens",
            "Plan pro: message credits need a paid plan → nothing"),
        next(
            "max_times: 3",
            "max_times: 1",
            "Plan pro: tokens roll over at most 8, at most 50%, 3 times, until 30 days after the"
                + " rollover → at most 8, at most 50%, once, until 30 days after the rollover"),
        now(
            "limit: 10, at_reset: repay",
            "limit: 20, at_reset: carry",
            "Plan pro: overdraft of message up to 10 → 20",
            "Plan pro: overdraft of message at a new period paid back → carried on"),
        next(
            "every: P1M, rollover: {}",
            "every: P1M",
            "Plan team-10: message credits (team.10.extra) roll over once, until the next period's"
                + " end → none",
            "Plan team-20: message credits (team.20.extra) roll over once, until the next period's"
                + " end → none"),
        now(
            "{name: old, paid: true, retired: true}",
            "{name: old, paid: true}",
            "Plan old: state retired → in use"),
        now(
            "  - {name: old, paid: true, retired: true}\n",
            """
              - {name: old, paid: true, retired: true}
              - {name: max, paid: true, grants: [{pool: message, amount: 9, every: P1M}]}
            """,
            "Plan max: new; price paid; term 1 month",
            "Plan max: message credits, new: per month 9",
            "Limit month: also for max",
            "Top-ups of pool tokens: also for max"),
        now("fallback: free", "fallback: pro", "Plan to fall back to: free → pro"),
        now("amount: 70", "amount: 80", "Limit month: at most 70 → 80"),
        now(
            "plans: [team-*, pro]",
            "plans: [team-*, free]",
            "Limit member: also for free",
            "Limit member: no more for pro"),
        now(
            "{id: hours, plans: [pro], pool: tokens, amount: 2, window: rolling PT5H, scope: action}",
            "{id: hours2, plans: [pro], pool: tokens, amount: 2, window: rolling PT6H}",
            "Limit hours: no more",
            "Limit hours2: new; at most 2; window 6 hours from the first charge on; pool tokens;"
                + " for the wallet; counts plan, daily, rollover, promo, adjustment, refund, transfer",
            "Limit hours2: for pro"),
        now("is: 0.1", "is: 0.2"),
        now(
            "small: 0.5",
            "small: 0.75",
            "Action build.message with model small costs 0.5 → 0.75 credits"),
        now(
            "{free: 4,",
            "{free: 3,",
            "Action build.message on plan free with model large costs 4 → 3 credits"),
        now(
            "quantity: 3,",
            "quantity: 4,",
            "Action build.message: free of charge 3 per calendar month, Europe/Berlin → 4 per"
                + " calendar month, Europe/Berlin"),
        now(
            "charges: 20",
            "charges: 30",
            "Action build.message: refused above 20 in 1 minute → 30 in 1 minute"),
        now(
            "refund_on_failure: true",
            "refund_on_failure: false",
            "Action build.message: given back on failure yes → no"),
        now(
            "{each: 0}",
            "{each: 0.1}",
            "Action store costs 1 each up to 10, 0.5 each up to 100.5, 0 each beyond → 1 each up"
                + " to 10, 0.5 each up to 100.5, 0.1 each beyond tokens"),
        now(
            "at_least: 1",
            "at_least: 2",
            "Action think with model large costs per million tokens 3 (input), 15 (output), 0.3"
                + " (cached), at least 1 → per million tokens 3 (input), 15 (output), 0.3 (cached),"
                + " at least 2 tokens"),
        now(
            "run: {pool: tokens, price: \"0\",",
            "run: {pool: tokens, payer: actor, price: \"0\",",
            "Action run: paid by the wallet that is named → the member"),
        now(
            "  gone: {pool: tokens, retired: true}",
            "  gone: {pool: tokens, price: 1}",
            "Action gone: state retired → in use",
            "Action gone costs 1 tokens"),
        now(
            "packs: [50, 100]",
            "packs: [100, 500]",
            "Top-ups of pool message: packs 50, 100 → 100, 500"),
        now(
            "max_per_month: 400",
            "max_per_month: 500",
            "Top-ups of pool message: automatic 100 when 25 are left, at most 400 per calendar"
                + " month, Europe/Berlin → 100 when 25 are left, at most 500 per calendar month,"
                + " Europe/Berlin"),
        now("  - {pool: tokens}\n", "", "Top-ups of pool tokens: no more"),
        now(
            "anchor: now, expiry_from: cycle_start",
            "anchor: keep, expiry_from: cycle_start",
            "An upgrade gives the new plan's whole amount, keeps old credits, begins a new period,"
                + " expires by the period's start → gives the new plan's whole amount, keeps old"
                + " credits, keeps the period, expires by the period's start"),
        now(
            "on_cancel: expire",
            "on_cancel: suspend",
            "On cancel, credits of the plan expire → that need a paid plan are suspended"),
        now(
            "amount: 20, expires_after",
            "amount: 25, expires_after",
            "Promo SHARE20: gives 20 → 25"),
        now("coupons: true", "coupons: false", "Other codes are taken → refused"),
        now("below: 20%", "below: 30%", "Alert message<20%: no more", "Alert message<30%: new"));
  }

  private static Row now(String from, String to, String... sentences) {
    return new Row(from, to, AT_ONCE, sentences);
  }

  private static Row next(String from, String to, String... sentences) {
    return new Row(from, to, NEXT_PERIOD, sentences);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void shouldSayWhatChangesAndFromWhen(Row row) throws RulesFaults {
    String changed =
        EVERYTHING.replaceFirst(Pattern.quote(row.from()), Matcher.quoteReplacement(row.to()));
    assertNotEquals(EVERYTHING, changed);

    List<Change> changes = RulesDiff.of(read(EVERYTHING), read(changed));

    assertEquals(
        Stream.of(row.sentences()).map(text -> new Change(text, row.effect())).toList(), changes);
  }

  @Test
  void shouldSayNothingOfRulesThatDecideAlike() throws RulesFaults {
    assertEquals(List.of(), RulesDiff.of(read(EVERYTHING), read("# Same\n" + EVERYTHING)));
  }

  @Test
  void shouldSayOnceWhatChangesForManyPlans() throws RulesFaults {
    Rules before = RulesReader.read("lovable", RulesFiles.LOVABLE, 1);
    Rules after =
        RulesReader.read(
            "lovable",
            RulesFiles.LOVABLE.replaceAll("(<size>.*\\.cloud, pool: credits, amount:) 20", "$1 30"),
            2);

    assertEquals(
        List.of(
            new Change(
                "Plans pro-100, pro-100-annual, business-100, pro-200, pro-200-annual,"
                    + " business-200 and 27 more: credits (cloud) per month 20 → 30",
                NEXT_PERIOD)),
        RulesDiff.of(before, after));
  }

  /** The rows stay as they are, but a charge that two of them are for meets another first. */
  @Test
  void shouldSayWhatTheOrderOfOverlappingPricesChanges() throws RulesFaults {
    String file = RulesFiles.SMALL.replace("price: 1}", "price: %s}");
    String modelFirst =
        file.formatted(
            "{by: model, table: {large: 5}, otherwise: {by: mode, table: {fast: 3}, otherwise: 1}}");
    String modeFirst =
        file.formatted(
            "{by: mode, table: {fast: 3}, otherwise: {by: model, table: {large: 5}, otherwise: 1}}");

    assertEquals(
        List.of(
            new Change(
                "Action chat.change with mode fast with model large costs 5 → 3 credits", AT_ONCE)),
        RulesDiff.of(read(modelFirst), read(modeFirst)));
    assertEquals(
        List.of(new Change("Action chat.change with mode fast costs 3 → 4 credits", AT_ONCE)),
        RulesDiff.of(read(modeFirst), read(modeFirst.replace("fast: 3", "fast: 4"))));
  }

  @Test
  void shouldSayWhatOrderOfPlansChanges() throws RulesFaults {
    String swapped =
        RulesFiles.SMALL
            .replace("  - name: pro\n    paid: true\n", "")
            .replace("plans:\n", "plans:\n  - name: pro\n    paid: true\n");

    assertEquals(
        List.of(new Change("Order of plans: free, pro → pro, free", AT_ONCE)),
        RulesDiff.of(read(RulesFiles.SMALL), read(swapped)));
  }

  private static Rules read(String yaml) throws RulesFaults {
    return RulesReader.read("test.yaml", yaml, 1);
  }
}
