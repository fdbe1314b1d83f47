package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Presets.NOT_BOUGHT;
import static dev.scrip.ledger.domain.Presets.action;
import static dev.scrip.ledger.domain.Presets.micros;
import static dev.scrip.ledger.domain.Presets.recurring;
import static dev.scrip.ledger.domain.Presets.row;

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
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** No product's rules: small amounts, every kind of rule alone and together, in any zone. */
final class LabRules {
  /** A kind of rule that the laboratory switches on or off. */
  enum Feature {
    EXPIRY,
    ROLLOVER,
    CEILING_USED,
    PAID_ONLY,
    TERM,
    TIERS,
    TOKENS,
    FREE,
    LOOP,
    FAILURE,
    OVERDRAFT,
    TOP_UPS,
    EXPIRING,
    PRORATED,
    EXPIRE_ON_CANCEL
  }

  private static final Span MONTH = Span.ofMonths(1);
  private static final Span DAY = Span.ofDays(1);

  private final String zone;
  private final Set<Feature> on;
  private final SplittableRandom random;

  private LabRules(String zone, Set<Feature> on, SplittableRandom random) {
    this.zone = zone;
    this.on = on;
    this.random = random;
  }

  static Rules plain(String zone) {
    return new LabRules(zone, EnumSet.noneOf(Feature.class), new SplittableRandom(0)).rules();
  }

  /** One feature alone, or about half of them together. */
  static Rules random(SplittableRandom random) {
    Feature[] all = Feature.values();
    Set<Feature> on = EnumSet.noneOf(Feature.class);
    if (random.nextInt(3) == 0) {
      on.add(all[random.nextInt(all.length)]);
    } else {
      for (Feature feature : all) {
        if (random.nextBoolean()) {
          on.add(feature);
        }
      }
    }
    return new LabRules(random.nextBoolean() ? Presets.BERLIN : "UTC", on, random).rules();
  }

  /** As {@link #random}, with every feature. */
  static Rules everything(SplittableRandom random) {
    String zone = random.nextBoolean() ? Presets.BERLIN : "UTC";
    return new LabRules(zone, EnumSet.allOf(Feature.class), random).rules();
  }

  private Rules rules() {
    UpgradeGrant grant =
        on.contains(Feature.PRORATED) ? UpgradeGrant.PRORATED : UpgradeGrant.DIFFERENCE;
    return new Rules(
        1,
        "lab",
        List.of(new Pool("a", "credit"), new Pool("b", "token")),
        plans(),
        "basic",
        limits(),
        actions(),
        new Upgrade(grant, true, true, on.contains(Feature.EXPIRY) && random.nextBoolean()),
        new Upgrade(UpgradeGrant.FULL, random.nextInt(3) > 0, false, false),
        on.contains(Feature.EXPIRE_ON_CANCEL) ? OnCancel.EXPIRE : OnCancel.SUSPEND,
        topUps(),
        List.of(new Promo("HELLO", "a", micros("2.5"), MONTH)),
        true,
        alerts(),
        zones(),
        "");
  }

  private List<Zone> zones() {
    return zone.equals("UTC") ? List.of(Zone.UTC) : List.of(Zone.UTC, Presets.zone(zone));
  }

  // Plans

  private List<Plan> plans() {
    Span term = on.contains(Feature.TERM) ? Span.ofMonths(3) : MONTH;
    return List.of(
        new Plan(
            "basic",
            false,
            false,
            MONTH,
            List.of("day", "work"),
            List.of(drip(), monthlyB("b", "12.25")),
            overdrafts(AtReset.FORGIVE)),
        new Plan(
            "more",
            true,
            false,
            term,
            List.of("day", "member", "month", "own"),
            List.of(monthlyA("a", "20"), weekly(), monthlyB("b1", "12.25")),
            overdrafts(List.of(AtReset.values()).get(random.nextInt(3)))),
        new Plan(
            "most",
            true,
            false,
            MONTH,
            List.of("member", "own"),
            List.of(monthlyA("a2", "32"), monthlyB("b2", "7")),
            overdrafts(AtReset.REPAY)));
  }

  private List<Overdraft> overdrafts(AtReset atReset) {
    return on.contains(Feature.OVERDRAFT)
        ? List.of(new Overdraft("a", micros("3"), atReset))
        : List.of();
  }

  private Recurring drip() {
    return new Recurring(
        "drip",
        "a",
        micros("2"),
        DAY,
        Anchor.CALENDAR,
        zone,
        Source.DAILY,
        1,
        List.of(),
        Expiry.PERIOD_END,
        rollover(Span.NONE),
        new Ceiling(micros("9"), MONTH, Anchor.CALENDAR, on.contains(Feature.CEILING_USED)),
        false);
  }

  private Recurring weekly() {
    return new Recurring(
        "extra",
        "a",
        micros("3.5"),
        Span.ofDays(7),
        Anchor.SUBSCRIPTION,
        zone,
        Source.PLAN,
        2,
        List.of("do.*"),
        expiry(Span.ofDays(10)),
        rollover(Span.ofDays(20)),
        on.contains(Feature.CEILING_USED)
            ? new Ceiling(micros("8"), MONTH, Anchor.SUBSCRIPTION, true)
            : Ceiling.NONE,
        on.contains(Feature.PAID_ONLY));
  }

  private Recurring monthlyA(String id, String amount) {
    return new Recurring(
        id,
        "a",
        micros(amount),
        MONTH,
        Anchor.SUBSCRIPTION,
        zone,
        Source.PLAN,
        0,
        List.of(),
        expiry(Span.ofMonths(2)),
        rollover(Span.ofMonths(3)),
        Ceiling.NONE,
        on.contains(Feature.PAID_ONLY));
  }

  private Recurring monthlyB(String id, String amount) {
    return recurring(id, "b", amount, MONTH, Anchor.CALENDAR, zone, Source.PLAN);
  }

  private Expiry expiry(Span after) {
    if (!on.contains(Feature.EXPIRY)) {
      return Expiry.PERIOD_END;
    }
    ExpiryFrom from =
        List.of(ExpiryFrom.GRANT, ExpiryFrom.PERIOD_START, ExpiryFrom.TERM_END)
            .get(random.nextInt(3));
    return new Expiry(from, after);
  }

  private Rollover rollover(Span expiresAfter) {
    if (!on.contains(Feature.ROLLOVER)) {
      return Rollover.NONE;
    }
    return new Rollover(
        random.nextBoolean() ? micros("4.5") : Long.MAX_VALUE,
        random.nextBoolean() ? 333_333 : Micros.ONE,
        1 + random.nextInt(3),
        random.nextBoolean() ? expiresAfter : Span.NONE,
        random.nextBoolean() ? MeasuredFrom.ORIGIN : MeasuredFrom.ROLLOVER);
  }

  // Limits

  private List<Limit> limits() {
    return List.of(
        limit("day", "4", Window.CALENDAR, DAY, LimitScope.WALLET, List.of()),
        limit("member", "6", Window.ROLLING, DAY, LimitScope.ACTOR, List.of()),
        limit("month", "15", Window.CALENDAR, MONTH, LimitScope.APP, List.of()),
        limit("work", "8", Window.PERIOD, Span.NONE, LimitScope.WALLET, List.of("do.work")),
        new Limit(
            "own",
            Long.MAX_VALUE,
            Window.CALENDAR,
            MONTH,
            zone,
            LimitScope.ACTOR,
            "a",
            List.of("do.*"),
            NOT_BOUGHT));
  }

  private Limit limit(
      String id, String amount, Window window, Span span, LimitScope scope, List<String> actions) {
    return new Limit(id, micros(amount), window, span, zone, scope, "a", actions, NOT_BOUGHT);
  }

  // Actions

  private List<Action> actions() {
    List<Action> actions = new ArrayList<>();
    actions.add(use("do.work", "a", row("1.25")));
    actions.add(use("do.some", "a", row("0.333333")));
    actions.add(action("free", "a", Payer.WALLET, row("0")));
    actions.add(
        action(
            "model",
            "a",
            Payer.WALLET,
            row(new Fixed(micros("2")), "model", "big"),
            row(new Fixed(micros("0.5")), "model", "small")));
    actions.add(use("said", "b", row(new Reported(micros("0.5"), micros("4")))));
    actions.add(action("old", "b", Payer.WALLET, row("1")));
    if (on.contains(Feature.TIERS)) {
      actions.add(
          use(
              "do.tier",
              "a",
              row(
                  new Tiered(
                      List.of(
                          new Tier(micros("2"), micros("0.5")),
                          new Tier(micros("5.5"), micros("0.123457")),
                          new Tier(Long.MAX_VALUE, micros("0.01")))))));
    }
    if (on.contains(Feature.TOKENS)) {
      Tokens small = new Tokens(micros("1.5"), micros("6"), micros("0.333333"), micros("0.25"));
      Tokens big = new Tokens(micros("15"), micros("60"), 0, 0);
      actions.add(use("do.tokens", "a", row(big, "model", "big"), row(small)));
    }
    return actions;
  }

  /** With what is free, a loop breaker and refunds on failure, where they are on. */
  private Action use(String name, String pool, Rules.PriceRow... rows) {
    FreeUse free =
        on.contains(Feature.FREE) && random.nextInt(3) > 0
            ? List.of(
                    new FreeUse(micros("2"), Window.CALENDAR, DAY, zone),
                    new FreeUse(micros("3.5"), Window.PERIOD, Span.NONE, zone),
                    new FreeUse(micros("1"), Window.ROLLING, Span.ofMillis(3_600_000), zone))
                .get(random.nextInt(3))
            : FreeUse.NONE;
    LoopBreaker loop =
        on.contains(Feature.LOOP)
            ? new LoopBreaker(2 + random.nextInt(3), 600_000)
            : LoopBreaker.NONE;
    return new Action(
        name, pool, false, Payer.WALLET, List.of(rows), on.contains(Feature.FAILURE), free, loop);
  }

  // Top-ups and alerts

  private List<TopUps> topUps() {
    if (!on.contains(Feature.TOP_UPS)) {
      return List.of(
          new TopUps("a", List.of("more", "most"), List.of(), Span.NONE, 0, false, AutoTopUp.NONE));
    }
    return List.of(
        new TopUps(
            "a",
            List.of("more", "most"),
            random.nextBoolean() ? List.of() : List.of(micros("2"), micros("5")),
            random.nextBoolean() ? MONTH : Span.NONE,
            random.nextInt(3) * 5,
            random.nextBoolean(),
            new AutoTopUp(micros("2"), micros("5"), micros("10"), zone)));
  }

  private List<Alert> alerts() {
    List<Alert> alerts = new ArrayList<>();
    alerts.add(new Alert("a", micros("3"), 0, Span.NONE));
    alerts.add(new Alert("b", 0, 25, Span.NONE));
    alerts.add(new Alert("a", 0, 50, Span.NONE));
    if (on.contains(Feature.EXPIRING)) {
      alerts.add(new Alert("a", 0, 0, Span.ofDays(7)));
      alerts.add(new Alert("b", 0, 0, Span.ofDays(2)));
    }
    return alerts;
  }
}
