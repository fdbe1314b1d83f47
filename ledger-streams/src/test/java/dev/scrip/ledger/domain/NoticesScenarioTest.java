package dev.scrip.ledger.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.scrip.ledger.domain.Presets.Switches;
import dev.scrip.ledger.domain.Rules.Alert;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people are told, when, and how often. */
class NoticesScenarioTest {
  @Test
  void shouldTellOfDepletionOnceAndOfRecovery() {
    check(
        Presets.base44(
            Switches.DEFAULT,
            List.of(
                new Alert("message", Presets.micros("5"), 0, Span.NONE),
                new Alert("integration", 0, 20, Span.NONE))),
        """
        2027-01-31T14:37:05Z     | open ana starter                   | opened | 100 2000
                                 | charge ana chat.change quantity=98 | charged 98 message, low message<5 | 2 2000
                                 | charge ana chat.change quantity=3  | INSUFFICIENT_CREDITS retry 2027-02-28T14:37:05Z, depleted message refused | 2 2000
                                 | charge ana chat.change quantity=4  | INSUFFICIENT_CREDITS retry 2027-02-28T14:37:05Z | 2 2000
                                 | charge ana chat.change quantity=2  | charged 2 message, depleted message empty | 0 2000
                                 | charge ana chat.discuss            | INSUFFICIENT_CREDITS retry 2027-02-28T14:37:05Z | 0 2000
                                 | grant ana 2 message                | granted 2 message, recovered message | 2 2000
                                 | grant ana 1 message                | granted 1 message | 3 2000
                                 | charge ana chat.change quantity=3  | charged 3 message, depleted message empty | 0 2000
                                 | reset ana message                  | reset 100 message, recovered message | 100 2000
        """);
  }

  @Test
  void shouldRecoverAtThePeriodStart() {
    check(
        Presets.base44(
            Switches.DEFAULT,
            List.of(
                new Alert("message", Presets.micros("5"), 0, Span.NONE),
                new Alert("integration", 0, 20, Span.NONE))),
        """
        2027-01-31T14:37:05Z     | open ana starter                    | opened | 100 2000
                                 | charge ana chat.change quantity=101 | INSUFFICIENT_CREDITS, depleted message refused | 100 2000
                                 | charge ana chat.change quantity=100 | charged 100 message, low message<5, depleted message empty | 0 2000
        2027-02-28T14:37:05Z     | tick ana                            | expired 2000 integration, reset 100 message, reset 2000 integration, recovered message | 100 2000
        """);
  }

  @Test
  void shouldTellOfALowBalanceOnceAPeriod() {
    check(
        Presets.base44(
            Switches.DEFAULT,
            List.of(
                new Alert("message", Presets.micros("5"), 0, Span.NONE),
                new Alert("integration", 0, 20, Span.NONE))),
        """
        2027-01-31T14:37:05Z     | open ana starter                          | opened | 100 2000
                                 | charge ana integration.call quantity=1600 | charged 1600 integration | 100 400
                                 | charge ana integration.call               | charged 1 integration, low integration<20% | 100 399
                                 | charge ana integration.call               | charged 1 integration | 100 398
                                 | grant ana 1000 integration                | granted 1000 integration | 100 1398
                                 | charge ana integration.call quantity=1000 | charged 1000 integration | 100 398
        2027-02-28T14:37:05Z     | charge ana integration.call quantity=1601 | expired 100 message, reset 100 message, reset 2000 integration, charged 1601 integration | 100 797
        """);
  }

  @Test
  void shouldTellOfALimitOnceAWindow() {
    check(
        Presets.base44(
            Switches.DEFAULT,
            List.of(
                new Alert("message", Presets.micros("5"), 0, Span.NONE),
                new Alert("integration", 0, 20, Span.NONE))),
        """
        2027-01-31T14:37:05Z     | open ana free                     | opened | 25 100
                                 | charge ana chat.change quantity=6 | DAILY_CAP, limit reached free.message.day | 25 100
                                 | charge ana chat.change quantity=5 | charged 5 message | 20 100
                                 | charge ana chat.change            | DAILY_CAP retry 2027-02-01T00:00:00Z | 20 100
        2027-02-01T00:00:00Z     | charge ana chat.change quantity=5 | limit cleared free.message.day, charged 5 message, limit reached free.message.day | 15 100
                                 | plan ana starter                  | plan changed, limit cleared free.message.day | 100 2000
        """);
  }

  @Test
  void shouldTellOfExpiryAndOfPendingCredits() {
    check(
        Presets.base44(
            Switches.DEFAULT,
            List.of(
                new Alert("message", Presets.micros("5"), 0, Span.NONE),
                new Alert("integration", 0, 20, Span.NONE))),
        """
        2027-01-31T14:37:05Z     | open ana starter                             | opened | 100 2000
                                 | charge ana chat.change quantity=100          | charged 100 message, low message<5, depleted message empty | 0 2000
                                 | grant ana 7 message from=2027-02-02T00:00:00Z until=2027-02-03T00:00:00Z | granted 7 message | 0 2000
        2027-02-02T00:00:00Z     | tick ana                                     | activated 7 message, recovered message | 7 2000
        2027-02-03T00:00:00Z     | tick ana                                     | expired 7 message, depleted message empty | 0 2000
        """);
  }

  private static void check(Rules rules, String table) {
    assertEquals(Scenario.plain(table), Scenario.told(rules, table));
  }
}
