package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.UNSET;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The state of one wallet: what all its lines add up to. Changed by {@link Ledger#evolve} alone.
 *
 * @param sequence of its last line; 0 = none
 * @param head hash of its last line
 * @param decidedAt decision time of its last line
 * @param anchor instant its subscription periods are counted from
 * @param openPlan plan that its opening asked for
 * @param openAnchor anchor that its opening asked for, {@link Times#UNSET} if none
 * @param grants not yet over, in draw-down order
 * @param periods open period of each recurring grant, in order of opening
 * @param windows of limits, open ones and such as wait for their notice
 * @param notices what people have been told, per pool and scope
 * @param redeemed promo and coupon codes
 * @param arrivals grants it ever had
 * @param dealings what few wallets have
 */
public record Wallet(
    String id,
    Status status,
    long sequence,
    Hash head,
    long decidedAt,
    String plan,
    long anchor,
    String openPlan,
    long openAnchor,
    List<Grant> grants,
    List<Period> periods,
    List<Window> windows,
    List<Notice> notices,
    SortedSet<String> redeemed,
    long arrivals,
    Dealings dealings) {

  public enum Status {
    ABSENT,
    OPEN,
    CLOSED
  }

  /**
   * The open period of a recurring grant.
   *
   * @param count grants of the rule given in this period
   * @param issued micros issued in the ceiling period
   * @param ceilingEnd end of the ceiling period; 0 = no ceiling
   */
  public record Period(
      String rule, String pool, long start, long end, int count, long issued, long ceilingEnd) {
    void write(Canonical form) {
      form.string(rule)
          .string(pool)
          .number(start)
          .number(end)
          .number(count)
          .number(issued)
          .number(ceilingEnd);
    }
  }

  /**
   * Use of a limit within a window, start inclusive, end exclusive.
   *
   * @param subject actor, app or action it is kept for; empty = the wallet
   * @param reached whether its being reached has been told
   */
  public record Window(
      String limit, String subject, long start, long end, long used, boolean reached) {
    static final Window NONE = new Window("", "", UNSET, UNSET, 0, false);

    boolean open(long at) {
      return start <= at && at < end;
    }

    boolean of(String limit, String subject) {
      return this.limit.equals(limit) && this.subject.equals(subject);
    }
  }

  /**
   * What has been told of a pool, or of a scope in it, and still holds.
   *
   * @param scope the actions it is about, as {@link Scopes} names them; empty = the pool as a whole
   * @param empty that what can be spent fell to 0
   * @param refused that a command was refused for funds
   * @param smallestRefused least amount refused since it was told as depleted; NEVER = none
   * @param alerts thresholds told in this period
   */
  public record Notice(
      String pool,
      List<String> scope,
      boolean empty,
      boolean refused,
      long smallestRefused,
      List<String> alerts) {
    public Notice {
      scope = List.copyOf(scope);
      alerts = List.copyOf(alerts);
    }

    static Notice none(String pool, List<String> scope) {
      return new Notice(pool, scope, false, false, Times.NEVER, List.of());
    }

    boolean of(String pool, List<String> scope) {
      return this.pool.equals(pool) && this.scope.equals(scope);
    }

    /** The same with another least amount refused. */
    Notice refused(long smallest) {
      return new Notice(pool, scope, empty, refused, smallest, alerts);
    }

    boolean depleted() {
      return empty || refused;
    }
  }

  /**
   * Credits reserved for an action until its cost is known.
   *
   * @param plan the wallet's plan then, and the version of the rules: they say the price
   * @param amount micros held
   * @param free micros of quantity that the hold reserved of what is free of charge
   * @param slices what each grant reserved, in draw-down order
   * @param uses what it counts in limits
   * @param expiresAt when what is held is released
   */
  public record Hold(
      String id,
      String action,
      String pool,
      String actor,
      String app,
      String plan,
      long rulesVersion,
      long quantity,
      long amount,
      SortedMap<String, String> attributes,
      long free,
      List<Slice> slices,
      List<Use> uses,
      long expiresAt) {
    public Hold {
      attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
      slices = List.copyOf(slices);
      uses = List.copyOf(uses);
    }
  }

  /** Micros of a grant. */
  public record Slice(String grant, long amount) {}

  /** Micros counted in the window of a limit that began at an instant. */
  public record Use(String limit, String subject, long start, long end, long amount) {}

  /** What is owed in a pool, in micros. */
  public record Debt(String pool, long owed) {}

  /** A limit's ceiling for one actor. */
  public record OwnLimit(String limit, String subject, long amount) {}

  /**
   * A change of plan to come.
   *
   * @param plan empty = none
   * @param cancel whether the subscription ends with it
   */
  public record Pending(String plan, long at, boolean cancel) {
    public static final Pending NONE = new Pending("", Times.NEVER, false);

    boolean isNone() {
      return plan.isEmpty();
    }
  }

  /**
   * A transfer whose end is not known yet.
   *
   * @param id the command's
   * @param grants what is on its way, as it was here, each with the amount that goes
   */
  public record Transit(String id, String to, List<Terms> grants, Command.Seat seat) {
    public Transit {
      grants = List.copyOf(grants);
    }
  }

  /** A charge that a loop breaker counts, until an instant. */
  public record Recent(String action, long until) {}

  /**
   * What few wallets have: holds, debts, own ceilings, changes and transfers on their way.
   *
   * @param seatAt when a seat last left or came, {@link Times#UNSET} if none ever did
   */
  public record Dealings(
      List<Hold> holds,
      List<Debt> debts,
      List<OwnLimit> overrides,
      Pending pending,
      List<Transit> transits,
      List<Recent> recent,
      long seatAt) {
    public static final Dealings NONE =
        new Dealings(List.of(), List.of(), List.of(), Pending.NONE, List.of(), List.of(), UNSET);

    public Dealings {
      holds = List.copyOf(holds);
      debts = List.copyOf(debts);
      overrides = List.copyOf(overrides);
      transits = List.copyOf(transits);
      recent = List.copyOf(recent);
    }
  }

  public Wallet {
    grants = List.copyOf(grants);
    periods = List.copyOf(periods);
    windows = List.copyOf(windows);
    notices = List.copyOf(notices);
    redeemed =
        redeemed.isEmpty()
            ? Collections.emptySortedSet()
            : Collections.unmodifiableSortedSet(new TreeSet<>(redeemed));
  }

  /** A wallet nobody has opened. */
  public static Wallet absent(String id) {
    return new Wallet(
        id,
        Status.ABSENT,
        0,
        Hash.NONE,
        UNSET,
        "",
        UNSET,
        "",
        UNSET,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Collections.emptySortedSet(),
        0,
        Dealings.NONE);
  }

  /** Micros left and held in the pool's active grants, scoped ones included, less what is owed. */
  public long balance(String pool) {
    return balance(grants, dealings.debts, pool);
  }

  /** Micros left and free in the pool's active grants, less what is owed, limits aside. */
  public long spendable(String pool) {
    long sum = -owed(pool);
    for (Grant grant : grants) {
      if (grant.active() && grant.pool().equals(pool)) {
        sum += grant.remaining();
      }
    }
    return sum;
  }

  /**
   * Micros left and free in the pool's active grants that pay for every action of a scope, less
   * what is owed.
   */
  long spendable(String pool, List<String> scope) {
    long sum = -owed(pool);
    for (Grant grant : grants) {
      if (grant.active() && grant.pool().equals(pool) && grant.terms().coversAll(scope)) {
        sum += grant.remaining();
      }
    }
    return sum;
  }

  /** As {@link #balance(String)}, of the grants that pay for every action of a scope. */
  long balance(String pool, List<String> scope) {
    long sum = spendable(pool, scope);
    for (Grant grant : grants) {
      if (grant.active() && grant.pool().equals(pool) && grant.terms().coversAll(scope)) {
        sum += grant.held();
      }
    }
    return sum;
  }

  /** Micros of the pool's active grants that are reserved by holds. */
  public long held(String pool) {
    long sum = 0;
    if (!dealings.holds.isEmpty()) {
      for (Grant grant : grants) {
        if (grant.active() && grant.pool().equals(pool)) {
          sum += grant.held();
        }
      }
    }
    return sum;
  }

  /** Micros owed in the pool as overdraft. */
  public long owed(String pool) {
    return owed(dealings.debts, pool);
  }

  private static long owed(List<Debt> debts, String pool) {
    for (Debt debt : debts) {
      if (debt.pool().equals(pool)) {
        return debt.owed();
      }
    }
    return 0;
  }

  private static long balance(List<Grant> grants, List<Debt> debts, String pool) {
    long sum = -owed(debts, pool);
    for (Grant grant : grants) {
      if (grant.active() && grant.pool().equals(pool)) {
        sum += grant.remaining() + grant.held();
      }
    }
    return sum;
  }

  /** An open hold, if it is one. */
  Optional<Hold> hold(String hold) {
    return dealings.holds.stream().filter(open -> open.id().equals(hold)).findFirst();
  }

  /** The ceiling of a limit for a subject: the rules' own, unless another was set. */
  public long ceiling(Rules.Limit limit, String subject) {
    for (OwnLimit override : dealings.overrides) {
      if (override.limit().equals(limit.id()) && override.subject().equals(subject)) {
        return override.amount();
      }
    }
    return limit.amount();
  }

  /** When the pool's next period opens; {@link Times#NEVER} = no recurring grant. */
  public long nextReset(String pool) {
    long next = Times.NEVER;
    for (Period period : periods) {
      if (period.pool().equals(pool)) {
        next = Math.min(next, period.end());
      }
    }
    return next;
  }

  /** Whether a grant of this name is kept. */
  boolean has(String grant) {
    for (Grant kept : grants) {
      if (kept.is(grant)) {
        return true;
      }
    }
    return false;
  }

  /** A grant by its name, if it is kept. */
  Optional<Grant> grant(String id) {
    for (Grant kept : grants) {
      if (kept.is(id)) {
        return Optional.of(kept);
      }
    }
    return Optional.empty();
  }

  /** What holds of the pool as a whole. */
  Notice notice(String pool) {
    return notice(pool, List.of());
  }

  Notice notice(String pool, List<String> scope) {
    for (Notice notice : notices) {
      if (notice.of(pool, scope)) {
        return notice;
      }
    }
    return Notice.none(pool, scope);
  }

  /** The window of a limit that is open at an instant, or an empty one that would open then. */
  Window window(String limit, String subject, long at, Periods.Bounds fresh) {
    for (Window window : windows) {
      if (window.of(limit, subject) && window.open(at)) {
        return window;
      }
    }
    return new Window(limit, subject, fresh.start(), fresh.end(), 0, false);
  }

  /** A mutable copy for {@link Ledger#evolve}. */
  Draft draft() {
    return new Draft(this);
  }

  /** The fields of a wallet while a line is applied; its lists are replaced, never changed. */
  static final class Draft {
    private final Wallet before;
    Status status;
    long anchor;
    String openPlan;
    long openAnchor;
    List<Grant> grants;
    List<Period> periods;
    List<Window> windows;
    List<Notice> notices;
    SortedSet<String> redeemed;
    long arrivals;
    List<Hold> holds;
    List<Debt> debts;
    List<OwnLimit> overrides;
    Pending pending;
    List<Transit> transits;
    List<Recent> recent;
    long seatAt;

    Draft(Wallet wallet) {
      before = wallet;
      status = wallet.status;
      anchor = wallet.anchor;
      openPlan = wallet.openPlan;
      openAnchor = wallet.openAnchor;
      grants = wallet.grants;
      periods = wallet.periods;
      windows = wallet.windows;
      notices = wallet.notices;
      redeemed = wallet.redeemed;
      arrivals = wallet.arrivals;
      holds = wallet.dealings.holds;
      debts = wallet.dealings.debts;
      overrides = wallet.dealings.overrides;
      pending = wallet.dealings.pending;
      transits = wallet.dealings.transits;
      recent = wallet.dealings.recent;
      seatAt = wallet.dealings.seatAt;
    }

    long owed(String pool) {
      return Wallet.owed(debts, pool);
    }

    long balance(String pool) {
      return Wallet.balance(grants, debts, pool);
    }

    @SuppressWarnings("ReferenceEquality") // Who did not touch a list left the very same.
    private Dealings dealings() {
      Dealings was = before.dealings;
      boolean same =
          holds == was.holds
              && debts == was.debts
              && overrides == was.overrides
              && pending == was.pending
              && transits == was.transits
              && recent == was.recent
              && seatAt == was.seatAt;
      return same ? was : new Dealings(holds, debts, overrides, pending, transits, recent, seatAt);
    }

    /** The wallet after the line of this stamp. */
    Wallet wallet(Stamp stamp) {
      return new Wallet(
          before.id,
          status,
          stamp.sequence(),
          stamp.hash(),
          stamp.decidedAt(),
          stamp.plan(),
          anchor,
          openPlan,
          openAnchor,
          grants,
          periods,
          windows,
          notices,
          redeemed,
          arrivals,
          dealings());
    }
  }
}
