package dev.scrip.deploy.bench.load;

import dev.scrip.schemas.AddGrant;
import dev.scrip.schemas.Charge;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.GrantSource;
import dev.scrip.schemas.OpenWallet;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The commands of a workload, made for the rules {@code base44-2025}. Each is a function of
 * workload, sizes, seed, start and its number alone: any of them can be made again at any time, by
 * any thread. Sends nothing.
 *
 * <p>First the wallets are opened, on plans of all kinds, and those get credits by a grant that
 * will need more than their plan gives; then come the commands that are measured.
 */
public final class Load {
  /** A repetition is of one of so many commands before it, or of any: half and half. */
  private static final int RECENT = 1_000;

  /** Quantity of a charge that no wallet can pay: a million times a million. */
  private static final long BEYOND_FUNDS = 1_000_000_000_000_000L;

  private static final Duration GIFT_LIVES = Duration.ofDays(7);
  private static final long ONCE = 1_000_000;
  private static final long CREDIT = 1_000_000;
  private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
  private static final int ID_DIGITS = 13;

  private static final String[] FREE_MESSAGE = {"chat.discuss", "chat.discuss", "edit.visual"};
  private static final String[] PAID_MESSAGE = {
    "chat.discuss", "chat.discuss", "chat.change", "edit.visual", "edit.visual_ai", "fix.auto"
  };
  private static final String[] INTEGRATION = {
    "integration.call",
    "integration.call",
    "integration.call",
    "email.custom_domain",
    "agent.message",
    "db.read",
    "db.write"
  };

  private final Workload workload;
  private final int wallets;
  private final long commands;
  private final long seed;

  /** Of neighbouring seeds far apart, so that no two have a number in common. */
  private final long spread;

  private final Instant start;
  private final @Nullable Instant storm;
  private final Draw.Picker picker;
  private final Population population;

  /**
   * A load.
   *
   * @param commands how many there are after the wallets are opened
   * @param start about now: promotional grants live for seven days from it
   */
  public Load(Workload workload, int wallets, long commands, long seed, Instant start) {
    this(workload, wallets, commands, seed, start, null);
  }

  private Load(
      Workload workload,
      int wallets,
      long commands,
      long seed,
      Instant start,
      @Nullable Instant storm) {
    this.workload = workload;
    this.wallets = wallets;
    this.commands = commands;
    this.seed = seed;
    spread = seed * 0x9E3779B97F4A7C15L;
    this.start = start;
    this.storm = storm;
    picker = workload.draw().over(wallets);
    population = new Population(picker, commands);
  }

  /** The same, with the period of every wallet ending at that instant. */
  public Load storm(Instant at) {
    return new Load(workload, wallets, commands, seed, start, at);
  }

  /** The same with so many commands more; those that are in both are the same. */
  public Load longer(long more) {
    return new Load(workload, wallets, commands + more, seed, start, storm);
  }

  /** The name of a wallet. */
  public static String wallet(int number) {
    return Population.wallet(number);
  }

  public int wallets() {
    return wallets;
  }

  /** How many commands there are after the openings. */
  public long commands() {
    return commands;
  }

  /** What opens a wallet, and funds it if need be. */
  public List<Command> opening(int wallet) {
    Instant anchor = storm == null ? null : storm.atZone(ZoneOffset.UTC).minusMonths(1).toInstant();
    List<Command> opening = new ArrayList<>(3);
    opening.add(plain("open-" + wallet, wallet, new OpenWallet(population.planId(wallet), anchor)));
    fund(opening, "integration", wallet, population.integrationFunds(wallet));
    fund(opening, "message", wallet, population.messageFunds(wallet));
    return opening;
  }

  private static void fund(List<Command> opening, String pool, int wallet, long credits) {
    if (credits > 0) {
      String id = "fund-" + pool.charAt(0) + wallet;
      opening.add(plain(id, wallet, grant(pool, credits * CREDIT, GrantSource.ADJUSTMENT, null)));
    }
  }

  /** A charge of a wallet beyond those of the load, so that its grants are in use. */
  public Command firstUse(int wallet) {
    return charge("use-" + wallet, wallet, random(-1L - wallet), "integration.call", ONCE);
  }

  /** Command number n, from 0. */
  public Command at(long n) {
    SplittableRandom random = random(n);
    return switch (workload.kind(random.nextInt(1000))) {
      case DUPLICATE -> n == 0 ? charge(n, random) : at(earlier(n, random));
      case REJECTED -> charge(id(n), picker.pick(random), random, "agent.message", BEYOND_FUNDS);
      case GRANT -> plain(id(n), picker.pick(random), gift(random));
      case CHARGE -> charge(n, random);
    };
  }

  private static long earlier(long n, SplittableRandom random) {
    return random.nextBoolean() ? random.nextLong(n) : random.nextLong(Math.max(0, n - RECENT), n);
  }

  private Command charge(long n, SplittableRandom random) {
    int wallet = picker.pick(random);
    boolean message = random.nextInt(Population.MESSAGE_ONE_IN) == 0;
    String[] actions =
        !message ? INTEGRATION : population.isFree(wallet) ? FREE_MESSAGE : PAID_MESSAGE;
    String action = actions[random.nextInt(actions.length)];
    long quantity = random.nextInt(10) == 0 ? ONCE / 4 * (1 + random.nextInt(3)) : ONCE;
    return charge(id(n), wallet, random, action, quantity);
  }

  private AddGrant gift(SplittableRandom random) {
    GrantSource source = random.nextBoolean() ? GrantSource.PROMO : GrantSource.ADJUSTMENT;
    return grant("integration", CREDIT * (1 + random.nextInt(50)), source, start.plus(GIFT_LIVES));
  }

  private static AddGrant grant(
      String pool, long micros, GrantSource source, @Nullable Instant expiresAt) {
    return new AddGrant(pool, micros, source, null, expiresAt, 0, List.of(), "");
  }

  private static Command charge(
      String id, int wallet, SplittableRandom random, String action, long quantity) {
    return command(
        id,
        wallet,
        "member-" + random.nextInt(5),
        "app-" + random.nextInt(3),
        new Charge(action, quantity, null, Map.of()));
  }

  private static Command plain(String id, int wallet, Object body) {
    return command(id, wallet, "", "", body);
  }

  private static Command command(String id, int wallet, String actor, String app, Object body) {
    return new Command(
        id,
        Population.wallet(wallet),
        Instant.EPOCH,
        actor,
        app,
        ByteBuffer.allocate(0),
        Map.of(),
        body);
  }

  private SplittableRandom random(long n) {
    return new SplittableRandom(spread + n);
  }

  /** Thirteen letters and digits that look random, as keys of services do, and never repeat. */
  private String id(long n) {
    long mixed = mixed(spread + n);
    char[] id = new char[ID_DIGITS];
    for (int i = 0; i < ID_DIGITS; i++) {
      id[i] = DIGITS[(int) (mixed & 31)];
      mixed >>>= 5;
    }
    return new String(id);
  }

  /** The finalizer of MurmurHash3: one value for each, and each only once. */
  private static long mixed(long value) {
    long mixed = (value ^ (value >>> 33)) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return mixed ^ (mixed >>> 33);
  }
}
