package dev.scrip.ledger.scenario;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.scrip.ledger.rules.RulesFaults;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every preset tells the stories that its product tells. */
class ShippedScenariosTest {
  @TestFactory
  Stream<DynamicNode> shouldGoAsWritten() {
    return ScenarioFiles.all().stream()
        .map(file -> dynamicContainer(file.getFileName().toString(), played(file)));
  }

  private static Stream<DynamicNode> played(Path file) {
    try {
      return ScenarioRun.onFold(ScenarioFiles.read(file).scenarios()).stream()
          .map(result ->
              dynamicTest(
                  result.scenario().name(),
                  () -> result.failure().ifPresent(failure -> fail(failure.text()))));
    } catch (RulesFaults faults) {
      return Stream.of(dynamicTest(file + " is read", () -> fail(faults.getMessage())));
    }
  }

  /** A value of a switch that no story is about may say anything. */
  @Test
  void shouldTellAStoryOfEverySwitchsOtherValues() {
    assertAll(
        Stream.of(
                "base44-2025 free_daily_window=rolling_24h",
                "base44-2025 carry_usage=false",
                "base44-2025 free_credits=daily_grant",
                "base44-2025 database_actions=1",
                "base44-2025 manual_model_multiplier=2",
                "base44-2026 member_default=250",
                "lovable monthly_ceiling_counts=issued",
                "bolt upgrade_grants=full")
            .map(wanted -> () -> assertTrue(switches().contains(wanted), wanted)));
  }

  private static Set<String> switches() {
    return ScenarioFiles.all().stream()
        .flatMap(file -> scenarios(file).stream().flatMap(scenario -> chosen(file, scenario)))
        .collect(Collectors.toSet());
  }

  private static Stream<String> chosen(Path file, Scenario scenario) {
    String preset = file.getFileName().toString().replace(".yaml", "");
    return scenario.switches().entrySet().stream()
        .map(chosen -> preset + " " + chosen.getKey() + "=" + chosen.getValue());
  }

  private static List<Scenario> scenarios(Path file) {
    try {
      return ScenarioFiles.read(file).scenarios();
    } catch (RulesFaults faults) {
      throw new IllegalStateException(faults);
    }
  }
}
