package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.UNSET;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
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
 * @param notices what people have been told, per pool
 * @param redeemed promo and coupon codes
 * @param arrivals grants it ever had
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
    long arrivals) {

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
      String rule, String pool, long start, long end, int count, long issued, long ceilingEnd) {}

  /**
   * Use of a limit within a window, start inclusive, end exclusive.
   *
   * @param subject actor, app or action it is kept for; empty = the wallet
   * @param reached whether its being reached has been told
   */
  public record Window(
      String limit, String subject, long start, long end, long used, boolean reached) {
    boolean open(long at) {
      return start <= at && at < end;
    }

    boolean of(String limit, String subject) {
      return this.limit.equals(limit) && this.subject.equals(subject);
    }
  }

  /**
   * What has been told of a pool and still holds.
   *
   * @param empty that what can be spent fell to 0
   * @param refused that a command was refused for funds
   * @param smallestRefused least amount refused since the last recovery; NEVER = none
   * @param alerts thresholds told in this period
   */
  public record Notice(
      String pool, boolean empty, boolean refused, long smallestRefused, List<String> alerts) {
    public Notice {
      alerts = List.copyOf(alerts);
    }

    static Notice none(String pool) {
      return new Notice(pool, false, false, Times.NEVER, List.of());
    }

    boolean depleted() {
      return empty || refused;
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
        0);
  }

  /** Micros left in the pool's active grants, scoped ones included; what is held counts as left. */
  public long balance(String pool) {
    long sum = 0;
    for (Grant grant : grants) {
      if (grant.active() && grant.pool().equals(pool)) {
        sum += grant.remaining();
      }
    }
    return sum;
  }

  /** Micros left in the pool's active grants that others do not hold, limits aside. */
  public long spendable(String pool) {
    return balance(pool);
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
      if (kept.id().equals(grant)) {
        return true;
      }
    }
    return false;
  }

  Notice notice(String pool) {
    for (Notice notice : notices) {
      if (notice.pool().equals(pool)) {
        return notice;
      }
    }
    return Notice.none(pool);
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

  /** The fields of a wallet while a line is applied. */
  static final class Draft {
    private final String id;
    Status status;
    String plan;
    long anchor;
    String openPlan;
    long openAnchor;
    final List<Grant> grants;
    List<Period> periods;
    List<Window> windows;
    List<Notice> notices;
    SortedSet<String> redeemed;
    long arrivals;

    Draft(Wallet wallet) {
      id = wallet.id;
      status = wallet.status;
      plan = wallet.plan;
      anchor = wallet.anchor;
      openPlan = wallet.openPlan;
      openAnchor = wallet.openAnchor;
      grants = new ArrayList<>(wallet.grants);
      periods = wallet.periods;
      windows = wallet.windows;
      notices = wallet.notices;
      redeemed = wallet.redeemed;
      arrivals = wallet.arrivals;
    }

    Wallet after(Stamp stamp) {
      return new Wallet(
          id,
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
          arrivals);
    }
  }
}
