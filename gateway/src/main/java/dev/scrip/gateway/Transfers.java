package dev.scrip.gateway;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import dev.scrip.schemas.MoveSeat;
import dev.scrip.schemas.Transfer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * What goes from one wallet to another. The answer is that it is on its way: what the other wallet
 * says of it comes later, as a line of the first.
 */
final class Transfers {
  private final CommandClient commands;

  Transfers(CommandClient commands) {
    this.commands = commands;
  }

  CompletableFuture<HttpResponse> send(Request request) {
    String id = request.idempotencyKey();
    Body body = request.body();
    Transfer transfer = new Transfer(body.wallet("to"), body.id("pool"), body.someAmount("amount"));
    return decide(request, id, body, transfer);
  }

  CompletableFuture<HttpResponse> moveSeat(Request request) {
    String id = request.idempotencyKey();
    Body body = request.body();
    return decide(request, id, body, new MoveSeat(body.wallet("to")));
  }

  private CompletableFuture<HttpResponse> decide(
      Request request, String id, Body body, Object transfer) {
    Map<String, String> metadata = body.texts("metadata", Charges.MOST_METADATA);
    String actor = body.optionalId("actor");
    body.end();
    return commands
        .decide(
            request,
            CommandClient.command(id, request.path("wallet"), actor, "", metadata, transfer))
        .thenApply(outcome -> Reply.outcome(outcome, HttpStatus.CREATED));
  }
}
