package dev.scrip.ledger.rules;

import dev.scrip.ledger.domain.Terms;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names a file gives, gathered before anything refers to them; what is wrong with their blocks
 * is told by those blocks' readers.
 *
 * @param plans lowest first
 * @param actions with the pool of each
 */
record Names(Set<String> pools, List<String> plans, Map<String, String> actions) {

  static Names of(Tree.Entries file) {
    Map<String, String> actions = new LinkedHashMap<>();
    if (value(file, "actions") instanceof Tree.Entries named) {
      named.entries().forEach((name, entry) -> actions.put(name, text(entry.value(), "pool")));
    }
    return new Names(listed(file, "pools"), List.copyOf(listed(file, "plans")), actions);
  }

  private static Set<String> listed(Tree.Entries file, String key) {
    Set<String> names = new LinkedHashSet<>();
    if (value(file, key) instanceof Tree.Items list) {
      list.items().forEach(item -> names.add(text(item, "name")));
    }
    names.remove("");
    return names;
  }

  private static Tree value(Tree.Entries block, String key) {
    Tree.Entry entry = block.entries().get(key);
    return entry == null ? new Tree.Broken(block.place()) : entry.value();
  }

  private static String text(Tree tree, String key) {
    return tree instanceof Tree.Entries block
            && value(block, key) instanceof Tree.Scalar scalar
            && !scalar.empty()
        ? scalar.text()
        : "";
  }

  /**
   * Plans that a block is for, lowest first: those its list names, or those whose names begin as
   * one that ends in {@code *}; all without a list.
   */
  List<String> plans(Block block, Faults faults) {
    if (!block.has("plans")) {
      return plans;
    }
    Set<String> of = new HashSet<>();
    for (Tree.Scalar plan : block.words("plans")) {
      List<String> matched = plans.stream().filter(name -> matchesPlan(plan.text(), name)).toList();
      of.addAll(matched);
      // Where there is no plan at all, that fault is told of the list that should give them.
      if (matched.isEmpty() && !plans.isEmpty()) {
        faults.unknown("plan", plan.text(), plans, plan.place());
      }
    }
    return plans.stream().filter(of::contains).toList();
  }

  private static boolean matchesPlan(String pattern, String plan) {
    return pattern.endsWith("*")
        ? plan.startsWith(pattern.substring(0, pattern.length() - 1))
        : pattern.equals(plan);
  }

  /** Texts of a list of actions, each of which must stand for an action of the pool. */
  List<String> patterns(List<Tree.Scalar> patterns, String pool, Faults faults) {
    for (Tree.Scalar pattern : patterns) {
      List<String> matched =
          actions.keySet().stream().filter(action -> matches(pattern.text(), action)).toList();
      if (matched.isEmpty()) {
        faults.unknown("action", pattern.text(), actions.keySet(), pattern.place());
      } else if (!pool.isEmpty()
          && matched.stream().map(actions::get).noneMatch(of -> of.isEmpty() || of.equals(pool))) {
        faults.add(
            pattern.place(),
            "expected an action of pool "
                + pool
                + ", found "
                + Words.quoted(pattern.text())
                + " of pool "
                + actions.get(matched.getFirst())
                + ": drop it or name the other pool");
      }
    }
    return patterns.stream().map(Tree.Scalar::text).toList();
  }

  /** As {@link Terms#covers} reads a scope: a name, or a prefix ending in {@code .*}. */
  private static boolean matches(String pattern, String action) {
    return pattern.endsWith(".*")
        ? action.startsWith(pattern.substring(0, pattern.length() - 1))
        : pattern.equals(action);
  }
}
