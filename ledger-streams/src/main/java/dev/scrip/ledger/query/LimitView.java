package dev.scrip.ledger.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scrip.ledger.domain.Micros;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.Wallet;
import java.util.HashSet;
import java.util.Set;

/**
 * The limits of a pool that hold in a wallet, as people see them: one for each subject that has an
 * open window or a ceiling of its own, or one without a subject where there is none of either.
 */
final class LimitView {
  private LimitView() {}

  static ArrayNode json(Rules rules, Wallet wallet, String pool, long asOf) {
    ArrayNode limits = JsonNodeFactory.instance.arrayNode();
    if (wallet.status() == Wallet.Status.OPEN) {
      for (Rules.Limit limit : rules.limits()) {
        if (limit.pool().equals(pool)) {
          add(limits, rules, limit, wallet, asOf);
        }
      }
    }
    return limits;
  }

  private static void add(
      ArrayNode limits, Rules rules, Rules.Limit limit, Wallet wallet, long asOf) {
    Rules.Plan plan = rules.index().plans().get(wallet.plan());
    boolean ofPlan = plan != null && plan.limits().contains(limit.id());
    Set<String> shown = new HashSet<>();
    for (Wallet.Window window : wallet.windows()) {
      if (window.limit().equals(limit.id())
          && window.start() <= asOf
          && asOf < window.end()
          && (ofPlan || own(wallet, limit, window.subject()))) {
        shown.add(window.subject());
        WalletView.instant(
            add(limits, limit, wallet, window.subject(), window.used()), "resetsAt", window.end());
      }
    }
    for (Wallet.OwnLimit set : wallet.dealings().overrides()) {
      if (set.limit().equals(limit.id()) && shown.add(set.subject())) {
        add(limits, limit, wallet, set.subject(), 0).putNull("resetsAt");
      }
    }
    if (ofPlan && shown.isEmpty()) {
      add(limits, limit, wallet, "", 0).putNull("resetsAt");
    }
  }

  private static ObjectNode add(
      ArrayNode limits, Rules.Limit limit, Wallet wallet, String subject, long used) {
    ObjectNode json = limits.addObject().put("id", limit.id());
    if (!subject.isEmpty()) {
      json.put("subject", subject);
    }
    long ceiling = wallet.ceiling(limit, subject);
    if (ceiling == Long.MAX_VALUE) {
      json.putNull("amount");
    } else {
      json.put("amount", Micros.text(ceiling));
    }
    json.put("used", Micros.text(used));
    if (own(wallet, limit, subject)) {
      json.put("own", true);
    }
    return json;
  }

  private static boolean own(Wallet wallet, Rules.Limit limit, String subject) {
    return wallet.dealings().overrides().stream()
        .anyMatch(set -> set.limit().equals(limit.id()) && set.subject().equals(subject));
  }
}
