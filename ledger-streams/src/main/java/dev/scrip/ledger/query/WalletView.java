package dev.scrip.ledger.query;

import static dev.scrip.ledger.domain.Times.NEVER;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scrip.ledger.domain.Book;
import dev.scrip.ledger.domain.Grant;
import dev.scrip.ledger.domain.Ledger;
import dev.scrip.ledger.domain.Micros;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.Wallet;
import java.time.Instant;
import java.util.Locale;

/** A wallet as people see it: as of an instant, what fell due by then applied. */
final class WalletView {
  private WalletView() {}

  static ObjectNode json(Book book, Wallet stored, long asOf) {
    Wallet wallet = Ledger.asOf(book, stored, asOf);
    Rules rules = book.rules();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("wallet", wallet.id())
        .put("plan", wallet.plan())
        .put("status", wallet.status().name().toLowerCase(Locale.ROOT))
        .put("anchor", text(wallet.anchor()))
        .put("sequence", stored.sequence())
        .put("rulesVersion", rules.version());
    ObjectNode pools = json.putObject("pools");
    for (Rules.Pool pool : rules.pools()) {
      pools.set(pool.name(), pool(rules, wallet, pool, asOf));
    }
    return json;
  }

  private static ObjectNode pool(Rules rules, Wallet wallet, Rules.Pool pool, long asOf) {
    long granted = 0;
    long used = 0;
    long scoped = 0;
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode grants = JsonNodeFactory.instance.arrayNode();
    for (Grant grant : wallet.grants()) {
      if (grant.pool().equals(pool.name())) {
        if (grant.active()) {
          granted += grant.amount();
          used += grant.amount() - grant.remaining();
          scoped += grant.scope().isEmpty() ? 0 : grant.remaining();
        }
        grants.add(grant(grant));
      }
    }
    json.put("unit", pool.unit())
        .put("balance", Micros.text(wallet.balance(pool.name())))
        .put("held", "0")
        .put("spendable", Micros.text(wallet.spendable(pool.name())))
        .put("scoped", Micros.text(scoped))
        .put("granted", Micros.text(granted))
        .put("used", Micros.text(used));
    instant(json, "resetsAt", wallet.nextReset(pool.name()));
    json.set("limits", limits(rules, wallet, pool.name(), asOf));
    json.set("grants", grants);
    return json;
  }

  private static ArrayNode limits(Rules rules, Wallet wallet, String pool, long asOf) {
    ArrayNode limits = JsonNodeFactory.instance.arrayNode();
    Rules.Plan plan = rules.index().plans().get(wallet.plan());
    if (plan == null || wallet.status() != Wallet.Status.OPEN) {
      return limits;
    }
    for (String id : plan.limits()) {
      Rules.Limit limit = rules.index().limits().get(id);
      if (limit != null && limit.pool().equals(pool)) {
        limit(limits, limit, wallet, asOf);
      }
    }
    return limits;
  }

  private static void limit(ArrayNode limits, Rules.Limit limit, Wallet wallet, long asOf) {
    boolean open = false;
    for (Wallet.Window window : wallet.windows()) {
      if (window.limit().equals(limit.id()) && window.start() <= asOf && asOf < window.end()) {
        open = true;
        ObjectNode json = limits.addObject().put("id", limit.id());
        if (!window.subject().isEmpty()) {
          json.put("subject", window.subject());
        }
        json.put("amount", Micros.text(limit.amount())).put("used", Micros.text(window.used()));
        instant(json, "resetsAt", window.end());
      }
    }
    if (!open) {
      limits
          .addObject()
          .put("id", limit.id())
          .put("amount", Micros.text(limit.amount()))
          .put("used", "0")
          .putNull("resetsAt");
    }
  }

  private static ObjectNode grant(Grant grant) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", grant.id())
            .put("source", grant.source().name().toLowerCase(Locale.ROOT))
            .put("amount", Micros.text(grant.amount()))
            .put("remaining", Micros.text(grant.remaining()))
            .put("effectiveAt", text(grant.effectiveAt()));
    instant(json, "expiresAt", grant.expiresAt());
    return json.put(
        "state", !grant.active() ? "pending" : grant.remaining() == 0 ? "depleted" : "active");
  }

  private static void instant(ObjectNode json, String field, long instant) {
    if (instant == NEVER) {
      json.putNull(field);
    } else {
      json.put(field, text(instant));
    }
  }

  private static String text(long instant) {
    return Instant.ofEpochMilli(instant).toString();
  }
}
