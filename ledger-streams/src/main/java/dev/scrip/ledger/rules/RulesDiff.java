package dev.scrip.ledger.rules;

import dev.scrip.ledger.domain.Micros;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.Rules.Action;
import dev.scrip.ledger.domain.Rules.Alert;
import dev.scrip.ledger.domain.Rules.Limit;
import dev.scrip.ledger.domain.Rules.Plan;
import dev.scrip.ledger.domain.Rules.Pool;
import dev.scrip.ledger.domain.Rules.Promo;
import dev.scrip.ledger.domain.Rules.TopUps;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one version of the rules changes of another, in sentences that a product manager reads, and
 * from when each holds. It does not say whether the one may follow the other: that is {@link
 * dev.scrip.ledger.domain.Successor}.
 */
public final class RulesDiff {
  /** When a change takes effect, once the version is published. */
  public enum Effect {
    /** With the next command. */
    AT_ONCE,
    /** For each wallet when its next period begins: what was given stays as it was. */
    NEXT_PERIOD
  }

  /** One change. */
  public record Change(String text, Effect effect) {}

  private final Rules before;
  private final Rules after;
  private final List<Change> changes = new ArrayList<>();

  private RulesDiff(Rules before, Rules after) {
    this.before = before;
    this.after = after;
  }

  /** All changes, in the order of a rules file; empty = both decide alike. */
  public static List<Change> of(Rules before, Rules after) {
    RulesDiff diff = new RulesDiff(before, after);
    diff.pools();
    diff.plans();
    diff.limits();
    diff.actions();
    diff.topUps();
    diff.planChanges();
    diff.promos();
    diff.alerts();
    return diff.changes;
  }

  private void pools() {
    named(before.pools(), after.pools(), Pool::name, "Pool", pool -> Map.of("unit", pool.unit()));
  }

  private void plans() {
    List<String> kept = new ArrayList<>(before.index().plans().keySet());
    kept.retainAll(after.index().plans().keySet());
    List<String> then = new ArrayList<>(after.index().plans().keySet());
    then.retainAll(kept);
    if (!kept.equals(then)) {
      now("Order of plans: " + String.join(", ", kept) + " → " + String.join(", ", then));
    }
    if (!before.fallback().equals(after.fallback())) {
      now("Plan to fall back to: " + before.fallback() + " → " + after.fallback());
    }
    named(before.plans(), after.plans(), Plan::name, "Plan", PlanText::facts);
    // What is the same for many plans, such as all sizes of one, is said once.
    Map<Change, List<String>> same = new LinkedHashMap<>();
    for (Plan plan : after.plans()) {
      for (Change change : PlanText.changes(before, after, plan)) {
        same.computeIfAbsent(change, _ -> new ArrayList<>()).add(plan.name());
      }
    }
    same.forEach((change, names) ->
        changes.add(
            new Change(
                (names.size() == 1 ? "Plan " : "Plans ")
                    + RulesText.names(names)
                    + ": "
                    + change.text(),
                change.effect())));
  }

  private void limits() {
    named(
        before.limits(),
        after.limits(),
        Limit::id,
        "Limit",
        limit -> {
          Map<String, String> facts = new LinkedHashMap<>();
          facts.put("at most", RulesText.most(limit.amount()));
          facts.put("window", RulesText.window(limit.window(), limit.span(), limit.zone()));
          facts.put("pool", limit.pool());
          facts.put("for", RulesText.scope(limit.scope()));
          facts.put("actions", RulesText.list(limit.actions(), RulesText.ALL_ACTIONS));
          facts.put("counts", RulesText.list(limit.counts(), RulesText.NONE));
          return facts;
        });
    for (Limit limit : after.limits()) {
      membership("Limit " + limit.id(), limited(before, limit.id()), limited(after, limit.id()));
    }
  }

  private static List<String> limited(Rules rules, String limit) {
    return rules.plans().stream()
        .filter(plan -> plan.limits().contains(limit))
        .map(Plan::name)
        .toList();
  }

  /** Plans that something is for. */
  private void membership(String who, List<String> from, List<String> to) {
    List<String> more = to.stream().filter(plan -> !from.contains(plan)).toList();
    List<String> less = from.stream().filter(plan -> !to.contains(plan)).toList();
    if (!more.isEmpty()) {
      now(who + (from.isEmpty() ? ": for " : ": also for ") + RulesText.names(more));
    }
    if (!less.isEmpty()) {
      now(who + ": no more for " + RulesText.names(less));
    }
  }

  private void actions() {
    Map<String, Action> was = before.index().actions();
    Map<String, Action> is = after.index().actions();
    for (String name : union(was.keySet(), is.keySet())) {
      facts(only(was.get(name)), only(is.get(name)));
      prices(was.get(name), is.get(name));
    }
  }

  private static List<Action> only(@Nullable Action action) {
    return action == null ? List.of() : List.of(action);
  }

  private void facts(List<Action> was, List<Action> is) {
    named(
        was,
        is,
        Action::name,
        "Action",
        action -> {
          Map<String, String> facts = new LinkedHashMap<>();
          facts.put("pool", action.pool());
          facts.put("state", action.retired() ? "retired" : RulesText.IN_USE);
          facts.put("paid by", RulesText.payer(action.payer()));
          facts.put("given back on failure", action.refundOnFailure() ? "yes" : "no");
          facts.put("free of charge", RulesText.free(action.free()));
          facts.put("refused above", RulesText.loopBreaker(action.loopBreaker()));
          return facts;
        });
  }

  private void prices(@Nullable Action was, @Nullable Action is) {
    if (is == null || is.retired()) {
      return;
    }
    Pool pool = after.index().pools().get(is.pool());
    String unit = pool == null ? "" : " " + pool.unit();
    PriceTable table = new PriceTable(is.prices(), after.plans());
    List<String> changed =
        was == null || was.retired()
            ? table.spelled(unit)
            : table.changes(new PriceTable(was.prices(), before.plans()), unit);
    changed.forEach(change -> now("Action " + is.name() + change));
  }

  private void topUps() {
    named(
        before.topUps(),
        after.topUps(),
        TopUps::pool,
        "Top-ups of pool",
        topUps -> {
          Map<String, String> facts = new LinkedHashMap<>();
          facts.put(
              "packs", RulesText.list(topUps.packs().stream().map(Micros::text).toList(), "any"));
          facts.put("expire", RulesText.after(topUps.expiresAfter()));
          facts.put("priority", String.valueOf(topUps.priority()));
          facts.put("need", RulesText.requires(topUps.requiresPaidPlan()));
          facts.put("automatic", RulesText.auto(topUps.auto()));
          return facts;
        });
    for (TopUps topUps : after.topUps()) {
      TopUps was = before.index().topUps().get(topUps.pool());
      membership(
          "Top-ups of pool " + topUps.pool(),
          was == null ? List.of() : was.plans(),
          topUps.plans());
    }
  }

  private void planChanges() {
    changed(
        "An upgrade", RulesText.upgrade(before.onUpgrade()), RulesText.upgrade(after.onUpgrade()));
    changed(
        "The first paid plan",
        RulesText.upgrade(before.onSubscribe()),
        RulesText.upgrade(after.onSubscribe()));
    changed(
        "On cancel, credits of the plan",
        PlanText.onCancel(before.onCancel()),
        PlanText.onCancel(after.onCancel()));
  }

  private void promos() {
    named(
        before.promos(),
        after.promos(),
        Promo::code,
        "Promo",
        promo -> {
          Map<String, String> facts = new LinkedHashMap<>();
          facts.put("gives", Micros.text(promo.amount()));
          facts.put("pool", promo.pool());
          facts.put("expires", RulesText.after(promo.expiresAfter()));
          return facts;
        });
    changed(
        "Other codes are",
        before.coupons() ? "taken" : "refused",
        after.coupons() ? "taken" : "refused");
  }

  private void alerts() {
    named(before.alerts(), after.alerts(), Alert::name, "Alert", _ -> Map.of());
  }

  /** Things with a name: which are new, which are gone, and what of the others is another. */
  private <T> void named(
      List<T> from,
      List<T> to,
      Function<T, String> name,
      String what,
      Function<T, Map<String, String>> facts) {
    Map<String, T> was = byName(from, name);
    Map<String, T> is = byName(to, name);
    for (String id : union(was.keySet(), is.keySet())) {
      T old = was.get(id);
      T later = is.get(id);
      String who = what + " " + id;
      if (later == null) {
        now(who + ": no more");
      } else if (old == null) {
        String spelled = RulesText.spelled(facts.apply(later));
        now(who + ": new" + (spelled.isEmpty() ? "" : "; " + spelled));
      } else {
        Map<String, String> earlier = facts.apply(old);
        facts
            .apply(later)
            .forEach((fact, value) ->
                changed(who + ": " + fact, earlier.getOrDefault(fact, RulesText.NONE), value));
      }
    }
  }

  private static <T> Map<String, T> byName(List<T> values, Function<T, String> name) {
    return values.stream()
        .collect(Collectors.toMap(name, value -> value, (first, _) -> first, LinkedHashMap::new));
  }

  private static Set<String> union(Set<String> one, Set<String> other) {
    Set<String> all = new LinkedHashSet<>(one);
    all.addAll(other);
    return all;
  }

  private void changed(String what, String from, String to) {
    if (!from.equals(to)) {
      now(what + " " + from + " → " + to);
    }
  }

  private void now(String text) {
    changes.add(new Change(text, Effect.AT_ONCE));
  }
}
