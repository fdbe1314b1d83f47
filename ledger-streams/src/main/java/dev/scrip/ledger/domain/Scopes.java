package dev.scrip.ledger.domain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The scopes of a wallet in a pool, of each of which people are told by itself: those of what its
 * plan gives, those that they were told of, and those of its grants. A scope is its patterns in
 * their order, each once.
 */
final class Scopes {
  /** Part of the level: with so many, scopes of grants alone are not told of. */
  private static final int MOST = 16;

  private static final Comparator<List<String>> ORDER =
      Comparator.comparing(scope -> String.join("\n", scope));

  private Scopes() {}

  /**
   * In their order. A wallet without any costs no more than a look at its first grant: scoped ones
   * come first in draw-down order.
   *
   * @param before the wallet before what is judged: a grant that has just gone counts
   */
  static List<List<String>> of(Rules rules, Wallet before, Wallet after, String pool) {
    List<List<String>> planned = rules.index().scopes(after.plan(), pool);
    List<List<String>> scopes = planned;
    for (Wallet.Notice notice : after.notices()) {
      if (!notice.scope().isEmpty() && notice.pool().equals(pool)) {
        scopes = with(scopes, planned, notice.scope());
      }
    }
    scopes = granted(scopes, planned, before, pool);
    scopes = granted(scopes, planned, after, pool);
    if (scopes.size() > planned.size()) {
      scopes.sort(ORDER);
    }
    return scopes;
  }

  private static List<List<String>> granted(
      List<List<String>> scopes, List<List<String>> planned, Wallet wallet, String pool) {
    List<List<String>> all = scopes;
    for (Grant grant : wallet.grants()) {
      if (grant.terms().scope().isEmpty() || all.size() >= MOST) {
        break;
      }
      if (grant.pool().equals(pool)) {
        all = with(all, planned, normal(grant.terms().scope()));
      }
    }
    return all;
  }

  /** The plan's own list, until there is one that it has not. */
  @SuppressWarnings("ReferenceEquality") // The plan's list is shared, a copy of it is not.
  private static List<List<String>> with(
      List<List<String>> scopes, List<List<String>> planned, List<String> scope) {
    if (scopes.contains(scope)) {
      return scopes;
    }
    List<List<String>> more = scopes == planned ? new ArrayList<>(planned) : scopes;
    more.add(scope);
    return more;
  }

  private static List<String> normal(List<String> scope) {
    return scope.size() < 2 ? scope : List.copyOf(new TreeSet<>(scope));
  }

  /** By plan and pool, of all plans that have any. */
  static Map<String, Map<String, List<List<String>>>> of(List<Rules.Plan> plans) {
    Map<String, Map<String, List<List<String>>>> all = new TreeMap<>();
    for (Rules.Plan plan : plans) {
      for (Rules.Recurring rule : plan.grants()) {
        if (!rule.scope().isEmpty()) {
          List<List<String>> scopes =
              all.computeIfAbsent(plan.name(), _ -> new TreeMap<>())
                  .computeIfAbsent(rule.pool(), _ -> new ArrayList<>());
          if (!scopes.contains(normal(rule.scope()))) {
            scopes.add(normal(rule.scope()));
            scopes.sort(ORDER);
          }
        }
      }
    }
    return all;
  }
}
