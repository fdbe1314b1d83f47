package dev.scrip.ledger.domain;

import dev.scrip.ledger.domain.Rules.Action;
import dev.scrip.ledger.domain.Rules.Limit;
import dev.scrip.ledger.domain.Rules.Plan;
import dev.scrip.ledger.domain.Rules.Pool;
import dev.scrip.ledger.domain.Rules.Recurring;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a new version of the rules may not do to the names of the one before it: drop those in use,
 * or give them another interval, window or zone, by which open periods and counters go.
 */
public final class Successor {
  private final Rules before;
  private final Rules after;
  private final List<String> breaches = new ArrayList<>();

  private Successor(Rules before, Rules after) {
    this.before = before;
    this.after = after;
  }

  /** All that the later version may not do, in words; empty = it may follow. */
  public static List<String> breaches(Rules before, Rules after) {
    Successor successor = new Successor(before, after);
    successor.pools();
    successor.actions();
    successor.limits();
    successor.plans();
    successor.grants();
    return successor.breaches;
  }

  private void pools() {
    for (Pool pool : before.pools()) {
      if (!after.index().pools().containsKey(pool.name())) {
        breaches.add("pool " + pool.name() + " is in use and may not be dropped");
      }
    }
  }

  private void actions() {
    for (Action action : before.actions()) {
      Action then = after.index().actions().get(action.name());
      if (then == null) {
        breaches.add("action " + action.name() + " is in use: retire it instead of dropping it");
      } else if (!then.pool().equals(action.pool())) {
        breaches.add("action " + action.name() + " may not move to another pool");
      }
    }
  }

  private void limits() {
    for (Limit limit : before.limits()) {
      Limit then = after.index().limits().get(limit.id());
      if (then != null
          && !(then.window() == limit.window()
              && then.span().equals(limit.span())
              && then.zone().equals(limit.zone())
              && then.scope() == limit.scope()
              && then.pool().equals(limit.pool()))) {
        breaches.add(
            "limit "
                + limit.id()
                + " may not change its window, zone, scope or pool: use a new id");
      }
    }
  }

  private void plans() {
    for (Plan plan : before.plans()) {
      Plan then = after.index().plans().get(plan.name());
      if (then == null) {
        breaches.add("plan " + plan.name() + " is in use: retire it instead of dropping it");
      } else if (then.paid() != plan.paid() || !then.term().equals(plan.term())) {
        breaches.add(
            "plan "
                + plan.name()
                + " may not change whether it is paid, nor its term: retire it and add another");
      }
    }
  }

  private void grants() {
    Map<String, Recurring> later = new TreeMap<>();
    after.plans().forEach(plan -> plan.grants().forEach(grant -> later.put(grant.id(), grant)));
    for (Plan plan : before.plans()) {
      for (Recurring grant : plan.grants()) {
        Recurring then = later.get(grant.id());
        if (then == null) {
          continue;
        }
        if (!(then.every().equals(grant.every())
            && then.anchor() == grant.anchor()
            && then.zone().equals(grant.zone())
            && then.pool().equals(grant.pool()))) {
          breaches.add(
              "recurring grant "
                  + grant.id()
                  + " may not change its interval, anchor, zone or pool: use a new id");
        }
        if (!grant.ceiling().isNone()
            && !then.ceiling().isNone()
            && !(then.ceiling().every().equals(grant.ceiling().every())
                && then.ceiling().anchor() == grant.ceiling().anchor())) {
          breaches.add(
              "recurring grant "
                  + grant.id()
                  + " may not change the period of its ceiling: use a new id");
        }
      }
    }
  }
}
