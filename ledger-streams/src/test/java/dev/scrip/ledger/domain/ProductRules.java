package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Presets.NOT_BOUGHT;
import static dev.scrip.ledger.domain.Presets.action;
import static dev.scrip.ledger.domain.Presets.micros;
import static dev.scrip.ledger.domain.Presets.recurring;
import static dev.scrip.ledger.domain.Presets.row;

import dev.scrip.ledger.domain.Rules.Action;
import dev.scrip.ledger.domain.Rules.Alert;
import dev.scrip.ledger.domain.Rules.Anchor;
import dev.scrip.ledger.domain.Rules.AutoTopUp;
import dev.scrip.ledger.domain.Rules.Ceiling;
import dev.scrip.ledger.domain.Rules.Expiry;
import dev.scrip.ledger.domain.Rules.ExpiryFrom;
import dev.scrip.ledger.domain.Rules.Fixed;
import dev.scrip.ledger.domain.Rules.Limit;
import dev.scrip.ledger.domain.Rules.LimitScope;
import dev.scrip.ledger.domain.Rules.OnCancel;
import dev.scrip.ledger.domain.Rules.Payer;
import dev.scrip.ledger.domain.Rules.Plan;
import dev.scrip.ledger.domain.Rules.Pool;
import dev.scrip.ledger.domain.Rules.PriceRow;
import dev.scrip.ledger.domain.Rules.Recurring;
import dev.scrip.ledger.domain.Rules.Reported;
import dev.scrip.ledger.domain.Rules.Rollover;
import dev.scrip.ledger.domain.Rules.Tokens;
import dev.scrip.ledger.domain.Rules.TopUps;
import dev.scrip.ledger.domain.Rules.Upgrade;
import dev.scrip.ledger.domain.Rules.UpgradeGrant;
import dev.scrip.ledger.domain.Rules.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Credit systems of products as values: base44-2026, lovable and bolt. */
final class ProductRules {
  private static final Span MONTH = Span.ofMonths(1);
  private static final Span YEAR = Span.ofMonths(12);
  private static final List<Source> ALL =
      Arrays.stream(Source.values()).filter(source -> source != Source.UNKNOWN).toList();
  private static final Upgrade DIFFERENCE = new Upgrade(UpgradeGrant.DIFFERENCE, true, true, false);
  private static final Upgrade PURCHASE = new Upgrade(UpgradeGrant.FULL, false, false, false);

  private ProductRules() {}

  // Base44 of 2026: one shared pool

  static Rules base44of2026() {
    List<Plan> plans = new ArrayList<>();
    List.of("free 25", "starter 100", "builder 250", "pro 500", "elite 1200")
        .forEach(line -> {
          List<String> words = List.of(line.split(" ", -1));
          String name = words.getFirst();
          plans.add(
              new Plan(
                  name,
                  !name.equals("free"),
                  false,
                  MONTH,
                  List.of("member.month"),
                  List.of(monthly(name + ".credits", "credits", words.getLast())),
                  List.of()));
        });
    Reported prompt = new Reported(micros("0.5"), micros("4"));
    return new Rules(
        1,
        "base44-2026",
        List.of(new Pool("credits", "credits")),
        plans,
        "free",
        List.of(memberMonth("250", List.of(), ALL)),
        List.of(
            action("chat.discuss", "credits", Payer.WALLET, row("0.3")),
            action("chat.change", "credits", Payer.WALLET, row(prompt)),
            action("edit.visual", "credits", Payer.WALLET, row("0")),
            action("edit.visual_ai", "credits", Payer.WALLET, row(prompt)),
            action(
                "fix.auto",
                "credits",
                Payer.WALLET,
                new PriceRow(List.of("free"), Presets.attributes(), prompt),
                row("0")),
            action("integration.call", "credits", Payer.APP_OWNER, row("1")),
            action("email.custom_domain", "credits", Payer.APP_OWNER, row("2")),
            byModel("agent.message", "10 50 1", "60 300 6", "3"),
            byModel("llm.call", "10 50 1", "60 300 6", "0"),
            action("db.read", "credits", Payer.APP_OWNER, row("0")),
            action("db.write", "credits", Payer.APP_OWNER, row("0")),
            action("backend.own_key", "credits", Payer.APP_OWNER, row("0"))),
        DIFFERENCE,
        PURCHASE,
        OnCancel.SUSPEND,
        List.of(
            new TopUps(
                "credits",
                List.of("starter", "builder", "pro", "elite"),
                List.of(),
                YEAR,
                100,
                true,
                AutoTopUp.NONE)),
        List.of(),
        false,
        List.of(new Alert("credits", 0, 10, Span.NONE)),
        List.of(Zone.UTC),
        "");
  }

  /** Prices of a small and a large model, each by a million tokens: input, output, cached. */
  private static Action byModel(String name, String small, String large, String atLeast) {
    return action(
        name,
        "credits",
        Payer.APP_OWNER,
        row(tokens(small, atLeast), "model", "small"),
        row(tokens(large, atLeast), "model", "large"));
  }

  private static Tokens tokens(String prices, String atLeast) {
    List<Long> each = Arrays.stream(prices.split(" ", -1)).map(Presets::micros).toList();
    return new Tokens(each.get(0), each.get(1), each.get(2), micros(atLeast));
  }

  private static Limit memberMonth(String amount, List<String> actions, List<Source> counts) {
    return new Limit(
        "member.month",
        amount.isEmpty() ? Long.MAX_VALUE : micros(amount),
        Window.CALENDAR,
        MONTH,
        "UTC",
        LimitScope.ACTOR,
        "credits",
        actions,
        counts);
  }

  // Lovable: scoped grants in one pool

  static Rules lovable(boolean ceilingCountsUsed) {
    List<Plan> plans = new ArrayList<>();
    List<String> mayBuy = new ArrayList<>();
    plans.add(
        new Plan(
            "free",
            false,
            false,
            MONTH,
            List.of("member.month"),
            List.of(
                daily("free", new Ceiling(micros("30"), MONTH, Anchor.CALENDAR, ceilingCountsUsed)),
                scoped("free.cloud", "20", "cloud.*", Anchor.CALENDAR),
                scoped("free.ai", "4", "ai.*", Anchor.CALENDAR)),
            List.of()));
    for (int size : List.of(100, 200, 400, 800, 1200, 2000, 3000, 4000, 5000, 7500, 10_000)) {
      Expiry twoMonths = new Expiry(ExpiryFrom.GRANT, Span.ofMonths(2));
      plans.add(paid("pro-" + size, size, MONTH, twoMonths));
      plans.add(
          paid("pro-" + size + "-annual", size, YEAR, new Expiry(ExpiryFrom.TERM_END, MONTH)));
      plans.add(paid("business-" + size, size, MONTH, twoMonths));
    }
    plans.stream().filter(Plan::paid).map(Plan::name).forEach(mayBuy::add);
    return new Rules(
        1,
        "lovable",
        List.of(new Pool("credits", "credits")),
        plans,
        "free",
        List.of(memberMonth("", List.of("build.*"), ALL)),
        List.of(
            action("build.plan", "credits", Payer.WALLET, row("1")),
            action("build.message", "credits", Payer.WALLET, row(new Reported(0, micros("20")))),
            action("fix.try", "credits", Payer.WALLET, row("0")),
            action("edit.code", "credits", Payer.WALLET, row("0")),
            action("revert", "credits", Payer.WALLET, row("0")),
            byModel("ai.request", "0.5 2 0.125", "2.5 15 0.25", "0"),
            action(
                "cloud.usage", "credits", Payer.APP_OWNER, row(new Reported(0, Long.MAX_VALUE)))),
        DIFFERENCE,
        PURCHASE,
        OnCancel.SUSPEND,
        List.of(
            new TopUps(
                "credits",
                mayBuy,
                List.of(),
                YEAR,
                0,
                false,
                new AutoTopUp(micros("25"), micros("100"), micros("400"), "UTC"))),
        List.of(),
        false,
        List.of(new Alert("credits", 0, 10, Span.NONE), new Alert("credits", 0, 0, Span.ofDays(7))),
        List.of(Zone.UTC),
        "");
  }

  private static Plan paid(String name, int size, Span term, Expiry expiry) {
    Recurring monthly = monthly(name + ".credits", "credits", "" + size);
    return new Plan(
        name,
        true,
        false,
        term,
        List.of("member.month"),
        List.of(
            with(monthly, List.of(), expiry, Ceiling.NONE, false),
            daily(name, Ceiling.NONE),
            scoped(name + ".cloud", "20", "cloud.*", Anchor.SUBSCRIPTION),
            scoped(name + ".ai", "4", "ai.*", Anchor.SUBSCRIPTION)),
        List.of());
  }

  private static Recurring daily(String plan, Ceiling ceiling) {
    Recurring daily =
        recurring(
            plan + ".daily", "credits", "5", Span.ofDays(1), Anchor.CALENDAR, "UTC", Source.DAILY);
    return with(daily, List.of("build.*"), Expiry.PERIOD_END, ceiling, false);
  }

  private static Recurring scoped(String id, String amount, String scope, Anchor anchor) {
    Recurring plain = recurring(id, "credits", amount, MONTH, anchor, "UTC", Source.PLAN);
    return with(plain, List.of(scope), Expiry.PERIOD_END, Ceiling.NONE, false);
  }

  private static Recurring monthly(String id, String pool, String amount) {
    return recurring(id, pool, amount, MONTH, Anchor.SUBSCRIPTION, "UTC", Source.PLAN);
  }

  private static Recurring with(
      Recurring plain,
      List<String> scope,
      Expiry expiry,
      Ceiling ceiling,
      boolean requiresPaidPlan) {
    return new Recurring(
        plain.id(),
        plain.pool(),
        plain.amount(),
        plain.every(),
        plain.anchor(),
        plain.zone(),
        plain.source(),
        plain.priority(),
        scope,
        expiry,
        Rollover.NONE,
        ceiling,
        requiresPaidPlan);
  }

  // Bolt: tokens by the million, two months each

  static Rules bolt(boolean fullOnUpgrade) {
    List<Plan> plans = new ArrayList<>();
    plans.add(
        new Plan(
            "free",
            false,
            false,
            MONTH,
            List.of("free.tokens.day"),
            List.of(
                recurring(
                    "free.tokens",
                    "tokens",
                    "1000000",
                    MONTH,
                    Anchor.CALENDAR,
                    "UTC",
                    Source.PLAN)),
            List.of()));
    List.of("pro-10m 10", "teams 10", "pro-26m 26", "pro-55m 55", "pro-120m 120")
        .forEach(line -> {
          List<String> words = List.of(line.split(" ", -1));
          plans.add(boltPlan(words.getFirst(), words.getLast() + "000000"));
        });
    return new Rules(
        1,
        "bolt",
        List.of(new Pool("tokens", "tokens")),
        plans,
        "free",
        List.of(
            new Limit(
                "free.tokens.day",
                micros("300000"),
                Window.CALENDAR,
                Span.ofDays(1),
                "UTC",
                LimitScope.WALLET,
                "tokens",
                List.of(),
                NOT_BOUGHT)),
        List.of(
            action("prompt", "tokens", Payer.ACTOR, row(new Reported(0, Long.MAX_VALUE))),
            action("edit.code", "tokens", Payer.ACTOR, row(new Fixed(0))),
            action("restore", "tokens", Payer.ACTOR, row(new Fixed(0)))),
        fullOnUpgrade
            ? new Upgrade(UpgradeGrant.FULL, true, false, true)
            : new Upgrade(UpgradeGrant.DIFFERENCE, true, true, true),
        PURCHASE,
        OnCancel.SUSPEND,
        List.of(
            new TopUps(
                "tokens",
                plans.stream().filter(Plan::paid).map(Plan::name).toList(),
                List.of(),
                Span.NONE,
                100,
                true,
                AutoTopUp.NONE)),
        List.of(),
        false,
        List.of(),
        List.of(Zone.UTC),
        "");
  }

  private static Plan boltPlan(String name, String amount) {
    Expiry expiry = new Expiry(ExpiryFrom.PERIOD_START, Span.ofMonths(2));
    return new Plan(
        name,
        true,
        false,
        MONTH,
        List.of(),
        List.of(
            with(
                monthly(name + ".tokens", "tokens", amount),
                List.of(),
                expiry,
                Ceiling.NONE,
                true)),
        List.of());
  }
}
