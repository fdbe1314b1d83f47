package dev.scrip.ledger.streams;

import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.Source;
import dev.scrip.ledger.domain.Span;
import dev.scrip.ledger.domain.Zone;
import dev.scrip.schemas.ActionRule;
import dev.scrip.schemas.AlertRule;
import dev.scrip.schemas.AnchorRule;
import dev.scrip.schemas.AtResetRule;
import dev.scrip.schemas.AutoTopUpRule;
import dev.scrip.schemas.ExpiryFromRule;
import dev.scrip.schemas.FreeUseRule;
import dev.scrip.schemas.GrantSource;
import dev.scrip.schemas.LimitRule;
import dev.scrip.schemas.LimitScope;
import dev.scrip.schemas.LoopBreakerRule;
import dev.scrip.schemas.MeasuredFromRule;
import dev.scrip.schemas.OnCancelRule;
import dev.scrip.schemas.OverdraftRule;
import dev.scrip.schemas.PayerRule;
import dev.scrip.schemas.PlanRule;
import dev.scrip.schemas.PoolRule;
import dev.scrip.schemas.PriceKind;
import dev.scrip.schemas.PriceRow;
import dev.scrip.schemas.PromoRule;
import dev.scrip.schemas.PublishRules;
import dev.scrip.schemas.RecurringGrantRule;
import dev.scrip.schemas.RolloverRule;
import dev.scrip.schemas.SpanRule;
import dev.scrip.schemas.TierRule;
import dev.scrip.schemas.TokensRule;
import dev.scrip.schemas.TopUpsRule;
import dev.scrip.schemas.UpgradeGrant;
import dev.scrip.schemas.UpgradeRule;
import dev.scrip.schemas.WindowRule;
import dev.scrip.schemas.ZoneRule;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A version of the rules as its control record and as values: the only place that knows both. */
final class RulesWire {
  /** On the wire what has no bound; within it is the greatest number there is. */
  private static final long BOUNDLESS = -1;

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
        .setOnCancel(OnCancelRule.valueOf(rules.onCancel().name()))
        .setTopUps(rules.topUps().stream().map(RulesWire::topUps).toList())
        .setPromos(
            rules.promos().stream()
                .map(promo ->
                    new PromoRule(
                        promo.code(), promo.pool(), promo.amount(), span(promo.expiresAfter())))
                .toList())
        .setCoupons(rules.coupons())
        .setAlerts(
            rules.alerts().stream()
                .map(alert ->
                    new AlertRule(
                        alert.pool(), alert.below(), alert.percent(), span(alert.expiring())))
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
        Rules.OnCancel.valueOf(rules.getOnCancel().name()),
        rules.getTopUps().stream().map(RulesWire::topUps).toList(),
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
            .map(alert ->
                new Rules.Alert(
                    alert.getPool(),
                    alert.getBelow(),
                    alert.getPercent(),
                    span(alert.getExpiring())))
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
        .setTerm(span(plan.term()))
        .setLimits(plan.limits())
        .setGrants(plan.grants().stream().map(RulesWire::recurring).toList())
        .setOverdrafts(
            plan.overdrafts().stream()
                .map(overdraft ->
                    new OverdraftRule(
                        overdraft.pool(),
                        overdraft.limit(),
                        AtResetRule.valueOf(overdraft.atReset().name())))
                .toList())
        .build();
  }

  private static Rules.Plan plan(PlanRule plan) {
    return new Rules.Plan(
        plan.getName(),
        plan.getPaid(),
        plan.getRetired(),
        span(plan.getTerm()),
        plan.getLimits(),
        plan.getGrants().stream().map(RulesWire::recurring).toList(),
        plan.getOverdrafts().stream()
            .map(overdraft ->
                new Rules.Overdraft(
                    overdraft.getPool(),
                    overdraft.getLimit(),
                    Rules.AtReset.valueOf(overdraft.getAtReset().name())))
            .toList());
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
        .setExpiryFrom(ExpiryFromRule.valueOf(rule.expiry().from().name()))
        .setExpiryAfter(span(rule.expiry().after()))
        .setRollover(rollover(rule.rollover()))
        .setCeiling(rule.ceiling().amount())
        .setCeilingEvery(span(rule.ceiling().every()))
        .setCeilingAnchor(AnchorRule.valueOf(rule.ceiling().anchor().name()))
        .setCeilingCountsUsed(rule.ceiling().countsUsed())
        .setRequiresPaidPlan(rule.requiresPaidPlan())
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
        new Rules.Expiry(
            Rules.ExpiryFrom.valueOf(rule.getExpiryFrom().name()), span(rule.getExpiryAfter())),
        rollover(rule.getRollover()),
        new Rules.Ceiling(
            rule.getCeiling(),
            span(rule.getCeilingEvery()),
            Rules.Anchor.valueOf(rule.getCeilingAnchor().name()),
            rule.getCeilingCountsUsed()),
        rule.getRequiresPaidPlan());
  }

  private static @Nullable RolloverRule rollover(Rules.Rollover rollover) {
    return rollover.equals(Rules.Rollover.NONE)
        ? null
        : new RolloverRule(
            bound(rollover.maxAmount()),
            rollover.maxFraction(),
            rollover.maxTimes(),
            span(rollover.expiresAfter()),
            MeasuredFromRule.valueOf(rollover.measuredFrom().name()));
  }

  private static Rules.Rollover rollover(@Nullable RolloverRule rollover) {
    return rollover == null
        ? Rules.Rollover.NONE
        : new Rules.Rollover(
            unbound(rollover.getMaxAmount()),
            rollover.getMaxFraction(),
            rollover.getMaxTimes(),
            span(rollover.getExpiresAfter()),
            Rules.MeasuredFrom.valueOf(rollover.getMeasuredFrom().name()));
  }

  private static LimitRule limit(Rules.Limit limit) {
    return LimitRule.newBuilder()
        .setId(limit.id())
        .setAmount(bound(limit.amount()))
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
        unbound(limit.getAmount()),
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
        .setRefundOnFailure(action.refundOnFailure())
        .setFree(free(action.free()))
        .setLoopBreaker(loopBreaker(action.loopBreaker()))
        .build();
  }

  private static Rules.Action action(ActionRule action) {
    return new Rules.Action(
        action.getName(),
        action.getPool(),
        action.getRetired(),
        Rules.Payer.valueOf(action.getPayer().name()),
        action.getPrices().stream().map(RulesWire::row).toList(),
        action.getRefundOnFailure(),
        free(action.getFree()),
        loopBreaker(action.getLoopBreaker()));
  }

  private static @Nullable FreeUseRule free(Rules.FreeUse free) {
    return free.equals(Rules.FreeUse.NONE)
        ? null
        : new FreeUseRule(
            free.quantity(),
            WindowRule.valueOf(free.window().name()),
            span(free.span()),
            free.zone());
  }

  private static Rules.FreeUse free(@Nullable FreeUseRule free) {
    return free == null
        ? Rules.FreeUse.NONE
        : new Rules.FreeUse(
            free.getQuantity(),
            Rules.Window.valueOf(free.getWindow().name()),
            span(free.getSpan()),
            free.getZone());
  }

  private static @Nullable LoopBreakerRule loopBreaker(Rules.LoopBreaker breaker) {
    return breaker.equals(Rules.LoopBreaker.NONE)
        ? null
        : new LoopBreakerRule(breaker.charges(), breaker.withinMs());
  }

  private static Rules.LoopBreaker loopBreaker(@Nullable LoopBreakerRule breaker) {
    return breaker == null
        ? Rules.LoopBreaker.NONE
        : new Rules.LoopBreaker(breaker.getCharges(), breaker.getWithinMs());
  }

  private static PriceRow row(Rules.PriceRow row) {
    PriceRow.Builder avro =
        PriceRow.newBuilder().setPlans(row.plans()).setAttributes(row.attributes());
    return switch (row.price()) {
      case Rules.Fixed(long unit) -> avro.setKind(PriceKind.FIXED).setUnit(unit).build();
      case Rules.Reported(long min, long max) ->
          avro.setKind(PriceKind.REPORTED).setMin(min).setMax(bound(max)).build();
      case Rules.Tiered(var tiers) ->
          avro.setKind(PriceKind.TIERED)
              .setTiers(
                  tiers.stream()
                      .map(tier -> new TierRule(bound(tier.upTo()), tier.unit()))
                      .toList())
              .build();
      case Rules.Tokens(long input, long output, long cached, long atLeast) ->
          avro.setKind(PriceKind.TOKENS)
              .setTokens(new TokensRule(input, output, cached, atLeast))
              .build();
    };
  }

  private static Rules.PriceRow row(PriceRow row) {
    return new Rules.PriceRow(
        row.getPlans(),
        new TreeMap<>(row.getAttributes()),
        switch (row.getKind()) {
          case FIXED -> new Rules.Fixed(row.getUnit());
          case REPORTED -> new Rules.Reported(row.getMin(), unbound(row.getMax()));
          case TIERED ->
              new Rules.Tiered(
                  row.getTiers().stream()
                      .map(tier -> new Rules.Tier(unbound(tier.getUpTo()), tier.getUnit()))
                      .toList());
          case TOKENS -> tokens(row.getTokens());
        });
  }

  private static Rules.Tokens tokens(@Nullable TokensRule tokens) {
    if (tokens == null) {
      throw new IllegalArgumentException("expected the prices of a price by tokens, found none");
    }
    return new Rules.Tokens(
        tokens.getInput(), tokens.getOutput(), tokens.getCached(), tokens.getAtLeast());
  }

  private static TopUpsRule topUps(Rules.TopUps topUps) {
    Rules.AutoTopUp auto = topUps.auto();
    return TopUpsRule.newBuilder()
        .setPool(topUps.pool())
        .setPlans(topUps.plans())
        .setPacks(topUps.packs())
        .setExpiresAfter(span(topUps.expiresAfter()))
        .setPriority(topUps.priority())
        .setRequiresPaidPlan(topUps.requiresPaidPlan())
        .setAuto(
            auto.equals(Rules.AutoTopUp.NONE)
                ? null
                : new AutoTopUpRule(
                    auto.threshold(), auto.amount(), auto.maxPerMonth(), auto.zone()))
        .build();
  }

  private static Rules.TopUps topUps(TopUpsRule topUps) {
    AutoTopUpRule auto = topUps.getAuto();
    return new Rules.TopUps(
        topUps.getPool(),
        topUps.getPlans(),
        topUps.getPacks(),
        span(topUps.getExpiresAfter()),
        topUps.getPriority(),
        topUps.getRequiresPaidPlan(),
        auto == null
            ? Rules.AutoTopUp.NONE
            : new Rules.AutoTopUp(
                auto.getThreshold(), auto.getAmount(), auto.getMaxPerMonth(), auto.getZone()));
  }

  private static UpgradeRule upgrade(Rules.Upgrade upgrade) {
    return new UpgradeRule(
        UpgradeGrant.valueOf(upgrade.grant().name()),
        upgrade.keepOld(),
        upgrade.keepAnchor(),
        upgrade.expiryFromCycle());
  }

  private static Rules.Upgrade upgrade(UpgradeRule upgrade) {
    return new Rules.Upgrade(
        Rules.UpgradeGrant.valueOf(upgrade.getGrant().name()),
        upgrade.getKeepOld(),
        upgrade.getKeepAnchor(),
        upgrade.getExpiryFromCycle());
  }

  private static long bound(long most) {
    return most == Long.MAX_VALUE ? BOUNDLESS : most;
  }

  private static long unbound(long most) {
    return most < 0 ? Long.MAX_VALUE : most;
  }

  private static SpanRule span(Span span) {
    return new SpanRule(span.months(), span.days(), span.millis());
  }

  private static Span span(SpanRule span) {
    return new Span(span.getMonths(), span.getDays(), span.getMillis());
  }
}
