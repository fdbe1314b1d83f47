package dev.scrip.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import dev.scrip.schemas.App;
import dev.scrip.schemas.FormerPayer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Which wallet pays for an app, and which did before. */
final class Apps {
  private static final int MOST_FORMER = 1_000;

  private final AppDirectory directory;
  private final NodeClient nodes;
  private final boolean testClock;
  private final Map<String, CompletableFuture<HttpResponse>> turns = new ConcurrentHashMap<>();

  Apps(AppDirectory directory, NodeClient nodes, boolean testClock) {
    this.directory = directory;
    this.nodes = nodes;
    this.testClock = testClock;
  }

  CompletableFuture<HttpResponse> get(Request request) {
    String name = request.path("app");
    App app = directory.get(name);
    if (app == null) {
      throw unknown(404, name);
    }
    return CompletableFuture.completedFuture(Reply.json(HttpStatus.OK, json(app)));
  }

  CompletableFuture<HttpResponse> put(Request request) {
    String name = request.path("app");
    Body body = request.body();
    String payer = body.wallet("payer");
    body.end();
    return inTurn(
        name,
        () ->
            nodes
                .now(testClock)
                .thenCombine(memoryMs(), (now, memoryMs) -> successor(name, payer, now, memoryMs))
                .thenCompose(this::put));
  }

  /** The memory of command ids; 0 = the node does not say. */
  private CompletableFuture<Long> memoryMs() {
    return nodes.status().thenApply(answer -> NodeClient.json(answer).path("memoryMs").asLong());
  }

  private CompletableFuture<HttpResponse> put(App app) {
    App present = directory.get(app.getApp());
    CompletableFuture<Void> written =
        app.equals(present) ? CompletableFuture.completedFuture(null) : directory.put(app);
    return written.thenApply(done -> Reply.json(HttpStatus.OK, json(app)));
  }

  /**
   * The app with another payer, and all who paid while ids of then are remembered, each with the
   * last time it did: a retry has to be looked for in their wallets.
   */
  private App successor(String name, String payer, Instant now, long memoryMs) {
    App present = directory.get(name);
    if (present == null) {
      return new App(name, payer, now, List.of());
    }
    if (present.getPayer().equals(payer)) {
      return present;
    }
    List<FormerPayer> former = new ArrayList<>();
    former.add(new FormerPayer(present.getPayer(), now));
    for (FormerPayer before : present.getFormerPayers()) {
      boolean remembered = memoryMs == 0 || PayerCharges.within(before.getUntil(), memoryMs, now);
      if (remembered && !before.getPayer().equals(payer)) {
        former.add(before);
      }
    }
    if (former.size() > MOST_FORMER) {
      throw Problem.of(
          422,
          "TOO_MANY",
          "expected at most "
              + MOST_FORMER
              + " changes of payer while ids are remembered, found one more for app "
              + name
              + "; wait before the next");
    }
    return new App(name, payer, now, former);
  }

  /** One change of an app after the other, so that no former payer is lost. */
  private CompletableFuture<HttpResponse> inTurn(
      String app, Supplier<CompletableFuture<HttpResponse>> change) {
    CompletableFuture<HttpResponse> turn =
        turns.compute(
            app,
            (key, before) ->
                before == null
                    ? change.get()
                    : before.handle((done, failed) -> null).thenCompose(next -> change.get()));
    return turn.whenComplete((done, failed) -> turns.remove(app, turn));
  }

  static Problem unknown(int status, String app) {
    return Problem.of(
        status,
        "UNKNOWN_APP",
        "expected an app that has a payer, found "
            + app
            + "; say who pays: PUT /v1/apps/"
            + NodeClient.encoded(app)
            + " {\"payer\": WALLET}");
  }

  private static ObjectNode json(App app) {
    ObjectNode json =
        Json.object()
            .put("app", app.getApp())
            .put("payer", app.getPayer())
            .put("since", app.getSince().toString());
    ArrayNode former = json.putArray("formerPayers");
    for (FormerPayer before : app.getFormerPayers()) {
      former.addObject().put("payer", before.getPayer()).put("until", before.getUntil().toString());
    }
    return json;
  }
}
