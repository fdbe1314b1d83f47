package dev.scrip.ledger.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.scrip.ledger.domain.Presets.Switches;
import org.junit.jupiter.api.Test;

/**
 * Each fact of the preset base44-2025, with each value of its switches. Balances: message
 * integration.
 */
class Base44ScenarioTest {
  @Test
  void shouldChargeThePricesOfTheFreePlan() {
    check(
        Presets.base44(Switches.DEFAULT),
        """
        2027-01-31T14:37:05Z     | open ana free                        | opened | 25 100
                                 | charge ana chat.discuss              | charged 0.3 message | 24.7 100
                                 | charge ana chat.change               | charged 1 message | 23.7 100
                                 | charge ana edit.visual               | charged 0 message | 23.7 100
                                 | charge ana edit.visual_ai            | charged 1 message | 22.7 100
                                 | charge ana fix.auto                  | charged 1 message | 21.7 100
                                 | charge ana integration.call          | charged 1 integration | 21.7 99
                                 | charge ana email.custom_domain       | charged 2 integration | 21.7 97
                                 | charge ana agent.message             | charged 3 integration | 21.7 94
                                 | charge ana db.read                   | charged 0 integration | 21.7 94
                                 | charge ana db.write                  | charged 0 integration | 21.7 94
                                 | charge ana backend.own_key           | charged 0 integration | 21.7 94
                                 | charge ana chat.change model=manual  | charged 1 message | 20.7 94
                                 | charge ana chat.discuss quantity=0.5 | charged 0.15 message | 20.55 94
        """);
  }

  @Test
  void shouldFixForNothingOnPaidPlans() {
    check(
        Presets.base44(Switches.DEFAULT),
        """
        2027-01-31T14:37:05Z     | open a starter       | opened | 100 2000
                                 | charge a fix.auto    | charged 0 message | 100 2000
                                 | open b builder       | opened | 250 10000
                                 | charge b fix.auto    | charged 0 message | 250 10000
                                 | open c pro           | opened | 500 20000
                                 | charge c fix.auto    | charged 0 message | 500 20000
                                 | open d elite         | opened | 1200 50000
                                 | charge d fix.auto    | charged 0 message | 1200 50000
                                 | charge d chat.change | charged 1 message | 1199 50000
        """);
  }

  @Test
  void shouldCapMessagesAtFiveACalendarDay() {
    check(
        Presets.base44(Switches.DEFAULT),
        """
        2027-01-31T14:37:05Z     | open ana free                     | opened | 25 100
                                 | charge ana chat.change quantity=4 | charged 4 message | 21 100
                                 | charge ana chat.change quantity=2 | DAILY_CAP retry 2027-02-01T00:00:00Z, limit reached free.message.day | 21 100
                                 | charge ana chat.change            | charged 1 message | 20 100
        2027-01-31T23:59:59.999Z | charge ana chat.discuss           | DAILY_CAP retry 2027-02-01T00:00:00Z | 20 100
                                 | charge ana integration.call       | charged 1 integration | 20 99
        2027-02-01T00:00:00Z     | charge ana chat.discuss           | limit cleared free.message.day, charged 0.3 message | 19.7 99
                                 | charge ana chat.change quantity=6 | DAILY_CAP, limit reached free.message.day | 19.7 99
        2027-02-03T09:00:00Z     | charge ana chat.change quantity=5 | limit cleared free.message.day @2027-02-02T00:00:00Z, charged 5 message, limit reached free.message.day | 14.7 99
        """);
  }

  @Test
  void shouldCapMessagesAtFiveInTwentyFourHours() {
    check(
        Presets.base44(new Switches(true, true, false, 0, 1)),
        """
        2027-01-31T14:37:05Z     | open ana free                     | opened | 25 100
        2027-01-31T20:00:00Z     | charge ana chat.change quantity=4 | charged 4 message | 21 100
        2027-02-01T01:00:00Z     | charge ana chat.change            | charged 1 message, limit reached free.message.day | 20 100
                                 | charge ana chat.discuss           | DAILY_CAP retry 2027-02-01T20:00:00Z | 20 100
        2027-02-01T19:59:59.999Z | charge ana chat.discuss           | DAILY_CAP retry 2027-02-01T20:00:00Z | 20 100
        2027-02-01T20:00:00Z     | charge ana chat.discuss           | limit cleared free.message.day, charged 0.3 message | 19.7 100
        2027-02-02T20:00:00Z     | charge ana chat.change quantity=5 | charged 5 message, limit reached free.message.day | 14.7 100
                                 | charge ana chat.change            | DAILY_CAP retry 2027-02-03T20:00:00Z | 14.7 100
        2027-02-03T20:00:00Z     | tick ana                          | limit cleared free.message.day | 14.7 100
        """);
  }

  @Test
  void shouldCountWhatWasGivenByHandToo() {
    check(
        Presets.base44(Switches.DEFAULT),
        """
        2027-01-31T14:37:05Z     | open ana free                         | opened | 25 100
                                 | grant ana 2 message source=adjustment | granted 2 message | 27 100
                                 | charge ana chat.change quantity=5     | charged 5 message, limit reached free.message.day | 22 100
                                 | charge ana chat.change                | DAILY_CAP retry 2027-02-01T00:00:00Z | 22 100
        """);
  }

  @Test
  void shouldGrantFiveADayWithinTwentyFiveAMonth() {
    check(
        Presets.base44(new Switches(false, true, true, 0, 1)),
        """
        2027-01-31T14:37:05Z     | open ana free                     | opened | 5 100
                                 | charge ana chat.change quantity=5 | charged 5 message, depleted message empty | 0 100
                                 | charge ana chat.change            | INSUFFICIENT_CREDITS retry 2027-02-01T00:00:00Z, depleted message refused | 0 100
        2027-02-01T00:00:00Z     | charge ana chat.change            | reset 5 message, recovered message, charged 1 message | 4 100
        2027-02-02T00:00:00Z     | tick ana                          | expired 4 message, reset 5 message | 5 100
        2027-02-03T00:00:00Z     | tick ana                          | expired 5 message, reset 5 message | 5 100
        2027-02-04T00:00:00Z     | tick ana                          | expired 5 message, reset 5 message | 5 100
        2027-02-05T00:00:00Z     | tick ana                          | expired 5 message, reset 0 message, depleted message empty | 0 100
        2027-02-28T14:37:05Z     | tick ana                          | reset 0 message @2027-02-06T00:00:00Z, reset 0 message @2027-02-07T00:00:00Z, reset 0 message @2027-02-08T00:00:00Z, reset 0 message @2027-02-09T00:00:00Z, reset 0 message @2027-02-10T00:00:00Z, reset 0 message @2027-02-11T00:00:00Z, reset 0 message @2027-02-12T00:00:00Z, reset 0 message @2027-02-13T00:00:00Z, reset 0 message @2027-02-14T00:00:00Z, reset 0 message @2027-02-15T00:00:00Z, reset 0 message @2027-02-16T00:00:00Z, reset 0 message @2027-02-17T00:00:00Z, reset 0 message @2027-02-18T00:00:00Z, reset 0 message @2027-02-19T00:00:00Z, reset 0 message @2027-02-20T00:00:00Z, reset 0 message @2027-02-21T00:00:00Z, reset 0 message @2027-02-22T00:00:00Z, reset 0 message @2027-02-23T00:00:00Z, reset 0 message @2027-02-24T00:00:00Z, reset 0 message @2027-02-25T00:00:00Z, reset 0 message @2027-02-26T00:00:00Z, reset 0 message @2027-02-27T00:00:00Z, reset 0 message @2027-02-28T00:00:00Z, expired 100 integration, reset 100 integration | 0 100
        2027-03-01T00:00:00Z     | tick ana                          | reset 5 message, recovered message | 5 100
        """);
  }

  @Test
  void shouldResetAtTheAnniversaryInstantAndRollNothingOver() {
    check(
        Presets.base44(Switches.DEFAULT),
        """
        2027-01-31T14:37:05Z     | open ana starter                   | opened | 100 2000
        2027-02-28T14:37:04.999Z | charge ana chat.change quantity=30 | charged 30 message | 70 2000
        2027-02-28T14:37:05Z     | charge ana chat.change             | expired 70 message, expired 2000 integration, reset 100 message, reset 2000 integration, charged 1 message | 99 2000
        2027-03-31T14:37:04.999Z | tick ana                           | nothing | 99 2000
        2027-03-31T14:37:05Z     | tick ana                           | expired 99 message, expired 2000 integration, reset 100 message, reset 2000 integration | 100 2000
        2027-04-30T14:37:05Z     | tick ana                           | expired 100 message, expired 2000 integration, reset 100 message, reset 2000 integration | 100 2000
        """);
  }

  @Test
  void shouldResetOnTheTwentyNinthInALeapYear() {
    check(
        Presets.base44(Switches.DEFAULT),
        """
        2028-01-31T14:37:05Z     | open ana free | opened | 25 100
        2028-02-29T14:37:04.999Z | tick ana      | nothing | 25 100
        2028-02-29T14:37:05Z     | tick ana      | expired 25 message, expired 100 integration, reset 25 message, reset 100 integration | 25 100
        2028-03-31T14:37:05Z     | tick ana      | expired 25 message, expired 100 integration, reset 25 message, reset 100 integration | 25 100
        """);
  }

  @Test
  void shouldGiveTheWholePeriodToAnAnchorInThePast() {
    check(
        Presets.base44(Switches.DEFAULT),
        """
        2027-02-15T00:00:00Z     | open ana starter anchor=2027-01-31T14:37:05Z | opened | 100 2000
        2027-02-28T14:37:05Z     | tick ana                                     | expired 100 message, expired 2000 integration, reset 100 message, reset 2000 integration | 100 2000
        """);
  }

  @Test
  void shouldKeepPoolsIndependent() {
    check(
        Presets.base44(Switches.DEFAULT),
        """
        2027-01-31T14:37:05Z     | open ana free                            | opened | 25 100
                                 | charge ana integration.call quantity=100 | charged 100 integration, depleted integration empty | 25 0
                                 | charge ana integration.call              | INSUFFICIENT_CREDITS retry 2027-02-28T14:37:05Z, depleted integration refused | 25 0
                                 | charge ana db.read                       | charged 0 integration | 25 0
                                 | charge ana chat.change                   | charged 1 message | 24 0
        """);
  }

  @Test
  void shouldCarryUsageOnAnUpgrade() {
    check(
        Presets.base44(Switches.DEFAULT),
        """
        2027-01-31T14:37:05Z     | open ana starter                    | opened | 100 2000
        2027-02-10T00:00:00Z     | charge ana chat.change quantity=100 | charged 100 message, depleted message empty | 0 2000
                                 | plan ana builder                    | plan changed, recovered message | 150 10000
        2027-02-28T14:37:05Z     | tick ana                            | expired 2000 integration, expired 150 message, expired 8000 integration, reset 250 message, reset 10000 integration | 250 10000
                                 | plan ana starter                    | NOT_ALLOWED_BY_PLAN | 250 10000
                                 | plan ana builder                    | NOT_ALLOWED_BY_PLAN | 250 10000
        """);
  }

  @Test
  void shouldGiveTheWholeNewPlanWithoutCarriedUsage() {
    check(
        Presets.base44(new Switches(false, false, false, 0, 1)),
        """
        2027-01-31T14:37:05Z     | open ana starter                   | opened | 100 2000
        2027-02-10T00:00:00Z     | charge ana chat.change quantity=60 | charged 60 message | 40 2000
                                 | grant ana 5 message                | granted 5 message | 45 2000
                                 | plan ana builder                   | plan changed | 255 10000
        2027-02-28T14:37:05Z     | tick ana                           | expired 250 message, expired 10000 integration, reset 250 message, reset 10000 integration | 255 10000
        """);
  }

  @Test
  void shouldOpenANewPeriodFromFreeToPaid() {
    check(
        Presets.base44(Switches.DEFAULT),
        """
        2027-01-31T14:37:05Z     | open ana free                      | opened | 25 100
        2027-02-10T09:00:00Z     | charge ana chat.change quantity=5  | charged 5 message, limit reached free.message.day | 20 100
                                 | plan ana starter                   | plan changed, limit cleared free.message.day | 100 2000
                                 | charge ana chat.change quantity=50 | charged 50 message | 50 2000
        2027-02-28T14:37:05Z     | tick ana                           | nothing | 50 2000
        2027-03-10T08:59:59.999Z | tick ana                           | nothing | 50 2000
        2027-03-10T09:00:00Z     | tick ana                           | expired 50 message, expired 2000 integration, reset 100 message, reset 2000 integration | 100 2000
        """);
  }

  @Test
  void shouldRedeemACodeOnce() {
    check(
        Presets.base44(Switches.DEFAULT),
        """
        2027-01-31T14:37:05Z     | open ana starter                             | opened | 100 2000
                                 | grant ana source=promo code=SHARE20          | granted 20 message | 120 2000
                                 | grant ana source=promo code=SHARE20          | PROMO_ALREADY_REDEEMED | 120 2000
                                 | grant ana 21 message source=promo code=SHARE20 | INVALID_AMOUNT+PROMO_ALREADY_REDEEMED | 120 2000
                                 | grant ana 3 integration source=promo code=WELCOME | granted 3 integration | 120 2003
                                 | grant ana 3 integration source=promo code=WELCOME | PROMO_ALREADY_REDEEMED | 120 2003
                                 | grant ana 10 message source=top_up           | NOT_ALLOWED_BY_PLAN | 120 2003
        2027-02-28T14:37:05Z     | tick ana                                     | expired 100 message, expired 2000 integration, reset 100 message, reset 2000 integration | 120 2003
        """);
  }

  @Test
  void shouldChargeDatabaseActionsWhereTheSwitchSaysSo() {
    check(
        Presets.base44(new Switches(false, true, false, 1, 2)),
        """
        2027-01-31T14:37:05Z     | open ana starter                    | opened | 100 2000
                                 | charge ana db.read                  | charged 1 integration | 100 1999
                                 | charge ana db.write                 | charged 1 integration | 100 1998
                                 | charge ana backend.own_key          | charged 0 integration | 100 1998
                                 | charge ana chat.change model=manual | charged 2 message | 98 1998
                                 | charge ana chat.change model=auto   | charged 1 message | 97 1998
                                 | charge ana chat.change              | charged 1 message | 96 1998
        """);
  }

  private static void check(Rules rules, String table) {
    assertEquals(Scenario.plain(table), Scenario.told(rules, table));
  }
}
