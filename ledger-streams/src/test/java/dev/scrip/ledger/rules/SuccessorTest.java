package dev.scrip.ledger.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.scrip.ledger.domain.Book;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.Successor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a version of the rules may not do to the names of the one before it. */
class SuccessorTest {
  /** What is replaced in the file that has every key, and what is said of it. */
  record Row(String from, String to, String... breaches) {
    @Override
    public String toString() {
      return from + " -> " + to;
    }
  }

  static Stream<Row> refused() {
    String grant = "recurring grant free.daily may not change ";
    String names = "its interval, anchor, zone or pool: use a new id";
    String limit = " may not change its window, zone, scope or pool: use a new id";
    String plan = " may not change whether it is paid, nor its term: retire it and add another";
    return Stream.of(
        new Row(
            "  - {name: old, paid: true, retired: true}\n",
            "",
            "plan old is in use: retire it instead of dropping it"),
        new Row(
            "  gone: {pool: tokens, retired: true}\n",
            "",
            "action gone is in use: retire it instead of dropping it"),
        new Row(
            "gone: {pool: tokens",
            "gone: {pool: message",
            "action gone may not move to another pool"),
        new Row("term: P1Y", "term: P1M", "plan pro" + plan),
        new Row("- {name: old, paid: true,", "- {name: old,", "plan old" + plan),
        new Row("every: P1D\n", "every: P1M\n", grant + names),
        new Row("zone: Europe/Berlin\n        source", "zone: UTC\n        source", grant + names),
        new Row(
            "every: P1M, anchor: subscription, counts",
            "every: P1Y, anchor: subscription, counts",
            grant + "the period of its ceiling: use a new id"),
        new Row(
            "every: P1M, anchor: subscription, counts",
            "every: P1M, anchor: calendar, counts",
            grant + "the period of its ceiling: use a new id"),
        new Row("window: rolling PT5H", "window: rolling PT6H", "limit hours" + limit),
        new Row(
            "window: rolling P1D, scope: app", "window: rolling P1D", "limit day.rolling" + limit));
  }

  static Stream<Row> taken() {
    return Stream.of(
        new Row("amount: 100\n", "amount: 120\n"),
        new Row("max_times: 3", "max_times: 9"),
        new Row("expires: {after: P3W, from: period_start}", "expires: end_of_period"),
        new Row("amount: \"30.5\"", "amount: 12"),
        new Row(", counts: used}", ", counts: issued}"),
        new Row("        ceiling: {amount: 20, every: P2W, counts: issued}\n", ""),
        new Row("  - {pool: tokens}\n", ""),
        new Row("  FOREVER: {pool: tokens, amount: 1}\n", ""),
        new Row("quantity: 3, window: calendar month", "quantity: 3, window: calendar day"),
        new Row("small: 0.5", "small: 0.75"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void shouldRefuseWhatWouldChangeAName(Row row) throws RulesFaults {
    assertEquals(List.of(row.breaches()), breaches(row));
  }

  @ParameterizedTest
  @MethodSource("taken")
  void shouldTakeOtherAmountsAndLives(Row row) throws RulesFaults {
    assertEquals(List.of(), breaches(row));
  }

  @Test
  void shouldTellAllBreachesAndTheBookTheFirst() throws RulesFaults {
    Rules before = read(RulesFiles.SMALL);
    Rules after = read(RulesFiles.BOLT);

    List<String> breaches = Successor.breaches(before, after);

    assertEquals(
        List.of(
            "pool message is in use and may not be dropped",
            "pool other is in use and may not be dropped",
            "action chat.change is in use: retire it instead of dropping it",
            "action run is in use: retire it instead of dropping it",
            "plan pro is in use: retire it instead of dropping it"),
        breaches);
    assertEquals(breaches.getFirst(), Book.breach(before, after).orElseThrow());
  }

  private static List<String> breaches(Row row) throws RulesFaults {
    String changed = RulesFiles.EVERYTHING.replace(row.from(), row.to());
    assertNotEquals(RulesFiles.EVERYTHING, changed);
    return Successor.breaches(read(RulesFiles.EVERYTHING), read(changed));
  }

  private static Rules read(String yaml) throws RulesFaults {
    return RulesReader.read("test.yaml", yaml, 1);
  }
}
