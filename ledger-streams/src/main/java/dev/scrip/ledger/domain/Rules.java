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
        promos,
        coupons,
        alerts,
        zones,
        source,
        Index.of(pools, plans, limits, actions, promos, zones));
  }

  public Rules {
    pools = List.copyOf(pools);
    plans = List.copyOf(plans);
    limits = List.copyOf(limits);
    actions = List.copyOf(actions);
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
        promos,
        coupons,
        alerts,
        zones,
        source,
        index);
  }

  /** A kind of credit. */
  public record Pool(String name, String unit) {}

  /** What a wallet is subscribed to. */
  public record Plan(
      String name,
      boolean paid,
      boolean retired,
      boolean topUps,
      List<String> limits,
      List<Recurring> grants) {
    public Plan {
      limits = List.copyOf(limits);
      grants = List.copyOf(grants);
    }

    Optional<Recurring> recurring(String id) {
      return grants.stream().filter(rule -> rule.id().equals(id)).findFirst();
    }
  }

  public enum Anchor {
    SUBSCRIPTION,
    CALENDAR
  }

  /**
   * A grant given anew each period, gone at the period's end.
   *
   * @param ceiling most that is issued within a ceiling period; -1 = none
   * @param ceilingEvery length of the ceiling period, none without a ceiling
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
      long ceiling,
      Span ceilingEvery,
      Anchor ceilingAnchor) {
    public Recurring {
      scope = List.copyOf(scope);
    }
  }

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

  /** A ceiling over a window; only slices of the sources it counts move it. */
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

  /** What is charged for. The first row that matches plan and attributes is the price. */
  public record Action(
      String name, String pool, boolean retired, Payer payer, List<PriceRow> prices) {
    public Action {
      prices = List.copyOf(prices);
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

  /** The caller says the amount, within these bounds (inclusive). */
  public record Reported(long min, long max) implements Price {}

  public enum UpgradeGrant {
    /** The period's grants stay and the new plan adds what it gives more. */
    DIFFERENCE,
    /** The new plan's whole amount. */
    FULL
  }

  /** What an immediate change of plan does. */
  public record Upgrade(UpgradeGrant grant, boolean keepOld, boolean keepAnchor) {}

  /** A promo code: once per wallet. */
  public record Promo(String code, String pool, long amount, Span expiresAfter) {}

  /**
   * Tells when the balance falls below a threshold: an amount, or a percentage of what was granted.
   */
  public record Alert(String pool, long below, int percent) {
    /** Name of the alert, unique within a version: {@code message<5}. */
    public String name() {
      return pool + "<" + (percent > 0 ? percent + "%" : Micros.text(below));
    }
  }

  /** The same by name. */
  public record Index(
      Map<String, Pool> pools,
      Map<String, Plan> plans,
      Map<String, Limit> limits,
      Map<String, Action> actions,
      Map<String, Promo> promos,
      Map<String, Zone> zones) {
    static Index of(
        List<Pool> pools,
        List<Plan> plans,
        List<Limit> limits,
        List<Action> actions,
        List<Promo> promos,
        List<Zone> zones) {
      return new Index(
          by(pools, Pool::name),
          by(plans, Plan::name),
          by(limits, Limit::id),
          by(actions, Action::name),
          by(promos, Promo::code),
          by(zones, Zone::name));
    }

    private static <T> Map<String, T> by(List<T> values, Function<T, String> name) {
      return values.stream()
          .collect(Collectors.toMap(name, value -> value, (a, _) -> a, LinkedHashMap::new));
    }
  }
}
