package dev.scrip.ledger.domain;

import dev.scrip.ledger.domain.Rules.Action;
import dev.scrip.ledger.domain.Rules.Alert;
import dev.scrip.ledger.domain.Rules.Anchor;
import dev.scrip.ledger.domain.Rules.Fixed;
import dev.scrip.ledger.domain.Rules.Limit;
import dev.scrip.ledger.domain.Rules.LimitScope;
import dev.scrip.ledger.domain.Rules.Payer;
import dev.scrip.ledger.domain.Rules.Plan;
import dev.scrip.ledger.domain.Rules.Pool;
import dev.scrip.ledger.domain.Rules.Price;
import dev.scrip.ledger.domain.Rules.PriceRow;
import dev.scrip.ledger.domain.Rules.Promo;
import dev.scrip.ledger.domain.Rules.Recurring;
import dev.scrip.ledger.domain.Rules.Reported;
import dev.scrip.ledger.domain.Rules.Upgrade;
import dev.scrip.ledger.domain.Rules.UpgradeGrant;
import dev.scrip.ledger.domain.Rules.Window;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Rules as values, so that the fold is tested without the reader of YAML. */
public final class Presets {
  static final String BERLIN = "Europe/Berlin";

  private static final List<Source> NOT_BOUGHT =
      List.of(
          Source.PLAN,
          Source.DAILY,
          Source.ROLLOVER,
          Source.PROMO,
          Source.ADJUSTMENT,
          Source.REFUND,
          Source.TRANSFER);

  private Presets() {}

  /** The switches of base44-2025. */
  public record Switches(
      boolean rolling, boolean carryUsage, boolean dailyGrant, int database, int manualMultiplier) {
    public static final Switches DEFAULT = new Switches(false, true, false, 0, 1);
  }

  /** The rules file's own table. */
  public static Rules base44(Switches on) {
    return base44(on, List.of());
  }

  public static Rules base44(Switches on, List<Alert> alerts) {
    List<Plan> plans = new ArrayList<>();
    Recurring message =
        on.dailyGrant()
            ? new Recurring(
                "free.message",
                "message",
                micros("5"),
                Span.ofDays(1),
                Anchor.CALENDAR,
                "UTC",
                Source.DAILY,
                0,
                List.of(),
                micros("25"),
                Span.ofMonths(1),
                Anchor.SUBSCRIPTION)
            : monthly("free.message", "message", "25");
    plans.add(
        new Plan(
            "free",
            false,
            false,
            false,
            on.dailyGrant() ? List.of() : List.of("free-daily"),
            List.of(message, monthly("free.integration", "integration", "100"))));
    plans.add(paid("starter", "100", "2000"));
    plans.add(paid("builder", "250", "10000"));
    plans.add(paid("pro", "500", "20000"));
    plans.add(paid("elite", "1200", "50000"));
    Limit daily =
        new Limit(
            "free-daily",
            micros("5"),
            on.rolling() ? Window.ROLLING : Window.CALENDAR,
            Span.ofDays(1),
            "UTC",
            LimitScope.WALLET,
            "message",
            List.of(),
            NOT_BOUGHT);
    List<Action> actions =
        List.of(
            action("chat.discuss", "message", Payer.ACTOR, row("0.3")),
            action(
                "chat.change",
                "message",
                Payer.ACTOR,
                new PriceRow(
                    List.of(),
                    attributes("model_choice", "manual"),
                    new Fixed(micros("1") * on.manualMultiplier())),
                row("1")),
            action("edit.visual", "message", Payer.ACTOR, row("0")),
            action("edit.visual_ai", "message", Payer.ACTOR, row("1")),
            action(
                "fix.auto",
                "message",
                Payer.ACTOR,
                new PriceRow(List.of("free"), attributes(), new Fixed(micros("1"))),
                row("0")),
            action("integration.call", "integration", Payer.APP_OWNER, row("1")),
            action("email.custom_domain", "integration", Payer.APP_OWNER, row("2")),
            action("agent.message", "integration", Payer.APP_OWNER, row("3")),
            action("db.read", "integration", Payer.APP_OWNER, row("" + on.database())),
            action("db.write", "integration", Payer.APP_OWNER, row("" + on.database())),
            action("backend.own_key", "integration", Payer.APP_OWNER, row("0")));
    return new Rules(
        1,
        "base44-2025",
        List.of(new Pool("message", "credit"), new Pool("integration", "credit")),
        plans,
        "free",
        on.dailyGrant() ? List.of() : List.of(daily),
        actions,
        on.carryUsage()
            ? new Upgrade(UpgradeGrant.DIFFERENCE, true, true)
            : new Upgrade(UpgradeGrant.FULL, false, true),
        new Upgrade(UpgradeGrant.FULL, false, false),
        List.of(new Promo("SHARE20", "message", micros("20"), Span.NONE)),
        true,
        alerts,
        List.of(Zone.UTC),
        "");
  }

  private static Plan paid(String name, String message, String integration) {
    return new Plan(
        name,
        true,
        false,
        false,
        List.of(),
        List.of(
            monthly(name + ".message", "message", message),
            monthly(name + ".integration", "integration", integration)));
  }

  private static Recurring monthly(String id, String pool, String amount) {
    return recurring(id, pool, amount, Span.ofMonths(1), Anchor.SUBSCRIPTION, "UTC", Source.PLAN);
  }

  static Recurring recurring(
      String id,
      String pool,
      String amount,
      Span every,
      Anchor anchor,
      String zone,
      Source source) {
    return new Recurring(
        id,
        pool,
        micros(amount),
        every,
        anchor,
        zone,
        source,
        0,
        List.of(),
        -1,
        Span.NONE,
        Anchor.SUBSCRIPTION);
  }

  /** No product's: everything the grammar can say by now, in a zone with summer time. */
  public static Rules lab(String zone) {
    Recurring scoped =
        new Recurring(
            "extra",
            "a",
            micros("3.5"),
            Span.ofDays(7),
            Anchor.SUBSCRIPTION,
            zone,
            Source.PLAN,
            2,
            List.of("do.*"),
            -1,
            Span.NONE,
            Anchor.SUBSCRIPTION);
    Recurring daily =
        new Recurring(
            "drip",
            "a",
            micros("2"),
            Span.ofDays(1),
            Anchor.CALENDAR,
            zone,
            Source.DAILY,
            1,
            List.of(),
            micros("9"),
            Span.ofMonths(1),
            Anchor.CALENDAR);
    Recurring b =
        recurring("b", "b", "12.25", Span.ofMonths(1), Anchor.CALENDAR, zone, Source.PLAN);
    List<Limit> limits =
        List.of(
            limit("day", "4", Window.CALENDAR, Span.ofDays(1), zone, LimitScope.WALLET, List.of()),
            limit("member", "6", Window.ROLLING, Span.ofDays(1), zone, LimitScope.ACTOR, List.of()),
            limit(
                "month", "15", Window.CALENDAR, Span.ofMonths(1), zone, LimitScope.APP, List.of()),
            limit(
                "work",
                "8",
                Window.PERIOD,
                Span.NONE,
                zone,
                LimitScope.WALLET,
                List.of("do.work")));
    List<Action> actions =
        List.of(
            action("do.work", "a", Payer.WALLET, row("1.25")),
            action("do.some", "a", Payer.WALLET, row("0.333333")),
            action("free", "a", Payer.WALLET, row("0")),
            action(
                "model",
                "a",
                Payer.WALLET,
                new PriceRow(List.of(), attributes("model", "big"), new Fixed(micros("2"))),
                new PriceRow(List.of(), attributes("model", "small"), new Fixed(micros("0.5")))),
            action(
                "said",
                "b",
                Payer.WALLET,
                new PriceRow(List.of(), attributes(), new Reported(micros("0.5"), micros("4")))),
            action("old", "b", Payer.WALLET, row("1")));
    return new Rules(
        1,
        "lab",
        List.of(new Pool("a", "credit"), new Pool("b", "token")),
        List.of(
            new Plan("basic", false, false, false, List.of("day", "work"), List.of(daily, b)),
            new Plan(
                "more",
                true,
                false,
                true,
                List.of("day", "member", "month"),
                List.of(
                    recurring(
                        "a", "a", "20", Span.ofMonths(1), Anchor.SUBSCRIPTION, zone, Source.PLAN),
                    scoped,
                    b)),
            new Plan(
                "most",
                true,
                false,
                true,
                List.of("member"),
                List.of(
                    recurring(
                        "a2", "a", "32", Span.ofMonths(1), Anchor.SUBSCRIPTION, zone, Source.PLAN),
                    recurring(
                        "b2", "b", "7", Span.ofMonths(1), Anchor.CALENDAR, zone, Source.PLAN)))),
        "basic",
        limits,
        actions,
        new Upgrade(UpgradeGrant.DIFFERENCE, true, true),
        new Upgrade(UpgradeGrant.FULL, true, false),
        List.of(new Promo("HELLO", "a", micros("2.5"), Span.ofMonths(1))),
        true,
        List.of(new Alert("a", micros("3"), 0), new Alert("b", 0, 25), new Alert("a", 0, 50)),
        List.of(Zone.UTC, zone(zone)),
        "");
  }

  private static Limit limit(
      String id,
      String amount,
      Window window,
      Span span,
      String zone,
      LimitScope scope,
      List<String> actions) {
    return new Limit(id, micros(amount), window, span, zone, scope, "a", actions, NOT_BOUGHT);
  }

  private static Action action(String name, String pool, Payer payer, PriceRow... rows) {
    return new Action(name, pool, false, payer, List.of(rows));
  }

  private static PriceRow row(String price) {
    return new PriceRow(List.of(), attributes(), (Price) new Fixed(micros(price)));
  }

  static SortedMap<String, String> attributes(String... pairs) {
    SortedMap<String, String> attributes = new TreeMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      attributes.put(pairs[i], pairs[i + 1]);
    }
    return attributes;
  }

  /** Credits as a decimal, to micros. */
  public static long micros(String credits) {
    return new BigDecimal(credits).movePointRight(6).longValueExact();
  }

  /** A zone of the machine as values, from 1971 to 2060. */
  public static Zone zone(String name) {
    if (name.equals("UTC")) {
      return Zone.UTC;
    }
    ZoneId id = ZoneId.of(name);
    Instant from = Instant.parse("1971-01-01T00:00:00Z");
    List<Long> transitions = new ArrayList<>();
    List<Integer> offsets = new ArrayList<>();
    ZoneOffsetTransition next = id.getRules().nextTransition(from);
    while (next != null && next.getInstant().isBefore(Instant.parse("2060-01-01T00:00:00Z"))) {
      transitions.add(next.toEpochSecond());
      offsets.add(next.getOffsetAfter().getTotalSeconds());
      next = id.getRules().nextTransition(next.getInstant());
    }
    return new Zone(name, id.getRules().getOffset(from).getTotalSeconds(), transitions, offsets);
  }
}
