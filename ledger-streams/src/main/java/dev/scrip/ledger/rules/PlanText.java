package dev.scrip.ledger.rules;

import dev.scrip.ledger.domain.Micros;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.Rules.OnCancel;
import dev.scrip.ledger.domain.Rules.Overdraft;
import dev.scrip.ledger.domain.Rules.Plan;
import dev.scrip.ledger.domain.Rules.Pool;
import dev.scrip.ledger.domain.Rules.Recurring;
import dev.scrip.ledger.rules.RulesDiff.Change;
import dev.scrip.ledger.rules.RulesDiff.Effect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a plan gives, and what changes of it, in words. */
final class PlanText {
  private PlanText() {}

  /** What holds of the plan itself. */
  static Map<String, String> facts(Plan plan) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("price", plan.paid() ? "paid" : "free");
    facts.put("term", RulesText.one(plan.term()));
    facts.put("state", plan.retired() ? "retired" : RulesText.IN_USE);
    return facts;
  }

  /** What changes of what the plan gives and lets be owed; without the plan's name. */
  static List<Change> changes(Rules before, Rules after, Plan is) {
    Plan was = before.index().plans().get(is.name());
    List<Change> changes = new ArrayList<>();
    compare(
        was == null ? Map.of() : grants(after, was),
        grants(after, is),
        was == null ? Effect.AT_ONCE : Effect.NEXT_PERIOD,
        changes);
    compare(was == null ? Map.of() : overdrafts(was), overdrafts(is), Effect.AT_ONCE, changes);
    return changes;
  }

  private static void compare(
      Map<String, Map<String, String>> was,
      Map<String, Map<String, String>> is,
      Effect effect,
      List<Change> changes) {
    Set<String> names = new LinkedHashSet<>(was.keySet());
    names.addAll(is.keySet());
    for (String name : names) {
      Map<String, String> from = was.get(name);
      Map<String, String> to = is.get(name);
      if (to == null) {
        changes.add(new Change(name + ", no more", effect));
      } else if (from == null) {
        changes.add(new Change(name + ", new: " + RulesText.spelled(to), effect));
      } else {
        to.forEach((fact, value) -> {
          String old = from.getOrDefault(fact, RulesText.NONE);
          if (!old.equals(value)) {
            changes.add(new Change(name + " " + fact + " " + old + " → " + value, effect));
          }
        });
      }
    }
  }

  /**
   * What each grant of a plan gives.
   *
   * @param rules where the names of units are from
   */
  private static Map<String, Map<String, String>> grants(Rules rules, Plan plan) {
    Map<String, Map<String, String>> grants = new LinkedHashMap<>();
    for (Recurring grant : plan.grants()) {
      Map<String, String> facts = new LinkedHashMap<>();
      facts.put("per " + RulesText.span(grant.every()), Micros.text(grant.amount()));
      facts.put("periods", RulesText.periods(grant.anchor(), grant.zone()));
      facts.put("for", RulesText.list(grant.scope(), RulesText.ALL_ACTIONS));
      facts.put("expire", RulesText.expiry(grant.expiry()));
      facts.put("roll over", RulesText.rollover(grant.rollover()));
      facts.put("at most", RulesText.ceiling(grant.ceiling()));
      facts.put("need", RulesText.requires(grant.requiresPaidPlan()));
      facts.put("priority", String.valueOf(grant.priority()));
      facts.put("shown as", grant.source().name().toLowerCase(Locale.ROOT));
      grants.put(name(rules, plan, grant), facts);
    }
    return grants;
  }

  /** {@code message credits}, and which of them where the file gives the grant a name. */
  private static String name(Rules rules, Plan plan, Recurring grant) {
    Pool pool = rules.index().pools().get(grant.pool());
    String credits = pool == null ? grant.pool() : RulesText.pool(pool);
    String prefix = plan.name() + ".";
    String own = grant.id().startsWith(prefix) ? grant.id().substring(prefix.length()) : grant.id();
    return own.equals(grant.pool()) ? credits : credits + " (" + own + ")";
  }

  private static Map<String, Map<String, String>> overdrafts(Plan plan) {
    Map<String, Map<String, String>> overdrafts = new LinkedHashMap<>();
    for (Overdraft overdraft : plan.overdrafts()) {
      Map<String, String> facts = new LinkedHashMap<>();
      facts.put("up to", Micros.text(overdraft.limit()));
      facts.put("at a new period", atReset(overdraft));
      overdrafts.put("overdraft of " + overdraft.pool(), facts);
    }
    return overdrafts;
  }

  private static String atReset(Overdraft overdraft) {
    return switch (overdraft.atReset()) {
      case FORGIVE -> "forgiven";
      case CARRY -> "carried on";
      case REPAY -> "paid back";
    };
  }

  static String onCancel(OnCancel onCancel) {
    return switch (onCancel) {
      case SUSPEND -> "that need a paid plan are suspended";
      case EXPIRE -> "expire";
    };
  }
}
