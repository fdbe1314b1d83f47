package dev.scrip.ledger.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.scrip.ledger.domain.Presets.Switches;
import org.junit.jupiter.api.Test;

/** Every reason that can be given by now, which one comes first, and a closed wallet. */
class ReasonsScenarioTest {
  @Test
  void shouldGiveEveryReasonReachableNow() {
    check(
        Presets.base44(Switches.DEFAULT),
        """
        2027-01-31T14:37:05Z     | charge bob chat.change                       | UNKNOWN_WALLET #0 | 0 0
                                 | open ana free anchor=2027-01-31T14:37:06Z    | INVALID_FIELD #0 | 0 0
                                 | open ana nothing                             | UNKNOWN_PLAN #0 | 0 0
                                 | open ana free                                | opened | 25 100
                                 | open ana starter                             | WALLET_EXISTS | 25 100
                                 | unknown ana                                  | UNSUPPORTED | 25 100
                                 | grant ana 1 message source=plan              | INVALID_FIELD | 25 100
                                 | grant ana 1 message until=2027-01-31T14:37:05Z | INVALID_FIELD | 25 100
                                 | charge ana chat.change #c                    | charged 1 message | 24 100
                                 | charge ana chat.discuss #c                   | IDEMPOTENCY_CONFLICT first 6 | 24 100
                                 | forgo ana x                                  | forgone | 24 100
                                 | charge ana chat.change #x                    | FORGONE | 24 100
                                 | plan ana nothing                             | UNKNOWN_PLAN | 24 100
                                 | plan ana free                                | NOT_ALLOWED_BY_PLAN | 24 100
                                 | charge ana nothing                           | UNKNOWN_ACTION | 24 100
                                 | grant ana 1 nothing                          | UNKNOWN_POOL | 24 100
                                 | reset ana nothing                            | UNKNOWN_POOL | 24 100
                                 | grant ana 1 message source=top_up            | NOT_ALLOWED_BY_PLAN | 24 100
                                 | charge ana chat.change amount=1              | INVALID_AMOUNT | 24 100
                                 | charge ana chat.change quantity=0            | INVALID_AMOUNT | 24 100
                                 | charge ana chat.change quantity=-1           | INVALID_AMOUNT | 24 100
                                 | grant ana 0 message                          | INVALID_AMOUNT | 24 100
                                 | grant ana -1 message                         | INVALID_AMOUNT | 24 100
                                 | void ana nothing                             | UNKNOWN_GRANT | 24 100
                                 | grant ana source=promo code=SHARE20          | granted 20 message | 44 100
                                 | grant ana source=promo code=SHARE20          | PROMO_ALREADY_REDEEMED | 44 100
                                 | charge ana integration.call quantity=101     | INSUFFICIENT_CREDITS, depleted integration refused | 44 100
                                 | charge ana chat.change quantity=5            | DAILY_CAP retry 2027-02-01T00:00:00Z, limit reached free.message.day | 44 100
                                 | charge ana chat.change quantity=100          | INSUFFICIENT_CREDITS+DAILY_CAP, depleted message refused | 44 100
                                 | charge ana agent.message quantity=9000000000000 | OVERFLOW | 44 100
                                 | grant ana 9223372036854.775807 message       | OVERFLOW | 44 100
                                 | close ana                                    | closed | 44 100
                                 | charge ana chat.change                       | WALLET_CLOSED | 44 100
                                 | grant ana 1 message                          | WALLET_CLOSED | 44 100
                                 | reset ana                                    | WALLET_CLOSED | 44 100
                                 | plan ana starter                             | WALLET_CLOSED | 44 100
                                 | close ana                                    | WALLET_CLOSED | 44 100
                                 | open ana free                                | nothing | 44 100
                                 | open ana pro                                 | WALLET_EXISTS | 44 100
        """);
  }

  @Test
  void shouldAnswerTheFirstReasonInPrecedence() {
    check(
        Presets.base44(Switches.DEFAULT),
        """
        2027-01-31T14:37:05Z     | unknown bob                        | UNSUPPORTED+UNKNOWN_WALLET #0 | 0 0
                                 | grant bob 1 nothing source=plan    | INVALID_FIELD+UNKNOWN_WALLET #0 | 0 0
                                 | charge bob nothing                 | UNKNOWN_WALLET #0 | 0 0
                                 | open ana free                      | opened | 25 100
                                 | charge ana chat.change #c          | charged 1 message | 24 100
                                 | grant ana 1 message source=plan #c | INVALID_FIELD+IDEMPOTENCY_CONFLICT first 2 | 24 100
                                 | charge ana nothing #c              | IDEMPOTENCY_CONFLICT first 2 | 24 100
                                 | charge ana nothing amount=-1       | UNKNOWN_ACTION | 24 100
                                 | grant ana -1 nothing source=top_up | UNKNOWN_POOL+NOT_ALLOWED_BY_PLAN+INVALID_AMOUNT | 24 100
                                 | grant ana -1 message source=top_up | NOT_ALLOWED_BY_PLAN+INVALID_AMOUNT | 24 100
                                 | charge ana chat.change quantity=26 | INSUFFICIENT_CREDITS+DAILY_CAP, depleted message refused, limit reached free.message.day | 24 100
                                 | close ana                          | closed | 24 100
                                 | charge ana nothing #c              | IDEMPOTENCY_CONFLICT first 2 | 24 100
                                 | charge ana nothing                 | WALLET_CLOSED | 24 100
        """);
  }

  @Test
  void shouldExpireAfterClosingButGiveAndTellNothing() {
    check(
        Presets.base44(Switches.DEFAULT),
        """
        2027-01-31T14:37:05Z     | open ana free                                | opened | 25 100
                                 | charge ana chat.change quantity=5            | charged 5 message, limit reached free.message.day | 20 100
                                 | grant ana 3 message until=2027-02-10T00:00:00Z | granted 3 message | 23 100
                                 | grant ana 4 message from=2027-02-05T00:00:00Z | granted 4 message | 23 100
                                 | close ana #x                                 | closed | 23 100
                                 | close ana #x                                 | replayed x | 23 100
        2027-02-28T14:37:05Z     | tick ana                                     | activated 4 message @2027-02-05T00:00:00Z, expired 3 message @2027-02-10T00:00:00Z, expired 20 message, expired 100 integration | 4 0
        2027-03-31T14:37:05Z     | tick ana                                     | nothing | 4 0
        """);
  }

  @Test
  void shouldNameEveryLimitThatStandsInTheWay() {
    check(
        Presets.lab("UTC"),
        """
        2027-06-15T08:00:00Z     | open ana more                            | opened | 23.5 12.25
                                 | charge ana model actor=kim               | MISSING_ATTRIBUTE | 23.5 12.25
                                 | charge ana said amount=5                 | INVALID_AMOUNT | 23.5 12.25
                                 | charge ana said                          | INVALID_AMOUNT | 23.5 12.25
                                 | charge ana do.work quantity=20 actor=kim | INSUFFICIENT_CREDITS+DAILY_CAP+LIMIT_EXCEEDED+MEMBER_LIMIT, depleted a do.* refused, limit reached day, limit reached month | 23.5 12.25
                                 | charge ana do.work quantity=10 actor=kim | DAILY_CAP+MEMBER_LIMIT | 23.5 12.25
                                 | grant ana 10 a source=top_up             | granted 10 a, recovered a do.* | 33.5 12.25
                                 | charge ana do.work quantity=10 actor=kim | charged 12.5 a | 21 12.25
                                 | charge ana do.work actor=kim             | charged 1.25 a | 19.75 12.25
        2027-06-16T00:00:00Z     | charge ana do.work quantity=3 actor=kim  | limit cleared day, MEMBER_LIMIT retry 2027-06-16T08:00:00Z, limit reached member | 19.75 12.25
                                 | plan ana most                            | plan changed, limit cleared month | 31.75 7
                                 | charge ana do.work quantity=20 actor=lee | MEMBER_LIMIT | 31.75 7
        """);
  }

  private static void check(Rules rules, String table) {
    assertEquals(Scenario.plain(table), Scenario.told(rules, table));
  }
}
