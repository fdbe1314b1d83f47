package dev.scrip.ledger.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.ledger.domain.Bounds;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.Rules.Action;
import dev.scrip.ledger.domain.Rules.Anchor;
import dev.scrip.ledger.domain.Rules.AtReset;
import dev.scrip.ledger.domain.Rules.AutoTopUp;
import dev.scrip.ledger.domain.Rules.Ceiling;
import dev.scrip.ledger.domain.Rules.Expiry;
import dev.scrip.ledger.domain.Rules.ExpiryFrom;
import dev.scrip.ledger.domain.Rules.Fixed;
import dev.scrip.ledger.domain.Rules.FreeUse;
import dev.scrip.ledger.domain.Rules.LoopBreaker;
import dev.scrip.ledger.domain.Rules.MeasuredFrom;
import dev.scrip.ledger.domain.Rules.Overdraft;
import dev.scrip.ledger.domain.Rules.Payer;
import dev.scrip.ledger.domain.Rules.Plan;
import dev.scrip.ledger.domain.Rules.Price;
import dev.scrip.ledger.domain.Rules.PriceRow;
import dev.scrip.ledger.domain.Rules.Recurring;
import dev.scrip.ledger.domain.Rules.Reported;
import dev.scrip.ledger.domain.Rules.Rollover;
import dev.scrip.ledger.domain.Rules.Tier;
import dev.scrip.ledger.domain.Rules.Tiered;
import dev.scrip.ledger.domain.Rules.Tokens;
import dev.scrip.ledger.domain.Rules.TopUps;
import dev.scrip.ledger.domain.Rules.Window;
import dev.scrip.ledger.domain.Source;
import dev.scrip.ledger.domain.Span;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules that no file makes but that somebody may publish: the fold refuses them. */
class BoundsTest {
  private static final Span MONTH = Span.ofMonths(1);
  private static final Span AGES = Span.ofMonths(1_201);

  static Stream<Rules> breaches() {
    return Stream.of(
        plan(MONTH, grant(Expiry.PERIOD_END, Rollover.NONE, Ceiling.NONE), "nowhere", "m"),
        plan(AGES, grant(Expiry.PERIOD_END, Rollover.NONE, Ceiling.NONE), "p", "m"),
        plan(Span.NONE, grant(Expiry.PERIOD_END, Rollover.NONE, Ceiling.NONE), "p", "m"),
        grants(new Expiry(ExpiryFrom.PERIOD_END, MONTH), Rollover.NONE, Ceiling.NONE),
        grants(new Expiry(ExpiryFrom.GRANT, Span.NONE), Rollover.NONE, Ceiling.NONE),
        grants(new Expiry(ExpiryFrom.TERM_END, AGES), Rollover.NONE, Ceiling.NONE),
        grants(Expiry.PERIOD_END, rollover(-1, 1, 1), Ceiling.NONE),
        grants(Expiry.PERIOD_END, rollover(1, 1_000_001, 1), Ceiling.NONE),
        grants(Expiry.PERIOD_END, rollover(1, 1, Bounds.MOST_TIMES + 1), Ceiling.NONE),
        grants(Expiry.PERIOD_END, Rollover.NONE, ceiling(1, Span.ofMillis(1))),
        grants(Expiry.PERIOD_END, Rollover.NONE, ceiling(Bounds.MOST_AMOUNT + 1, MONTH)),
        plan(
            MONTH,
            grant(Expiry.PERIOD_END, Rollover.NONE, Ceiling.NONE),
            "p",
            "m",
            new Overdraft("m", -1, AtReset.CARRY)),
        plan(
            MONTH,
            grant(Expiry.PERIOD_END, Rollover.NONE, Ceiling.NONE),
            "p",
            "m",
            new Overdraft("m", 1, AtReset.CARRY),
            new Overdraft("m", 2, AtReset.CARRY)),
        action(new Fixed(-1)),
        action(new Reported(-1, 1)),
        action(new Reported(2, 1)),
        action(new Tokens(1, -1, 1, 0)),
        action(new Tiered(List.of())),
        action(new Tiered(List.of(new Tier(5, 1)))),
        action(new Tiered(List.of(new Tier(5, 1), new Tier(5, 1), new Tier(Long.MAX_VALUE, 1)))),
        action(new Fixed(1), new FreeUse(1, Window.ROLLING, MONTH, "UTC"), LoopBreaker.NONE, "m"),
        action(new Fixed(1), FreeUse.NONE, new LoopBreaker(Bounds.MOST_LOOP_CHARGES + 1, 1), "m"),
        action(new Fixed(1), FreeUse.NONE, new LoopBreaker(1, 0), "m"),
        action(new Fixed(1), FreeUse.NONE, LoopBreaker.NONE, "unknown"),
        topUps(List.of(0L), Span.NONE, AutoTopUp.NONE),
        topUps(List.of(), AGES, AutoTopUp.NONE),
        topUps(List.of(), Span.NONE, new AutoTopUp(1, 5, 4, "UTC")));
  }

  @ParameterizedTest
  @MethodSource("breaches")
  void shouldRefuseWhatNoDecisionCanBeMadeUnder(Rules rules) {
    String breach = Bounds.breach(rules).orElse("");

    assertTrue(breach.startsWith("expected of "), breach);
  }

  @Test
  void shouldTakeTheRulesOfAFile() throws RulesFaults {
    assertEquals(
        Optional.empty(), Bounds.breach(RulesReader.read("all", RulesFiles.EVERYTHING, 1)));
    assertEquals(Optional.empty(), Bounds.breach(action(new Fixed(1))));
  }

  private static Rules grants(Expiry expiry, Rollover rollover, Ceiling ceiling) {
    return plan(MONTH, grant(expiry, rollover, ceiling), "p", "m");
  }

  private static Recurring grant(Expiry expiry, Rollover rollover, Ceiling ceiling) {
    return new Recurring(
        "p.m",
        "m",
        1,
        MONTH,
        Anchor.SUBSCRIPTION,
        "UTC",
        Source.PLAN,
        0,
        List.of(),
        expiry,
        rollover,
        ceiling,
        false);
  }

  private static Rollover rollover(long amount, long fraction, int times) {
    return new Rollover(amount, fraction, times, Span.NONE, MeasuredFrom.ORIGIN);
  }

  private static Ceiling ceiling(long amount, Span every) {
    return new Ceiling(amount, every, Anchor.CALENDAR, true);
  }

  private static Rules plan(
      Span term, Recurring grant, String fallback, String pool, Overdraft... overdrafts) {
    Plan plan = new Plan("p", false, false, term, List.of(), List.of(grant), List.of(overdrafts));
    return rules(plan, fallback, List.of(), List.of(), pool);
  }

  private static Rules action(Price price) {
    return action(price, FreeUse.NONE, LoopBreaker.NONE, "m");
  }

  private static Rules action(Price price, FreeUse free, LoopBreaker breaker, String pool) {
    PriceRow row = new PriceRow(List.of(), new TreeMap<>(), price);
    Action action = new Action("a", pool, false, Payer.WALLET, List.of(row), false, free, breaker);
    return rules(bare(), "p", List.of(action), List.of(), "m");
  }

  private static Rules topUps(List<Long> packs, Span expiresAfter, AutoTopUp auto) {
    TopUps topUps = new TopUps("m", List.of("p"), packs, expiresAfter, 0, false, auto);
    return rules(bare(), "p", List.of(), List.of(topUps), "m");
  }

  private static Plan bare() {
    return new Plan("p", false, false, MONTH, List.of(), List.of(), List.of());
  }

  private static Rules rules(
      Plan plan, String fallback, List<Action> actions, List<TopUps> topUps, String pool) {
    Rules.Upgrade upgrade = new Rules.Upgrade(Rules.UpgradeGrant.FULL, false, false, false);
    return new Rules(
        1,
        "bounds",
        List.of(new Rules.Pool(pool, "credits")),
        List.of(plan),
        fallback,
        List.of(),
        actions,
        upgrade,
        upgrade,
        Rules.OnCancel.SUSPEND,
        topUps,
        List.of(),
        false,
        List.of(),
        List.of(),
        "");
  }
}
