package dev.scrip.ledger.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.ledger.domain.Micros;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.Rules.Alert;
import dev.scrip.ledger.domain.Rules.AutoTopUp;
import dev.scrip.ledger.domain.Rules.Limit;
import dev.scrip.ledger.domain.Rules.LimitScope;
import dev.scrip.ledger.domain.Rules.OnCancel;
import dev.scrip.ledger.domain.Rules.Plan;
import dev.scrip.ledger.domain.Rules.TopUps;
import dev.scrip.ledger.domain.Rules.Upgrade;
import dev.scrip.ledger.domain.Rules.UpgradeGrant;
import dev.scrip.ledger.domain.Rules.Window;
import dev.scrip.ledger.domain.Source;
import dev.scrip.ledger.domain.Span;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The presets of 2026, Lovable and Bolt against the products' own tables. */
class PresetsTest {
  private static final Upgrade PURCHASE = new Upgrade(UpgradeGrant.FULL, false, false, false);

  @Test
  void shouldGiveWhatLovableSaysForEverySize() throws RulesFaults {
    Rules rules = lovable(Map.of());

    assertEquals(
        """
        free unpaid 1mo: credits[build.*] 5/1d CALENDAR PERIOD_END ceiling 30/1mo used; \
        credits[cloud.*] 20/1mo CALENDAR PERIOD_END; \
        credits[ai.*] 4/1mo CALENDAR PERIOD_END [member.month]
        pro-100 paid 1mo: credits[] 100/1mo SUBSCRIPTION GRANT 2mo; \
        credits[build.*] 5/1d CALENDAR PERIOD_END; \
        credits[cloud.*] 20/1mo SUBSCRIPTION PERIOD_END; \
        credits[ai.*] 4/1mo SUBSCRIPTION PERIOD_END [member.month]
        pro-100-annual paid 12mo: credits[] 100/1mo SUBSCRIPTION TERM_END 1mo; \
        credits[build.*] 5/1d CALENDAR PERIOD_END; \
        credits[cloud.*] 20/1mo SUBSCRIPTION PERIOD_END; \
        credits[ai.*] 4/1mo SUBSCRIPTION PERIOD_END [member.month]
        business-100 paid 1mo: credits[] 100/1mo SUBSCRIPTION GRANT 2mo; \
        credits[build.*] 5/1d CALENDAR PERIOD_END; \
        credits[cloud.*] 20/1mo SUBSCRIPTION PERIOD_END; \
        credits[ai.*] 4/1mo SUBSCRIPTION PERIOD_END [member.month]
        """,
        PresetTables.plans(rules.plans().subList(0, 4)));
    List<Long> sizes =
        List.of(100L, 200L, 400L, 800L, 1200L, 2000L, 3000L, 4000L, 5000L, 7500L, 10000L);
    assertEquals(1 + 3 * sizes.size(), rules.plans().size());
    for (long size : sizes) {
      for (String name : List.of("pro-" + size, "pro-" + size + "-annual", "business-" + size)) {
        Plan plan = rules.index().plans().get(name);
        assertEquals(size * Micros.ONE, plan.grants().getFirst().amount(), name);
        assertEquals(name + ".credits", plan.grants().getFirst().id());
        assertEquals(Source.DAILY, plan.grants().get(1).source(), name);
      }
    }
    assertEquals("free", rules.fallback());
  }

  @Test
  void shouldChargeWhatLovableSays() throws RulesFaults {
    assertEquals(
        """
        build.plan credits WALLET: [] {} 1
        build.message credits WALLET: [] {} 0..20
        fix.try credits WALLET: [] {} 0
        edit.code credits WALLET: [] {} 0
        revert credits WALLET: [] {} 0
        ai.request credits APP_OWNER: [] {model=small} tokens [0.5, 2, 0.125, 0]; \
        [] {model=large} tokens [2.5, 15, 0.25, 0]
        cloud.usage credits APP_OWNER: [] {} 0..
        """,
        PresetTables.actions(lovable(Map.of())));
  }

  @Test
  void shouldSellLimitAndTellAsLovableDoes() throws RulesFaults {
    Rules rules = lovable(Map.of());

    TopUps topUps = rules.topUps().getFirst();
    assertEquals(1, rules.topUps().size());
    assertFalse(topUps.plans().contains("free"));
    assertEquals(rules.plans().size() - 1, topUps.plans().size());
    assertEquals(Span.ofMonths(12), topUps.expiresAfter());
    assertEquals(
        new AutoTopUp(25 * Micros.ONE, 100 * Micros.ONE, 400 * Micros.ONE, "UTC"), topUps.auto());
    assertEquals(List.of(member(Long.MAX_VALUE, List.of("build.*"))), rules.limits());
    assertEquals(
        List.of(new Alert("credits", 0, 10, Span.NONE), new Alert("credits", 0, 0, Span.ofDays(7))),
        rules.alerts());
    assertEquals(new Upgrade(UpgradeGrant.DIFFERENCE, true, true, false), rules.onUpgrade());
    assertEquals(PURCHASE, rules.onSubscribe());
  }

  @ParameterizedTest
  @ValueSource(strings = {"used", "issued"})
  void shouldCountLovablesCeilingAsTheSwitchSays(String counts) throws RulesFaults {
    Rules rules = lovable(Map.of("monthly_ceiling_counts", counts));

    assertEquals(
        counts.equals("used"), rules.plans().getFirst().grants().getFirst().ceiling().countsUsed());
  }

  @Test
  void shouldGiveAndChargeWhatBoltSays() throws RulesFaults {
    Rules rules = bolt(Map.of());

    assertEquals(
        """
        free unpaid 1mo: tokens[] 1000000/1mo CALENDAR PERIOD_END [free.tokens.day]
        pro-10m paid 1mo: tokens[] 10000000/1mo SUBSCRIPTION PERIOD_START 2mo paid-only
        teams paid 1mo: tokens[] 10000000/1mo SUBSCRIPTION PERIOD_START 2mo paid-only
        pro-26m paid 1mo: tokens[] 26000000/1mo SUBSCRIPTION PERIOD_START 2mo paid-only
        pro-55m paid 1mo: tokens[] 55000000/1mo SUBSCRIPTION PERIOD_START 2mo paid-only
        pro-120m paid 1mo: tokens[] 120000000/1mo SUBSCRIPTION PERIOD_START 2mo paid-only
        """,
        PresetTables.plans(rules.plans()));
    assertEquals(
        """
        prompt tokens ACTOR: [] {} 0..
        edit.code tokens ACTOR: [] {} 0
        restore tokens ACTOR: [] {} 0
        """,
        PresetTables.actions(rules));
    Limit day = rules.limits().getFirst();
    assertEquals(1, rules.limits().size());
    assertEquals(300_000 * Micros.ONE, day.amount());
    assertEquals(Window.CALENDAR, day.window());
    assertEquals(Span.ofDays(1), day.span());
    assertEquals(OnCancel.SUSPEND, rules.onCancel());
    assertEquals(
        List.of(
            new TopUps(
                "tokens",
                List.of("pro-10m", "teams", "pro-26m", "pro-55m", "pro-120m"),
                List.of(),
                Span.NONE,
                100,
                true,
                AutoTopUp.NONE)),
        rules.topUps());
  }

  @Test
  void shouldUpgradeBoltAsTheSwitchSays() throws RulesFaults {
    assertEquals(
        new Upgrade(UpgradeGrant.DIFFERENCE, true, true, true),
        bolt(Map.of("upgrade_grants", "difference")).onUpgrade());
    assertEquals(
        new Upgrade(UpgradeGrant.FULL, true, false, true),
        bolt(Map.of("upgrade_grants", "full")).onUpgrade());
    assertEquals(PURCHASE, bolt(Map.of()).onSubscribe());
  }

  @Test
  void shouldShareOnePoolInTheWorkspacesOf2026() throws RulesFaults {
    Rules rules = RulesReader.read("base44-2026.yaml", RulesFiles.BASE44_2026, 1);

    assertEquals(
        """
        free unpaid 1mo: credits[] 25/1mo SUBSCRIPTION PERIOD_END [member.month]
        starter paid 1mo: credits[] 100/1mo SUBSCRIPTION PERIOD_END [member.month]
        builder paid 1mo: credits[] 250/1mo SUBSCRIPTION PERIOD_END [member.month]
        pro paid 1mo: credits[] 500/1mo SUBSCRIPTION PERIOD_END [member.month]
        elite paid 1mo: credits[] 1200/1mo SUBSCRIPTION PERIOD_END [member.month]
        """,
        PresetTables.plans(rules.plans()));
    assertEquals(
        """
        chat.discuss credits WALLET: [] {} 0.3
        chat.change credits WALLET: [] {} 0.5..4
        edit.visual credits WALLET: [] {} 0
        edit.visual_ai credits WALLET: [] {} 0.5..4
        fix.auto credits WALLET: [free] {} 0.5..4; [starter, builder, pro, elite] {} 0
        integration.call credits APP_OWNER: [] {} 1
        email.custom_domain credits APP_OWNER: [] {} 2
        agent.message credits APP_OWNER: [] {model=small} tokens [10, 50, 1, 3]; \
        [] {model=large} tokens [60, 300, 6, 3]
        llm.call credits APP_OWNER: [] {model=small} tokens [10, 50, 1, 0]; \
        [] {model=large} tokens [60, 300, 6, 0]
        db.read credits APP_OWNER: [] {} 0
        db.write credits APP_OWNER: [] {} 0
        backend.own_key credits APP_OWNER: [] {} 0
        """,
        PresetTables.actions(rules));
    List<String> building = List.of("chat.*", "edit.*", "fix.auto");
    assertEquals(List.of(member(Long.MAX_VALUE, building)), rules.limits());
    assertEquals(
        List.of(member(250 * Micros.ONE, building)),
        RulesReader.read(
                "base44-2026.yaml", RulesFiles.BASE44_2026, 1, Map.of("member_default", "250"))
            .limits());
    assertEquals(
        List.of(
            new TopUps(
                "credits",
                List.of("starter", "builder", "pro", "elite"),
                List.of(),
                Span.ofMonths(12),
                100,
                true,
                AutoTopUp.NONE)),
        rules.topUps());
    assertEquals(OnCancel.SUSPEND, rules.onCancel());
    assertTrue(rules.onUpgrade().keepAnchor());
  }

  /** What one has bought counts too: at the limit a member is to stop. */
  private static Limit member(long amount, List<String> actions) {
    return new Limit(
        "member.month",
        amount,
        Window.CALENDAR,
        Span.ofMonths(1),
        "UTC",
        LimitScope.ACTOR,
        "credits",
        actions,
        List.of(
            Source.PLAN,
            Source.DAILY,
            Source.ROLLOVER,
            Source.TOP_UP,
            Source.PROMO,
            Source.ADJUSTMENT,
            Source.REFUND,
            Source.TRANSFER));
  }

  private static Rules lovable(Map<String, String> switches) throws RulesFaults {
    return RulesReader.read("lovable.yaml", RulesFiles.LOVABLE, 1, switches);
  }

  private static Rules bolt(Map<String, String> switches) throws RulesFaults {
    return RulesReader.read("bolt.yaml", RulesFiles.BOLT, 1, switches);
  }
}
