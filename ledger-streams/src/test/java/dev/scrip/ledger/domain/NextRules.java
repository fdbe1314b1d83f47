package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Presets.micros;

import dev.scrip.ledger.domain.Rules.Alert;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A next version of rules, with other prices, amounts and ceilings, grants added and dropped. */
final class NextRules {
  private final Rules rules;
  private final String zone;
  private final SplittableRandom random;

  NextRules(Rules rules, String zone, SplittableRandom random) {
    this.rules = rules;
    this.zone = zone;
    this.random = random;
  }

  Rules make() {
    return new Rules(
        rules.version() + 1,
        rules.name(),
        rules.pools(),
        rules.plans().stream().map(this::changed).toList(),
        rules.fallback(),
        rules.limits().stream().map(this::changed).toList(),
        rules.actions().stream().map(this::changed).toList(),
        rules.onUpgrade(),
        rules.onSubscribe(),
        rules.onCancel(),
        rules.topUps(),
        rules.promos(),
        rules.coupons(),
        alerts(),
        rules.zones(),
        rules.source());
  }

  private List<Alert> alerts() {
    List<Alert> alerts = new ArrayList<>(rules.alerts());
    if (random.nextBoolean()) {
      Collections.reverse(alerts);
      alerts.add(
          new Alert(
              rules.pools().get(random.nextInt(rules.pools().size())).name(),
              micros("2"),
              0,
              Span.NONE));
    }
    return alerts.stream().distinct().toList();
  }

  private Rules.Action changed(Rules.Action action) {
    long factor = 1L + random.nextInt(3);
    List<Rules.PriceRow> rows = new ArrayList<>();
    for (Rules.PriceRow row : action.prices()) {
      rows.add(
          row.price() instanceof Rules.Fixed fixed
              ? new Rules.PriceRow(
                  row.plans(), row.attributes(), new Rules.Fixed(fixed.unit() * factor / 2))
              : row);
    }
    return new Rules.Action(
        action.name(),
        action.pool(),
        action.retired() || random.nextInt(25) == 0,
        action.payer(),
        rows,
        action.refundOnFailure(),
        action.free(),
        action.loopBreaker());
  }

  private Rules.Limit changed(Rules.Limit limit) {
    return new Rules.Limit(
        limit.id(),
        limit.amount() == Long.MAX_VALUE
            ? limit.amount()
            : Math.max(0, limit.amount() + micros("1") * (random.nextInt(5) - 2)),
        limit.window(),
        limit.span(),
        limit.zone(),
        limit.scope(),
        limit.pool(),
        limit.actions(),
        limit.counts());
  }

  private Rules.Plan changed(Rules.Plan plan) {
    List<Rules.Recurring> grants = new ArrayList<>();
    for (Rules.Recurring rule : plan.grants()) {
      if (random.nextInt(12) > 0) {
        grants.add(more(rule, micros("1") * random.nextInt(4)));
      }
    }
    if (random.nextInt(3) == 0) {
      grants.add(
          Presets.recurring(
              plan.name() + ".bonus",
              rules.pools().getFirst().name(),
              "1.5",
              Span.ofDays(3),
              rules.name().equals("lab") ? Rules.Anchor.CALENDAR : Rules.Anchor.SUBSCRIPTION,
              zone,
              Source.PLAN));
    }
    return new Rules.Plan(
        plan.name(),
        plan.paid(),
        plan.retired(),
        plan.term(),
        plan.limits(),
        distinct(grants),
        plan.overdrafts());
  }

  private static Rules.Recurring more(Rules.Recurring rule, long amount) {
    return new Rules.Recurring(
        rule.id(),
        rule.pool(),
        rule.amount() + amount,
        rule.every(),
        rule.anchor(),
        rule.zone(),
        rule.source(),
        rule.priority(),
        rule.scope(),
        rule.expiry(),
        rule.rollover(),
        rule.ceiling(),
        rule.requiresPaidPlan());
  }

  private static List<Rules.Recurring> distinct(List<Rules.Recurring> grants) {
    Map<String, Rules.Recurring> byId = new TreeMap<>();
    List<Rules.Recurring> kept = new ArrayList<>();
    for (Rules.Recurring grant : grants) {
      if (byId.putIfAbsent(grant.id(), grant) == null) {
        kept.add(grant);
      }
    }
    return kept;
  }
}
