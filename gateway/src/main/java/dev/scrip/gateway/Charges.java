package dev.scrip.gateway;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import dev.scrip.projector.audit.Line;
import dev.scrip.schemas.Charge;
import dev.scrip.schemas.Command;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Charges and quotes of a wallet that the caller names. */
final class Charges {
  static final int MOST_METADATA = 64;
  private static final int MOST_ATTRIBUTES = 64;
  private static final long ONE = 1_000_000;

  private final CommandClient commands;

  Charges(CommandClient commands) {
    this.commands = commands;
  }

  /** What a charge says, whoever pays. */
  record Asked(Charge charge, String actor, String app, Map<String, String> metadata) {
    static Asked of(Body body) {
      Charge charge =
          new Charge(
              body.id("action"),
              body.amount("quantity", ONE),
              body.amount("amount"),
              body.texts("attributes", MOST_ATTRIBUTES));
      Asked asked =
          new Asked(
              charge,
              body.optionalId("actor"),
              body.optionalId("app"),
              body.texts("metadata", MOST_METADATA));
      body.end();
      return asked;
    }

    Command command(String id, String wallet) {
      return CommandClient.command(id, wallet, actor, app, metadata, charge);
    }
  }

  CompletableFuture<HttpResponse> charge(Request request) {
    String id = request.idempotencyKey();
    Asked asked = Asked.of(request.body());
    return commands
        .decide(request, asked.command(id, request.path("wallet")))
        .thenApply(outcome -> Reply.outcome(outcome, HttpStatus.CREATED));
  }

  /** What a charge would come to, or a hold. */
  CompletableFuture<HttpResponse> quote(Request request) {
    Body body = request.body();
    boolean hold = body.flag("hold");
    Asked asked = Asked.of(body);
    Object quoted = hold ? Holds.authorize(asked.charge(), Holds.DEFAULT_LIFE_MS) : asked.charge();
    String id = "quote:" + UUID.randomUUID();
    return commands
        .quote(
            CommandClient.command(
                id, request.path("wallet"), asked.actor(), asked.app(), asked.metadata(), quoted))
        .thenApply(line ->
            Reply.json(
                HttpStatus.OK,
                switch (line) {
                  case Line.Accepted(var entry) ->
                      LineJson.accepted(entry).without(java.util.List.of("sequence", "id"));
                  case Line.Refused(var rejection) -> {
                    if (Problem.status(rejection.getReason()) == 404) {
                      throw Problem.rejected(rejection, false);
                    }
                    yield LineJson.rejected(rejection).without(java.util.List.of("sequence", "id"));
                  }
                  case Line.Crossed _ ->
                      throw new IllegalStateException("no command is a crossing");
                }));
  }

  CompletableFuture<HttpResponse> decision(Request request) {
    return commands
        .stored(request.path("wallet"), request.path("commandId"))
        .thenApply(line ->
            Reply.json(
                HttpStatus.OK,
                switch (line) {
                  case Line.Accepted(var entry) -> LineJson.accepted(entry);
                  case Line.Refused(var rejection) -> LineJson.rejected(rejection);
                  case Line.Crossed _ ->
                      throw new IllegalStateException("no command is a crossing");
                }));
  }
}
