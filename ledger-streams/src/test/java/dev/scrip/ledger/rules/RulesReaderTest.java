package dev.scrip.ledger.rules;

import static dev.scrip.ledger.domain.Source.DAILY;
import static dev.scrip.ledger.domain.Source.PLAN;
import static dev.scrip.ledger.domain.Source.TOP_UP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.Rules.Action;
import dev.scrip.ledger.domain.Rules.Alert;
import dev.scrip.ledger.domain.Rules.Anchor;
import dev.scrip.ledger.domain.Rules.AtReset;
import dev.scrip.ledger.domain.Rules.AutoTopUp;
import dev.scrip.ledger.domain.Rules.Ceiling;
import dev.scrip.ledger.domain.Rules.Expiry;
import dev.scrip.ledger.domain.Rules.ExpiryFrom;
import dev.scrip.ledger.domain.Rules.Fixed;
import dev.scrip.ledger.domain.Rules.FreeUse;
import dev.scrip.ledger.domain.Rules.Limit;
import dev.scrip.ledger.domain.Rules.LimitScope;
import dev.scrip.ledger.domain.Rules.LoopBreaker;
import dev.scrip.ledger.domain.Rules.MeasuredFrom;
import dev.scrip.ledger.domain.Rules.OnCancel;
import dev.scrip.ledger.domain.Rules.Overdraft;
import dev.scrip.ledger.domain.Rules.Payer;
import dev.scrip.ledger.domain.Rules.Plan;
import dev.scrip.ledger.domain.Rules.Pool;
import dev.scrip.ledger.domain.Rules.Price;
import dev.scrip.ledger.domain.Rules.PriceRow;
import dev.scrip.ledger.domain.Rules.Promo;
import dev.scrip.ledger.domain.Rules.Recurring;
import dev.scrip.ledger.domain.Rules.Reported;
import dev.scrip.ledger.domain.Rules.Rollover;
import dev.scrip.ledger.domain.Rules.Tier;
import dev.scrip.ledger.domain.Rules.Tiered;
import dev.scrip.ledger.domain.Rules.Tokens;
import dev.scrip.ledger.domain.Rules.TopUps;
import dev.scrip.ledger.domain.Rules.Upgrade;
import dev.scrip.ledger.domain.Rules.UpgradeGrant;
import dev.scrip.ledger.domain.Rules.Window;
import dev.scrip.ledger.domain.Span;
import dev.scrip.ledger.domain.Zone;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a right file means. */
class RulesReaderTest {
  private static final Span DAY = Span.ofDays(1);
  private static final Span MONTH = Span.ofMonths(1);

  @Test
  void shouldReadEveryKeyOfTheGrammar() throws RulesFaults {
    Rules rules = RulesReader.read("everything.yaml", RulesFiles.EVERYTHING, 7);

    List<String> paid = List.of("pro", "team-10", "seat-10", "team-20", "seat-20", "old");
    assertEquals(7, rules.version());
    assertEquals("everything", rules.name());
    assertEquals(
        List.of(new Pool("message", "credits"), new Pool("tokens", "tokens")), rules.pools());
    assertEquals(
        List.of(
            new Plan(
                "free",
                false,
                false,
                MONTH,
                List.of("day", "month", "day.rolling"),
                List.of(
                    new Recurring(
                        "free.daily",
                        "message",
                        5_000_000,
                        DAY,
                        Anchor.CALENDAR,
                        "Europe/Berlin",
                        DAILY,
                        -2,
                        List.of("build.*", "fix"),
                        Expiry.PERIOD_END,
                        Rollover.NONE,
                        new Ceiling(30_500_000, MONTH, Anchor.SUBSCRIPTION, true),
                        false),
                    plain("free.tokens", "tokens", 1, Span.ofDays(7))),
                List.of()),
            new Plan(
                "pro",
                true,
                false,
                Span.ofMonths(12),
                List.of("month", "day.rolling", "hours", "period", "member"),
                List.of(
                    new Recurring(
                        "pro.message",
                        "message",
                        100_000_000,
                        Span.ofMonths(12),
                        Anchor.CALENDAR,
                        "UTC",
                        PLAN,
                        0,
                        List.of(),
                        new Expiry(ExpiryFrom.TERM_END, MONTH),
                        Rollover.NONE,
                        Ceiling.NONE,
                        true),
                    new Recurring(
                        "pro.tokens",
                        "tokens",
                        10_000_000,
                        Span.ofDays(7),
                        Anchor.SUBSCRIPTION,
                        "UTC",
                        PLAN,
                        0,
                        List.of(),
                        new Expiry(ExpiryFrom.PERIOD_START, Span.ofDays(21)),
                        new Rollover(8_000_000, 500_000, 3, Span.ofDays(30), MeasuredFrom.ROLLOVER),
                        new Ceiling(20_000_000, Span.ofDays(14), Anchor.SUBSCRIPTION, false),
                        false)),
                List.of(
                    new Overdraft("message", 10_000_000, AtReset.REPAY),
                    new Overdraft("tokens", 2_500_000, AtReset.FORGIVE))),
            team("10", 10_000_000),
            bare("seat-10", false, "month"),
            team("20", 20_000_000),
            bare("seat-20", false, "month"),
            bare("old", true, "month")),
        rules.plans());
    assertEquals("free", rules.fallback());
    assertEquals(
        List.of(
            new Limit(
                "day",
                5_000_000,
                Window.CALENDAR,
                DAY,
                "Asia/Tokyo",
                LimitScope.WALLET,
                "message",
                List.of(),
                Vocabulary.COUNTED_BY_DEFAULT),
            new Limit(
                "month",
                70_000_000,
                Window.CALENDAR,
                MONTH,
                "UTC",
                LimitScope.ACTOR,
                "message",
                List.of("build.*"),
                Vocabulary.COUNTED_BY_DEFAULT),
            new Limit(
                "day.rolling",
                1_000_000,
                Window.ROLLING,
                DAY,
                "UTC",
                LimitScope.APP,
                "tokens",
                List.of(),
                Vocabulary.COUNTED_BY_DEFAULT),
            new Limit(
                "hours",
                2_000_000,
                Window.ROLLING,
                Span.ofMillis(18_000_000),
                "UTC",
                LimitScope.ACTION,
                "tokens",
                List.of(),
                Vocabulary.COUNTED_BY_DEFAULT),
            new Limit(
                "period",
                9_000_000,
                Window.PERIOD,
                Span.NONE,
                "UTC",
                LimitScope.WALLET,
                "tokens",
                List.of(),
                List.of(PLAN, TOP_UP)),
            new Limit(
                "member",
                Long.MAX_VALUE,
                Window.CALENDAR,
                MONTH,
                "UTC",
                LimitScope.ACTOR,
                "message",
                List.of(),
                List.copyOf(Vocabulary.COUNTED.values()))),
        rules.limits());
    assertEquals(
        List.of(
            new Action(
                "build.message",
                "message",
                false,
                Payer.ACTOR,
                List.of(
                    row(List.of("free"), Map.of("model", "large"), new Fixed(4_000_000)),
                    row(paid, Map.of("model", "large", "speed", "fast"), new Fixed(3_000_000)),
                    row(paid, Map.of("model", "large"), new Fixed(2_000_000)),
                    row(List.of(), Map.of("model", "small"), new Fixed(500_000)),
                    row(List.of(), Map.of(), new Reported(500_000, 4_000_000))),
                true,
                new FreeUse(3_000_000, Window.CALENDAR, MONTH, "Europe/Berlin"),
                new LoopBreaker(20, 60_000)),
            plain(
                "fix",
                "message",
                Payer.APP_OWNER,
                row(List.of("free"), Map.of(), new Fixed(1_000_000)),
                row(List.of("pro"), Map.of(), new Reported(0, Long.MAX_VALUE))),
            new Action(
                "run",
                "tokens",
                false,
                Payer.WALLET,
                List.of(row(List.of(), Map.of(), new Fixed(0))),
                false,
                new FreeUse(500_000, Window.ROLLING, DAY, "UTC"),
                LoopBreaker.NONE),
            plain(
                "store",
                "tokens",
                Payer.WALLET,
                row(
                    List.of(),
                    Map.of(),
                    new Tiered(
                        List.of(
                            new Tier(10_000_000, 1_000_000),
                            new Tier(100_500_000, 500_000),
                            new Tier(Long.MAX_VALUE, 0))))),
            plain(
                "think",
                "tokens",
                Payer.WALLET,
                row(
                    List.of(),
                    Map.of("model", "large"),
                    new Tokens(3_000_000, 15_000_000, 300_000, 1_000_000)),
                row(
                    List.of(),
                    Map.of("model", "small"),
                    new Tokens(1_000_000, 5_000_000, 1_000_000, 0))),
            new Action(
                "gone",
                "tokens",
                true,
                Payer.WALLET,
                List.of(),
                false,
                FreeUse.NONE,
                LoopBreaker.NONE)),
        rules.actions());
    assertEquals(
        List.of(
            new TopUps(
                "message",
                List.of("pro", "team-10", "team-20"),
                List.of(50_000_000L, 100_000_000L),
                Span.ofMonths(12),
                100,
                true,
                new AutoTopUp(25_000_000, 100_000_000, 400_000_000, "Europe/Berlin")),
            new TopUps(
                "tokens",
                rules.plans().stream().map(Plan::name).toList(),
                List.of(),
                Span.NONE,
                0,
                false,
                AutoTopUp.NONE)),
        rules.topUps());
    assertEquals(new Upgrade(UpgradeGrant.FULL, true, false, true), rules.onUpgrade());
    assertEquals(new Upgrade(UpgradeGrant.PRORATED, true, false, false), rules.onSubscribe());
    assertEquals(OnCancel.EXPIRE, rules.onCancel());
    assertEquals(
        List.of(
            new Promo("SHARE20", "message", 20_000_000, Span.ofDays(30)),
            new Promo("FOREVER", "tokens", 1_000_000, Span.NONE)),
        rules.promos());
    assertTrue(rules.coupons());
    assertEquals(
        List.of(
            new Alert("message", 5_000_000, 0, Span.NONE),
            new Alert("message", 0, 20, Span.NONE),
            new Alert("tokens", 0, 0, Span.ofDays(7))),
        rules.alerts());
    assertEquals(
        List.of("Asia/Tokyo", "Europe/Berlin", "UTC"),
        rules.zones().stream().map(Zone::name).toList());
    assertEquals(RulesFiles.EVERYTHING, rules.source());
  }

  @Test
  void shouldTakeTheUsualWhereTheFileIsSilent() throws RulesFaults {
    Rules rules = RulesReader.read("small.yaml", RulesFiles.SMALL, 1);

    assertEquals(new Upgrade(UpgradeGrant.DIFFERENCE, true, true, false), rules.onUpgrade());
    assertEquals(new Upgrade(UpgradeGrant.FULL, false, false, false), rules.onSubscribe());
    assertEquals(OnCancel.SUSPEND, rules.onCancel());
    assertEquals(List.of(), rules.topUps());
    assertFalse(rules.coupons());
    assertEquals(List.of(), rules.limits());
    assertEquals(
        List.of(plain("free.message", "message", 25_000_000, MONTH)),
        rules.plans().getFirst().grants());
    assertEquals(MONTH, rules.plans().getFirst().term());
    assertEquals(List.of(Zone.UTC), rules.zones());
  }

  @Test
  void shouldReadJson() throws RulesFaults {
    String json =
        """
        {
        \t"name": "json",
        \t"pools": [{"name": "message", "unit": "credits"}],
        \t"plans": [{"name": "free", "paid": false,
        \t\t"grants": [{"pool": "message", "amount": "0.3", "every": "P1M"}]}],
        \t"fallback": "free"
        }
        """;

    Rules rules = RulesReader.read("rules.json", json, 1);

    assertEquals(300_000, rules.plans().getFirst().grants().getFirst().amount());
  }

  @ParameterizedTest
  @CsvSource({
    "0,                     0",
    "0.3,                   300000",
    "'\"0.1\"',             100000",
    "0.000001,              1",
    "25.500000,             25500000",
    "007,                   7000000",
    "1200000000,            1200000000000000",
    "9999999999.999999,     9999999999999999",
  })
  void shouldReadAmountsExactly(String written, long micros) throws RulesFaults {
    String yaml = RulesFiles.SMALL.replace("amount: 25", "amount: " + written);

    Rules rules = RulesReader.read("amounts.yaml", yaml, 1);

    assertEquals(micros, rules.plans().getFirst().grants().getFirst().amount());
  }

  @ParameterizedTest
  @CsvSource({
    // The day the clocks change, the day before it, and the last year that is listed.
    "Europe/Berlin,    2027-03-28T03:00:00, 2027-03-28T01:00:00Z",
    "Europe/Berlin,    2027-03-27T00:00:00, 2027-03-26T23:00:00Z",
    "Europe/Berlin,    2100-07-01T00:00:00, 2100-06-30T22:00:00Z",
    "America/New_York, 2027-11-07T00:00:00, 2027-11-07T04:00:00Z",
    "Asia/Kolkata,     2027-01-01T00:00:00, 2026-12-31T18:30:00Z",
    "UTC,              2027-01-01T00:00:00, 2027-01-01T00:00:00Z",
  })
  void shouldResolveZonesUpTo2100(String name, LocalDateTime local, Instant instant) {
    Zone zone = ZoneReader.resolve(name);

    assertEquals(instant.toEpochMilli(), zone.instant(local));
    assertEquals(local, zone.local(instant.toEpochMilli()));
  }

  @Test
  void shouldHaveNoTransitionsInUtc() {
    assertEquals(Zone.UTC, ZoneReader.resolve("UTC"));
  }

  private static Plan team(String size, long amount) {
    return new Plan(
        "team-" + size,
        true,
        false,
        MONTH,
        List.of("month", "member"),
        List.of(
            new Recurring(
                "team-" + size + ".message",
                "message",
                amount,
                MONTH,
                Anchor.SUBSCRIPTION,
                "UTC",
                PLAN,
                0,
                List.of(),
                new Expiry(ExpiryFrom.GRANT, Span.ofMonths(2)),
                Rollover.NONE,
                Ceiling.NONE,
                false),
            new Recurring(
                "team." + size + ".extra",
                "message",
                1_000_000,
                MONTH,
                Anchor.SUBSCRIPTION,
                "UTC",
                PLAN,
                0,
                List.of(),
                Expiry.PERIOD_END,
                new Rollover(Long.MAX_VALUE, 1_000_000, 1, Span.NONE, MeasuredFrom.ORIGIN),
                Ceiling.NONE,
                false)),
        List.of());
  }

  private static Plan bare(String name, boolean retired, String limit) {
    return new Plan(name, true, retired, MONTH, List.of(limit), List.of(), List.of());
  }

  private static Recurring plain(String id, String pool, long amount, Span every) {
    return new Recurring(
        id,
        pool,
        amount,
        every,
        Anchor.SUBSCRIPTION,
        "UTC",
        PLAN,
        0,
        List.of(),
        Expiry.PERIOD_END,
        Rollover.NONE,
        Ceiling.NONE,
        false);
  }

  private static Action plain(String name, String pool, Payer payer, PriceRow... prices) {
    return new Action(
        name, pool, false, payer, List.of(prices), false, FreeUse.NONE, LoopBreaker.NONE);
  }

  private static PriceRow row(List<String> plans, Map<String, String> attributes, Price price) {
    return new PriceRow(plans, new TreeMap<>(attributes), price);
  }
}
