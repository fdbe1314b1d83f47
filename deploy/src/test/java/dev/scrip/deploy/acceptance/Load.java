package dev.scrip.deploy.acceptance;

import dev.scrip.schemas.AddGrant;
import dev.scrip.schemas.Authorize;
import dev.scrip.schemas.Capture;
import dev.scrip.schemas.ChangePlan;
import dev.scrip.schemas.Charge;
import dev.scrip.schemas.CloseWallet;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.GrantSource;
import dev.scrip.schemas.MoveSeat;
import dev.scrip.schemas.OpenWallet;
import dev.scrip.schemas.PlanChangeTime;
import dev.scrip.schemas.Refund;
import dev.scrip.schemas.Release;
import dev.scrip.schemas.Reset;
import dev.scrip.schemas.Transfer;
import dev.scrip.schemas.VoidGrant;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A seeded load: each command is a function of seed, start and number alone, so that it can be made
 * again for a repetition. The first {@link #WALLETS} open the wallets; of the others 5 % repeat an
 * earlier command, 5 % cannot be accepted, 1 % grant, 3 % hold and as many capture or release, 1 %
 * refund, 1 % pass credits to another wallet, to one that is unknown or closed too; a few reset,
 * upgrade, take back, pass a seat on, close. The rest charge. A few wallets are charged most.
 * Meanwhile periods end, and grants and holds expire.
 */
public final class Load {
  /** How many wallets it opens. */
  public static final int WALLETS = 300;

  /**
   * No hold of the load ends by itself later than this after it was authorized, or within hours.
   */
  public static final Duration HOLDS_END_WITHIN = Duration.ofSeconds(3);

  /** Types of entries that every load of some thousand commands leaves. */
  public static final Set<String> LEAVES =
      Set.of(
          "OPENED,CHARGED,GRANTED,EXPIRED,VOIDED,RESET,PLAN_CHANGED,CLOSED,HELD,CAPTURED,RELEASED,HOLD_EXPIRED,REFUNDED,SEAT_SENT,TRANSFER_SENT,TRANSFER_RECEIVED,TRANSFER_SETTLED,TRANSFER_RESTORED"
              .split(",", -1));

  private static final long LONG_HOLD_MS = Duration.ofHours(6).toMillis();

  /** From this one on wallets are closed by and by. */
  private static final int CLOSING = WALLETS - 10;

  /** How far back a hold or a charge is looked for that is to be ended or refunded. */
  private static final int BACK = 600;

  private static final String[] PLANS = {"elite", "pro", "builder", "starter", "free"};
  private static final int[] PLAN_ENDS = {10, 25, 60, 120, WALLETS};
  private static final String[] MESSAGE = {
    "chat.discuss", "chat.discuss", "chat.change", "edit.visual", "edit.visual_ai", "fix.auto"
  };
  private static final String[] INTEGRATION = {
    "integration.call", "integration.call", "email.custom_domain", "agent.message", "db.read"
  };
  private static final Duration TURNS_FROM = Duration.ofSeconds(15);

  private final long seed;
  private final int size;
  private final Instant start;
  private final int perHttp;
  private final int turnsOverSeconds;
  private final boolean dealings;
  private final double[] shares = new double[WALLETS];

  /**
   * A load.
   *
   * @param start about now: periods end and grants expire some time after it
   * @param perHttp one in so many commands goes over HTTP; 0 = none
   * @param turnsOver the time over which periods end and grants expire
   */
  public Load(long seed, int size, Instant start, int perHttp, Duration turnsOver) {
    this(seed, size, start, perHttp, turnsOver, true);
  }

  /**
   * The same.
   *
   * @param dealings whether it holds, refunds, transfers, moves seats and closes, not charges
   *     alone: a ledger that is broken on purpose may stop at those before anything else is noticed
   */
  public Load(
      long seed, int size, Instant start, int perHttp, Duration turnsOver, boolean dealings) {
    this.dealings = dealings;
    this.seed = seed;
    this.size = size;
    this.start = start;
    this.perHttp = perHttp;
    this.turnsOverSeconds = Math.toIntExact(turnsOver.toSeconds());
    double sum = 0;
    for (int i = 0; i < WALLETS; i++) {
      sum += 1.0 / (i + 3);
      shares[i] = sum;
    }
  }

  public int size() {
    return size;
  }

  public static String wallet(int number) {
    return "wallet-" + number;
  }

  /** The number of a wallet of that name. */
  static int number(String wallet) {
    return Integer.parseInt(wallet.substring(wallet.indexOf('-') + 1));
  }

  /** From then on nothing falls due any more that the load brought about. */
  public Instant settled() {
    return start.plus(TURNS_FROM).plusSeconds(turnsOverSeconds + 1);
  }

  /** Whether a command goes over HTTP, not straight to Kafka. */
  public boolean overHttp(int n) {
    return perHttp > 0 && n % perHttp == 7 % perHttp && !(at(n).getBody() instanceof OpenWallet);
  }

  /** A last charge of a wallet, which makes it write what fell due. */
  public Command last(int wallet) {
    return new Command(
        "last",
        wallet(wallet),
        Instant.EPOCH,
        "",
        "",
        ByteBuffer.allocate(0),
        Map.of(),
        charge("db.read", 1_000_000L));
  }

  private enum Kind {
    OPEN,
    DUPLICATE,
    CONFLICT,
    REFUSED,
    GRANT,
    OTHER,
    HOLD,
    END_HOLD,
    REFUND,
    TRANSFER,
    SEAT,
    CLOSE,
    CHARGE
  }

  private static final Set<Kind> PLAIN =
      EnumSet.of(Kind.DUPLICATE, Kind.CONFLICT, Kind.REFUSED, Kind.GRANT, Kind.OTHER);

  /** How many of a thousand commands are what; the rest are charges. */
  private static final List<Map.Entry<Kind, Integer>> SHARES =
      List.of(
          Map.entry(Kind.DUPLICATE, 50),
          Map.entry(Kind.CONFLICT, 2),
          Map.entry(Kind.REFUSED, 48),
          Map.entry(Kind.GRANT, 10),
          Map.entry(Kind.OTHER, 8),
          Map.entry(Kind.HOLD, 32),
          Map.entry(Kind.END_HOLD, 30),
          Map.entry(Kind.REFUND, 12),
          Map.entry(Kind.TRANSFER, 14),
          Map.entry(Kind.SEAT, 2),
          Map.entry(Kind.CLOSE, 1));

  private SplittableRandom random(int n) {
    return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + n);
  }

  private Kind kind(int n) {
    if (n < WALLETS) {
      return Kind.OPEN;
    }
    int roll = random(n).nextInt(1000);
    int upTo = 0;
    for (Map.Entry<Kind, Integer> share : SHARES) {
      upTo += share.getValue();
      if (roll < upTo) {
        return dealings || PLAIN.contains(share.getKey()) ? share.getKey() : Kind.CHARGE;
      }
    }
    return Kind.CHARGE;
  }

  /** Command number n, from 0. */
  public Command at(int n) {
    SplittableRandom random = random(n);
    Kind kind = kind(n);
    random.nextInt(); // the roll for the kind
    return switch (kind) {
      case OPEN -> open(n);
      case DUPLICATE -> at(random.nextInt(n));
      case CONFLICT -> conflict(n, random);
      case REFUSED -> refused(n, random);
      case GRANT -> command(n, hot(random), random, grant(random));
      case OTHER -> other(n, random);
      case HOLD -> command(n, hot(random), random, hold(random));
      case END_HOLD -> endHold(n, random);
      case REFUND -> refund(n, random);
      case TRANSFER -> transfer(n, random);
      case SEAT -> seat(n, random);
      case CLOSE ->
          command(n, CLOSING + random.nextInt(WALLETS - CLOSING), random, new CloseWallet());
      case CHARGE -> command(n, hot(random), random, charge(random));
    };
  }

  /** An earlier charge's id with another content: whichever comes first is the id's. */
  private Command conflict(int n, SplittableRandom random) {
    int first = lastOf(Kind.CHARGE, WALLETS + random.nextInt(n - WALLETS + 1));
    Command known = at(first);
    return first == WALLETS
        ? command(n, hot(random), random, charge(random))
        : new Command(
            known.getCommandId(),
            known.getWallet(),
            Instant.EPOCH,
            "somebody-else",
            "",
            ByteBuffer.allocate(0),
            Map.of(),
            known.getBody());
  }

  /** The last command of a kind up to a number; {@link #WALLETS} = there is none. */
  private int lastOf(Kind kind, int upTo) {
    int found = upTo;
    while (found > WALLETS && kind(found) != kind) {
      found--;
    }
    return found;
  }

  /** One of the kind among the commands before. */
  private int earlier(Kind kind, int n, SplittableRandom random) {
    return lastOf(kind, Math.max(WALLETS, n - 1 - random.nextInt(BACK)));
  }

  private static Authorize hold(SplittableRandom random) {
    Charge charge = charge(random);
    long expiresInMs =
        random.nextInt(3) == 0 ? HOLDS_END_WITHIN.toMillis() - random.nextInt(2_000) : LONG_HOLD_MS;
    return new Authorize(charge.getAction(), charge.getQuantity(), null, Map.of(), expiresInMs);
  }

  /** Captures a hold, all, less or more of it, or releases it; some have ended by then. */
  private Command endHold(int n, SplittableRandom random) {
    int held = earlier(Kind.HOLD, n, random);
    if (held == WALLETS) {
      return command(n, hot(random), random, hold(random));
    }
    Command hold = at(held);
    long quantity = ((Authorize) hold.getBody()).getQuantity();
    String id = hold.getCommandId();
    Object end =
        switch (random.nextInt(5)) {
          case 0 -> new Release(id);
          case 1 -> new Capture(id, null, null);
          case 2 -> new Capture(id, quantity / 2, null);
          case 3 -> new Capture(id, 3 * quantity, null);
          default -> new Capture(id, quantity / 10 * 7, null);
        };
    return command(n, hold.getWallet(), random, end);
  }

  /** All of a charge, some of it, or more than there was. */
  private Command refund(int n, SplittableRandom random) {
    int charged = earlier(Kind.CHARGE, n, random);
    if (charged == WALLETS) {
      return command(n, hot(random), random, charge(random));
    }
    Command charge = at(charged);
    @Nullable Long amount =
        switch (random.nextInt(8)) {
          case 0 -> 900_000_000L;
          case 1, 2, 3 -> 100_000L * (1 + random.nextInt(9));
          default -> null;
        };
    return command(n, charge.getWallet(), random, new Refund(charge.getCommandId(), amount, false));
  }

  private Command transfer(int n, SplittableRandom random) {
    int from = hot(random);
    int roll = random.nextInt(100);
    int other = (from + 1 + random.nextInt(WALLETS - 1)) % WALLETS;
    String to =
        roll < 15
            ? "nobody-" + random.nextInt(20)
            : wallet(roll < 30 && from < CLOSING ? CLOSING + roll % 10 : other);
    long amount =
        random.nextInt(12) == 0 ? 1_000_000_000_000L : 250_000L * (1 + random.nextInt(20));
    String pool = random.nextInt(3) == 0 ? "message" : "integration";
    return command(n, from, random, new Transfer(to, pool, amount));
  }

  /** From a wallet with a paid plan to one without; some have a plan too, or do not exist. */
  private Command seat(int n, SplittableRandom random) {
    int from = PLAN_ENDS[1] + random.nextInt(PLAN_ENDS[3] - PLAN_ENDS[1]);
    int free = PLAN_ENDS[3] + random.nextInt(CLOSING - PLAN_ENDS[3]);
    String to =
        switch (random.nextInt(8)) {
          case 0 -> "nobody-" + random.nextInt(20);
          case 1 -> wallet(random.nextInt(PLAN_ENDS[1]));
          case 2 -> wallet(CLOSING + random.nextInt(WALLETS - CLOSING));
          default -> wallet(free);
        };
    return command(n, from, random, new MoveSeat(to));
  }

  private Command open(int n) {
    Instant anchor = null;
    if (n % 4 == 0) {
      anchor =
          start
              .plus(TURNS_FROM)
              .plusSeconds(n * 7L % turnsOverSeconds)
              .atZone(ZoneOffset.UTC)
              .minusMonths(1)
              .toInstant();
    }
    return new Command(
        "open-" + n,
        wallet(n),
        Instant.EPOCH,
        "",
        "",
        ByteBuffer.allocate(0),
        Map.of(),
        new OpenWallet(plan(n), anchor));
  }

  private static String plan(int wallet) {
    int plan = 0;
    while (wallet >= PLAN_ENDS[plan]) {
      plan++;
    }
    return PLANS[plan];
  }

  private int hot(SplittableRandom random) {
    double point = random.nextDouble(shares[WALLETS - 1]);
    int found = java.util.Arrays.binarySearch(shares, point);
    return found >= 0 ? found : -found - 1;
  }

  private Command refused(int n, SplittableRandom random) {
    int wallet = hot(random);
    return switch (random.nextInt(7)) {
      case 0 -> command(n, wallet, random, charge("no.such.action", 1_000_000));
      case 1 -> command(n, "nobody-" + random.nextInt(20), random, charge(random));
      case 2 -> command(n, wallet, random, charge("agent.message", 1_000_000_000_000L));
      case 3 -> command(n, wallet, random, new VoidGrant("no-such-grant"));
      case 4 -> command(n, wallet, random, new Capture("no-such-hold", null, null));
      case 5 -> command(n, wallet, random, new Refund("no-such-charge", null, false));
      default -> command(n, wallet, random, new ChangePlan("free", PlanChangeTime.NOW));
    };
  }

  private Command other(int n, SplittableRandom random) {
    int wallet = hot(random);
    int roll = random.nextInt(8);
    if (roll < 3) {
      return command(n, wallet, random, new Reset(roll == 0 ? List.of() : List.of("message")));
    }
    if (roll < 6) {
      String above = PLANS[random.nextInt(PLANS.length)];
      return command(n, wallet, random, new ChangePlan(above, PlanChangeTime.NOW));
    }
    int given = lastOf(Kind.GRANT, n);
    Command grant = at(given);
    return given == WALLETS
        ? command(n, wallet, random, charge(random))
        : command(n, grant.getWallet(), random, new VoidGrant(grant.getCommandId()));
  }

  private AddGrant grant(SplittableRandom random) {
    String pool = random.nextBoolean() ? "message" : "integration";
    Instant expiresAt =
        random.nextInt(2) == 0
            ? start.plus(TURNS_FROM).plusSeconds(random.nextInt(turnsOverSeconds))
            : null;
    return random.nextInt(10) == 0
        ? new AddGrant("", 0L, GrantSource.PROMO, null, null, 0, List.of(), "SHARE20")
        : new AddGrant(
            pool,
            1_000_000L + random.nextInt(50_000_000),
            random.nextBoolean() ? GrantSource.PROMO : GrantSource.ADJUSTMENT,
            null,
            expiresAt,
            random.nextInt(3) - 1,
            List.of(),
            "");
  }

  private static Charge charge(SplittableRandom random) {
    String[] actions = random.nextInt(12) == 0 ? MESSAGE : INTEGRATION;
    long quantity = random.nextInt(10) == 0 ? 250_000L * (1 + random.nextInt(8)) : 1_000_000L;
    return charge(actions[random.nextInt(actions.length)], quantity);
  }

  private static Charge charge(String action, long quantity) {
    return new Charge(action, quantity, null, Map.of());
  }

  private static Command command(int n, int wallet, SplittableRandom random, Object body) {
    return command(n, wallet(wallet), random, body);
  }

  private static Command command(int n, String wallet, SplittableRandom random, Object body) {
    boolean charge = body instanceof Charge || body instanceof Authorize;
    return new Command(
        "c" + n,
        wallet,
        Instant.EPOCH,
        charge ? "member-" + random.nextInt(5) : "",
        charge ? "app-" + random.nextInt(3) : "",
        ByteBuffer.allocate(0),
        body instanceof Refund
            ? Map.of("reason", "it did not work")
            : random.nextInt(10) == 0 ? Map.of("note", "note " + n) : Map.of(),
        body);
  }
}
