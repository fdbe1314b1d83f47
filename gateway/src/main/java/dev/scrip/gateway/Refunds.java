package dev.scrip.gateway;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import dev.scrip.schemas.Refund;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Charges given back, wholly or partly. */
final class Refunds {
  private static final String REASON = "reason";

  private final CommandClient commands;

  Refunds(CommandClient commands) {
    this.commands = commands;
  }

  /** The reason is free text: it goes with the metadata, where it can be blanked later. */
  CompletableFuture<HttpResponse> refund(Request request) {
    String id = request.idempotencyKey();
    Body body = request.body();
    Refund refund = new Refund(body.id("charge"), body.amount("amount"), body.flag("failed"));
    String reason = body.sentence(REASON);
    Map<String, String> metadata = body.texts("metadata", Charges.MOST_METADATA - 1);
    if (metadata.containsKey(REASON)) {
      body.fault(
          "metadata." + REASON, metadata.getOrDefault(REASON, ""), "the field reason instead");
    }
    String actor = body.optionalId("actor");
    body.end();
    metadata.put(REASON, reason);
    return commands
        .decide(
            request, CommandClient.command(id, request.path("wallet"), actor, "", metadata, refund))
        .thenApply(outcome -> Reply.outcome(outcome, HttpStatus.CREATED));
  }
}
