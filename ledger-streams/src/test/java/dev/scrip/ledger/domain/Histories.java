package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Presets.micros;
import static dev.scrip.ledger.domain.Times.UNSET;

import dev.scrip.ledger.domain.Rules.Alert;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Random histories from a seed: what happens to a few wallets, and what time does meanwhile. */
final class Histories {
  /** One thing that happens. */
  sealed interface Step {
    long at();
  }

  record Do(Command command, long at) implements Step {}

  record Publish(Rules rules, long at) implements Step {}

  /** Rules at first, and what happens then. */
  record History(long seed, Rules rules, long start, List<Step> steps) {
    History {
      steps = List.copyOf(steps);
    }

    History with(List<Step> others) {
      return new History(seed, rules, start, others);
    }

    /** A table that a person can read. */
    String table() {
      StringBuilder text =
          new StringBuilder("seed " + seed + ", rules " + rules.name() + ", " + zone(rules) + "\n");
      for (Step step : steps) {
        text.append(Instant.ofEpochMilli(step.at())).append(" | ");
        switch (step) {
          case Do(Command command, long _) ->
              text.append(command.wallet())
                  .append(" | ")
                  .append(command.id())
                  .append(" | ")
                  .append(command.body())
                  .append(command.actor().isEmpty() ? "" : " actor " + command.actor())
                  .append(command.app().isEmpty() ? "" : " app " + command.app())
                  .append(
                      command.text().metadata().isEmpty() ? "" : " " + command.text().metadata());
          case Publish(Rules rules, long _) ->
              text.append("rules ").append(rules.version()).append(' ').append(rules.name());
        }
        text.append('\n');
      }
      return text.toString();
    }
  }

  private static final List<String> STARTS =
      List.of(
          "2027-01-31T14:37:05Z",
          "2028-02-28T23:59:59.999Z",
          "2027-03-27T23:10:00Z",
          "2027-10-30T22:30:00Z",
          "2027-12-31T22:59:00Z",
          "2028-02-29T12:00:00Z",
          "2027-06-15T08:00:00.001Z");

  private final SplittableRandom random;
  private final long seed;
  private final List<Step> steps = new ArrayList<>();
  private final List<Command> sent = new ArrayList<>();
  private Rules rules;
  private long now;
  private long begin;

  private Histories(long seed) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
    this.rules = Presets.base44(Presets.Switches.DEFAULT);
  }

  static History of(long seed) {
    return new Histories(seed).make();
  }

  private History make() {
    Rules first =
        switch (random.nextInt(4)) {
          case 0 -> Presets.lab(Presets.BERLIN);
          case 1 -> Presets.lab("UTC");
          default ->
              Presets.base44(
                  new Presets.Switches(
                      random.nextBoolean(),
                      random.nextBoolean(),
                      random.nextBoolean(),
                      random.nextInt(2),
                      1 + random.nextInt(2)),
                  random.nextBoolean()
                      ? List.of()
                      : List.of(
                          new Alert("message", micros("5"), 0), new Alert("integration", 0, 20)));
        };
    rules = first;
    long start = Instant.parse(STARTS.get(random.nextInt(STARTS.size()))).toEpochMilli();
    now = start;
    begin = start;
    List<String> wallets = List.of("ana", "bob", "eve").subList(0, 1 + random.nextInt(3));
    int count = 8 + random.nextInt(40);
    for (String wallet : wallets) {
      if (random.nextInt(20) > 0) {
        send(wallet, open());
        pass();
      }
    }
    for (int i = 0; i < count; i++) {
      pass();
      if (random.nextInt(30) == 0) {
        publish();
      } else {
        String wallet = wallets.get(random.nextInt(wallets.size()));
        if (random.nextInt(12) == 0 && !sent.isEmpty()) {
          again();
        } else {
          send(wallet, body());
        }
      }
    }
    return new History(seed, first, start, steps);
  }

  private static String zone(Rules rules) {
    return rules.zones().getLast().name();
  }

  private void send(String wallet, Command.Body body) {
    String id = "c" + sent.size();
    Command command =
        new Command(
            id,
            wallet,
            pick(List.of("", "", "kim", "lee")),
            pick(List.of("", "", "shop")),
            random.nextInt(8) == 0
                ? Text.of(new TreeMap<>(Map.of("note", "n" + random.nextInt(2))), new byte[16])
                : Text.NONE,
            body);
    sent.add(command);
    steps.add(new Do(command, now));
  }

  /** A duplicate: with same content or other. */
  private void again() {
    int back = random.nextBoolean() ? Math.min(sent.size(), 6) : sent.size();
    Command first = sent.get(sent.size() - 1 - random.nextInt(back));
    Command.Body body =
        switch (random.nextInt(5)) {
          case 0 -> new Command.Reset(List.of());
          case 1 -> first.body() instanceof Command.Charge ? charge() : first.body();
          default -> first.body();
        };
    steps.add(
        new Do(
            new Command(first.id(), first.wallet(), first.actor(), first.app(), first.text(), body),
            now));
  }

  private Command.Body body() {
    return switch (random.nextInt(40)) {
      case 0 -> open();
      case 1, 2, 3 -> grant();
      case 4 -> promo();
      case 5, 6 -> new Command.VoidGrant(grantName());
      case 7, 8 ->
          new Command.Reset(
              switch (random.nextInt(5)) {
                case 0 -> List.of("nothing");
                case 1 -> List.of(rules.pools().getFirst().name());
                case 2 -> List.of(rules.pools().getLast().name());
                default -> List.of();
              });
      case 9, 10, 11 -> new Command.ChangePlan(plan());
      case 12 -> random.nextInt(3) == 0 ? new Command.Close() : new Command.Tick();
      case 13, 14, 15 -> new Command.Tick();
      case 16 -> new Command.Forgo("c" + random.nextInt(sent.size() + 5));
      default -> charge();
    };
  }

  private Command.Body open() {
    long anchor =
        switch (random.nextInt(5)) {
          case 0 -> now - random.nextLong(400 * Span.DAY_MS);
          case 1 -> now - random.nextLong(Span.DAY_MS);
          case 2 -> random.nextInt(6) == 0 ? now + 10_000 : now;
          default -> UNSET;
        };
    return new Command.Open(
        anchor > now || random.nextInt(2) == 0 ? rules.plans().getFirst().name() : plan(), anchor);
  }

  private String plan() {
    return random.nextInt(15) == 0
        ? "nothing"
        : rules.plans().get(random.nextInt(rules.plans().size())).name();
  }

  private Command.Body charge() {
    Rules.Action action = rules.actions().get(random.nextInt(rules.actions().size()));
    boolean reported =
        action.prices().getFirst().price() instanceof Rules.Reported != (random.nextInt(25) == 0);
    long quantity =
        switch (random.nextInt(10)) {
          case 0 -> micros("0.000001") * (1 + random.nextInt(3_000_000));
          case 1 -> micros("1") * (1 + random.nextInt(200));
          case 2 -> random.nextInt(4) == 0 ? -random.nextInt(2) : Long.MAX_VALUE / 2;
          case 3, 4 -> micros("1") * (1 + random.nextInt(6));
          default -> Micros.ONE;
        };
    long amount = reported ? micros("0.25") * random.nextInt(18) : UNSET;
    return new Command.Charge(
        random.nextInt(30) == 0 ? "nothing" : action.name(),
        quantity,
        amount,
        switch (random.nextInt(4)) {
          case 0 -> Presets.attributes("model", "big", "model_choice", "manual");
          case 1 -> Presets.attributes("model", "small");
          default -> Presets.attributes();
        });
  }

  /** At most one thing is wrong with a grant. */
  private Command.Body grant() {
    long effective =
        switch (random.nextInt(6)) {
          case 0 -> now + 1 + random.nextLong(40 * Span.DAY_MS);
          case 1 -> nextMidnight();
          case 2 -> now - random.nextLong(3 * Span.DAY_MS);
          default -> UNSET;
        };
    long from = Math.max(now + 10_000, effective);
    long expires =
        switch (random.nextInt(4)) {
          case 0 -> from + 1 + random.nextLong(60 * Span.DAY_MS);
          case 1 -> from + Span.DAY_MS * (1 + random.nextInt(40));
          default -> UNSET;
        };
    Source source = pick(List.of(Source.PROMO, Source.TOP_UP, Source.ADJUSTMENT, Source.UNKNOWN));
    return new Command.AddGrant(
        random.nextInt(16) == 0
            ? "nothing"
            : rules.pools().get(random.nextInt(rules.pools().size())).name(),
        random.nextInt(16) == 0 ? -random.nextInt(2) : micros("0.5") * (1 + random.nextInt(20)),
        source,
        effective,
        random.nextInt(16) == 0 ? from - random.nextInt(2) : expires,
        random.nextInt(3) - 1,
        random.nextInt(4) == 0 ? List.of(pick(List.of("chat.*", "do.*", "do.work"))) : List.of(),
        random.nextInt(4) == 0 ? "COUPON" + random.nextInt(2) : "");
  }

  private Command.Body promo() {
    return new Command.AddGrant(
        "",
        0,
        random.nextInt(8) > 0 ? Source.PROMO : Source.UNKNOWN,
        UNSET,
        UNSET,
        0,
        List.of(),
        rules.promos().getFirst().code());
  }

  private String grantName() {
    List<Command> grants =
        sent.stream().filter(command -> command.body() instanceof Command.AddGrant).toList();
    return grants.isEmpty() || random.nextInt(8) == 0
        ? "free.message@" + Instant.ofEpochMilli(begin)
        : pick(grants).id();
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private long nextMidnight() {
    ZonedDateTime local = Instant.ofEpochMilli(now).atZone(ZoneId.of(zone(rules)));
    return local.truncatedTo(ChronoUnit.DAYS).plusDays(1).toInstant().toEpochMilli();
  }

  /** Time: stands, creeps, jumps to boundaries, over months, seldom over years. */
  private void pass() {
    LocalDateTime local = LocalDateTime.ofInstant(Instant.ofEpochMilli(now), ZoneId.of("UTC"));
    long next =
        switch (random.nextInt(24)) {
          case 0, 1 -> now;
          case 2 -> now + 1;
          case 3, 4 -> nextMidnight() - random.nextInt(2);
          case 5 ->
              local
                      .withDayOfMonth(1)
                      .truncatedTo(ChronoUnit.DAYS)
                      .plusMonths(1)
                      .toInstant(java.time.ZoneOffset.UTC)
                      .toEpochMilli()
                  - random.nextInt(2);
          case 6 -> now + Span.DAY_MS - random.nextInt(2);
          case 7 ->
              local.plusMonths(1).toInstant(java.time.ZoneOffset.UTC).toEpochMilli()
                  + random.nextInt(3)
                  - 1;
          case 8 -> sinceSent() + Fold.W + random.nextInt(3) - 1;
          case 9 -> now + random.nextLong(50 * Span.DAY_MS);
          case 10 -> random.nextInt(6) == 0 ? now + random.nextLong(800 * Span.DAY_MS) : now;
          case 11 -> now - random.nextLong(5000);
          case 12, 13, 14 -> now + random.nextLong(2 * Span.DAY_MS);
          default -> now + random.nextLong(3_600_000);
        };
    now = Math.max(next, now - 5000);
  }

  private long sinceSent() {
    return steps.isEmpty() ? now : steps.get(random.nextInt(steps.size())).at();
  }

  private void publish() {
    double factor = List.of(1, 2, 3).get(random.nextInt(3));
    List<Rules.Action> actions = new ArrayList<>();
    for (Rules.Action action : rules.actions()) {
      List<Rules.PriceRow> rows = new ArrayList<>();
      for (Rules.PriceRow row : action.prices()) {
        rows.add(
            row.price() instanceof Rules.Fixed fixed
                ? new Rules.PriceRow(
                    row.plans(),
                    row.attributes(),
                    new Rules.Fixed((long) (fixed.unit() * factor / 2)))
                : row);
      }
      actions.add(
          new Rules.Action(
              action.name(),
              action.pool(),
              action.retired() || random.nextInt(25) == 0,
              action.payer(),
              rows));
    }
    List<Rules.Limit> limits = new ArrayList<>();
    for (Rules.Limit limit : rules.limits()) {
      limits.add(
          new Rules.Limit(
              limit.id(),
              Math.max(0, limit.amount() + micros("1") * (random.nextInt(5) - 2)),
              limit.window(),
              limit.span(),
              limit.zone(),
              limit.scope(),
              limit.pool(),
              limit.actions(),
              limit.counts()));
    }
    List<Rules.Plan> plans = new ArrayList<>();
    for (Rules.Plan plan : rules.plans()) {
      List<Rules.Recurring> grants = new ArrayList<>();
      for (Rules.Recurring rule : plan.grants()) {
        if (random.nextInt(12) > 0) {
          grants.add(
              new Rules.Recurring(
                  rule.id(),
                  rule.pool(),
                  rule.amount() + micros("1") * random.nextInt(4),
                  rule.every(),
                  rule.anchor(),
                  rule.zone(),
                  rule.source(),
                  rule.priority(),
                  rule.scope(),
                  rule.ceiling(),
                  rule.ceilingEvery(),
                  rule.ceilingAnchor()));
        }
      }
      if (random.nextInt(3) == 0) {
        grants.add(
            Presets.recurring(
                plan.name() + ".bonus",
                rules.pools().getFirst().name(),
                "1.5",
                Span.ofDays(3),
                rules.name().equals("lab") ? Rules.Anchor.CALENDAR : Rules.Anchor.SUBSCRIPTION,
                zone(rules),
                Source.PLAN));
      }
      plans.add(
          new Rules.Plan(
              plan.name(),
              plan.paid(),
              plan.retired(),
              plan.topUps(),
              plan.limits(),
              distinct(grants)));
    }
    List<Alert> alerts = new ArrayList<>(rules.alerts());
    if (random.nextBoolean()) {
      Collections.reverse(alerts);
      alerts.add(new Alert(pick(rules.pools()).name(), micros("2"), 0));
    }
    Rules next =
        new Rules(
            rules.version() + 1,
            rules.name(),
            rules.pools(),
            plans,
            rules.fallback(),
            limits,
            actions,
            rules.onUpgrade(),
            rules.onSubscribe(),
            rules.promos(),
            rules.coupons(),
            alerts.stream().distinct().toList(),
            rules.zones(),
            rules.source());
    if (Book.breach(rules, next).isEmpty()) {
      rules = next;
      now = Math.max(now, steps.stream().mapToLong(Step::at).max().orElse(now));
      steps.add(new Publish(next, now));
    }
  }

  private static List<Rules.Recurring> distinct(List<Rules.Recurring> grants) {
    Map<String, Rules.Recurring> byId = new TreeMap<>();
    List<Rules.Recurring> kept = new ArrayList<>();
    for (Rules.Recurring grant : grants) {
      if (byId.putIfAbsent(grant.id(), grant) == null) {
        kept.add(grant);
      }
    }
    return kept;
  }
}
