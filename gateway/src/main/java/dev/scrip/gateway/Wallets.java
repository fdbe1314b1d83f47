package dev.scrip.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import dev.scrip.projector.audit.Line;
import dev.scrip.schemas.CancelPlan;
import dev.scrip.schemas.ChangePlan;
import dev.scrip.schemas.CloseWallet;
import dev.scrip.schemas.OpenWallet;
import dev.scrip.schemas.PlanChangeTime;
import dev.scrip.schemas.Reset;
import dev.scrip.schemas.ResumePlan;
import dev.scrip.schemas.SetLimit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** A wallet's life: open, look, reset, change of plan, limits of its own, close. */
final class Wallets {
  private static final long MOST_LISTED = 1_000;

  private final CommandClient commands;
  private final NodeClient nodes;

  Wallets(CommandClient commands, NodeClient nodes) {
    this.commands = commands;
    this.nodes = nodes;
  }

  CompletableFuture<HttpResponse> open(Request request) {
    String wallet = request.path("wallet");
    Body body = request.body();
    OpenWallet opening = new OpenWallet(body.id("plan"), body.instant("anchor"));
    body.end();
    // Openings are compared by content, in the wallet's state: the id may be a new one each time.
    String id = "open:" + UUID.randomUUID();
    return commands
        .decide(request, CommandClient.command(id, wallet, "", "", Map.of(), opening))
        .thenCompose(outcome ->
            switch (outcome) {
              case CommandClient.Undecided undecided ->
                  CompletableFuture.completedFuture(Reply.undecided(undecided));
              case CommandClient.Nothing _ -> opened(request, wallet, 0, HttpStatus.OK);
              case CommandClient.Decided decided -> {
                if (decided.line() instanceof Line.Refused refused) {
                  throw Problem.rejected(refused.rejection(), decided.replayed());
                }
                yield opened(request, wallet, decided.line().sequence(), HttpStatus.CREATED);
              }
            });
  }

  private CompletableFuture<HttpResponse> opened(
      Request request, String wallet, long sequence, HttpStatus status) {
    return nodes
        .wallet(wallet, sequence, "", request.waitMs())
        .thenApply(Reply::passed)
        .thenApply(response ->
            response.mapHeaders(headers ->
                headers.toBuilder()
                    .status(status)
                    .set(HttpHeaderNames.LOCATION, "/v1/wallets/" + NodeClient.encoded(wallet))
                    .build()));
  }

  CompletableFuture<HttpResponse> list(Request request) {
    return nodes
        .wallets(
            request.query("query"),
            request.query("cursor"),
            request.queryNumber("limit", 1, MOST_LISTED, 100))
        .thenApply(Reply::passed);
  }

  CompletableFuture<HttpResponse> get(Request request) {
    String wallet = request.path("wallet");
    Instant at = request.queryInstant("at");
    long minSequence = request.queryNumber("minSequence", 0, Long.MAX_VALUE / 10, 0);
    return nodes
        .wallet(wallet, minSequence, at == null ? "" : at.toString(), request.waitMs())
        .thenApply(answer -> Reply.versioned(request, answer));
  }

  CompletableFuture<HttpResponse> reset(Request request) {
    String id = request.idempotencyKey();
    Body body = request.body();
    Reset reset = new Reset(body.ids("pools"));
    return change(request, id, body, reset);
  }

  CompletableFuture<HttpResponse> changePlan(Request request) {
    String id = request.idempotencyKey();
    Body body = request.body();
    ChangePlan change =
        new ChangePlan(
            body.id("plan"),
            body.oneOf(
                "when",
                PlanChangeTime.class,
                PlanChangeTime.NOW,
                List.of(PlanChangeTime.NOW, PlanChangeTime.PERIOD_END)));
    return change(request, id, body, change);
  }

  CompletableFuture<HttpResponse> cancelPlan(Request request) {
    return change(request, request.idempotencyKey(), request.body(), new CancelPlan());
  }

  CompletableFuture<HttpResponse> resumePlan(Request request) {
    return change(request, request.idempotencyKey(), request.body(), new ResumePlan());
  }

  /** A ceiling of a limit for one actor; null = back to the rules' own. Needs no key, as a PUT. */
  CompletableFuture<HttpResponse> setLimit(Request request) {
    boolean named = !request.header(Request.IDEMPOTENCY_KEY).isEmpty();
    String id = named ? request.idempotencyKey() : "limit:" + UUID.randomUUID();
    Body body = request.body();
    SetLimit set =
        new SetLimit(request.path("limit"), request.path("actor"), body.amountOrNull("amount"));
    return change(request, id, body, set);
  }

  CompletableFuture<HttpResponse> close(Request request) {
    return change(request, request.idempotencyKey(), request.body(), new CloseWallet());
  }

  private CompletableFuture<HttpResponse> change(
      Request request, String id, Body body, Object change) {
    Map<String, String> metadata = body.texts("metadata", Charges.MOST_METADATA);
    String actor = body.optionalId("actor");
    body.end();
    return commands
        .decide(
            request, CommandClient.command(id, request.path("wallet"), actor, "", metadata, change))
        .thenApply(outcome -> Reply.outcome(outcome, HttpStatus.OK));
  }

  /** Fails with the node's problem unless the wallet exists. */
  CompletableFuture<JsonNode> existing(String wallet) {
    CompletableFuture<AggregatedHttpResponse> answer = nodes.wallet(wallet, 0, "", 0);
    return answer.thenApply(NodeClient::json);
  }
}
