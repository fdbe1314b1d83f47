package dev.scrip.ledger.domain;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One immutable, numbered version of the rules, resolved to values: no switch, no zone name without
 * its transitions is left in it.
 *
 * @param version 1, 2, 3 …
 * @param name the preset's or file's name, for display
 * @param plans lowest first; a later one is an upgrade
 * @param fallback the plan a wallet falls back to
 * @param onUpgrade from a paid plan to a later one
 * @param onSubscribe from an unpaid plan to a paid one
 * @param onCancel what becomes of the plan's grants when a wallet falls back from a paid plan
 * @param topUps what may be bought, at most one for each pool
 * @param coupons whether codes beside {@code promos} are accepted with the caller's amount
 * @param zones every zone named by the rules
 * @param source the YAML, for display only
 */
public record Rules(
    long version,
    String name,
    List<Pool> pools,
    List<Plan> plans,
    String fallback,
    List<Limit> limits,
    List<Action> actions,
    Upgrade onUpgrade,
    Upgrade onSubscribe,
    OnCancel onCancel,
    List<TopUps> topUps,
    List<Promo> promos,
    boolean coupons,
    List<Alert> alerts,
    List<Zone> zones,
    String source,
    Index index) {

  public Rules(
      long version,
      String name,
      List<Pool> pools,
      List<Plan> plans,
      String fallback,
      List<Limit> limits,
      List<Action> actions,
      Upgrade onUpgrade,
      Upgrade onSubscribe,
      OnCancel onCancel,
      List<TopUps> topUps,
      List<Promo> promos,
      boolean coupons,
      List<Alert> alerts,
      List<Zone> zones,
      String source) {
    this(
        version,
        name,
        pools,
        plans,
        fallback,
        limits,
        actions,
        onUpgrade,
        onSubscribe,
        onCancel,
        topUps,
        promos,
        coupons,
        alerts,
        zones,
        source,
        Index.of(pools, plans, limits, actions, topUps, promos, alerts, zones));
  }

  public Rules {
    pools = List.copyOf(pools);
    plans = List.copyOf(plans);
    limits = List.copyOf(limits);
    actions = List.copyOf(actions);
    topUps = List.copyOf(topUps);
    promos = List.copyOf(promos);
    alerts = List.copyOf(alerts);
    zones = List.copyOf(zones);
  }

  /** Same rules under another number. */
  public Rules numbered(long number) {
    return new Rules(
        number,
        name,
        pools,
        plans,
        fallback,
        limits,
        actions,
        onUpgrade,
        onSubscribe,
        onCancel,
        topUps,
        promos,
        coupons,
        alerts,
        zones,
        source,
        index);
  }

  /** A kind of credit. */
  public record Pool(String name, String unit) {}

  /**
   * What a wallet is subscribed to.
   *
   * @param term what is subscribed to at a time, counted from the wallet's anchor: a month, a year.
   *     A change at the period's end waits for its end
   * @param overdrafts at most one for each pool
   */
  public record Plan(
      String name,
      boolean paid,
      boolean retired,
      Span term,
      List<String> limits,
      List<Recurring> grants,
      List<Overdraft> overdrafts) {
    public Plan {
      limits = List.copyOf(limits);
      grants = List.copyOf(grants);
      overdrafts = List.copyOf(overdrafts);
    }

    Optional<Recurring> recurring(String id) {
      for (Recurring rule : grants) {
        if (rule.id().equals(id)) {
          return Optional.of(rule);
        }
      }
      return Optional.empty();
    }

    Overdraft overdraft(String pool) {
      for (Overdraft overdraft : overdrafts) {
        if (overdraft.pool().equals(pool)) {
          return overdraft;
        }
      }
      return new Overdraft(pool, 0, AtReset.CARRY);
    }
  }

  public enum Anchor {
    SUBSCRIPTION,
    CALENDAR
  }

  /**
   * A grant given anew each period.
   *
   * @param requiresPaidPlan whether it is suspended while the wallet's plan is not a paid one
   */
  public record Recurring(
      String id,
      String pool,
      long amount,
      Span every,
      Anchor anchor,
      String zone,
      Source source,
      int priority,
      List<String> scope,
      Expiry expiry,
      Rollover rollover,
      Ceiling ceiling,
      boolean requiresPaidPlan) {
    public Recurring {
      scope = List.copyOf(scope);
    }
  }

  public enum ExpiryFrom {
    /** At the end of its period, and no span. */
    PERIOD_END,
    /** From the instant it was given. */
    GRANT,
    /** From the start of its period, even when given in the middle. */
    PERIOD_START,
    /** From the end of the plan's term that holds its period's start. */
    TERM_END
  }

  /** When a recurring grant expires: a span, not none, after an instant; or its period's end. */
  public record Expiry(ExpiryFrom from, Span after) {
    public static final Expiry PERIOD_END = new Expiry(ExpiryFrom.PERIOD_END, Span.NONE);
  }

  public enum MeasuredFrom {
    /** The instant the first of the grants rolled over from each other took effect. */
    ORIGIN,
    /** The instant of the rollover. */
    ROLLOVER
  }

  /**
   * What is left of a grant when it expires, put into a new grant.
   *
   * @param maxAmount most micros that are carried at one instant, of all the rule's grants together
   * @param maxFraction most that is carried of a grant, in millionths of what it was given as
   * @param maxTimes how often the same credits are carried; 0 = no rollover
   * @param expiresAfter life of what is carried; none = until the end of the rule's next period
   */
  public record Rollover(
      long maxAmount,
      long maxFraction,
      int maxTimes,
      Span expiresAfter,
      MeasuredFrom measuredFrom) {
    public static final Rollover NONE =
        new Rollover(Long.MAX_VALUE, Micros.ONE, 0, Span.NONE, MeasuredFrom.ORIGIN);
  }

  /**
   * Most that a recurring grant gives within a ceiling period.
   *
   * @param amount -1 = no ceiling
   * @param countsUsed whether only what was charged counts, not all that was issued
   */
  public record Ceiling(long amount, Span every, Anchor anchor, boolean countsUsed) {
    public static final Ceiling NONE = new Ceiling(-1, Span.NONE, Anchor.SUBSCRIPTION, false);

    boolean isNone() {
      return amount < 0;
    }
  }

  public enum AtReset {
    /** What is owed is forgiven. */
    FORGIVE,
    /** What is owed stays owed. */
    CARRY,
    /** The pool's grants pay it back, as far as they go. */
    REPAY
  }

  /**
   * What may be owed in a pool once its grants are used up; settled whenever a period of the pool
   * opens.
   */
  public record Overdraft(String pool, long limit, AtReset atReset) {}

  public enum Window {
    ROLLING,
    CALENDAR,
    PERIOD
  }

  public enum LimitScope {
    WALLET,
    ACTOR,
    APP,
    ACTION
  }

  /**
   * A ceiling over a window; only slices of the sources it counts move it.
   *
   * @param amount {@link Long#MAX_VALUE} = none but what is set for a single actor
   */
  public record Limit(
      String id,
      long amount,
      Window window,
      Span span,
      String zone,
      LimitScope scope,
      String pool,
      List<String> actions,
      List<Source> counts) {
    public Limit {
      actions = List.copyOf(actions);
      counts = List.copyOf(counts);
    }

    /** Why a charge is refused by this limit. */
    Reason reason() {
      return switch (scope) {
        case ACTOR -> Reason.MEMBER_LIMIT;
        case WALLET ->
            window != Window.PERIOD && span.months() == 0 && span.exactMillis() == Span.DAY_MS
                ? Reason.DAILY_CAP
                : Reason.LIMIT_EXCEEDED;
        case APP, ACTION -> Reason.LIMIT_EXCEEDED;
      };
    }
  }

  public enum Payer {
    WALLET,
    ACTOR,
    APP_OWNER
  }

  /**
   * What is charged for. The first row that matches plan and attributes is the price.
   *
   * @param refundOnFailure whether a charge is given back when the action is reported to have
   *     failed
   */
  public record Action(
      String name,
      String pool,
      boolean retired,
      Payer payer,
      List<PriceRow> prices,
      boolean refundOnFailure,
      FreeUse free,
      LoopBreaker loopBreaker) {
    public Action {
      prices = List.copyOf(prices);
    }
  }

  /**
   * A quantity of an action that is free of charge in each window.
   *
   * @param quantity micros; 0 = none
   */
  public record FreeUse(long quantity, Window window, Span span, String zone) {
    public static final FreeUse NONE = new FreeUse(0, Window.PERIOD, Span.NONE, "");

    boolean isNone() {
      return quantity == 0;
    }
  }

  /**
   * Refuses an action that was accepted so often within so long.
   *
   * @param charges 0 = never
   */
  public record LoopBreaker(int charges, long withinMs) {
    public static final LoopBreaker NONE = new LoopBreaker(0, 0);

    boolean isNone() {
      return charges == 0;
    }
  }

  /** One row of the price list; no plans = every plan, all attributes must be equal. */
  public record PriceRow(List<String> plans, SortedMap<String, String> attributes, Price price) {
    public PriceRow {
      plans = List.copyOf(plans);
      attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }
  }

  public sealed interface Price {}

  /** Micros of credit for a quantity of one. */
  public record Fixed(long unit) implements Price {}

  /**
   * Each part of a quantity at the price of its tier; what is free of charge fills the first ones.
   *
   * @param tiers the last one has no end
   */
  public record Tiered(List<Tier> tiers) implements Price {
    public Tiered {
      tiers = List.copyOf(tiers);
    }
  }

  /**
   * One tier.
   *
   * @param upTo micros of quantity, inclusive; {@link Long#MAX_VALUE} = all the rest
   * @param unit micros of credit for a quantity of one
   */
  public record Tier(long upTo, long unit) {}

  /**
   * A price by tokens, which the charge gives in the attributes {@code input_tokens}, {@code
   * output_tokens} and {@code cached_tokens}, whole numbers (not given = 0), times the quantity.
   *
   * @param input micros of credit for a million tokens
   * @param atLeast least micros of credit that a charge costs
   */
  public record Tokens(long input, long output, long cached, long atLeast) implements Price {}

  /** The caller says the amount, within these bounds (inclusive). */
  public record Reported(long min, long max) implements Price {}

  public enum UpgradeGrant {
    /** The period's grants stay and the new plan adds what it gives more. */
    DIFFERENCE,
    /** The new plan's whole amount. */
    FULL,
    /** As the difference, in the proportion of what is left of the period. */
    PRORATED
  }

  /**
   * What an immediate change of plan does.
   *
   * @param keepOld whether the old plan's grants stay; else they are voided
   * @param expiryFromCycle whether what is given in the middle of a period expires as if given at
   *     its start, where the rule counts its expiry from the grant
   */
  public record Upgrade(
      UpgradeGrant grant, boolean keepOld, boolean keepAnchor, boolean expiryFromCycle) {}

  /** What becomes of the grants of a paid plan when the wallet falls back from it. */
  public enum OnCancel {
    /** Those that require a paid plan are suspended, others live on. */
    SUSPEND,
    /** All of them expire. */
    EXPIRE
  }

  /**
   * What may be bought in a pool.
   *
   * @param plans those that may buy
   * @param packs amounts sold; empty = any
   * @param expiresAfter none = what is bought does not expire
   * @param requiresPaidPlan whether it is suspended while the wallet's plan is not a paid one
   */
  public record TopUps(
      String pool,
      List<String> plans,
      List<Long> packs,
      Span expiresAfter,
      int priority,
      boolean requiresPaidPlan,
      AutoTopUp auto) {
    public TopUps {
      plans = List.copyOf(plans);
      packs = List.copyOf(packs);
    }
  }

  /**
   * Asks the payment system for a top-up when what can be spent falls to a threshold.
   *
   * @param amount to buy each time; 0 = never
   * @param maxPerMonth most that is asked for in a calendar month
   * @param zone of that month
   */
  public record AutoTopUp(long threshold, long amount, long maxPerMonth, String zone) {
    public static final AutoTopUp NONE = new AutoTopUp(0, 0, 0, "UTC");

    boolean isNone() {
      return amount == 0;
    }
  }

  /** A promo code: once per wallet. */
  public record Promo(String code, String pool, long amount, Span expiresAfter) {}

  /**
   * Tells when the balance falls below a threshold, an amount or a percentage of what was granted;
   * or that a grant will expire.
   *
   * @param expiring how long before; none = about the balance
   */
  public record Alert(String pool, long below, int percent, Span expiring) {
    /**
     * Name of the alert, unique within a version: {@code message<5}, {@code message expiring 7d}.
     */
    public String name() {
      if (!expiring.isNone()) {
        return pool + " expiring " + expiring.text();
      }
      return pool + "<" + (percent > 0 ? percent + "%" : Micros.text(below));
    }
  }

  /** The same by name. */
  public record Index(
      Map<String, Pool> pools,
      Map<String, Plan> plans,
      Map<String, Limit> limits,
      Map<String, Action> actions,
      Map<String, TopUps> topUps,
      Map<String, Promo> promos,
      Map<String, Zone> zones,
      Map<String, Recurring> usedCeilings,
      List<Alert> expiring,
      Map<String, Map<String, List<List<String>>>> scopes) {
    static Index of(
        List<Pool> pools,
        List<Plan> plans,
        List<Limit> limits,
        List<Action> actions,
        List<TopUps> topUps,
        List<Promo> promos,
        List<Alert> alerts,
        List<Zone> zones) {
      return new Index(
          by(pools, Pool::name),
          by(plans, Plan::name),
          by(limits, Limit::id),
          by(actions, Action::name),
          by(topUps, TopUps::pool),
          by(promos, Promo::code),
          by(zones, Zone::name),
          by(usedCeilings(plans), Recurring::id),
          alerts.stream().filter(alert -> !alert.expiring().isNone()).toList(),
          Scopes.of(plans));
    }

    /** The scopes of what a plan gives in a pool, in their order. */
    List<List<String>> scopes(String plan, String pool) {
      return scopes.isEmpty()
          ? List.of()
          : scopes.getOrDefault(plan, Map.of()).getOrDefault(pool, List.of());
    }

    /** Recurring grants whose ceiling counts what is used. */
    private static List<Recurring> usedCeilings(List<Plan> plans) {
      return plans.stream()
          .flatMap(plan -> plan.grants().stream())
          .filter(rule -> rule.ceiling().countsUsed() && !rule.ceiling().isNone())
          .toList();
    }

    private static <T> Map<String, T> by(List<T> values, Function<T, String> name) {
      return values.stream()
          .collect(Collectors.toMap(name, value -> value, (a, _) -> a, LinkedHashMap::new));
    }
  }
}
