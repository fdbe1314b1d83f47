package dev.scrip.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code scrip up} says can be tried. */
class FirstStepsTest {
  /** Bolt's prompts cost what the caller says: what costs nothing is left. */
  @ParameterizedTest
  @CsvSource({
    "base44-2025, free, chat.discuss",
    "base44-2026, free, chat.discuss",
    "lovable,     free, build.plan",
    "bolt,        free, edit.code",
    "shapes,      free, run",
  })
  void shouldNameAnActionThatTheRulesHave(String preset, String plan, String action) {
    assertEquals(new FirstSteps(plan, action), FirstSteps.of(preset, RulesFile.of(preset).text()));
  }

  @Test
  void shouldNameOnlyWhatThePlanMayUseAsItIs() {
    String rules =
        """
        name: mine
        pools: [{name: credits, unit: credits}]
        plans: [{name: none}, {name: pro, paid: true}]
        fallback: none
        actions:
          gone: {pool: credits, retired: true}
          draw: {pool: credits, price: {per_plan: {pro: 1}}}
          ask: {pool: credits, price: {by: model, table: {large: 2}}}
          think: {pool: credits, price: {reported: {}}}
        """;

    assertEquals(new FirstSteps("none", ""), FirstSteps.of("mine", rules));
    assertEquals(
        new FirstSteps("none", "edit"),
        FirstSteps.of("mine", rules + "  edit: {pool: credits, price: 3}\n"));
  }

  @Test
  void shouldNameNothingOfAFileItCannotRead() {
    assertEquals(new FirstSteps("", ""), FirstSteps.of("later", "name: later\nnewer: true\n"));
  }
}
