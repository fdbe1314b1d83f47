package dev.scrip.ledger.scenario;

import java.util.List;

/** Scenario files with one fault each: what is told of it, and whether a schema can know it. */
final class FaultyScenarios {
  /**
   * One file.
   *
   * @param bySchema whether the JSON Schema refuses it too
   * @param message part of what is told
   */
  record Row(String yaml, int line, String key, String message, boolean bySchema) {
    @Override
    public String toString() {
      return message + " <- " + yaml.strip().replaceAll("\\s*\n\\s*", " ⏎ ");
    }
  }

  static final List<Row> ROWS =
      List.of(
          file("scenarios: []", 1, "rules", "missing key 'rules': add it, as in rules:", true),
          file("rules: small", 1, "scenarios", "missing key 'scenarios'", true),
          file("rules: smal\nscenarios: []", 1, "rules", "found 'smal': there is neither", false),
          file(
              "rules: small\nscenarois: []\nscenarios: []",
              2,
              "scenarois",
              "did you mean 'scenarios'?",
              true),
          file(
              "rules: small\nswitches: {dayly: true}\nscenarios: [{name: a, steps: [{at: 2027-01-01}]}]",
              2,
              "switches",
              "unknown switch 'dayly': did you mean 'daily'?",
              false),
          file(
              "rules: small\nscenarios: [{name: a, steps: []}]",
              2,
              "scenarios[0].steps",
              "expected at least one step",
              true),
          file(
              "rules: small\nscenarios: [{name: a, steps: [{open: free}]}]",
              2,
              "scenarios[0].steps[0].at",
              "the first step has no instant",
              false),
          file(
              "rules: small\nstart: 2027-01-01\nscenarios:\n  - {name: a, steps: [{open: free}]}\n  - {name: a, steps: [{open: free}]}",
              5,
              "scenarios[1].name",
              "the scenario of line 4 has this name already",
              false),
          file(
              "rules: small\nstart: tomorrow\nscenarios: [{name: a, steps: [{at: 2027-01-01}]}]",
              2,
              "start",
              "expected an instant in UTC",
              true),
          step("{opne: free}", "opne", "did you mean 'open'?", true),
          step("{open: fre}", "open", "unknown plan 'fre': did you mean 'free'?", false),
          step("{open: free, plan: pro}", "", "found open and plan: write a step for each", true),
          step("{open: free, quantity: 2}", "quantity", "unknown key 'quantity'", true),
          step("{charge: chat.chnge}", "charge", "did you mean 'chat.change'?", false),
          step("{charge: chat.change, quantity: -1}", "quantity", "expected an amount", true),
          step("{charge: app.call, app: crm}", "app", "unknown app 'crm'", false),
          step("{charge: chat.change, attributes: [a]}", "attributes", "expected names", true),
          step("{hold: chat.change, expires_in: 15}", "expires_in", "expected a span", true),
          step(
              "{capture: h1}",
              "capture",
              "expected the id of a step above, found 'h1': give that step one",
              false),
          step(
              "{refund: c1, failed: perhaps, expect: {rejected: UNKNOWN_CHARGE}}",
              "failed",
              "expected",
              true),
          step("{grant: mesage, amount: 1}", "grant", "did you mean 'message'?", false),
          step("{grant: message, source: topup}", "source", "did you mean 'top_up'?", true),
          step("{grant: message, priority: low}", "priority", "expected a whole number", true),
          step("{plan: pro, when: later}", "when", "expected now or period_end", true),
          step("{cancel: pro}", "cancel", "expected 'cancel' alone", true),
          step(
              "{transfer: message, amount: 1}",
              "to",
              "missing key 'to': add it, as in to: bob",
              true),
          step("{limit: day}", "actor", "missing key 'actor'", true),
          step(
              "{limit: dya, actor: mia, amount: 1}",
              "limit",
              "unknown limit 'dya': did you mean 'day'?",
              false),
          file(
              "rules: small\nscenarios:\n  - name: a\n    steps:\n      - {at: 2027-01-31, open: free}\n      - {at: 2027-01-30}",
              6,
              "scenarios[0].steps[1].at",
              "expected an instant not before that of the step above, 2027-01-31T00:00:00Z",
              false),
          step("{at: 2027-02-30, open: free}", "at", "expected an instant in UTC", false),
          step(
              "{at: 2027-02-28, after: P1D, open: free}",
              "after",
              "expected 'at' or 'after', found both",
              true),
          step("{after: 1 day, open: free}", "after", "expected a span", true),
          step(
              "{open: free, expect: {mesage: 25}}",
              "expect.mesage",
              "did you mean 'message'?",
              false),
          step("{open: free, expect: 25}", "expect", "expected what is expected, such as", true),
          step(
              "{open: free, expect: {message: all}}", "expect.message", "expected an amount", true),
          step(
              "{open: free, expect: {message: {balnce: 1}}}",
              "expect.message.balnce",
              "did you mean 'balance'?",
              true),
          step(
              "{open: free, expect: {rejected: DAILY_CUP}}",
              "expect.rejected",
              "did you mean 'DAILY_CAP'?",
              true),
          step(
              "{open: free, expect: {rejected: []}}", "expect.rejected", "expected a reason", true),
          step(
              "{open: free, expect: {retry_at: soon}}",
              "expect.retry_at",
              "expected an instant",
              true),
          step("{open: free, expect: {replayed: maybe}}", "expect.replayed", "expected", true),
          step(
              "{open: free, expect: {plan: por}}",
              "expect.plan",
              "unknown plan 'por': did you mean 'pro'?",
              false),
          step(
              "{open: free, expect: {drawn: [daily]}}",
              "expect.drawn",
              "expected grants with an amount each",
              true),
          step(
              "{open: free, expect: {left: {dialy: 5}}}",
              "expect.left.dialy",
              "unknown grant 'dialy': did you mean 'daily'?",
              false),
          step(
              "{open: free, expect: {used: {dya: 5}}}",
              "expect.used.dya",
              "unknown limit 'dya': did you mean 'day'?",
              false),
          step(
              "{open: free, expect: {entries: opened}}",
              "expect.entries",
              "expected a list of lines",
              true),
          step(
              "{open: free, expect: {entries: [openend]}}",
              "expect.entries[0]",
              "unknown entry 'openend': did you mean 'opened'?",
              false),
          step(
              "{open: free, expect: {entries: [expired 25 mesage]}}",
              "expect.entries[0]",
              "found 'mesage': did you mean 'message'?",
              false),
          step(
              "{open: free, expect: {events: [depleted message @noon]}}",
              "expect.events[0]",
              "expected an instant",
              false));

  private FaultyScenarios() {}

  private static Row file(String yaml, int line, String key, String message, boolean bySchema) {
    return new Row(yaml + "\n", line, key, message, bySchema);
  }

  /** A file whose only step has the fault. */
  private static Row step(String step, String key, String message, boolean bySchema) {
    String path = "scenarios[0].steps[0]" + (key.isEmpty() ? "" : "." + key);
    return new Row(ScenarioFiles.steps(step), 6, path, message, bySchema);
  }
}
