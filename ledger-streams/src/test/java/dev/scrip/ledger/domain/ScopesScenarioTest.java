package dev.scrip.ledger.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people are told of actions for which a pool has credits of their own. */
class ScopesScenarioTest {
  private static final Rules LOVABLE = ProductRules.lovable(true);
  private static final Rules BASE44 = Presets.base44(Presets.Switches.DEFAULT);

  @Test
  void shouldTellOfBuildingWhileTheCloudHasCredits() {
    check(
        LOVABLE,
        """
        2027-03-01T10:00:00Z     | open ana free                    | opened | 29
                                 | charge ana build.plan quantity=6 | INSUFFICIENT_CREDITS, depleted credits build.* refused | 29
                                 | charge ana build.plan quantity=5 | charged 5 credits, depleted credits build.* empty | 24
                                 | charge ana build.plan            | INSUFFICIENT_CREDITS retry 2027-03-02T00:00:00Z | 24
        2027-03-02T00:00:00Z     | tick ana                         | reset 5 credits, recovered credits build.* | 29
        """);
  }

  /** And of building and AI, once there is something again that does not pay for them. */
  @Test
  void shouldTellOfThePoolAloneWhereNothingIsLeftForAnyAction() {
    check(
        LOVABLE,
        """
        2027-03-01T10:00:00Z     | open ana free                         | opened | 29
                                 | grant ana 1 credits                   | granted 1 credits | 30
                                 | charge ana cloud.usage amount=21      | charged 21 credits, depleted credits cloud.* empty | 9
                                 | grant ana 1 credits scope=cloud.*     | granted 1 credits, recovered credits cloud.* | 10
                                 | void ana free.ai@2027-03-01T00:00:00Z | voided 4 credits, depleted credits ai.* empty | 6
                                 | charge ana cloud.usage amount=1       | charged 1 credits, depleted credits cloud.* empty | 5
                                 | charge ana build.plan quantity=5      | charged 5 credits, low credits<10%, depleted credits empty | 0
                                 | charge ana build.plan                 | INSUFFICIENT_CREDITS retry 2027-03-02T00:00:00Z, depleted credits refused | 0
                                 | grant ana 2 credits scope=cloud.*     | granted 2 credits, recovered credits, depleted credits build.* empty, recovered credits cloud.* | 2
                                 | charge ana build.plan                 | INSUFFICIENT_CREDITS retry 2027-03-02T00:00:00Z, depleted credits build.* refused | 2
                                 | grant ana 2 credits                   | granted 2 credits, recovered credits ai.*, recovered credits build.* | 4
        """);
  }

  @Test
  void shouldCountTheGrantsThatPayForAllOfAScope() {
    check(
        LOVABLE,
        """
        2027-03-01T10:00:00Z     | open ana free                             | opened | 29
                                 | grant ana 3 credits scope=build.plan      | granted 3 credits | 32
                                 | charge ana build.message amount=5         | charged 5 credits, depleted credits build.* empty | 27
                                 | charge ana build.message amount=2         | INSUFFICIENT_CREDITS retry 2027-03-02T00:00:00Z, depleted credits build.* refused | 27
                                 | charge ana build.plan quantity=3          | charged 3 credits, depleted credits build.plan empty | 24
                                 | charge ana build.plan quantity=4          | INSUFFICIENT_CREDITS retry 2027-03-02T00:00:00Z, depleted credits build.plan refused | 24
                                 | grant ana 2 credits scope=fix.try,build.* | granted 2 credits, recovered credits build.* | 26
                                 | charge ana build.plan quantity=2          | charged 2 credits, depleted credits build.* empty, depleted credits build.* fix.try empty | 24
                                 | grant ana 3 credits                       | granted 3 credits, recovered credits build.*, recovered credits build.* fix.try | 27
                                 | grant ana 1 credits scope=build.*         | granted 1 credits, recovered credits build.plan | 28
        """);
  }

  @Test
  void shouldTellOfThePoolWhatNoScopeCovers() {
    check(
        BASE44,
        """
        2027-03-01T10:00:00Z     | open ana starter                        | opened | 100 2000
                                 | grant ana 3 message scope=chat.*        | granted 3 message | 103 2000
                                 | charge ana edit.visual_ai quantity=101  | INSUFFICIENT_CREDITS, depleted message refused | 103 2000
                                 | charge ana chat.change quantity=104     | INSUFFICIENT_CREDITS, depleted message chat.* refused | 103 2000
                                 | grant ana 1 message                     | granted 1 message, recovered message, recovered message chat.* | 104 2000
        """);
  }

  @Test
  void shouldTellOfNoMoreThanSixteenScopesThatOnlyGrantsHave() {
    long at = Instant.parse("2027-03-01T10:00:00Z").toEpochMilli();
    Fold fold = new Fold(BASE44, at);
    decide(fold, "open", new Command.Open("starter", Times.UNSET), at);
    decide(fold, "kept", grant("edit.*"), at);
    for (int i = 10; i < 40; i++) {
      decide(fold, "g" + i, grant("x" + i + ".*"), at);
      decide(fold, "v" + i, new Command.VoidGrant("g" + i), at);
    }

    Decision decision = decide(fold, "all", charge(100), at);

    List<String> told =
        decision.lines().stream()
            .filter(Depletion.class::isInstance)
            .map(line -> ((Depletion) line).scope().getFirst())
            .toList();
    assertEquals(15, told.size());
    assertEquals("x10.*", told.getFirst());
    assertEquals("x24.*", told.getLast());
  }

  /** Most wallets have none: what they do not use costs them nothing. */
  @Test
  void shouldMakeNoListsWhereThereAreNoScopes() {
    long at = Instant.parse("2027-03-01T10:00:00Z").toEpochMilli();
    Fold fold = new Fold(BASE44, at);
    decide(fold, "open", new Command.Open("starter", Times.UNSET), at);
    Wallet wallet = fold.wallet("ana");
    assertTrue(Scopes.of(BASE44, wallet, wallet, "message").isEmpty());

    Fold planned = new Fold(LOVABLE, at);
    decide(planned, "open", new Command.Open("free", Times.UNSET), at);
    Wallet free = planned.wallet("ana");
    assertSame(
        LOVABLE.index().scopes("free", "credits"), Scopes.of(LOVABLE, free, free, "credits"));
  }

  private static Command.Body grant(String scope) {
    return new Command.AddGrant(
        "message", Micros.ONE, Source.ADJUSTMENT, Times.UNSET, Times.UNSET, 0, List.of(scope), "");
  }

  private static Command.Body charge(long credits) {
    return new Command.Charge(
        "chat.change", credits * Micros.ONE, Times.UNSET, Presets.attributes());
  }

  private static Decision decide(Fold fold, String id, Command.Body body, long at) {
    return fold.decide(new Command(id, "ana", "", "", Text.NONE, body), at);
  }

  private static void check(Rules rules, String table) {
    assertEquals(Scenario.plain(table), Scenario.told(rules, table));
  }
}
