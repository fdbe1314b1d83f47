package dev.scrip.gateway;

import com.linecorp.armeria.common.HttpResponse;
import dev.scrip.gateway.Problem.Fault;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The ledger's test clock: stands still until it is set. Not there on a ledger in earnest. */
final class TestClock {
  private final NodeClient nodes;
  private final boolean enabled;

  TestClock(NodeClient nodes, boolean enabled) {
    this.nodes = nodes;
    this.enabled = enabled;
  }

  CompletableFuture<HttpResponse> get(Request request) {
    check();
    return nodes.clock().thenApply(Reply::passed);
  }

  CompletableFuture<HttpResponse> put(Request request) {
    check();
    Body body = request.body();
    String now = body.optionalId("now");
    Instant instant = Json.instant(now);
    if (instant == null && !now.equals("real")) {
      body.end();
      throw Problem.invalid(
          List.of(new Fault("now", now, Json.expectedInstant(now) + ", or real")));
    }
    body.end();
    return nodes.setClock(now).thenApply(Reply::passed);
  }

  private void check() {
    if (!enabled) {
      throw Problem.of(
          404,
          "NO_TEST_CLOCK",
          "expected a ledger with a test clock, found one on real time; start one with ./scrip up"
              + " --test-clock INSTANT");
    }
  }
}
