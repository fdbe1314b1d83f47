package dev.scrip.gateway;

import static dev.scrip.gateway.LineJson.instant;
import static dev.scrip.gateway.LineJson.text;
import static dev.scrip.gateway.LineJson.word;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scrip.schemas.HoldOpened;
import dev.scrip.schemas.MoreFacts;
import dev.scrip.schemas.OverrideSet;
import dev.scrip.schemas.PlanChangePending;
import dev.scrip.schemas.StateChanged;
import dev.scrip.schemas.TransitOpened;

/**
 * What few lines have, as JSON: members of the line itself, there only where there is something.
 */
final class MoreFactsJson {
  private MoreFactsJson() {}

  static void put(ObjectNode json, MoreFacts more) {
    if (more.getShortfall() != 0) {
      json.put("shortfall", Json.amount(more.getShortfall()));
    }
    text(json, "counterparty", more.getCounterparty());
    if (!more.getStates().isEmpty()) {
      ArrayNode states = json.putArray("states");
      for (StateChanged changed : more.getStates()) {
        states.addObject().put("grant", changed.getGrant()).put("state", word(changed.getState()));
      }
    }
    if (!more.getHolds().isEmpty()) {
      hold(json.putObject("hold"), more.getHolds().getFirst());
    }
    if (!more.getOverrides().isEmpty()) {
      ownLimit(json.putObject("ownLimit"), more.getOverrides().getFirst());
    }
    if (!more.getPending().isEmpty() && !more.getPending().getFirst().getPlan().isEmpty()) {
      planChange(json.putObject("planChange"), more.getPending().getFirst());
    }
    if (!more.getTransits().isEmpty()) {
      transfer(json.putObject("transfer"), more.getTransits().getFirst());
    }
  }

  private static void hold(ObjectNode json, HoldOpened hold) {
    json.put("id", hold.getHold())
        .put("amount", Json.amount(hold.getAmount()))
        .put("expiresAt", hold.getExpiresAt().toString());
  }

  private static void ownLimit(ObjectNode json, OverrideSet set) {
    json.put("id", set.getLimit()).put("subject", set.getSubject());
    if (set.getAmount() != null) {
      json.put("amount", Json.amount(set.getAmount()));
    }
  }

  private static void planChange(ObjectNode json, PlanChangePending change) {
    json.put("plan", change.getPlan());
    instant(json, "at", change.getAt());
    json.put("cancel", change.getCancel());
  }

  private static void transfer(ObjectNode json, TransitOpened transit) {
    json.put("id", transit.getTransfer()).put("to", transit.getTo());
    if (transit.getSeat() != null) {
      json.put("plan", transit.getSeat().getPlan());
    }
    ArrayNode grants = json.putArray("grants");
    transit.getGrants().forEach(terms -> LineJson.grant(grants.addObject(), terms));
  }
}
