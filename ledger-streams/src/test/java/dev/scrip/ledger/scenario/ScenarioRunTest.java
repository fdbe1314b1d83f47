package dev.scrip.ledger.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.ledger.rules.RulesFaults;
import dev.scrip.ledger.scenario.ScenarioRun.Result;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A scenario that goes otherwise than written is found out, and told so that one can mend it. */
class ScenarioRunTest {
  /** Each expectation, wrong: after opening on free and a charge of 5 with the id c. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{charge: chat.change}                                             | answer: expected accepted, found rejected DAILY_CAP",
        "{charge: chat.change, expect: {rejected: OVERFLOW}}               | rejected: expected OVERFLOW, found DAILY_CAP",
        "{charge: chat.change, quantity: 30, expect: {rejected: [DAILY_CAP]}} | rejected: expected DAILY_CAP, found INSUFFICIENT_CREDITS, DAILY_CAP",
        "{charge: chat.change, expect: {rejected: DAILY_CAP, retry_at: never}} | retry_at: expected never, found 2027-02-01T00:00:00Z",
        "{charge: chat.change, expect: {rejected: DAILY_CAP, limit: spare}} | limit: expected spare, found day",
        "{charge: chat.change, expect: {rejected: DAILY_CAP, required: 2}} | required: expected 2, found 1",
        "{charge: chat.change, expect: {rejected: DAILY_CAP, available: 2}} | available: expected 2, found 0",
        "{refund: c, expect: {rejected: UNKNOWN_CHARGE}}                   | rejected: expected UNKNOWN_CHARGE, found accepted",
        "{refund: c, expect: {charged: 5}}                                 | charged: expected 5, found refunded 5",
        "{refund: c, expect: {refunded: 4}}                                | refunded: expected 4, found 5",
        "{refund: c, expect: {replayed: true}}                             | replayed: expected true, found false",
        "{refund: c, expect: {drawn: {promo: 5}}}                          | drawn: expected promo 5, found free.month@2027-01-31T14:37:05Z 5",
        "{refund: c, expect: {drawn: {free.month: 4}}}                     | drawn: expected free.month 4, found free.month 5",
        "{expect: {message: 21}}                                           | message: expected 21, found 20",
        "{expect: {message: {balance: 21}}}                                | message balance: expected 21, found 20",
        "{expect: {message: {held: 1}}}                                    | message held: expected 1, found 0",
        "{expect: {message: {spendable: 21}}}                              | message spendable: expected 21, found 20",
        "{expect: {message: {suspended: 1}}}                               | message suspended: expected 1, found 0",
        "{expect: {message: {resets_at: 2027-03-01}}}                      | message resets_at: expected 2027-03-01T00:00:00Z, found 2027-02-28T14:37:05Z",
        "{expect: {plan: pro}}                                             | plan: expected pro, found free",
        "{expect: {left: {plan: 21}}}                                      | left of plan: expected 21, found 20",
        "{expect: {used: {day: 4}}}                                        | used of day: expected 4, found 5",
        "{expect: {entries: [charged 5 message]}}                          | entries: expected charged 5 message, found none",
        "{at: 2027-02-28T14:37:05Z, expect: {entries: [expired 25 message, reset]}} | entries: expected expired 25 message, reset, found expired 20 message, reset",
        "{at: 2027-02-28T14:37:05Z, expect: {entries: [expired of promo, reset]}} | entries: expected expired of promo, reset, found expired of free.month@2027-01-31T14:37:05Z, reset",
        "{at: 2027-03-01, expect: {entries: [expired @2027-03-01, reset]}} | entries: expected expired @2027-03-01T00:00:00Z, reset, found expired @2027-02-28T14:37:05Z, reset",
        "{at: 2027-02-01, expect: {events: []}}                            | events: expected none, found limit_cleared 5 message day",
        "{charge: chat.change, actor: mia, expect: {rejected: DAILY_CAP, payer: mia}} | payer: expected mia, found wallet"
      })
  void shouldTellWhatIsOtherwise(String step, String difference) throws RulesFaults {
    Result result = play("{open: free}", "{charge: chat.change, quantity: 5, id: c}", step);

    assertEquals(
        List.of(difference),
        result.failure().orElseThrow().differences(),
        () -> result.failure().orElseThrow().text());
  }

  @Test
  void shouldTellWhereAndWhatHappenedInstead() throws RulesFaults {
    Result result =
        play("{open: free}", "{charge: chat.change, quantity: 4, expect: {message: 20}}");

    assertEquals(
        """
        small.yaml:7: message: expected 20, found 21
            charged 4 message (free.month@2027-01-31T14:37:05Z 25 → 21)
            now plan free, message 21\
        """,
        result.failure().orElseThrow().text());
  }

  @Test
  void shouldStopAtTheFirstStepThatGoesOtherwise() throws RulesFaults {
    Result result = play("{open: free, expect: {message: 1}}", "{expect: {message: 2}}");

    assertEquals(6, result.failure().orElseThrow().line());
  }

  @Test
  void shouldPassWhatGoesAsWritten() throws RulesFaults {
    Result result =
        play(
            "{open: free, expect: {entries: [opened], message: 25}}",
            "{charge: chat.change, quantity: 2, id: c, expect: {charged: 2, replayed: false, drawn: {plan: 2}}}",
            "{charge: chat.change, quantity: 2, id: c, expect: {charged: 2, replayed: true, message: 23, entries: []}}",
            "{charge: chat.change, id: c, expect: {rejected: IDEMPOTENCY_CONFLICT}}",
            "{refund: c, amount: 1.5, expect: {refunded: 1.5, message: 24.5}}",
            "{hold: chat.change, id: h, expect: {held: 1, message: {balance: 24.5, held: 1, spendable: 23.5}}}",
            "{capture: h, expect: {captured: 1, message: 23.5, drawn: {plan: 1}}}",
            "{grant: message, amount: 3, id: g, expect: {granted: 3, left: {g: 3}}}",
            "{void: g, expect: {voided: 3, left: {g: 0}}}",
            "{wallet: bob, open: free}",
            "{transfer: message, amount: 3.5, to: bob, expect: {sent: 3.5, message: 20}}",
            "{wallet: bob, expect: {message: 28.5, left: {transfer: 3.5}, entries: [transfer_received]}}",
            "{transfer: message, amount: 1, to: nobody, expect: {message: 20}}",
            "{close, expect: {entries: [closed]}}",
            "{charge: chat.change, expect: {rejected: WALLET_CLOSED}}",
            "{wallet: bob, charge: nothing, expect: {rejected: UNKNOWN_ACTION}}");

    assertTrue(result.passed(), () -> result.failure().orElseThrow().text());
  }

  /** The name is plain only where it can be no other's: bob's own command may be called so. */
  @Test
  void shouldNameDeliveriesAsALedgerThatRunsDoes() throws RulesFaults {
    Result result =
        play(
            "{wallet: 'ann:b', open: free}",
            "{wallet: bob, open: free}",
            "{wallet: 'ann:b', transfer: message, amount: 1, to: bob, id: c}",
            "{wallet: bob, charge: chat.change, id: 'deliver:ann:b:c', expect: {charged: 1, message: 25}}",
            "{wallet: ann, open: free}",
            "{wallet: ann, transfer: message, amount: 1, to: bob, id: c}",
            "{wallet: bob, charge: chat.change, id: 'deliver:ann:c', expect: {rejected: IDEMPOTENCY_CONFLICT}}");

    assertTrue(result.passed(), () -> result.failure().orElseThrow().text());
  }

  @Test
  void shouldPlayScenariosApartFromEachOther() throws RulesFaults {
    List<Result> results =
        ScenarioRun.onFold(
            ScenarioFiles.small(
                    """
                    rules: small
                    scenarios:
                      - {name: late, steps: [{at: 2027-03-01, open: free}, {charge: chat.change, expect: {message: 24}}]}
                      - {name: early, switches: {daily: false}, steps: [{at: 2027-01-01, open: free}, {charge: chat.change, quantity: 25}]}
                    """)
                .scenarios());

    assertEquals(
        List.of("late true", "early true"),
        results.stream().map(result -> result.scenario().name() + " " + result.passed()).toList());
  }

  private static Result play(String... steps) throws RulesFaults {
    return ScenarioRun.onFold(ScenarioFiles.small(ScenarioFiles.steps(steps)).scenarios())
        .getFirst();
  }
}
