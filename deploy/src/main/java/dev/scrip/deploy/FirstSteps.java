package dev.scrip.deploy;

import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.Rules.Action;
import dev.scrip.ledger.domain.Rules.Fixed;
import dev.scrip.ledger.rules.RulesFaults;
import dev.scrip.ledger.rules.RulesReader;
import java.util.Optional;

/**
 * What one can try on a ledger: words of the rules in force, which may be anybody's.
 *
 * @param plan to open a wallet on
 * @param action that such a wallet can be charged for without saying more; empty = there is none
 */
record FirstSteps(String plan, String action) {
  private static final FirstSteps NONE = new FirstSteps("", "");

  /**
   * By a rules file.
   *
   * @param source none of its words where this version does not read it
   */
  static FirstSteps of(String name, String source) {
    try {
      Rules rules = RulesReader.read(name, source, 1);
      String plan = rules.fallback();
      Optional<Action> free = Optional.empty();
      for (Action action : rules.actions()) {
        Optional<Long> price = price(action, plan);
        if (price.isPresent() && price.get() > 0) {
          return new FirstSteps(plan, action.name());
        }
        if (price.isPresent() && free.isEmpty()) {
          free = Optional.of(action);
        }
      }
      return new FirstSteps(plan, free.map(Action::name).orElse(""));
    } catch (RulesFaults unread) {
      return NONE;
    }
  }

  /** The price of one where nothing but the action is said, if that is a fixed one. */
  private static Optional<Long> price(Action action, String plan) {
    return action.retired()
        ? Optional.empty()
        : action.prices().stream()
            .filter(row -> row.plans().isEmpty() || row.plans().contains(plan))
            .filter(row -> row.attributes().isEmpty())
            .findFirst()
            .flatMap(row ->
                row.price() instanceof Fixed(long unit) ? Optional.of(unit) : Optional.empty());
  }
}
