package dev.scrip.ledger.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.ledger.domain.Command.ChangePlan;
import dev.scrip.ledger.domain.Command.Charge;
import dev.scrip.ledger.domain.Command.When;
import dev.scrip.ledger.rules.RulesReader;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What belongs to a plan, and when its terms and periods end, where several changes meet. */
class PlanTermsTest {
  private static final String HEAD =
      """
      name: shop
      pools: [{name: credits, unit: credits}]
      actions: {work: {pool: credits, payer: actor, price: 1}}
      """;

  private static final String SIZES =
      HEAD
          + """
          plans:
            - {name: free, grants: []}
            - {name: small, paid: true, grants: [{pool: credits, amount: 100, every: P1M}]}
            - {name: large, paid: true, grants: [{pool: credits, amount: 150, every: P1M}]}
          fallback: free
          plan_change:
            on_subscribe: {grant: full, old: keep, anchor: now}
          """;

  private int ids;

  /** An upgrade's difference and what it was added to are one month of the plan. */
  @Test
  void shouldMoveWithASeatAllThatThePlanGave() {
    Fold fold = fold(SIZES + "  on_upgrade: {grant: difference, old: keep, anchor: keep}\n");
    at(fold, "2027-01-10T00:00:00Z", new Command.Open("small", Times.UNSET));
    at(fold, "2027-01-20T00:00:00Z", new ChangePlan("large", When.NOW));
    at(fold, "2027-01-21T00:00:00Z", new Command.MoveSeat("bob"));
    assertEquals(0, fold.wallet("ana").balance("credits"));
    assertEquals(
        List.of(100 * Micros.ONE, 50 * Micros.ONE),
        fold.wallet("ana").dealings().transits().getFirst().grants().stream()
            .map(Terms::amount)
            .toList());
  }

  @Test
  void shouldVoidAllThatTheFormerPlansGaveWhereAnUpgradeVoids() {
    Fold fold = fold(SIZES + "  on_upgrade: {grant: full, old: void, anchor: keep}\n");
    at(fold, "2027-01-10T00:00:00Z", new Command.Open("small", Times.UNSET));
    at(fold, "2027-01-20T00:00:00Z", new ChangePlan("large", When.NOW));
    assertEquals(150 * Micros.ONE, fold.wallet("ana").balance("credits"));
  }

  /** A seat does not take with it, nor lose, that its subscription was cancelled. */
  @Test
  void shouldNotMoveASeatWhosePlanIsAboutToChange() {
    Fold fold = fold(SIZES);
    at(fold, "2027-01-10T00:00:00Z", new Command.Open("small", Times.UNSET));
    at(fold, "2027-01-11T00:00:00Z", new Command.CancelPlan());
    assertEquals(
        Reason.SEAT_BLOCKED,
        refusal(at(fold, "2027-01-12T00:00:00Z", new Command.MoveSeat("bob"))));
    at(fold, "2027-01-13T00:00:00Z", new Command.ResumePlan());
    at(fold, "2027-01-14T00:00:00Z", new Command.MoveSeat("bob"));
    assertEquals("free", fold.wallet("ana").plan());
  }

  /** Who bought a plan again while the seat was away keeps it, and gets the credits back. */
  @Test
  void shouldRestoreTheCreditsOfASeatBesideAPlanBoughtMeanwhile() {
    Fold fold = fold(SIZES);
    at(fold, "2027-01-10T00:00:00Z", new Command.Open("small", Times.UNSET));
    at(fold, "2027-01-11T00:00:00Z", new Command.MoveSeat("bob"));
    String transfer = fold.wallet("ana").dealings().transits().getFirst().id();
    at(fold, "2027-01-12T00:00:00Z", new ChangePlan("small", When.NOW));
    at(fold, "2027-01-13T00:00:00Z", new Command.Restore(transfer, Reason.UNKNOWN_WALLET));
    assertEquals("small", fold.wallet("ana").plan());
    assertEquals(200 * Micros.ONE, fold.wallet("ana").balance("credits"));
    assertEquals(instant("2027-02-12T00:00:00Z"), fold.wallet("ana").nextReset("credits"));
  }

  /** The year counts from the day it was bought, whatever the months were counted from before. */
  @Test
  void shouldCountAYearFromTheDayItWasBought() {
    Fold fold =
        fold(
            HEAD
                + """
                plans:
                  - {name: free, grants: []}
                  - {name: monthly, paid: true, grants: [{pool: credits, amount: 100, every: P1M}]}
                  - name: annual
                    paid: true
                    term: P1Y
                    grants:
                      - {pool: credits, amount: 100, every: P1M, expires: {after: P1M, from: term_end}}
                fallback: free
                plan_change: {on_upgrade: {grant: difference, old: keep, anchor: keep}}
                """);
    at(fold, "2027-01-15T00:00:00Z", new Command.Open("monthly", Times.UNSET));
    at(fold, "2027-06-20T00:00:00Z", new ChangePlan("annual", When.NOW));
    assertEquals(100 * Micros.ONE, fold.wallet("ana").balance("credits"));
    assertEquals(instant("2027-07-20T00:00:00Z"), fold.wallet("ana").nextReset("credits"));
    at(fold, "2027-07-20T00:00:00Z", new Command.CancelPlan());
    Wallet wallet = fold.wallet("ana");
    assertEquals(100 * Micros.ONE, wallet.balance("credits"));
    assertEquals(instant("2028-07-20T00:00:00Z"), wallet.grants().getFirst().expiresAt());
    assertEquals(instant("2028-06-20T00:00:00Z"), wallet.dealings().pending().at());
  }

  /** In a zone with summer time the end of a term is the end of a period, not an hour after it. */
  @Test
  void shouldEndATermWithItsLastPeriod() {
    Fold fold = fold(SIZES.replace("every: P1M}", "every: P1M, zone: Europe/Berlin}"));
    at(fold, "2027-01-15T09:00:00Z", new Command.Open("small", Times.UNSET));
    at(fold, "2027-07-20T00:00:00Z", new Command.CancelPlan());
    at(fold, "2027-08-16T00:00:00Z", new Command.Tick());
    assertEquals("free", fold.wallet("ana").plan());
    assertEquals(0, fold.wallet("ana").balance("credits"));
  }

  /** What a period's limit counted ends with the period, also where a purchase ends it. */
  @Test
  void shouldBeginAPeriodsLimitAnewWithThePeriod() {
    Fold fold =
        fold(
            HEAD
                + """
                limits: [{id: few, pool: credits, plans: [free, small], amount: 10, window: period}]
                plans:
                  - {name: free, grants: [{pool: credits, amount: 50, every: P1M}]}
                  - name: small
                    paid: true
                    grants: [{pool: credits, amount: 100, every: P1M}]
                fallback: free
                plan_change: {on_subscribe: {grant: full, old: keep, anchor: now}}
                """);
    at(fold, "2027-01-15T00:00:00Z", new Command.Open("free", Times.UNSET));
    at(fold, "2027-01-16T00:00:00Z", work(10));
    assertEquals(Reason.LIMIT_EXCEEDED, refusal(at(fold, "2027-01-17T00:00:00Z", work(1))));
    at(fold, "2027-01-20T00:00:00Z", new ChangePlan("small", When.NOW));
    assertTrue(accepted(at(fold, "2027-01-21T00:00:00Z", work(10))));
    assertEquals(Reason.LIMIT_EXCEEDED, refusal(at(fold, "2027-02-15T00:00:00Z", work(1))));
    assertTrue(accepted(at(fold, "2027-02-20T00:00:00Z", work(10))));
  }

  /** Where a pool has daily and monthly grants, its period is the month, on the first day too. */
  @Test
  void shouldCountAPeriodsLimitOverTheLongestPeriod() {
    Fold fold =
        fold(
            HEAD
                + """
                limits: [{id: few, pool: credits, plans: [free], amount: 10, window: period}]
                plans:
                  - name: free
                    grants:
                      - {id: daily, pool: credits, amount: 5, every: P1D, anchor: calendar}
                      - {id: monthly, pool: credits, amount: 50, every: P1M}
                fallback: free
                """);
    at(fold, "2027-01-15T00:00:00Z", new Command.Open("free", Times.UNSET));
    at(fold, "2027-01-15T01:00:00Z", work(6));
    at(fold, "2027-01-17T00:00:00Z", work(4));
    assertEquals(Reason.LIMIT_EXCEEDED, refusal(at(fold, "2027-02-14T23:59:59Z", work(1))));
    assertTrue(accepted(at(fold, "2027-02-15T00:00:00Z", work(1))));
  }

  @Test
  void shouldTickAtTheEndOfAUsedPeriodWhoseGrantLivesOn() {
    Fold fold = fold(SIZES.replace("every: P1M}", "every: P1M, expires: {after: P2M}}"));
    at(fold, "2027-01-15T00:00:00Z", new Command.Open("small", Times.UNSET));
    long end = instant("2027-02-15T00:00:00Z");
    assertTrue(!Ledger.wantsTick(fold.book, fold.wallet("ana"), end));
    at(fold, "2027-01-16T00:00:00Z", work(1));
    assertTrue(Ledger.wantsTick(fold.book, fold.wallet("ana"), end));
    assertTrue(!Ledger.wantsTick(fold.book, fold.wallet("ana"), end - 1));
  }

  private Decision at(Fold fold, String instant, Command.Body body) {
    ids++;
    return fold.decide(new Command("c" + ids, "ana", "", "", Text.NONE, body), instant(instant));
  }

  private static Charge work(long quantity) {
    return new Charge("work", quantity * Micros.ONE, Times.UNSET, Presets.attributes());
  }

  private static boolean accepted(Decision decision) {
    return decision.lines().stream()
        .anyMatch(line -> line instanceof Entry entry && entry.type() == Entry.Type.CHARGED);
  }

  private static Reason refusal(Decision decision) {
    return decision.lines().stream()
        .filter(Rejection.class::isInstance)
        .map(line -> ((Rejection) line).violations().getFirst().reason())
        .findFirst()
        .orElseThrow();
  }

  private static long instant(String text) {
    return Instant.parse(text).toEpochMilli();
  }

  private static Fold fold(String yaml) {
    try {
      return new Fold(RulesReader.read("test", yaml, 1), instant("2027-01-01T00:00:00Z"));
    } catch (dev.scrip.ledger.rules.RulesFaults e) {
      throw new AssertionError(e);
    }
  }
}
