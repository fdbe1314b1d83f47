package dev.scrip.ledger.domain.model;

import static dev.scrip.ledger.domain.model.Fact.NEVER;

import dev.scrip.ledger.domain.Command;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What the model knows of one wallet: plain lists, copied whole when something is tried. */
final class NaiveWallet {
  private static final int SPENT_BY_HAND = 200;

  /**
   * The open period of a recurring grant.
   *
   * @param rules the rule, and those of former plans that it went on from
   * @param count how often it was opened
   */
  record Period(
      String rule,
      List<String> rules,
      String pool,
      Instant start,
      Instant end,
      BigDecimal issued,
      Instant ceilingEnd,
      int count,
      int serial) {
    String words() {
      return Words.period(rule, pool, start, end, issued, ceilingEnd);
    }

    Period within(Instant start, Instant end) {
      return new Period(rule, rules, pool, start, end, issued, ceilingEnd, count, serial);
    }

    /** Over without a next one. */
    String ended(Instant at) {
      return Words.period(rule, pool, at, at, BigDecimal.ZERO, Instant.EPOCH);
    }
  }

  /** Use of a limit, ceiling or free quantity; a serial tells a window from its successor. */
  record Window(
      String limit,
      String subject,
      Instant start,
      Instant end,
      BigDecimal used,
      boolean told,
      int serial) {
    boolean holds(Instant at) {
      return !at.isBefore(start) && at.isBefore(end);
    }

    boolean of(String limit, String subject) {
      return this.limit.equals(limit) && this.subject.equals(subject);
    }

    Window used(BigDecimal amount) {
      return new Window(limit, subject, start, end, amount, told, serial);
    }

    Window tell() {
      return new Window(limit, subject, start, end, used, true, serial);
    }
  }

  /** What something counted in a window. */
  record Use(Window window, BigDecimal amount) {
    String words() {
      return Words.use(window.limit(), window.subject(), window.start(), window.end(), amount);
    }
  }

  /** What it is that people are told of: a pool, or some actions in it. */
  record Subject(String pool, List<String> scope) {
    /** In the order of their scopes; the pool as a whole first. */
    static final Comparator<Subject> ORDER =
        Comparator.comparing(Subject::pool)
            .thenComparing(subject -> String.join("\n", subject.scope));

    boolean whole() {
      return scope.isEmpty();
    }

    boolean has(String action) {
      return scope.stream().anyMatch(pattern -> NaiveGrant.matches(pattern, action));
    }
  }

  /** What people were told of a pool, or of some actions in it, and what was refused since. */
  record Told(boolean empty, boolean refused, List<BigDecimal> refusals, List<String> alerts) {
    static final Told NOTHING = new Told(false, false, List.of(), List.of());

    boolean depleted() {
      return empty || refused;
    }

    Told refused(BigDecimal amount) {
      List<BigDecimal> more = new ArrayList<>(refusals);
      more.add(amount);
      return new Told(empty, refused, more, alerts);
    }
  }

  /** What one grant reserved, or paid, and where that was counted. */
  record Slice(NaiveGrant grant, BigDecimal amount, List<Window> counted) {}

  /**
   * An open hold.
   *
   * @param asked amount in micros that the caller reported, as the command has it
   */
  record Hold(
      String id,
      String action,
      String pool,
      String actor,
      String app,
      String plan,
      dev.scrip.ledger.domain.Rules rules,
      BigDecimal quantity,
      long asked,
      BigDecimal amount,
      SortedMap<String, String> attributes,
      BigDecimal free,
      List<Slice> slices,
      List<Use> uses,
      Instant expiresAt) {
    String words() {
      return Words.hold(
          id,
          action,
          pool,
          actor,
          app,
          plan,
          rules.version(),
          quantity,
          amount,
          attributes,
          free,
          slices.stream().map(slice -> slice.grant().id + " " + Fact.text(slice.amount())).toList(),
          uses.stream().map(Use::words).toList(),
          expiresAt);
    }
  }

  /** A change of plan to come. */
  record Pending(String plan, Instant at, boolean cancel) {
    String words() {
      return Words.pending(plan, at, cancel);
    }
  }

  /** A subscription under way. */
  record Seat(String plan, Instant anchor, List<Period> periods) {
    static final Seat NONE = new Seat("", Fact.UNSET, List.of());

    boolean isNone() {
      return plan.isEmpty();
    }
  }

  record Transit(String id, String to, List<NaiveGrant> grants, Seat seat) {
    String words() {
      return Words.transit(
          id,
          to,
          grants.stream().map(NaiveGrant::words).toList(),
          seat.plan(),
          seat.anchor(),
          seat.periods().stream().map(Period::words).toList());
    }

    BigDecimal amount() {
      return grants.stream().map(grant -> grant.amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** The one pool of all that goes, or nothing. */
    String pool() {
      List<String> pools = grants.stream().map(grant -> grant.pool).distinct().toList();
      return pools.size() == 1 && seat.isNone() ? pools.getFirst() : "";
    }
  }

  record Recent(String action, Instant until) {}

  record OwnLimit(String limit, String subject, BigDecimal amount) {}

  String status = "ABSENT";
  long sequence;
  Instant decidedAt = Instant.MIN;
  String plan = "";
  Instant anchor = NEVER;
  List<Command.Open> opening = new ArrayList<>();
  List<NaiveGrant> grants = new ArrayList<>();
  List<Period> periods = new ArrayList<>();
  List<Window> windows = new ArrayList<>();
  Map<Subject, Told> told = new TreeMap<>(Subject.ORDER);
  TreeSet<String> redeemed = new TreeSet<>();
  List<Hold> holds = new ArrayList<>();
  Map<String, BigDecimal> debts = new TreeMap<>();
  List<OwnLimit> overrides = new ArrayList<>();
  List<Pending> pending = new ArrayList<>();
  List<Transit> transits = new ArrayList<>();
  List<Recent> recent = new ArrayList<>();
  Map<String, NaiveMemory> memory = new TreeMap<>();

  /** Names given to grants of rules, ever. */
  List<String> names = new ArrayList<>();

  /** When a seat last left or came. */
  Instant seatAt = Instant.MIN;

  long arrivals;
  int serials;

  /** Last instant whose steps were applied. */
  Instant passed = Instant.MIN;

  NaiveWallet copy() {
    NaiveWallet copy = new NaiveWallet();
    copy.status = status;
    copy.sequence = sequence;
    copy.decidedAt = decidedAt;
    copy.plan = plan;
    copy.anchor = anchor;
    copy.opening.addAll(opening);
    grants.forEach(grant -> copy.grants.add(grant.copy()));
    copy.periods.addAll(periods);
    copy.windows.addAll(windows);
    copy.told.putAll(told);
    copy.redeemed.addAll(redeemed);
    copy.holds.addAll(holds);
    copy.debts.putAll(debts);
    copy.overrides.addAll(overrides);
    copy.pending.addAll(pending);
    copy.transits.addAll(transits);
    copy.recent.addAll(recent);
    copy.memory.putAll(memory);
    copy.names.addAll(names);
    copy.seatAt = seatAt;
    copy.arrivals = arrivals;
    copy.serials = serials;
    copy.passed = passed;
    return copy;
  }

  boolean absent() {
    return status.equals("ABSENT");
  }

  boolean open() {
    return status.equals("OPEN");
  }

  boolean closed() {
    return status.equals("CLOSED");
  }

  BigDecimal owed(String pool) {
    return debts.getOrDefault(pool, BigDecimal.ZERO);
  }

  /** Left and free in the pool's active grants, less what is owed. */
  BigDecimal spendable(String pool) {
    return grants.stream()
        .filter(grant -> grant.active() && grant.pool.equals(pool))
        .map(grant -> grant.left)
        .reduce(owed(pool).negate(), BigDecimal::add);
  }

  /** Of the grants that may pay for all of the actions. */
  BigDecimal spendable(Subject subject) {
    return paying(subject)
        .map(grant -> grant.left)
        .reduce(owed(subject.pool()).negate(), BigDecimal::add);
  }

  /** With what is held. */
  BigDecimal balance(Subject subject) {
    return paying(subject).map(grant -> grant.held).reduce(spendable(subject), BigDecimal::add);
  }

  private Stream<NaiveGrant> paying(Subject subject) {
    return grants.stream()
        .filter(grant -> grant.active() && grant.pool.equals(subject.pool()))
        .filter(grant -> subject.scope().stream().allMatch(grant::mayPay));
  }

  /** With what is held. */
  BigDecimal balance(String pool) {
    return grants.stream()
        .filter(grant -> grant.active() && grant.pool.equals(pool))
        .map(grant -> grant.held)
        .reduce(spendable(pool), BigDecimal::add);
  }

  /** Amounts of the pool's grants that are neither expired nor voided. */
  BigDecimal granted(String pool, Instant at) {
    return grants.stream()
        .filter(grant -> grant.pool.equals(pool) && grant.active() && !grant.expired(at))
        .map(grant -> grant.amount)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  Instant nextReset(String pool) {
    return periods.stream()
        .filter(period -> period.pool().equals(pool))
        .map(Period::end)
        .min(Comparator.naturalOrder())
        .orElse(NEVER);
  }

  Told told(Subject subject) {
    return told.getOrDefault(subject, Told.NOTHING);
  }

  /** A grant that is kept, be it expired or voided. */
  Optional<NaiveGrant> known(String id) {
    return grants.stream().filter(grant -> grant.id.equals(id)).findFirst();
  }

  Optional<Hold> hold(String id) {
    return holds.stream().filter(hold -> hold.id().equals(id)).findFirst();
  }

  Optional<Transit> transit(String id) {
    return transits.stream().filter(transit -> transit.id().equals(id)).findFirst();
  }

  List<NaiveGrant> inDrawOrder() {
    return grants.stream().sorted(NaiveGrant.DRAW_ORDER).toList();
  }

  List<NaiveGrant> inOrderOfArrival() {
    return grants.stream().sorted(NaiveGrant.ARRIVAL).toList();
  }

  /** Active grants that may pay for an action. */
  List<NaiveGrant> paying(String pool, String action) {
    return inDrawOrder().stream()
        .filter(grant -> grant.active() && grant.pool.equals(pool) && grant.mayPay(action))
        .toList();
  }

  /** Forgets what can have no consequence any more. */
  void tidy(Instant at) {
    windows.removeIf(window -> !window.end().isAfter(at) && !window.told());
    grants.removeIf(grant -> grant.over(at));
    recent.removeIf(charge -> !charge.until().isAfter(at));
    List<NaiveGrant> spent =
        inOrderOfArrival().stream()
            .filter(grant -> !grant.byRule())
            .filter(grant -> grant.left.signum() == 0 && grant.held.signum() == 0)
            .toList();
    grants.removeAll(spent.subList(0, Math.max(0, spent.size() - SPENT_BY_HAND)));
  }
}
