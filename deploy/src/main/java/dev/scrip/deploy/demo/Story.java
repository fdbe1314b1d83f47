package dev.scrip.deploy.demo;

import dev.scrip.schemas.App;
import dev.scrip.schemas.Charge;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.FormerPayer;
import dev.scrip.schemas.OpenWallet;
import dev.scrip.schemas.Schemas;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The demo's month: what {@link Cast} and {@link Plot} say, as commands at their instants. A pure
 * function of its end: the same end gives the same commands under the same ids.
 *
 * @param start where the test clock begins
 * @param apps who pays for which app, at the end
 */
public record Story(Instant start, Instant end, List<App> apps, List<Moment> moments) {
  private static final long SEED = 20_251;
  private static final long MICROS = 1_000_000;

  /** Of what is expected on a beat, how much comes: one on average. */
  private static final double[] BURST = {0, 0, 0.5, 1, 1.5, 3};

  /** An instant, and what is asked of the ledger at it, in order. */
  public record Moment(Instant at, List<Command> commands) {
    public Moment {
      commands = List.copyOf(commands);
    }
  }

  public Story {
    apps = List.copyOf(apps);
    moments = List.copyOf(moments);
  }

  /** The month up to an instant. */
  public static Story upTo(Instant end) {
    Schemas.trust();
    return new Writer(end).story();
  }

  /** How many commands it has. */
  public int commands() {
    return moments.stream().mapToInt(moment -> moment.commands().size()).sum();
  }

  /** How many wallets it opens. */
  public int wallets() {
    return Cast.HOLDERS.size();
  }

  /** The day of the story, from 1, that an instant falls on. */
  public int day(Instant at) {
    return (int) Duration.between(start, at).toDays() + 1;
  }

  public int days() {
    return Cast.TODAY + 1;
  }

  /** What is asked for, before it has an id. */
  private record Wish(
      String id, String wallet, String actor, String app, Map<String, String> why, Object body) {}

  private static final class Writer {
    private final Instant end;
    private final LocalDate first;
    private final Map<String, Instant> opened = new HashMap<>();
    private final TreeMap<Instant, List<Wish>> wishes = new TreeMap<>();

    Writer(Instant end) {
      this.end = end;
      this.first = LocalDate.ofInstant(end, ZoneOffset.UTC).minusDays(Cast.TODAY);
    }

    Story story() {
      Cast.HOLDERS.forEach(this::open);
      Plot.EVENTS.forEach(this::event);
      for (int habit = 0; habit < Cast.HABITS.size(); habit++) {
        for (int day = 0; day <= Cast.TODAY; day++) {
          live(Cast.HABITS.get(habit), day, new SplittableRandom(SEED + habit * 1_000L + day));
        }
      }
      List<Moment> moments = new ArrayList<>();
      int number = 0;
      for (Map.Entry<Instant, List<Wish>> at : wishes.headMap(end, true).entrySet()) {
        List<Command> commands = new ArrayList<>();
        for (Wish wish : at.getValue()) {
          number++;
          String id = wish.id().isEmpty() ? "%04d".formatted(number) : wish.id();
          commands.add(command("demo-" + id, wish, at.getKey()));
        }
        moments.add(new Moment(at.getKey(), commands));
      }
      return new Story(midnight(0), end, apps(), moments);
    }

    private static Command command(String id, Wish wish, Instant at) {
      return new Command(
          id,
          wish.wallet(),
          at,
          wish.actor(),
          wish.app(),
          ByteBuffer.allocate(0),
          wish.why(),
          wish.body());
    }

    private void open(Cast.Holder holder) {
      Instant since = instant(holder.since());
      Instant at = since.isBefore(midnight(0)) ? midnight(0) : since;
      opened.put(holder.wallet(), at);
      Instant anchor = since.isBefore(at) ? since : null;
      add(
          at,
          new Wish("", holder.wallet(), "", "", Map.of(), new OpenWallet(holder.plan(), anchor)));
    }

    private void event(Plot.Event event) {
      Map<String, String> why = event.why().isEmpty() ? Map.of() : Map.of("reason", event.why());
      for (int i = 0; i < event.times(); i++) {
        add(
            instant(event.at()),
            new Wish(event.id(), event.wallet(), event.actor(), event.app(), why, event.body()));
      }
    }

    /** One day of a habit. */
    private void live(Cast.Habit habit, int day, SplittableRandom random) {
      if (day < habit.fromDay() || day > habit.toDay()) {
        return;
      }
      String wallet = habit.wallet().isEmpty() ? payer(habit.app(), day) : habit.wallet();
      double[] shares = habit.rhythm().shares(first.plusDays(day).getDayOfWeek());
      for (int beat = 0; beat < Rhythm.HOURS.length; beat++) {
        double expected = habit.perDay() * shares[beat];
        double some = habit.rhythm().bursts() ? BURST[random.nextInt(BURST.length)] : 1;
        long times = (long) (expected * some + random.nextDouble());
        for (int i = 0; i < times; i++) {
          Wish wish =
              new Wish(
                  "",
                  wallet,
                  actor(habit.actor(), random),
                  habit.app(),
                  Map.of(),
                  charge(habit, random));
          Instant at = beat(day, beat);
          if (!wallet.isEmpty() && at.isAfter(opened.getOrDefault(wallet, Instant.MAX))) {
            add(at, wish);
          }
        }
      }
    }

    private static Charge charge(Cast.Habit habit, SplittableRandom random) {
      long quantity = habit.quantity();
      if (quantity > 1) {
        quantity = Math.max(1, Math.round(quantity * (0.7 + 0.6 * random.nextDouble())));
      }
      return new Charge(pick(habit.mix(), random), quantity * MICROS, null, Map.of());
    }

    /** One of {@code name weight, name weight …}. */
    private static String pick(String mix, SplittableRandom random) {
      List<String> bag = new ArrayList<>();
      for (String part : mix.split(", ", -1)) {
        int space = part.indexOf(' ');
        int weight = Integer.parseInt(part.substring(space + 1));
        for (int i = 0; i < weight; i++) {
          bag.add(part.substring(0, space));
        }
      }
      return bag.get(random.nextInt(bag.size()));
    }

    /** One of {@code guest-40}: the first of them come far more often than the last. */
    private static String actor(String actor, SplittableRandom random) {
      int dash = actor.lastIndexOf('-');
      if (dash < 0 || !Character.isDigit(actor.charAt(dash + 1))) {
        return actor;
      }
      int many = Integer.parseInt(actor.substring(dash + 1));
      int which = (int) (many * random.nextDouble() * random.nextDouble()) + 1;
      return actor.substring(0, dash) + "-" + which;
    }

    /** The wallet that pays for an app on a day; empty = it is not there yet. */
    private static String payer(String app, int day) {
      String payer = "";
      for (Cast.AppRow row : Cast.APPS) {
        if (row.app().equals(app) && row.fromDay() <= day) {
          payer = row.payer();
        }
      }
      return payer;
    }

    private List<App> apps() {
      Map<String, App> apps = new TreeMap<>();
      for (Cast.AppRow row : Cast.APPS) {
        Instant from = midnight(row.fromDay());
        List<FormerPayer> former = new ArrayList<>();
        App before = apps.get(row.app());
        if (before != null) {
          former.addAll(before.getFormerPayers());
          former.add(new FormerPayer(before.getPayer(), from));
        }
        apps.put(row.app(), new App(row.app(), row.payer(), from, former));
      }
      return List.copyOf(apps.values());
    }

    /** A beat falls on some minute and second of its hour. */
    private Instant beat(int day, int beat) {
      long second = new SplittableRandom(SEED - day * 100L - beat).nextLong(60 * 60);
      return midnight(day).plus(Duration.ofHours(Rhythm.HOURS[beat])).plusSeconds(second);
    }

    private Instant instant(String dayAndTime) {
      int space = dayAndTime.indexOf(' ');
      LocalTime time = LocalTime.parse(dayAndTime.substring(space + 1));
      int day = Integer.parseInt(dayAndTime.substring(0, space));
      // A second of its own, as if somebody had clicked.
      long second = new SplittableRandom(SEED + day * 86_400L + time.toSecondOfDay()).nextLong(60);
      return first.plusDays(day).atTime(time).toInstant(ZoneOffset.UTC).plusSeconds(second);
    }

    private Instant midnight(int day) {
      return first.plusDays(day).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    private void add(Instant at, Wish wish) {
      wishes.computeIfAbsent(at, key -> new ArrayList<>()).add(wish);
    }
  }
}
