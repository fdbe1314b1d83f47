package dev.scrip.gateway;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import dev.scrip.schemas.AddGrant;
import dev.scrip.schemas.GrantSource;
import dev.scrip.schemas.VoidGrant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Credits given and taken back by hand. */
final class Grants {
  private static final List<GrantSource> SOURCES =
      List.of(GrantSource.TOP_UP, GrantSource.PROMO, GrantSource.ADJUSTMENT);

  private final CommandClient commands;

  Grants(CommandClient commands) {
    this.commands = commands;
  }

  CompletableFuture<HttpResponse> add(Request request) {
    String id = request.idempotencyKey();
    Body body = request.body();
    boolean code = body.has("code");
    // A code of the rules knows its pool and amount.
    AddGrant grant =
        new AddGrant(
            code ? body.optionalId("pool") : body.id("pool"),
            body.amount("amount", 0),
            body.oneOf("source", GrantSource.class, GrantSource.PROMO, SOURCES),
            body.instant("effectiveAt"),
            body.instant("expiresAt"),
            body.integer("priority", 0),
            body.ids("scope"),
            body.optionalId("code"));
    if (!code && !body.has("source")) {
      body.fault("source", "", "one of top_up, promo, adjustment");
    }
    if (!code && !body.has("amount")) {
      body.fault("amount", "", "how much is granted, like \"20\"");
    }
    return decide(request, id, body, grant, HttpStatus.CREATED);
  }

  CompletableFuture<HttpResponse> takeBack(Request request) {
    String id = request.idempotencyKey();
    VoidGrant taken = new VoidGrant(request.path("grant"));
    return decide(request, id, request.body(), taken, HttpStatus.OK);
  }

  private CompletableFuture<HttpResponse> decide(
      Request request, String id, Body body, Object grant, HttpStatus accepted) {
    Map<String, String> metadata = body.texts("metadata", Charges.MOST_METADATA);
    String actor = body.optionalId("actor");
    body.end();
    return commands
        .decide(
            request, CommandClient.command(id, request.path("wallet"), actor, "", metadata, grant))
        .thenApply(outcome -> Reply.outcome(outcome, accepted));
  }
}
