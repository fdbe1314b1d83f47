package dev.scrip.ledger.domain;

import dev.scrip.ledger.domain.Rules.Action;
import dev.scrip.ledger.domain.Rules.Alert;
import dev.scrip.ledger.domain.Rules.Anchor;
import dev.scrip.ledger.domain.Rules.Ceiling;
import dev.scrip.ledger.domain.Rules.Expiry;
import dev.scrip.ledger.domain.Rules.Fixed;
import dev.scrip.ledger.domain.Rules.FreeUse;
import dev.scrip.ledger.domain.Rules.Limit;
import dev.scrip.ledger.domain.Rules.LimitScope;
import dev.scrip.ledger.domain.Rules.LoopBreaker;
import dev.scrip.ledger.domain.Rules.OnCancel;
import dev.scrip.ledger.domain.Rules.Payer;
import dev.scrip.ledger.domain.Rules.Plan;
import dev.scrip.ledger.domain.Rules.Pool;
import dev.scrip.ledger.domain.Rules.Price;
import dev.scrip.ledger.domain.Rules.PriceRow;
import dev.scrip.ledger.domain.Rules.Promo;
import dev.scrip.ledger.domain.Rules.Recurring;
import dev.scrip.ledger.domain.Rules.Rollover;
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

  private static final Span MONTH = Span.ofMonths(1);

  static final List<Source> NOT_BOUGHT =
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
                "free.message.daily",
                "message",
                micros("5"),
                Span.ofDays(1),
                Anchor.CALENDAR,
                "UTC",
                Source.DAILY,
                0,
                List.of(),
                Expiry.PERIOD_END,
                Rollover.NONE,
                new Ceiling(micros("25"), Span.ofMonths(1), Anchor.SUBSCRIPTION, false),
                false)
            : monthly("free.message", "message", "25");
    plans.add(
        new Plan(
            "free",
            false,
            false,
            MONTH,
            on.dailyGrant() ? List.of() : List.of("free.message.day"),
            List.of(message, monthly("free.integration", "integration", "100")),
            List.of()));
    plans.add(paid("starter", "100", "2000"));
    plans.add(paid("builder", "250", "10000"));
    plans.add(paid("pro", "500", "20000"));
    plans.add(paid("elite", "1200", "50000"));
    Limit daily =
        new Limit(
            "free.message.day",
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
            prompt("chat.discuss", "0.3", on),
            prompt("chat.change", "1", on),
            action("edit.visual", "message", Payer.ACTOR, row("0")),
            prompt("edit.visual_ai", "1", on),
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
            ? new Upgrade(UpgradeGrant.DIFFERENCE, true, true, false)
            : new Upgrade(UpgradeGrant.FULL, false, true, false),
        new Upgrade(UpgradeGrant.FULL, false, false, false),
        OnCancel.SUSPEND,
        List.of(),
        List.of(new Promo("SHARE20", "message", micros("20"), Span.NONE)),
        true,
        alerts,
        List.of(Zone.UTC),
        "");
  }

  /** A prompt costs more when the model was chosen by hand, if the switch says so. */
  private static Action prompt(String name, String price, Switches on) {
    Fixed manual = new Fixed(micros(price) * on.manualMultiplier());
    return on.manualMultiplier() == 1
        ? action(name, "message", Payer.ACTOR, row(price))
        : action(name, "message", Payer.ACTOR, row(manual, "model_choice", "manual"), row(price));
  }

  private static Plan paid(String name, String message, String integration) {
    return new Plan(
        name,
        true,
        false,
        MONTH,
        List.of(),
        List.of(
            monthly(name + ".message", "message", message),
            monthly(name + ".integration", "integration", integration)),
        List.of());
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
        Expiry.PERIOD_END,
        Rollover.NONE,
        Ceiling.NONE,
        false);
  }

  /** No product's: all that could be said before holds and transfers came, in any zone. */
  public static Rules lab(String zone) {
    return LabRules.plain(zone);
  }

  static Action action(String name, String pool, Payer payer, PriceRow... rows) {
    return new Action(
        name, pool, false, payer, List.of(rows), false, FreeUse.NONE, LoopBreaker.NONE);
  }

  static PriceRow row(String price) {
    return row(new Fixed(micros(price)));
  }

  static PriceRow row(Price price, String... attributes) {
    return new PriceRow(List.of(), attributes(attributes), price);
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
