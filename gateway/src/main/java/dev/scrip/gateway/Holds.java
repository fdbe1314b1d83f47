package dev.scrip.gateway;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import dev.scrip.schemas.Authorize;
import dev.scrip.schemas.Capture;
import dev.scrip.schemas.Charge;
import dev.scrip.schemas.Release;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Credits reserved until the cost is known: authorize, capture, release. */
final class Holds {
  static final long DEFAULT_LIFE_MS = Duration.ofMinutes(15).toMillis();

  private final CommandClient commands;

  Holds(CommandClient commands) {
    this.commands = commands;
  }

  /** A hold for what a charge would cost. */
  static Authorize authorize(Charge charge, long expiresInMs) {
    return new Authorize(
        charge.getAction(),
        charge.getQuantity(),
        charge.getAmount(),
        charge.getAttributes(),
        expiresInMs);
  }

  CompletableFuture<HttpResponse> authorize(Request request) {
    String id = request.idempotencyKey();
    Body body = request.body();
    long expiresInMs = body.millis("expiresIn", DEFAULT_LIFE_MS);
    Charges.Asked asked = Charges.Asked.of(body);
    return commands
        .decide(
            request,
            CommandClient.command(
                id,
                request.path("wallet"),
                asked.actor(),
                asked.app(),
                asked.metadata(),
                authorize(asked.charge(), expiresInMs)))
        .thenApply(outcome -> Reply.outcome(outcome, HttpStatus.CREATED));
  }

  CompletableFuture<HttpResponse> capture(Request request) {
    String id = request.idempotencyKey();
    Body body = request.body();
    Capture capture =
        new Capture(request.path("hold"), body.amount("quantity"), body.amount("amount"));
    return end(request, id, body, capture);
  }

  CompletableFuture<HttpResponse> release(Request request) {
    String id = request.idempotencyKey();
    return end(request, id, request.body(), new Release(request.path("hold")));
  }

  private CompletableFuture<HttpResponse> end(
      Request request, String id, Body body, Object ending) {
    Map<String, String> metadata = body.texts("metadata", Charges.MOST_METADATA);
    String actor = body.optionalId("actor");
    body.end();
    return commands
        .decide(
            request, CommandClient.command(id, request.path("wallet"), actor, "", metadata, ending))
        .thenApply(outcome -> Reply.outcome(outcome, HttpStatus.OK));
  }
}
