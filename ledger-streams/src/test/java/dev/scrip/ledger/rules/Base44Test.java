package dev.scrip.ledger.rules;

import static dev.scrip.ledger.domain.Rules.Payer.ACTOR;
import static dev.scrip.ledger.domain.Rules.Payer.APP_OWNER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.ledger.domain.Book;
import dev.scrip.ledger.domain.Micros;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.Rules.Action;
import dev.scrip.ledger.domain.Rules.Alert;
import dev.scrip.ledger.domain.Rules.Anchor;
import dev.scrip.ledger.domain.Rules.Ceiling;
import dev.scrip.ledger.domain.Rules.Expiry;
import dev.scrip.ledger.domain.Rules.Fixed;
import dev.scrip.ledger.domain.Rules.Limit;
import dev.scrip.ledger.domain.Rules.LimitScope;
import dev.scrip.ledger.domain.Rules.Plan;
import dev.scrip.ledger.domain.Rules.PriceRow;
import dev.scrip.ledger.domain.Rules.Promo;
import dev.scrip.ledger.domain.Rules.Recurring;
import dev.scrip.ledger.domain.Rules.Reported;
import dev.scrip.ledger.domain.Rules.Rollover;
import dev.scrip.ledger.domain.Rules.Tiered;
import dev.scrip.ledger.domain.Rules.Tokens;
import dev.scrip.ledger.domain.Rules.Upgrade;
import dev.scrip.ledger.domain.Rules.UpgradeGrant;
import dev.scrip.ledger.domain.Rules.Window;
import dev.scrip.ledger.domain.Source;
import dev.scrip.ledger.domain.Span;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The preset base44-2025 against the product's own tables, and each value of its switches. */
class Base44Test {
  private static final Span DAY = Span.ofDays(1);
  private static final Span MONTH = Span.ofMonths(1);

  @Test
  void shouldGiveWhatThePlansTableSays() throws RulesFaults {
    Rules rules = preset(Map.of());

    assertEquals(
        """
        free unpaid: message 25, integration 100 [free.message.day]
        starter paid: message 100, integration 2000 []
        builder paid: message 250, integration 10000 []
        pro paid: message 500, integration 20000 []
        elite paid: message 1200, integration 50000 []
        """,
        rules.plans().stream().map(Base44Test::line).collect(Collectors.joining()));
    for (Plan plan : rules.plans()) {
      for (Recurring grant : plan.grants()) {
        assertEquals(plan.name() + "." + grant.pool(), grant.id());
        assertEquals(MONTH, grant.every());
        assertEquals(Anchor.SUBSCRIPTION, grant.anchor());
        assertEquals("UTC", grant.zone());
        assertEquals(Source.PLAN, grant.source());
        assertEquals(Expiry.PERIOD_END, grant.expiry());
        assertEquals(Rollover.NONE, grant.rollover());
        assertEquals(Ceiling.NONE, grant.ceiling());
      }
    }
    assertEquals("free", rules.fallback());
    assertEquals(List.of(), rules.topUps());
    assertEquals(List.of(day(Window.CALENDAR)), rules.limits());
  }

  private static String line(Plan plan) {
    return plan.name()
        + (plan.paid() ? " paid: " : " unpaid: ")
        + plan.grants().stream()
            .map(grant -> grant.pool() + " " + Micros.text(grant.amount()))
            .collect(Collectors.joining(", "))
        + " "
        + plan.limits()
        + "\n";
  }

  @ParameterizedTest
  @CsvSource({
    "chat.discuss,        message,     0.3, ACTOR",
    "chat.change,         message,     1,   ACTOR",
    "edit.visual,         message,     0,   ACTOR",
    "edit.visual_ai,      message,     1,   ACTOR",
    "integration.call,    integration, 1,   APP_OWNER",
    "email.custom_domain, integration, 2,   APP_OWNER",
    "agent.message,       integration, 3,   APP_OWNER",
    "db.read,             integration, 0,   APP_OWNER",
    "db.write,            integration, 0,   APP_OWNER",
    "backend.own_key,     integration, 0,   APP_OWNER",
  })
  void shouldCostWhatTheCreditTableSays(String name, String pool, String price, Rules.Payer payer)
      throws RulesFaults {
    Action action = action(preset(Map.of()), name);

    assertEquals(pool, action.pool());
    assertEquals(payer, action.payer());
    assertEquals(List.of("[] {} " + price), prices(action));
  }

  @Test
  void shouldFixForNothingOnPaidPlans() throws RulesFaults {
    Rules rules = preset(Map.of());

    assertEquals(
        List.of("[free] {} 1", "[starter, builder, pro, elite] {} 0"),
        prices(action(rules, "fix.auto")));
    assertEquals(ACTOR, action(rules, "fix.auto").payer());
    assertEquals(11, rules.actions().size());
    assertEquals(6, rules.actions().stream().filter(action -> action.payer() == APP_OWNER).count());
  }

  @Test
  void shouldHaveItsPromoCouponsAndAlert() throws RulesFaults {
    Rules rules = preset(Map.of());

    assertEquals(
        List.of(new Promo("SHARE20", "message", 20 * Micros.ONE, Span.NONE)), rules.promos());
    assertTrue(rules.coupons());
    assertEquals(List.of(new Alert("integration", 0, 10, Span.NONE)), rules.alerts());
  }

  @Test
  void shouldLimitTheDayByTheCalendarOrFor24Hours() throws RulesFaults {
    assertEquals(
        List.of(day(Window.CALENDAR)),
        preset(Map.of("free_daily_window", "calendar_day")).limits());
    assertEquals(
        List.of(day(Window.ROLLING)), preset(Map.of("free_daily_window", "rolling_24h")).limits());
  }

  @Test
  void shouldCarryUsageOrNot() throws RulesFaults {
    Upgrade subscribing = new Upgrade(UpgradeGrant.FULL, false, false, false);

    Rules carried = preset(Map.of("carry_usage", "true"));
    Rules anew = preset(Map.of("carry_usage", "false"));

    assertEquals(new Upgrade(UpgradeGrant.DIFFERENCE, true, true, false), carried.onUpgrade());
    assertEquals(subscribing, carried.onSubscribe());
    assertEquals(new Upgrade(UpgradeGrant.FULL, false, true, false), anew.onUpgrade());
    assertEquals(subscribing, anew.onSubscribe());
  }

  @Test
  void shouldGiveDailyOrMonthly() throws RulesFaults {
    Rules rules = preset(Map.of("free_credits", "daily_grant"));
    Plan free = rules.plans().getFirst();

    assertEquals(preset(Map.of()).plans().subList(1, 5), rules.plans().subList(1, 5));
    assertEquals(List.of(), rules.limits());
    assertEquals(List.of(), free.limits());
    assertEquals(
        new Recurring(
            "free.message.daily",
            "message",
            5 * Micros.ONE,
            DAY,
            Anchor.CALENDAR,
            "UTC",
            Source.DAILY,
            0,
            List.of(),
            Expiry.PERIOD_END,
            Rollover.NONE,
            new Ceiling(25 * Micros.ONE, MONTH, Anchor.SUBSCRIPTION, false),
            false),
        free.grants().getFirst());
    assertEquals("free.integration", free.grants().getLast().id());
    assertEquals(2, free.grants().size());
  }

  @ParameterizedTest
  @CsvSource({
    "database_actions,        1, db.read,        [] {} 1",
    "database_actions,        1, db.write,       [] {} 1",
    "database_actions,        1, agent.message,  [] {} 3",
    "manual_model_multiplier, 2, chat.change,    [] {model_choice=manual} 2; [] {} 1",
    "manual_model_multiplier, 2, chat.discuss,   [] {model_choice=manual} 0.6; [] {} 0.3",
    "manual_model_multiplier, 2, edit.visual_ai, [] {model_choice=manual} 2; [] {} 1",
    "manual_model_multiplier, 2, edit.visual,    [] {} 0",
  })
  void shouldPriceBySwitch(String name, String value, String action, String rows)
      throws RulesFaults {
    assertEquals(rows, String.join("; ", prices(action(preset(Map.of(name, value)), action))));
  }

  @ParameterizedTest
  @CsvSource({"carry_usage, false", "free_credits, daily_grant", "database_actions, 1"})
  void shouldLetARunningLedgerTurnTheSwitch(String name, String value) throws RulesFaults {
    assertTrue(Book.breach(preset(Map.of()), preset(Map.of(name, value))).isEmpty());
  }

  private static Limit day(Window window) {
    return new Limit(
        "free.message.day",
        5 * Micros.ONE,
        window,
        DAY,
        "UTC",
        LimitScope.WALLET,
        "message",
        List.of(),
        Vocabulary.COUNTED_BY_DEFAULT);
  }

  private static Rules preset(Map<String, String> switches) throws RulesFaults {
    return RulesReader.read("base44-2025.yaml", RulesFiles.BASE44_2025, 1, switches);
  }

  private static Action action(Rules rules, String name) {
    return rules.actions().stream()
        .filter(action -> action.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> prices(Action action) {
    return action.prices().stream().map(Base44Test::line).toList();
  }

  private static String line(PriceRow row) {
    String price =
        switch (row.price()) {
          case Fixed fixed -> Micros.text(fixed.unit());
          case Reported reported ->
              Micros.text(reported.min()) + ".." + Micros.text(reported.max());
          case Tiered _, Tokens _ -> throw new AssertionError("no such price here: " + row);
        };
    return row.plans() + " " + row.attributes() + " " + price;
  }
}
