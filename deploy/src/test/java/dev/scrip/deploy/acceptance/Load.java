package dev.scrip.deploy.acceptance;

import dev.scrip.schemas.AddGrant;
import dev.scrip.schemas.ChangePlan;
import dev.scrip.schemas.Charge;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.GrantSource;
import dev.scrip.schemas.OpenWallet;
import dev.scrip.schemas.PlanChangeTime;
import dev.scrip.schemas.Reset;
import dev.scrip.schemas.VoidGrant;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A seeded load: each command is a function of seed, start and number alone, so that it can be made
 * again for a repetition. The first {@link #WALLETS} open the wallets; of the others 5 % repeat an
 * earlier command, 5 % cannot be accepted, 1 % grant, a few reset, upgrade and take back, the rest
 * charge. A few wallets are charged most. Meanwhile periods end and grants expire.
 */
public final class Load {
  /** How many wallets it opens. */
  public static final int WALLETS = 300;

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
  private final double[] shares = new double[WALLETS];

  /**
   * A load.
   *
   * @param start about now: periods end and grants expire some time after it
   * @param perHttp one in so many commands goes over HTTP; 0 = none
   * @param turnsOver the time over which periods end and grants expire
   */
  public Load(long seed, int size, Instant start, int perHttp, Duration turnsOver) {
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
    CHARGE
  }

  private SplittableRandom random(int n) {
    return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + n);
  }

  private Kind kind(int n) {
    if (n < WALLETS) {
      return Kind.OPEN;
    }
    int roll = random(n).nextInt(1000);
    return roll < 50
        ? Kind.DUPLICATE
        : roll < 52
            ? Kind.CONFLICT
            : roll < 100
                ? Kind.REFUSED
                : roll < 110 ? Kind.GRANT : roll < 118 ? Kind.OTHER : Kind.CHARGE;
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
      case CHARGE -> command(n, hot(random), random, charge(random));
    };
  }

  /** An earlier charge's id with another content: whichever comes first is the id's. */
  private Command conflict(int n, SplittableRandom random) {
    int first = WALLETS + random.nextInt(n - WALLETS + 1);
    while (first > WALLETS && kind(first) != Kind.CHARGE) {
      first--;
    }
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
    return switch (random.nextInt(5)) {
      case 0 -> command(n, wallet, random, charge("no.such.action", 1_000_000));
      case 1 -> command(n, "nobody-" + random.nextInt(20), random, charge(random));
      case 2 -> command(n, wallet, random, charge("agent.message", 1_000_000_000_000L));
      case 3 -> command(n, wallet, random, new VoidGrant("no-such-grant"));
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
    int given = n;
    while (given > WALLETS && kind(given) != Kind.GRANT) {
      given--;
    }
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
    @Nullable String note = random.nextInt(10) == 0 ? "note " + n : null;
    boolean charge = body instanceof Charge;
    return new Command(
        "c" + n,
        wallet,
        Instant.EPOCH,
        charge ? "member-" + random.nextInt(5) : "",
        charge ? "app-" + random.nextInt(3) : "",
        ByteBuffer.allocate(0),
        note == null ? Map.of() : Map.of("note", note),
        body);
  }
}
