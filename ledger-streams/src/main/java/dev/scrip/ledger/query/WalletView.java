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
import dev.scrip.ledger.domain.Terms;
import dev.scrip.ledger.domain.Wallet;
import java.time.Instant;
import java.util.Locale;

/** A wallet as people see it: as of an instant, what fell due by then applied. */
final class WalletView {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private WalletView() {}

  static ObjectNode json(Book book, Wallet stored, long asOf) {
    Wallet wallet = Ledger.asOf(book, stored, asOf);
    Rules rules = book.rules();
    ObjectNode json = JSON.objectNode();
    json.put("wallet", wallet.id())
        .put("plan", wallet.plan())
        .put("status", wallet.status().name().toLowerCase(Locale.ROOT))
        .put("anchor", text(wallet.anchor()))
        .put("sequence", stored.sequence())
        .put("rulesVersion", rules.version());
    planChange(json, wallet.dealings().pending());
    ObjectNode pools = json.putObject("pools");
    for (Rules.Pool pool : rules.pools()) {
      pools.set(pool.name(), pool(rules, wallet, pool, asOf));
    }
    ArrayNode transfers = json.putArray("transfers");
    wallet.dealings().transits().forEach(transit -> transfers.add(transfer(transit)));
    return json;
  }

  private static void planChange(ObjectNode json, Wallet.Pending pending) {
    if (pending.plan().isEmpty()) {
      json.putNull("planChange");
      return;
    }
    json.putObject("planChange")
        .put("plan", pending.plan())
        .put("at", text(pending.at()))
        .put("cancel", pending.cancel());
  }

  private static ObjectNode pool(Rules rules, Wallet wallet, Rules.Pool pool, long asOf) {
    long granted = 0;
    long used = 0;
    long scoped = 0;
    ObjectNode json = JSON.objectNode();
    ArrayNode grants = JSON.arrayNode();
    for (Grant grant : wallet.grants()) {
      if (grant.pool().equals(pool.name())) {
        String state = state(grant, asOf);
        if (!state.equals("expired") && !state.equals("voided")) {
          granted += grant.amount();
          used += grant.amount() - grant.remaining() - grant.held();
        }
        if (grant.active() && !grant.terms().scope().isEmpty()) {
          scoped += grant.remaining();
        }
        grants.add(grant(grant, state));
      }
    }
    json.put("unit", pool.unit())
        .put("balance", Micros.text(wallet.balance(pool.name())))
        .put("held", Micros.text(wallet.held(pool.name())))
        .put("spendable", Micros.text(wallet.spendable(pool.name())))
        .put("scoped", Micros.text(scoped))
        .put("granted", Micros.text(granted))
        .put("used", Micros.text(used))
        .put("owed", Micros.text(wallet.owed(pool.name())));
    instant(json, "resetsAt", wallet.nextReset(pool.name()));
    json.set("limits", LimitView.json(rules, wallet, pool.name(), asOf));
    json.set("grants", grants);
    ArrayNode holds = json.putArray("holds");
    wallet.dealings().holds().stream()
        .filter(hold -> hold.pool().equals(pool.name()))
        .forEach(hold -> holds.add(hold(hold)));
    return json;
  }

  private static ObjectNode grant(Grant grant, String state) {
    ObjectNode json =
        JSON.objectNode()
            .put("id", grant.id())
            .put("source", grant.source().name().toLowerCase(Locale.ROOT))
            .put("amount", Micros.text(grant.amount()))
            .put("remaining", Micros.text(grant.remaining()))
            .put("held", Micros.text(grant.held()))
            .put("effectiveAt", text(grant.effectiveAt()));
    instant(json, "expiresAt", grant.expiresAt());
    json.put("priority", grant.terms().priority());
    grant.terms().scope().forEach(json.putArray("scope")::add);
    return json.put("state", state);
  }

  /** A hold may have something of a grant that is over. */
  private static String state(Grant grant, long asOf) {
    return switch (grant.state()) {
      case VOIDED -> "voided";
      case PENDING, SUSPENDED, ACTIVE ->
          grant.expiresAt() <= asOf
              ? "expired"
              : grant.active() && grant.remaining() == 0 && grant.held() == 0
                  ? "depleted"
                  : grant.state().name().toLowerCase(Locale.ROOT);
    };
  }

  private static ObjectNode hold(Wallet.Hold hold) {
    ObjectNode json =
        JSON.objectNode()
            .put("id", hold.id())
            .put("action", hold.action())
            .put("quantity", Micros.text(hold.quantity()))
            .put("amount", Micros.text(hold.amount()));
    if (!hold.actor().isEmpty()) {
      json.put("actor", hold.actor());
    }
    if (!hold.app().isEmpty()) {
      json.put("app", hold.app());
    }
    return json.put("expiresAt", text(hold.expiresAt()));
  }

  private static ObjectNode transfer(Wallet.Transit transit) {
    ObjectNode json =
        JSON.objectNode()
            .put("id", transit.id())
            .put("to", transit.to())
            .put("state", "in_transit");
    if (!transit.seat().plan().isEmpty()) {
      json.put("plan", transit.seat().plan());
    }
    ArrayNode grants = json.putArray("grants");
    for (Terms terms : transit.grants()) {
      ObjectNode grant =
          grants
              .addObject()
              .put("grant", terms.id())
              .put("pool", terms.pool())
              .put("amount", Micros.text(terms.amount()));
      instant(grant, "expiresAt", terms.expiresAt());
    }
    return json;
  }

  static void instant(ObjectNode json, String field, long instant) {
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
