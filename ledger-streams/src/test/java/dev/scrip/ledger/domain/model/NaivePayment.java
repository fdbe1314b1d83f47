package dev.scrip.ledger.domain.model;

import static dev.scrip.ledger.domain.model.NaiveLedger.credits;

import dev.scrip.ledger.domain.Reason;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.model.NaiveWallet.Slice;
import dev.scrip.ledger.domain.model.NaiveWallet.Use;
import dev.scrip.ledger.domain.model.NaiveWallet.Window;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Who pays: grants in draw-down order, each limit holding back what it counts, then overdraft. */
final class NaivePayment {
  /** What is paid for, and who asked for it. */
  record Purpose(String action, String pool, String actor, String app) {}

  /** What was drawn, and where it counts. */
  record Drawn(List<Slice> slices, List<Use> uses, List<Rules.Limit> met) {
    BigDecimal amount() {
      return slices.stream().map(Slice::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
  }

  private final NaiveTurn turn;
  private final Rules rules;
  private final Purpose purpose;
  private final BigDecimal price;
  private final boolean overdraft;
  private final List<Rules.Limit> limits;

  NaivePayment(NaiveTurn turn, Rules rules, Purpose purpose, BigDecimal price, boolean overdraft) {
    this.turn = turn;
    this.rules = rules;
    this.purpose = purpose;
    this.price = price;
    this.overdraft = overdraft;
    this.limits = rules.limits().stream().filter(limit -> inForce(limit, turn)).toList();
  }

  private boolean inForce(Rules.Limit limit, NaiveTurn state) {
    boolean covered =
        limit.actions().isEmpty()
            || limit.actions().stream()
                .anyMatch(pattern -> NaiveGrant.matches(pattern, purpose.action()));
    return limit.pool().equals(purpose.pool())
        && covered
        && state.plan(rules).limits().contains(limit.id());
  }

  private String subject(Rules.Limit limit) {
    return switch (limit.scope()) {
      case WALLET -> "";
      case ACTOR -> purpose.actor();
      case APP -> purpose.app();
      case ACTION -> purpose.action();
    };
  }

  /**
   * What stands in the way now.
   *
   * @param again the same payment in a later state, at the price of then; none if it has no price
   */
  List<NaiveViolation> violations(Function<NaiveTurn, Optional<NaivePayment>> again) {
    List<NaiveViolation> violations = new ArrayList<>();
    if (!enough(turn)) {
      violations.add(
          NaiveViolation.funds(
              price,
              funds(turn),
              trial -> again.apply(trial).filter(then -> then.enough(trial)).isPresent()));
    }
    for (Rules.Limit limit : limits) {
      if (!within(limit, turn)) {
        violations.add(
            new NaiveViolation(
                reason(limit),
                "",
                List.of(limit),
                subject(limit),
                price,
                room(limit, turn).add(uncounted(limit, turn)).min(funds(turn)),
                ceiling(limit, turn),
                List.of(trial ->
                    again.apply(trial).stream().allMatch(then -> then.meets(limit, trial)))));
      }
    }
    return violations;
  }

  /** DAILY_CAP: one day on the wallet; MEMBER_LIMIT: on an actor; LIMIT_EXCEEDED: any other. */
  private static Reason reason(Rules.Limit limit) {
    if (limit.scope() == Rules.LimitScope.ACTOR) {
      return Reason.MEMBER_LIMIT;
    }
    boolean day =
        limit.window() != Rules.Window.PERIOD
            && limit.span().months() == 0
            && limit.span().exactMillis() == 86_400_000L;
    return day && limit.scope() == Rules.LimitScope.WALLET
        ? Reason.DAILY_CAP
        : Reason.LIMIT_EXCEEDED;
  }

  private boolean meets(Rules.Limit limit, NaiveTurn state) {
    return !inForce(limit, state) || within(limit, state);
  }

  /** Whether nothing at all stands in the way. */
  boolean passes() {
    return enough(turn) && limits.stream().allMatch(limit -> within(limit, turn));
  }

  /** How a grant of the pool looks to this payment. */
  String usable(NaiveGrant grant) {
    if (!grant.mayPay(purpose.action())) {
      return "NOT_IN_SCOPE";
    }
    boolean limited =
        limits.stream()
            .anyMatch(limit -> limit.counts().contains(grant.source) && !within(limit, turn));
    return grant.active() ? limited ? "LIMITED" : "YES" : grant.state.name();
  }

  private boolean enough(NaiveTurn state) {
    return funds(state).compareTo(price) >= 0;
  }

  private BigDecimal funds(NaiveTurn state) {
    return sum(paying(state)).add(loan(state));
  }

  private List<NaiveGrant> paying(NaiveTurn state) {
    return state.wallet.paying(purpose.pool(), purpose.action());
  }

  /** What may still be owed. */
  private BigDecimal loan(NaiveTurn state) {
    return overdraft
        ? NaiveOverdraft.terms(state, rules, purpose.pool())
            .map(terms ->
                credits(terms.limit())
                    .subtract(state.wallet.owed(purpose.pool()))
                    .max(BigDecimal.ZERO))
            .orElse(BigDecimal.ZERO)
        : BigDecimal.ZERO;
  }

  private BigDecimal uncounted(Rules.Limit limit, NaiveTurn state) {
    return sum(
        paying(state).stream().filter(grant -> !limit.counts().contains(grant.source)).toList());
  }

  /** What must come from counted grants and overdraft has room under the ceiling. */
  private boolean within(Rules.Limit limit, NaiveTurn state) {
    BigDecimal counted = price.subtract(uncounted(limit, state)).max(BigDecimal.ZERO);
    return counted.compareTo(room(limit, state)) <= 0;
  }

  private BigDecimal ceiling(Rules.Limit limit, NaiveTurn state) {
    return new NaiveMeters(state).ceiling(limit, subject(limit));
  }

  private BigDecimal room(Rules.Limit limit, NaiveTurn state) {
    BigDecimal used = new NaiveMeters(state).limit(limit, subject(limit), state.decidedAt).used();
    return ceiling(limit, state).subtract(used).max(BigDecimal.ZERO);
  }

  private static BigDecimal sum(List<NaiveGrant> grants) {
    return grants.stream().map(grant -> grant.left).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** Draws the price, or as much of it as there is and the limits let. */
  Drawn draw(NaiveEffects effects, boolean hold) {
    Instant at = turn.decidedAt;
    NaiveMeters meters = new NaiveMeters(turn);
    Map<Rules.Limit, Window> windows = new LinkedHashMap<>();
    limits.forEach(limit -> windows.put(limit, meters.limit(limit, subject(limit), at)));
    Counters counters = new Counters(meters, windows);
    List<Slice> slices = new ArrayList<>();
    BigDecimal open = price;
    for (NaiveGrant grant : paying(turn)) {
      List<Rules.Limit> counting =
          limits.stream().filter(limit -> limit.counts().contains(grant.source)).toList();
      BigDecimal amount = counters.fit(grant.left.min(open), counting);
      if (amount.signum() > 0) {
        turn.post(
            effects,
            grant,
            hold ? "HOLD" : "CHARGE",
            amount.negate(),
            hold ? amount : BigDecimal.ZERO);
        slices.add(new Slice(grant.terms(), amount, counters.count(amount, counting, grant.rule)));
        open = open.subtract(amount);
      }
    }
    BigDecimal lent = counters.fit(loan(turn).min(open), limits);
    if (lent.signum() > 0) {
      turn.postDebt(effects, purpose.pool(), "CHARGE", lent.negate());
      NaiveGrant debt = new NaiveGrant();
      debt.pool = purpose.pool();
      slices.add(new Slice(debt, lent, counters.count(lent, limits, "")));
    }
    return new Drawn(slices, counters.move(effects), counters.met);
  }

  /** Counts what is drawn, limit by limit and ceiling by ceiling. */
  private final class Counters {
    private final NaiveMeters meters;
    private final Map<Rules.Limit, Window> windows;
    private final Map<Rules.Limit, BigDecimal> moved = new LinkedHashMap<>();
    private final Map<Rules.Recurring, Window> ceilings = new LinkedHashMap<>();
    private final Map<Rules.Recurring, BigDecimal> used = new LinkedHashMap<>();
    private final List<Rules.Limit> met = new ArrayList<>();

    Counters(NaiveMeters meters, Map<Rules.Limit, Window> windows) {
      this.meters = meters;
      this.windows = windows;
    }

    /** As much of an amount as these limits have room for. */
    BigDecimal fit(BigDecimal amount, List<Rules.Limit> counting) {
      BigDecimal fits = amount;
      for (Rules.Limit limit : counting) {
        fits =
            fits.min(
                room(limit, turn)
                    .subtract(moved.getOrDefault(limit, BigDecimal.ZERO))
                    .max(BigDecimal.ZERO));
      }
      return fits;
    }

    List<Window> count(BigDecimal amount, List<Rules.Limit> counting, String ruleId) {
      List<Window> counted = new ArrayList<>();
      for (Rules.Limit limit : counting) {
        moved.merge(limit, amount, BigDecimal::add);
        counted.add(windows.getOrDefault(limit, meters.limit(limit, "", turn.decidedAt)));
      }
      Optional<Rules.Recurring> rule =
          rules.plans().stream()
              .flatMap(plan -> plan.grants().stream())
              .filter(one -> one.id().equals(ruleId))
              .filter(one -> one.ceiling().amount() >= 0 && one.ceiling().countsUsed())
              .findFirst();
      if (rule.isPresent()) {
        ceilings.computeIfAbsent(rule.get(), one -> meters.ceiling(one, turn.decidedAt));
        used.merge(rule.get(), amount, BigDecimal::add);
        counted.add(ceilings.getOrDefault(rule.get(), meters.ceiling(rule.get(), turn.decidedAt)));
      }
      return counted;
    }

    List<Use> move(NaiveEffects effects) {
      List<Use> uses = new ArrayList<>();
      windows.forEach((limit, window) -> {
        BigDecimal amount = moved.getOrDefault(limit, BigDecimal.ZERO);
        if (amount.signum() > 0) {
          BigDecimal ceiling = ceiling(limit, turn);
          Window after = meters.move(effects, window, ceiling, amount);
          uses.add(new Use(window, amount));
          if (after.used().compareTo(ceiling) >= 0) {
            met.add(limit);
          }
        }
      });
      used.forEach((rule, amount) -> {
        Window window = ceilings.getOrDefault(rule, meters.ceiling(rule, turn.decidedAt));
        meters.move(effects, window, credits(rule.ceiling().amount()), amount);
        uses.add(new Use(window, amount));
      });
      return uses;
    }
  }

  /** Tells of a limit's ceiling, once in a window. */
  void reached(NaiveNotices notices, Rules.Limit limit, String cause) {
    NaiveMeters meters = new NaiveMeters(turn);
    Window window = meters.limit(limit, subject(limit), turn.decidedAt);
    boolean none = limit.window() == Rules.Window.ROLLING && window.used().signum() == 0;
    if (!window.told() && !none) {
      meters.put(window, window.tell());
      notices.limit(rules, "LIMIT_REACHED", cause, window, turn.decidedAt, ceiling(limit, turn));
    }
  }
}
