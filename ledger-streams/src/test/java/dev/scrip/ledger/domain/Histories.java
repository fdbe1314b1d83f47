package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Presets.micros;
import static dev.scrip.ledger.domain.Times.UNSET;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
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

  /** A transfer goes on its way, or arrives again: which one is the courier's choice. */
  record Carry(int choice, long at) implements Step {}

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
      StringBuilder text = new StringBuilder("seed " + seed + ", " + rules + "\n");
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
          case Carry(int choice, long _) -> text.append("courier ").append(choice);
          case Publish(Rules rules, long _) ->
              text.append("rules ").append(rules.version()).append(' ').append(rules.name());
        }
        text.append('\n');
      }
      return text.toString();
    }
  }

  private static final List<List<String>> SCOPES =
      List.of(
          List.of("chat.*"),
          List.of("do.*"),
          List.of("do.work"),
          List.of("build.*"),
          List.of("do.work", "build.plan"),
          List.of("cloud.*", "build.plan", "build.plan"));

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
  private List<String> wallets = List.of();
  private String wallet = "ana";
  private long now;
  private long begin;

  private Histories(long seed) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
    this.rules = Presets.base44(Presets.Switches.DEFAULT);
  }

  /** A history under any of the presets. */
  static History of(long seed) {
    Preset[] presets = Preset.values();
    return of(presets[(int) Math.floorMod(seed, (long) presets.length)], seed);
  }

  static History of(Preset preset, long seed) {
    return new Histories(seed).make(preset);
  }

  private History make(Preset preset) {
    Rules first = preset.rules(random);
    rules = first;
    long start = Instant.parse(STARTS.get(random.nextInt(STARTS.size()))).toEpochMilli();
    now = start;
    begin = start;
    wallets = List.of("ana", "bob", "eve").subList(0, 1 + random.nextInt(3));
    int count = 8 + random.nextInt(40);
    for (String name : wallets) {
      if (random.nextInt(20) > 0) {
        send(name, open());
        pass();
      }
    }
    for (int i = 0; i < count; i++) {
      pass();
      if (random.nextInt(30) == 0) {
        publish();
      } else if (random.nextInt(9) == 0) {
        steps.add(new Carry(random.nextInt(1000), now));
      } else if (random.nextInt(12) == 0 && !sent.isEmpty()) {
        again();
      } else {
        wallet = pick(wallets);
        send(wallet, body());
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
    return switch (random.nextInt(60)) {
      case 0 -> open();
      case 1, 2, 3 -> grant();
      case 4 -> promo();
      case 5, 6 -> new Command.VoidGrant(grantName());
      case 7, 8 -> new Command.Reset(pools());
      case 9, 10, 11 -> new Command.ChangePlan(plan(), Command.When.NOW);
      case 12, 13 -> new Command.ChangePlan(plan(), Command.When.PERIOD_END);
      case 14, 15 -> new Command.CancelPlan();
      case 16 -> new Command.ResumePlan();
      case 17 -> random.nextInt(3) == 0 ? new Command.Close() : new Command.Tick();
      case 18, 19, 20 -> new Command.Tick();
      case 21 -> new Command.Forgo("c" + random.nextInt(sent.size() + 5));
      case 22, 23, 24, 25, 26, 27 -> authorize();
      case 28, 29, 30, 31 -> capture();
      case 32 -> new Command.Release(idOf(Command.Authorize.class));
      case 33, 34, 35, 36 -> refund();
      case 37, 38 -> setLimit();
      case 39, 40, 41 -> transfer();
      case 42 -> new Command.MoveSeat(otherWallet());
      case 43 -> stray();
      default -> charge();
    };
  }

  private List<String> pools() {
    return switch (random.nextInt(5)) {
      case 0 -> List.of("nothing");
      case 1 -> List.of(rules.pools().getFirst().name());
      case 2 -> List.of(rules.pools().getLast().name());
      default -> List.of();
    };
  }

  private Command.Body authorize() {
    Command.Charge charge = charge();
    long expiresIn =
        switch (random.nextInt(8)) {
          case 0 -> 1000;
          case 1 -> 1 + random.nextLong(3 * Span.DAY_MS);
          case 2 -> 31 * Span.DAY_MS + random.nextInt(2);
          case 3 -> 999 + random.nextInt(2);
          case 4 -> UNSET;
          default -> Span.DAY_MS * (1 + random.nextInt(30));
        };
    return new Command.Authorize(
        charge.action(), charge.quantity(), charge.amount(), charge.attributes(), expiresIn);
  }

  private Command.Body capture() {
    String hold = idOf(Command.Authorize.class);
    boolean reported =
        sent.stream()
            .filter(command -> command.id().equals(hold))
            .map(Command::body)
            .anyMatch(body -> body instanceof Command.Authorize asked && asked.amount() != UNSET);
    return switch (random.nextInt(4)) {
      case 0 -> new Command.Capture(hold, UNSET, UNSET);
      case 1 -> new Command.Capture(hold, quantity(), reported ? amount() : UNSET);
      default ->
          reported
              ? new Command.Capture(hold, UNSET, amount())
              : new Command.Capture(hold, quantity(), UNSET);
    };
  }

  private Command.Body refund() {
    String charge = random.nextBoolean() ? idOf(Command.Charge.class) : idOf(Command.Capture.class);
    long amount =
        switch (random.nextInt(4)) {
          case 0 -> micros("0.25") * (1 + random.nextInt(4));
          case 1 -> micros("0.000001") * random.nextInt(2_000_000);
          default -> UNSET;
        };
    return new Command.Refund(charge, amount, random.nextInt(4) == 0);
  }

  private Command.Body setLimit() {
    List<String> ids = rules.limits().stream().map(Rules.Limit::id).toList();
    return new Command.SetLimit(
        ids.isEmpty() || random.nextInt(12) == 0 ? "nothing" : pick(ids),
        random.nextInt(12) == 0 ? "" : pick(List.of("kim", "lee")),
        switch (random.nextInt(6)) {
          case 0 -> UNSET;
          case 1 -> -random.nextInt(2);
          default ->
              micros("0.5") * random.nextInt(16) * (rules.name().equals("bolt") ? 100_000 : 1);
        });
  }

  private Command.Body transfer() {
    return new Command.Transfer(
        otherWallet(),
        random.nextInt(12) == 0 ? "nothing" : pick(rules.pools()).name(),
        random.nextInt(16) == 0
            ? -random.nextInt(2)
            : micros("0.5")
                * (1 + random.nextInt(24))
                * (rules.name().equals("bolt") ? 100_000 : 1));
  }

  /** Another wallet of the history, seldom one that nobody has, or one that cannot be. */
  private String otherWallet() {
    return switch (random.nextInt(12)) {
      case 0 -> "zoe";
      case 1 -> pick(List.of("$own", wallet));
      default -> pick(wallets);
    };
  }

  /** What no transfer of this history brought. */
  private Command.Body stray() {
    String transfer = "c" + random.nextInt(sent.size() + 3);
    return switch (random.nextInt(3)) {
      case 0 -> new Command.Settle(transfer);
      case 1 -> new Command.Restore(transfer, Reason.WALLET_CLOSED);
      default ->
          new Command.Deliver(
              "t" + sent.size(),
              "zoe",
              List.of(
                  new Terms(
                      "g",
                      random.nextInt(4) == 0 ? "nothing" : pick(rules.pools()).name(),
                      Source.PROMO,
                      micros("1.5"),
                      now - Span.DAY_MS,
                      now + random.nextLong(-Span.DAY_MS, 9 * Span.DAY_MS),
                      1,
                      List.of(),
                      "",
                      random.nextInt(4) == 0,
                      now - Span.DAY_MS,
                      0,
                      "")),
              Command.Seat.NONE);
    };
  }

  /** Id of one of the wallet's latest commands of a kind; seldom of anything. */
  private String idOf(Class<? extends Command.Body> kind) {
    List<Command> found =
        sent.stream()
            .filter(command -> kind.isInstance(command.body()) && command.wallet().equals(wallet))
            .toList();
    if (found.isEmpty() || random.nextInt(16) == 0) {
      return "c" + random.nextInt(sent.size() + 3);
    }
    int back = random.nextInt(3) == 0 ? found.size() : Math.min(found.size(), 2);
    return found.get(found.size() - 1 - random.nextInt(back)).id();
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

  private Command.Charge charge() {
    Rules.Action action = pick(rules.actions());
    boolean reported =
        action.prices().getFirst().price() instanceof Rules.Reported != (random.nextInt(25) == 0);
    return new Command.Charge(
        random.nextInt(30) == 0 ? "nothing" : action.name(),
        quantity(),
        reported ? amount() : UNSET,
        attributes(action));
  }

  private long quantity() {
    return switch (random.nextInt(10)) {
      case 0 -> micros("0.000001") * (1 + random.nextInt(3_000_000));
      case 1 -> micros("1") * (1 + random.nextInt(200));
      case 2 -> random.nextInt(4) == 0 ? -random.nextInt(2) : Long.MAX_VALUE / 2;
      case 3, 4 -> micros("1") * (1 + random.nextInt(6));
      default -> Micros.ONE;
    };
  }

  private long amount() {
    return rules.name().equals("bolt")
        ? micros("25000") * random.nextInt(18)
        : micros("0.25") * random.nextInt(18);
  }

  private SortedMap<String, String> attributes(Rules.Action action) {
    SortedMap<String, String> attributes = new TreeMap<>();
    switch (random.nextInt(4)) {
      case 0 -> attributes.putAll(Map.of("model", "big", "model_choice", "manual"));
      case 1 -> attributes.put("model", pick(List.of("large", "big")));
      case 2 -> attributes.put("model", "small");
      default -> {}
    }
    if (action.prices().getFirst().price() instanceof Rules.Tokens) {
      for (String kind : List.of("input_tokens", "output_tokens", "cached_tokens")) {
        if (random.nextInt(3) > 0) {
          attributes.put(kind, tokens());
        }
      }
    }
    return attributes;
  }

  private String tokens() {
    return switch (random.nextInt(20)) {
      case 0 -> pick(List.of("-1", "1.5", "x", "", "1000000000001"));
      case 1 -> "1000000000000";
      case 2 -> "0";
      default -> Integer.toString(random.nextInt(400_000));
    };
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
        given(source),
        source,
        effective,
        random.nextInt(16) == 0 ? from - random.nextInt(2) : expires,
        random.nextInt(3) - 1,
        random.nextInt(4) == 0 ? pick(SCOPES) : List.of(),
        random.nextInt(4) == 0 ? "COUPON" + random.nextInt(2) : "");
  }

  /** Often what is sold, where a top-up is. */
  private long given(Source source) {
    if (random.nextInt(16) == 0) {
      return -random.nextInt(2);
    }
    return source == Source.TOP_UP && random.nextInt(3) > 0
        ? micros(pick(List.of("2", "5")))
        : micros("0.5") * (1 + random.nextInt(20));
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
        rules.promos().isEmpty() ? "FREE" : rules.promos().getFirst().code());
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
          case 10 -> random.nextInt(6) == 0 ? now + random.nextLong(longest()) : now;
          case 11 -> now - random.nextLong(5000);
          case 12, 13, 14 -> now + random.nextLong(2 * Span.DAY_MS);
          default -> now + random.nextLong(3_600_000);
        };
    now = Math.max(next, now - 5000);
  }

  /** Daily grants make years long to decide for a model that copies whatever it tries. */
  private long longest() {
    boolean daily =
        rules.plans().stream()
            .flatMap(plan -> plan.grants().stream())
            .anyMatch(grant -> grant.every().days() == 1);
    return (daily ? 200 : 800) * Span.DAY_MS;
  }

  private long sinceSent() {
    return steps.isEmpty() ? now : steps.get(random.nextInt(steps.size())).at();
  }

  private void publish() {
    Rules next = new NextRules(rules, zone(rules), random).make();
    if (Bounds.breach(next).isEmpty() && Book.breach(rules, next).isEmpty()) {
      rules = next;
      now = Math.max(now, steps.stream().mapToLong(Step::at).max().orElse(now));
      steps.add(new Publish(next, now));
    }
  }
}
