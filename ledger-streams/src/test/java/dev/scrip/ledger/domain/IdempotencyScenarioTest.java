package dev.scrip.ledger.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.scrip.ledger.domain.Presets.Switches;
import org.junit.jupiter.api.Test;

/** The same id again: with the same content, other content, at any distance. */
class IdempotencyScenarioTest {
  @Test
  void shouldAnswerADuplicateAsTheFirstTime() {
    check(
        Presets.base44(Switches.DEFAULT),
        """
        2027-01-31T14:37:05Z     | open ana starter #o                    | opened | 100 2000
                                 | open ana starter #o                    | replayed o | 100 2000
                                 | open ana starter #p                    | nothing | 100 2000
                                 | open ana builder #q                    | WALLET_EXISTS | 100 2000
                                 | charge ana chat.change #c              | charged 1 message | 99 2000
                                 | charge ana chat.change #c              | replayed c | 99 2000
                                 | charge ana chat.change quantity=2 #c   | IDEMPOTENCY_CONFLICT first 3 | 99 2000
                                 | charge ana chat.change quantity=2 #c   | IDEMPOTENCY_CONFLICT first 3 | 99 2000
                                 | charge ana chat.change #c              | replayed c | 99 2000
                                 | charge ana chat.change quantity=200 #r | INSUFFICIENT_CREDITS, depleted message refused | 99 2000
                                 | charge ana chat.change quantity=200 #r | replayed r | 99 2000
        2027-02-14T14:37:04.999Z | charge ana chat.change #c              | replayed c | 99 2000
        2027-02-14T14:37:05Z     | charge ana chat.change #c              | charged 1 message | 98 2000
        """);
  }

  @Test
  void shouldRememberGrantsForEver() {
    check(
        Presets.base44(Switches.DEFAULT),
        """
        2027-01-31T14:37:05Z     | open ana starter       | opened | 100 2000
                                 | grant ana 5 message #g | granted 5 message | 105 2000
        2027-02-20T00:00:00Z     | grant ana 5 message #g | replayed g | 105 2000
                                 | grant ana 6 message #g | IDEMPOTENCY_CONFLICT first 2 | 105 2000
        2030-01-31T00:00:00Z     | grant ana 5 message #g | replayed g | 105 2000
        """);
  }

  @Test
  void shouldApplyNothingDueForACommandWithoutALine() {
    check(
        Presets.base44(Switches.DEFAULT),
        """
        2027-01-31T14:37:05Z     | open ana starter          | opened | 100 2000
        2027-02-28T14:37:04Z     | charge ana chat.change #c | charged 1 message | 99 2000
        2027-02-28T14:37:05Z     | charge ana chat.change #c | replayed c | 99 2000
                                 | charge ana chat.change #d | expired 99 message, expired 2000 integration, reset 100 message, reset 2000 integration, charged 1 message | 99 2000
        """);
  }

  @Test
  void shouldForgoAnIdThatWasNotDecided() {
    check(
        Presets.base44(Switches.DEFAULT),
        """
        2027-01-31T14:37:05Z     | open ana starter           | opened | 100 2000
                                 | charge ana chat.change #c  | charged 1 message | 99 2000
                                 | forgo ana c #f1            | replayed c | 99 2000
                                 | forgo ana d #f2            | forgone | 99 2000
                                 | forgo ana d #f2            | nothing | 99 2000
                                 | forgo ana d #f3            | nothing | 99 2000
                                 | charge ana chat.change #d  | FORGONE | 99 2000
        2027-02-14T14:37:05Z     | charge ana chat.change #d2 | charged 1 message | 98 2000
        """);
  }

  @Test
  void shouldNotRememberWhatAnUnknownWalletWasTold() {
    check(
        Presets.base44(Switches.DEFAULT),
        """
        2027-01-31T14:37:05Z     | charge ana chat.change #c | UNKNOWN_WALLET #0 | 0 0
                                 | charge ana chat.change #c | UNKNOWN_WALLET #0 | 0 0
                                 | tick ana                  | nothing | 0 0
                                 | open ana nothing #o       | UNKNOWN_PLAN #0 | 0 0
                                 | open ana starter #o       | opened | 100 2000
                                 | charge ana chat.change #c | charged 1 message | 99 2000
        """);
  }

  private static void check(Rules rules, String table) {
    assertEquals(Scenario.plain(table), Scenario.told(rules, table));
  }
}
