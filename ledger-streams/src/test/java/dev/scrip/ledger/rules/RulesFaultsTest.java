package dev.scrip.ledger.rules;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.ledger.domain.Bounds;
import dev.scrip.ledger.rules.RulesReader.Fault;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a faulty file is told. */
class RulesFaultsTest {
  static Stream<FaultyRules.Row> rows() {
    return FaultyRules.ROWS.stream();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void shouldTellTheOneFault(FaultyRules.Row row) {
    List<Fault> faults = faults(row.yaml());

    assertEquals(1, faults.size(), () -> "one fault, found " + faults);
    Fault fault = faults.getFirst();
    assertAll(
        () -> assertEquals(row.line(), fault.line(), fault::toString),
        () -> assertEquals(row.key(), fault.key(), fault::toString),
        () ->
            assertTrue(
                fault.message().contains(row.message()),
                () -> "expected …" + row.message() + "…, found " + fault.message()));
  }

  @Test
  void shouldTellAllFaultsInTheFilesOrder() {
    RulesFaults refused =
        assertThrows(
            RulesFaults.class,
            () ->
                RulesReader.read(
                    "shop.yaml",
                    """
                    name: all
                    pools: [{name: message, unit: credits}]
                    plans:
                      - {name: free, grants: [{pool: mesage, amount: x, every: P1H}]}
                    fallback: fre
                    alerts: [{pool: message}]
                    copons: true
                    """,
                    1));

    assertEquals("shop.yaml", refused.fileName());
    assertEquals(
        List.of(
            "4:34 plans[0].grants[0].pool",
            "4:50 plans[0].grants[0].amount",
            "4:60 plans[0].grants[0].every",
            "5:11 fallback",
            "6:10 alerts[0].below",
            "7:1 copons"),
        refused.faults().stream()
            .map(fault -> fault.line() + ":" + fault.column() + " " + fault.key())
            .toList());
    assertTrue(
        refused
            .toString()
            .contains("shop.yaml:5:11: fallback: unknown plan 'fre': did you mean 'free'?"),
        refused.toString());
  }

  @Test
  void shouldRefuseMoreGrantsThanTheFoldTakes() {
    String grant = "{id: g%d, pool: message, amount: 1, every: P1M}";
    String grants =
        IntStream.rangeClosed(0, Bounds.MOST_RECURRING)
            .mapToObj(grant::formatted)
            .collect(Collectors.joining(", "));

    List<Fault> faults =
        faults(RulesFiles.SMALL.replace("{pool: message, amount: 25, every: P1M}", grants));

    assertEquals(1, faults.size(), faults::toString);
    assertEquals("plans[0].grants", faults.getFirst().key());
    assertTrue(faults.getFirst().message().contains("at most 32 grants"), faults::toString);
  }

  @Test
  void shouldRefuseGroupsThatComeToMorePlansThanThereMayBe() {
    String sizes =
        IntStream.rangeClosed(1, 501).mapToObj(String::valueOf).collect(Collectors.joining(", "));

    List<Fault> faults =
        faults(
            RulesFiles.SMALL.replace(
                "fallback", "  - {sizes: [" + sizes + "], plans: [{name: t<size>}]}\nfallback"));

    assertEquals(1, faults.size(), faults::toString);
    assertEquals("plans[2].sizes", faults.getFirst().key());
    assertTrue(faults.getFirst().message().contains("at most 500 plans"), faults::toString);
  }

  @Test
  void shouldRefuseSwitchesTheFileDoesNotHave() {
    RulesFaults refused =
        assertThrows(
            RulesFaults.class,
            () ->
                RulesReader.read(
                    "base44-2025.yaml",
                    RulesFiles.BASE44_2025,
                    1,
                    Map.of("carry_usge", "true", "database_actions", "7")));

    assertEquals(
        List.of("switches.carry_usge", "switches.database_actions"),
        refused.faults().stream().map(Fault::key).sorted().toList());
  }

  @Test
  void shouldRefuseDeepNestingWithoutDescending() {
    int deep = 200_000;

    List<Fault> faults =
        faults(RulesFiles.SMALL + "alerts: " + "[".repeat(deep) + "]".repeat(deep) + "\n");

    assertEquals(1, faults.size());
    assertEquals("alerts" + "[0]".repeat(31), faults.getFirst().key());
    assertEquals("nested deeper than 32 levels: flatten it", faults.getFirst().message());
  }

  @Test
  void shouldStopListingAtFiveHundred() {
    List<Fault> faults = faults(RulesFiles.SMALL + "alerts: [" + "{},".repeat(5_000) + "]\n");

    assertEquals(Faults.MOST + 1, faults.size());
    assertTrue(
        faults.stream().anyMatch(fault -> fault.message().contains("more faults than the 500")));
  }

  @Test
  void shouldRefuseAFileWithoutKeys() {
    assertEquals("the file is empty: start with name, pools and plans", only("# nothing\n"));
    assertTrue(only("- a\n- b\n").startsWith("expected keys such as name, pools and plans"));
  }

  private static String only(String yaml) {
    List<Fault> faults = faults(yaml);
    assertEquals(1, faults.size(), faults::toString);
    return faults.getFirst().message();
  }

  private static List<Fault> faults(String yaml) {
    return assertThrows(RulesFaults.class, () -> RulesReader.read("test.yaml", yaml, 1)).faults();
  }
}
