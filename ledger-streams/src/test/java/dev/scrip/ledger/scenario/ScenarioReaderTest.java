package dev.scrip.ledger.scenario;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.ledger.rules.RulesFaults;
import dev.scrip.ledger.rules.RulesReader.Fault;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a file is read as, and what a faulty one is told. */
class ScenarioReaderTest {
  static Stream<FaultyScenarios.Row> rows() {
    return FaultyScenarios.ROWS.stream();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void shouldTellTheOneFault(FaultyScenarios.Row row) {
    RulesFaults refused = assertThrows(RulesFaults.class, () -> ScenarioFiles.small(row.yaml()));

    assertEquals("small.yaml", refused.fileName());
    assertEquals(1, refused.faults().size(), refused::getMessage);
    Fault fault = refused.faults().getFirst();
    assertAll(
        () -> assertEquals(row.line(), fault.line(), fault::toString),
        () -> assertEquals(row.key(), fault.key(), fault::toString),
        () -> assertTrue(fault.message().contains(row.message()), fault::message));
  }

  @Test
  void shouldTellAllFaultsInTheFilesOrder() {
    RulesFaults refused =
        assertThrows(
            RulesFaults.class,
            () ->
                ScenarioFiles.small(
                    ScenarioFiles.steps(
                        "{open: fre}",
                        "{charge: chat.change, expect: {mesage: 24}}",
                        "{refund: c1, expcet: {message: 25}}")));

    assertEquals(
        List.of("6 open", "7 mesage", "8 refund", "8 expcet"),
        refused.faults().stream()
            .map(fault ->
                fault.line() + " " + fault.key().substring(fault.key().lastIndexOf('.') + 1))
            .toList());
  }

  @Test
  void shouldTellTheFaultsOfTheRulesUnderTheirName() {
    RulesFaults refused =
        assertThrows(
            RulesFaults.class,
            () ->
                ScenarioReader.read(
                    "s.yaml", "rules: shop.yaml\nscenarios: []\n", _ -> Optional.of("name: x\n")));

    assertEquals("shop.yaml", refused.fileName());
  }

  @Test
  void shouldCountTimeFromTheStepAbove() throws RulesFaults {
    ScenarioFile file =
        ScenarioFiles.small(
            ScenarioFiles.steps(
                "{open: free}", "{after: P1M}", "{after: PT90M}", "{at: 2027-03-01}", "{}"));

    assertEquals(
        List.of(
            "2027-01-31T14:37:05Z",
            "2027-02-28T14:37:05Z",
            "2027-02-28T16:07:05Z",
            "2027-03-01T00:00:00Z",
            "2027-03-01T00:00:00Z"),
        file.scenarios().getFirst().steps().stream()
            .map(step -> Instants.text(step.at()))
            .toList());
  }

  @Test
  void shouldFindThePayerByTheActionsRule() throws RulesFaults {
    ScenarioFile file =
        ScenarioFiles.small(
            """
            rules: small
            start: 2027-01-31
            scenarios:
              - name: payers
                apps: {crm: own}
                steps:
                  - {charge: member.chat, actor: mia, app: crm}
                  - {charge: app.call, actor: mia, app: crm}
                  - {charge: chat.change, actor: mia, app: crm}
                  - {charge: member.chat, actor: mia, wallet: bob}
            """);

    assertEquals(
        List.of("mia true", "own true", "wallet false", "bob false"),
        file.scenarios().getFirst().steps().stream()
            .map(step -> step.wallet() + " " + step.byPayerRule())
            .toList());
  }
}
