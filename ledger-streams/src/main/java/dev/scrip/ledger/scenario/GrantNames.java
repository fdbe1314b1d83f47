package dev.scrip.ledger.scenario;

import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.Source;
import dev.scrip.ledger.rules.Faults;
import dev.scrip.ledger.rules.Tree;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a scenario speaks of grants: by source ({@code daily}), by the plan's rule they came from
 * ({@code free.message}), by that and the beginning of its period ({@code free.message@2027-02}),
 * or by the id of the step that gave them.
 */
final class GrantNames {
  /** What the overdraft is called where grants are meant; its own name is empty. */
  static final String OVERDRAFT = "overdraft";

  private final Set<String> known = new TreeSet<>();

  GrantNames(Rules rules) {
    Arrays.stream(Source.values())
        .filter(source -> source != Source.UNKNOWN)
        .forEach(source -> known.add(source.name().toLowerCase(Locale.ROOT)));
    rules.plans().forEach(plan -> plan.grants().forEach(rule -> known.add(rule.id())));
    known.add(OVERDRAFT);
  }

  /** A step may be spoken of from now on. */
  void add(String id) {
    known.add(id);
  }

  /** Tells a name that can stand for no grant. */
  void check(String name, Tree.Entry entry, Faults faults) {
    int at = name.indexOf('@');
    String plain = at < 0 ? name : name.substring(0, at);
    if (!known.contains(plain)) {
      faults.unknown("grant", plain, known, entry.place());
    }
  }

  static boolean matches(String written, String grant, String source) {
    return grant.isEmpty()
        ? written.equals(OVERDRAFT)
        : written.equals(grant)
            || written.equals(source)
            || grant.startsWith(written + "@")
            || (written.contains("@") && grant.startsWith(written));
  }
}
