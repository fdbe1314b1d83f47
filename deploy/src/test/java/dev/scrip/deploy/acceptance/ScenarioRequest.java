package dev.scrip.deploy.acceptance;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Micros;
import dev.scrip.ledger.domain.Times;
import dev.scrip.ledger.scenario.Scenario.Step;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The request of the API that a step stands for. */
record ScenarioRequest(String method, String path, String body) {
  private static final long HOLD_MS = 900_000;

  /**
   * What a step asks for.
   *
   * @param names of wallets and apps in the ledger, by their names in the scenario
   */
  static ScenarioRequest of(Step step, UnaryOperator<String> names) {
    Command command = step.command();
    String wallet = "/v1/wallets/" + encoded(names.apply(command.wallet()));
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    return switch (command.body()) {
      case Command.Open open -> {
        instant(body.put("plan", open.plan()), "anchor", open.anchor());
        yield new ScenarioRequest("PUT", wallet, body.toString());
      }
      case Command.Charge charge -> {
        action(body, charge.action(), charge.quantity(), charge.amount(), charge.attributes());
        // Who pays is found by actor and app, so these are wallets and apps of the ledger then.
        text(body, "actor", step.byPayerRule() ? name(command.actor(), names) : command.actor());
        text(body, "app", step.byPayerRule() ? name(command.app(), names) : command.app());
        yield post(step.byPayerRule() ? "/v1/charges" : wallet + "/charges", body);
      }
      case Command.Authorize hold -> {
        action(body, hold.action(), hold.quantity(), hold.amount(), hold.attributes());
        text(body, "actor", command.actor());
        text(body, "app", command.app());
        if (hold.expiresIn() != HOLD_MS) {
          body.put("expiresIn", Duration.ofMillis(hold.expiresIn()).toString());
        }
        yield post(wallet + "/holds", body);
      }
      case Command.Capture capture -> {
        amount(body, "quantity", capture.quantity());
        amount(body, "amount", capture.amount());
        yield post(wallet + "/holds/" + encoded(capture.hold()) + "/capture", body);
      }
      case Command.Release release ->
          post(wallet + "/holds/" + encoded(release.hold()) + "/release", body);
      case Command.Refund refund -> {
        body.put("charge", refund.charge()).put("reason", "asked by a scenario");
        amount(body, "amount", refund.amount());
        if (refund.failed()) {
          body.put("failed", true);
        }
        yield post(wallet + "/refunds", body);
      }
      case Command.AddGrant grant -> post(wallet + "/grants", grant(body, grant));
      case Command.VoidGrant target ->
          post(wallet + "/grants/" + encoded(target.grant()) + "/void", body);
      case Command.Reset reset -> {
        if (!reset.pools().isEmpty()) {
          reset.pools().forEach(body.putArray("pools")::add);
        }
        yield post(wallet + "/resets", body);
      }
      case Command.ChangePlan change ->
          post(
              wallet + "/plan",
              body.put("plan", change.plan())
                  .put("when", change.when().name().toLowerCase(Locale.ROOT)));
      case Command.CancelPlan _ -> post(wallet + "/plan/cancel", body);
      case Command.ResumePlan _ -> post(wallet + "/plan/resume", body);
      case Command.Transfer transfer -> {
        amount(
            body.put("to", names.apply(transfer.to())).put("pool", transfer.pool()),
            "amount",
            transfer.amount());
        yield post(wallet + "/transfers", body);
      }
      case Command.MoveSeat seat -> post(wallet + "/seat", body.put("to", names.apply(seat.to())));
      case Command.SetLimit set -> {
        if (set.amount() == Times.UNSET) {
          body.putNull("amount");
        } else {
          amount(body, "amount", set.amount());
        }
        yield new ScenarioRequest(
            "PUT",
            wallet + "/limits/" + encoded(set.limit()) + "/actors/" + encoded(set.actor()),
            body.toString());
      }
      case Command.Close _ -> post(wallet + "/close", body);
      case Command.Tick _,
          Command.Forgo _,
          Command.Deliver _,
          Command.Settle _,
          Command.Restore _,
          Command.Unsupported _ ->
          throw new IllegalArgumentException("no step asks for " + command.type());
    };
  }

  /** A charge that is refused and so moves nothing, but has what is due written. */
  static ScenarioRequest nudge(String wallet) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("action", "scenario.look");
    return post("/v1/wallets/" + encoded(wallet) + "/charges", body);
  }

  private static ScenarioRequest post(String path, ObjectNode body) {
    return new ScenarioRequest("POST", path, body.toString());
  }

  private static void action(
      ObjectNode body, String action, long quantity, long amount, Map<String, String> attributes) {
    body.put("action", action);
    if (quantity != Micros.ONE) {
      amount(body, "quantity", quantity);
    }
    amount(body, "amount", amount);
    if (!attributes.isEmpty()) {
      ObjectNode given = body.putObject("attributes");
      attributes.forEach(given::put);
    }
  }

  private static ObjectNode grant(ObjectNode body, Command.AddGrant grant) {
    body.put("pool", grant.pool()).put("source", grant.source().name().toLowerCase(Locale.ROOT));
    if (grant.amount() != 0) {
      amount(body, "amount", grant.amount());
    }
    instant(body, "effectiveAt", grant.effectiveAt());
    instant(body, "expiresAt", grant.expiresAt());
    if (grant.priority() != 0) {
      body.put("priority", grant.priority());
    }
    if (!grant.scope().isEmpty()) {
      grant.scope().forEach(body.putArray("scope")::add);
    }
    text(body, "code", grant.code());
    return body;
  }

  private static String name(String word, UnaryOperator<String> names) {
    return word.isEmpty() ? "" : names.apply(word);
  }

  private static void text(ObjectNode body, String field, String value) {
    if (!value.isEmpty()) {
      body.put(field, value);
    }
  }

  private static void amount(ObjectNode body, String field, long micros) {
    if (micros != Times.UNSET) {
      body.put(field, Micros.text(micros));
    }
  }

  private static void instant(ObjectNode body, String field, long at) {
    if (at != Times.UNSET) {
      body.put(field, Instant.ofEpochMilli(at).toString());
    }
  }

  static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
