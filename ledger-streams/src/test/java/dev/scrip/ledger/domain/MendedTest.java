package dev.scrip.ledger.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.ledger.domain.Presets.Switches;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cases in which the fold was once wrong. */
class MendedTest {
  private static final long T0 = Instant.parse("2027-01-31T14:37:05Z").toEpochMilli();

  @Test
  void shouldPassOverAGrantNameThatASenderTook() {
    check(
        """
        2027-01-31T14:37:05Z | open ana free                                                                                 | opened | 25 100
                             | grant ana 1 message priority=-1 until=2027-05-01T00:00:00Z #free.message@2027-02-28T14:37:05Z | granted 1 message | 26 100
        2027-02-28T14:37:05Z | charge ana chat.change                                                                        | expired 25 message, expired 100 integration, reset 25 message, reset 100 integration, charged 1 message | 25 100
        """);
  }

  @Test
  void shouldForgoNothingByARefusedForgo() {
    check(
        """
        2027-01-31T14:37:05Z | open ana free             | opened | 25 100
                             | close ana                 | closed | 25 100
                             | forgo ana c               | WALLET_CLOSED | 25 100
                             | charge ana chat.change #c | WALLET_CLOSED | 25 100
        """);
  }

  @Test
  void shouldRememberThatAnIdWasForgone() {
    check(
        """
        2027-01-31T14:37:05Z | open ana free              | opened | 25 100
                             | forgo ana c                | forgone | 25 100
                             | charge ana chat.change #c  | FORGONE | 25 100
                             | charge ana chat.change #c  | replayed c | 25 100
                             | charge ana chat.discuss #c | IDEMPOTENCY_CONFLICT first 3 | 25 100
        """);
  }

  @Test
  void shouldNotVoidWhatIsUsedUpAndOver() {
    check(
        """
        2027-01-31T14:37:05Z | open ana starter                                              | opened | 100 2000
                             | grant ana 1 message until=2027-02-02T00:00:00Z priority=-1 #g | granted 1 message | 101 2000
                             | charge ana chat.change                                        | charged 1 message | 100 2000
        2027-02-03T00:00:00Z | void ana g                                                    | UNKNOWN_GRANT | 100 2000
        """);
  }

  @Test
  void shouldFindTheRetryBeyondTheCeilingOfADailyGrant() {
    Rules daily = Presets.base44(new Switches(false, true, true, 0, 1));
    Fold fold = new Fold(daily, T0);
    fold.decide(command("o", new Command.Open("free", Times.UNSET)), T0);
    for (int day = 0; day < 5; day++) {
      Command.Charge five = new Command.Charge("chat.change", 5 * Micros.ONE, Times.UNSET, none());
      fold.decide(command("c" + day, five), T0 + day * Span.DAY_MS);
    }
    fold.decide(command("d", Command.Charge.of("chat.change")), T0 + 5 * Span.DAY_MS);
    Rejection rejection = assertInstanceOf(Rejection.class, lastRejection(fold));
    assertEquals("2027-03-01T00:00:00Z", Instant.ofEpochMilli(rejection.retryAt()).toString());
  }

  @Test
  void shouldGiveAGrantThatCameTwiceWithinAPeriodOnce() {
    Rules with = Presets.lab("UTC");
    Rules.Plan plan = with.plans().getFirst();
    Rules without = without(with, plan.grants().getFirst().id());
    Fold fold = new Fold(without, T0);
    fold.decide(command("o", new Command.Open(plan.name(), Times.UNSET)), T0);
    fold.control(new Control.PublishRules(with.numbered(2)), T0 + 1000);
    fold.control(new Control.PublishRules(without.numbered(3)), T0 + 2000);
    fold.control(new Control.PublishRules(with.numbered(4)), T0 + 3000);
    fold.decide(command("t", new Command.Tick()), T0 + 40 * Span.DAY_MS);
    List<String> names = new ArrayList<>();
    for (Line line : fold.lines) {
      if (line instanceof Entry entry) {
        entry.effects().grants().forEach(terms -> names.add(terms.id()));
      }
    }
    assertEquals(names.stream().distinct().toList(), names);
    assertTrue(names.stream().noneMatch(name -> name.contains("#")), names::toString);
  }

  @Test
  void shouldKeepARejectionSmallWhateverTheListHolds() {
    Fold fold = new Fold(Presets.base44(Switches.DEFAULT), T0);
    fold.decide(command("r", new Command.Reset(Collections.nCopies(60_000, ""))), T0);
    Rejection rejection = lastRejection(fold);
    assertEquals(List.of(Reason.UNKNOWN_WALLET, Reason.TOO_MANY), reasons(rejection));
  }

  @Test
  void shouldKeepAtMostTwoHundredUsedUpGrants() {
    Fold fold = new Fold(Presets.base44(Switches.DEFAULT), T0);
    fold.decide(command("o", new Command.Open("free", Times.UNSET)), T0);
    for (int i = 0; i < 1_500; i++) {
      Command.AddGrant one =
          new Command.AddGrant(
              "integration", 1, Source.ADJUSTMENT, Times.UNSET, Times.UNSET, -1, List.of(), "");
      assertEquals(0, count(fold.decide(command("g" + i, one), T0)));
      fold.decide(
          command("v" + i, new Command.Charge("integration.call", 1, Times.UNSET, none())), T0);
    }
    assertTrue(
        fold.wallet("ana").grants().size() <= 203, "at " + fold.wallet("ana").grants().size());
  }

  @Test
  void shouldRefuseRulesAndClocksThatNoDecisionCouldBear() {
    Fold fold = new Fold(Presets.base44(Switches.DEFAULT), T0);
    Rules good = Presets.base44(Switches.DEFAULT).numbered(2);
    Rules.Recurring first = good.plans().getFirst().grants().getFirst();
    assertInstanceOf(
        Book.Refused.class,
        fold.control(
            new Control.PublishRules(with(good, recurring(first, Long.MAX_VALUE, first.every()))),
            T0));
    fold = new Fold(Presets.base44(Switches.DEFAULT), T0);
    assertInstanceOf(
        Book.Refused.class,
        fold.control(new Control.PublishRules(with(good, recurring(first, 1, Span.NONE))), T0));
    fold = new Fold(Presets.base44(Switches.DEFAULT), T0);
    assertInstanceOf(Book.Refused.class, fold.control(new Control.SetClock(Long.MAX_VALUE), T0));
  }

  private static int count(Decision decision) {
    return (int) decision.lines().stream().filter(Rejection.class::isInstance).count();
  }

  private static List<Reason> reasons(Rejection rejection) {
    return rejection.violations().stream().map(Rejection.Violation::reason).toList();
  }

  private static Rejection lastRejection(Fold fold) {
    return fold.lines.stream()
        .filter(Rejection.class::isInstance)
        .map(Rejection.class::cast)
        .reduce((_, last) -> last)
        .orElseThrow();
  }

  private static Rules.Recurring recurring(Rules.Recurring rule, long amount, Span every) {
    return new Rules.Recurring(
        rule.id(),
        rule.pool(),
        amount,
        every,
        rule.anchor(),
        rule.zone(),
        rule.source(),
        rule.priority(),
        rule.scope(),
        rule.expiry(),
        rule.rollover(),
        rule.ceiling(),
        rule.requiresPaidPlan());
  }

  private static Rules without(Rules rules, String id) {
    return plans(
        rules,
        rules.plans().stream()
            .map(plan ->
                plan(plan, plan.grants().stream().filter(rule -> !rule.id().equals(id)).toList()))
            .toList());
  }

  private static Rules with(Rules rules, Rules.Recurring changed) {
    return plans(
        rules,
        rules.plans().stream()
            .map(plan ->
                plan(
                    plan,
                    plan.grants().stream()
                        .map(rule -> rule.id().equals(changed.id()) ? changed : rule)
                        .toList()))
            .toList());
  }

  private static Rules.Plan plan(Rules.Plan plan, List<Rules.Recurring> grants) {
    return new Rules.Plan(
        plan.name(),
        plan.paid(),
        plan.retired(),
        plan.term(),
        plan.limits(),
        grants,
        plan.overdrafts());
  }

  private static Rules plans(Rules rules, List<Rules.Plan> plans) {
    return new Rules(
        rules.version(),
        rules.name(),
        rules.pools(),
        plans,
        rules.fallback(),
        rules.limits(),
        rules.actions(),
        rules.onUpgrade(),
        rules.onSubscribe(),
        rules.onCancel(),
        rules.topUps(),
        rules.promos(),
        rules.coupons(),
        rules.alerts(),
        rules.zones(),
        rules.source());
  }

  private static java.util.SortedMap<String, String> none() {
    return Collections.emptySortedMap();
  }

  private static Command command(String id, Command.Body body) {
    return new Command(id, "ana", "", "", Text.NONE, body);
  }

  private static void check(String table) {
    assertEquals(Scenario.plain(table), Scenario.told(Presets.base44(Switches.DEFAULT), table));
  }
}
