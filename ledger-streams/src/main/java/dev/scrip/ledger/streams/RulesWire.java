package dev.scrip.ledger.streams;

import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.Source;
import dev.scrip.ledger.domain.Span;
import dev.scrip.ledger.domain.Zone;
import dev.scrip.schemas.ActionRule;
import dev.scrip.schemas.AlertRule;
import dev.scrip.schemas.AnchorRule;
import dev.scrip.schemas.GrantSource;
import dev.scrip.schemas.LimitRule;
import dev.scrip.schemas.LimitScope;
import dev.scrip.schemas.PayerRule;
import dev.scrip.schemas.PlanRule;
import dev.scrip.schemas.PoolRule;
import dev.scrip.schemas.PriceKind;
import dev.scrip.schemas.PriceRow;
import dev.scrip.schemas.PromoRule;
import dev.scrip.schemas.PublishRules;
import dev.scrip.schemas.RecurringGrantRule;
import dev.scrip.schemas.SpanRule;
import dev.scrip.schemas.UpgradeGrant;
import dev.scrip.schemas.UpgradeRule;
import dev.scrip.schemas.WindowRule;
import dev.scrip.schemas.ZoneRule;
import java.util.TreeMap;

/** A version of the rules as its control record and as values: the only place that knows both. */
final class RulesWire {
  private RulesWire() {}

  static PublishRules toAvro(long number, long follows, Rules rules) {
    return PublishRules.newBuilder()
        .setNumber(number)
        .setFollows(follows)
        .setVersion(rules.version())
        .setName(rules.name())
        .setPools(
            rules.pools().stream().map(pool -> new PoolRule(pool.name(), pool.unit())).toList())
        .setPlans(rules.plans().stream().map(RulesWire::plan).toList())
        .setFallback(rules.fallback())
        .setLimits(rules.limits().stream().map(RulesWire::limit).toList())
        .setActions(rules.actions().stream().map(RulesWire::action).toList())
        .setOnUpgrade(upgrade(rules.onUpgrade()))
        .setOnSubscribe(upgrade(rules.onSubscribe()))
        .setPromos(
            rules.promos().stream()
                .map(promo ->
                    new PromoRule(
                        promo.code(), promo.pool(), promo.amount(), span(promo.expiresAfter())))
                .toList())
        .setCoupons(rules.coupons())
        .setAlerts(
            rules.alerts().stream()
                .map(alert -> new AlertRule(alert.pool(), alert.below(), alert.percent()))
                .toList())
        .setZones(
            rules.zones().stream()
                .map(zone ->
                    new ZoneRule(zone.name(), zone.offset(), zone.transitions(), zone.offsets()))
                .toList())
        .setSource(rules.source())
        .build();
  }

  static Rules toDomain(PublishRules rules) {
    return new Rules(
        rules.getVersion(),
        rules.getName(),
        rules.getPools().stream()
            .map(pool -> new Rules.Pool(pool.getName(), pool.getUnit()))
            .toList(),
        rules.getPlans().stream().map(RulesWire::plan).toList(),
        rules.getFallback(),
        rules.getLimits().stream().map(RulesWire::limit).toList(),
        rules.getActions().stream().map(RulesWire::action).toList(),
        upgrade(rules.getOnUpgrade()),
        upgrade(rules.getOnSubscribe()),
        rules.getPromos().stream()
            .map(promo ->
                new Rules.Promo(
                    promo.getCode(),
                    promo.getPool(),
                    promo.getAmount(),
                    span(promo.getExpiresAfter())))
            .toList(),
        rules.getCoupons(),
        rules.getAlerts().stream()
            .map(alert -> new Rules.Alert(alert.getPool(), alert.getBelow(), alert.getPercent()))
            .toList(),
        rules.getZones().stream()
            .map(zone ->
                new Zone(
                    zone.getName(), zone.getOffset(), zone.getTransitions(), zone.getOffsets()))
            .toList(),
        rules.getSource());
  }

  private static PlanRule plan(Rules.Plan plan) {
    return PlanRule.newBuilder()
        .setName(plan.name())
        .setPaid(plan.paid())
        .setRetired(plan.retired())
        .setTopUps(plan.topUps())
        .setLimits(plan.limits())
        .setGrants(plan.grants().stream().map(RulesWire::recurring).toList())
        .build();
  }

  private static Rules.Plan plan(PlanRule plan) {
    return new Rules.Plan(
        plan.getName(),
        plan.getPaid(),
        plan.getRetired(),
        plan.getTopUps(),
        plan.getLimits(),
        plan.getGrants().stream().map(RulesWire::recurring).toList());
  }

  private static RecurringGrantRule recurring(Rules.Recurring rule) {
    return RecurringGrantRule.newBuilder()
        .setId(rule.id())
        .setPool(rule.pool())
        .setAmount(rule.amount())
        .setEvery(span(rule.every()))
        .setAnchor(AnchorRule.valueOf(rule.anchor().name()))
        .setZone(rule.zone())
        .setSource(GrantSource.valueOf(rule.source().name()))
        .setPriority(rule.priority())
        .setScope(rule.scope())
        .setCeiling(rule.ceiling())
        .setCeilingEvery(span(rule.ceilingEvery()))
        .setCeilingAnchor(AnchorRule.valueOf(rule.ceilingAnchor().name()))
        .build();
  }

  private static Rules.Recurring recurring(RecurringGrantRule rule) {
    return new Rules.Recurring(
        rule.getId(),
        rule.getPool(),
        rule.getAmount(),
        span(rule.getEvery()),
        Rules.Anchor.valueOf(rule.getAnchor().name()),
        rule.getZone(),
        Source.valueOf(rule.getSource().name()),
        rule.getPriority(),
        rule.getScope(),
        rule.getCeiling(),
        span(rule.getCeilingEvery()),
        Rules.Anchor.valueOf(rule.getCeilingAnchor().name()));
  }

  private static LimitRule limit(Rules.Limit limit) {
    return LimitRule.newBuilder()
        .setId(limit.id())
        .setAmount(limit.amount())
        .setWindow(WindowRule.valueOf(limit.window().name()))
        .setSpan(span(limit.span()))
        .setZone(limit.zone())
        .setScope(LimitScope.valueOf(limit.scope().name()))
        .setPool(limit.pool())
        .setActions(limit.actions())
        .setCounts(
            limit.counts().stream().map(source -> GrantSource.valueOf(source.name())).toList())
        .build();
  }

  private static Rules.Limit limit(LimitRule limit) {
    return new Rules.Limit(
        limit.getId(),
        limit.getAmount(),
        Rules.Window.valueOf(limit.getWindow().name()),
        span(limit.getSpan()),
        limit.getZone(),
        Rules.LimitScope.valueOf(limit.getScope().name()),
        limit.getPool(),
        limit.getActions(),
        limit.getCounts().stream().map(source -> Source.valueOf(source.name())).toList());
  }

  private static ActionRule action(Rules.Action action) {
    return ActionRule.newBuilder()
        .setName(action.name())
        .setPool(action.pool())
        .setRetired(action.retired())
        .setPayer(PayerRule.valueOf(action.payer().name()))
        .setPrices(action.prices().stream().map(RulesWire::row).toList())
        .build();
  }

  private static Rules.Action action(ActionRule action) {
    return new Rules.Action(
        action.getName(),
        action.getPool(),
        action.getRetired(),
        Rules.Payer.valueOf(action.getPayer().name()),
        action.getPrices().stream().map(RulesWire::row).toList());
  }

  private static PriceRow row(Rules.PriceRow row) {
    PriceRow.Builder avro =
        PriceRow.newBuilder().setPlans(row.plans()).setAttributes(row.attributes());
    return switch (row.price()) {
      case Rules.Fixed(long unit) -> avro.setKind(PriceKind.FIXED).setUnit(unit).build();
      case Rules.Reported(long min, long max) ->
          avro.setKind(PriceKind.REPORTED)
              .setMin(min)
              .setMax(max == Long.MAX_VALUE ? -1 : max)
              .build();
    };
  }

  private static Rules.PriceRow row(PriceRow row) {
    return new Rules.PriceRow(
        row.getPlans(),
        new TreeMap<>(row.getAttributes()),
        switch (row.getKind()) {
          case FIXED -> new Rules.Fixed(row.getUnit());
          case REPORTED ->
              new Rules.Reported(row.getMin(), row.getMax() < 0 ? Long.MAX_VALUE : row.getMax());
        });
  }

  private static UpgradeRule upgrade(Rules.Upgrade upgrade) {
    return new UpgradeRule(
        UpgradeGrant.valueOf(upgrade.grant().name()), upgrade.keepOld(), upgrade.keepAnchor());
  }

  private static Rules.Upgrade upgrade(UpgradeRule upgrade) {
    return new Rules.Upgrade(
        Rules.UpgradeGrant.valueOf(upgrade.getGrant().name()),
        upgrade.getKeepOld(),
        upgrade.getKeepAnchor());
  }

  private static SpanRule span(Span span) {
    return new SpanRule(span.months(), span.days(), span.millis());
  }

  private static Span span(SpanRule span) {
    return new Span(span.getMonths(), span.getDays(), span.getMillis());
  }
}
