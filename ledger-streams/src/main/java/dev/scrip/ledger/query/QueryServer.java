package dev.scrip.ledger.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.scrip.ledger.rules.RulesFaults;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's own HTTP server, for gateways, other nodes and operators: never for the public. It
 * listens before the node can answer, since the node has to tell the others where; until then it
 * lives, and is not ready.
 */
public final class QueryServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QueryServer.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final MediaType PROBLEM = MediaType.parse("application/problem+json");
  private static final int MOST_BODY_BYTES = 2 << 20;

  /** Longer than any handler waits: moving the test clock takes longest. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(115);

  private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

  /** A handler of one route; what it throws becomes a problem. */
  @FunctionalInterface
  private interface Handler {
    CompletableFuture<HttpResponse> handle(NodeRoutes node, Call call)
        throws RulesFaults, JsonProcessingException;
  }

  private final Server server;
  private final byte[] key;
  private volatile @Nullable NodeRoutes node;

  private QueryServer(String host, int port, String key) {
    this.key = key.getBytes(StandardCharsets.UTF_8);
    ServerBuilder builder =
        Server.builder()
            .http(new InetSocketAddress(host, port))
            .maxRequestLength(MOST_BODY_BYTES)
            .requestTimeout(ANSWER_WITHIN)
            .gracefulShutdownTimeout(Duration.ZERO, STOP_WITHIN)
            .disableServerHeader();
    route(builder, HttpMethod.POST, "/decisions", NodeRoutes::decide);
    route(builder, HttpMethod.POST, "/decisions:batch", NodeRoutes::decideAll);
    route(builder, HttpMethod.GET, "/decisions/{wallet}/{id}", NodeRoutes::decision);
    route(builder, HttpMethod.POST, "/quotes", NodeRoutes::quote);
    route(builder, HttpMethod.GET, "/wallets", NodeRoutes::wallets);
    route(builder, HttpMethod.GET, "/wallets/{wallet}", NodeRoutes::wallet);
    route(builder, HttpMethod.GET, "/rules", NodeRoutes::rules);
    route(builder, HttpMethod.POST, "/rules", NodeRoutes::publishRules);
    route(builder, HttpMethod.GET, "/actions/{action}", NodeRoutes::action);
    route(builder, HttpMethod.GET, "/clock", NodeRoutes::clock);
    route(builder, HttpMethod.PUT, "/clock", NodeRoutes::setClock);
    route(builder, HttpMethod.POST, "/schemas", NodeRoutes::announce);
    route(builder, HttpMethod.GET, "/status", NodeRoutes::status);
    open(builder, "/livez", () -> health(alive()));
    open(builder, "/readyz", () -> health(ready()));
    open(builder, "/metrics", this::metrics);
    server = builder.build();
    server.start().join();
  }

  /**
   * Starts listening.
   *
   * @param port 0 = any that is free
   * @param key what callers show as {@code Authorization: Bearer KEY}; empty = they need not
   */
  public static QueryServer open(String host, int port, String key) {
    return new QueryServer(host, port, key);
  }

  /** From now on the node answers. */
  void serve(NodeRoutes answering) {
    node = answering;
  }

  public int port() {
    return server.activeLocalPort();
  }

  private void route(ServerBuilder builder, HttpMethod method, String path, Handler handler) {
    HttpService service =
        (context, request) ->
            HttpResponse.of(
                request
                    .aggregate()
                    .thenCompose(body -> answer(handler, new Call(context, body)))
                    .exceptionally(e -> problem(method, context.path(), cause(e))));
    builder.route().path(path).methods(method).build(service);
  }

  private static void open(
      ServerBuilder builder, String path, java.util.function.Supplier<HttpResponse> answer) {
    builder.route().get(path).build((_, _) -> answer.get());
  }

  private CompletableFuture<HttpResponse> answer(Handler handler, Call call) {
    try {
      authorize(call.request());
      NodeRoutes answering = node;
      if (answering == null) {
        throw Problem.notHere("the node is starting");
      }
      return handler.handle(answering, call);
    } catch (RulesFaults | JsonProcessingException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void authorize(AggregatedHttpRequest request) {
    if (key.length == 0) {
      return;
    }
    String shown = request.headers().get(HttpHeaderNames.AUTHORIZATION, "");
    byte[] token = shown.replaceFirst("^Bearer ", "").getBytes(StandardCharsets.UTF_8);
    if (!shown.startsWith("Bearer ") || !MessageDigest.isEqual(token, key)) {
      throw new Problem(
          401,
          "UNAUTHENTICATED",
          "expected Authorization: Bearer KEY with the key that all nodes and gateways share");
    }
  }

  private boolean alive() {
    NodeRoutes answering = node;
    return answering == null || answering.alive();
  }

  private boolean ready() {
    NodeRoutes answering = node;
    return answering != null && answering.ready();
  }

  private static HttpResponse health(boolean well) {
    return HttpResponse.of(well ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
  }

  private HttpResponse metrics() {
    NodeRoutes answering = node;
    return HttpResponse.of(
        HttpStatus.OK, MediaType.PLAIN_TEXT_UTF_8, answering == null ? "" : answering.metrics());
  }

  private static HttpResponse problem(HttpMethod method, String path, Throwable fault) {
    ObjectNode json = JSON.createObjectNode();
    int code =
        switch (fault) {
          case Problem problem -> say(json, problem.status(), problem.code(), problem.detail());
          case RulesFaults faults -> RulesView.faults(json, faults);
          case JsonProcessingException e ->
              say(json, 400, "INVALID_BODY", "expected JSON: " + e.getOriginalMessage());
          case IllegalArgumentException e ->
              say(json, 400, "INVALID_FIELD", String.valueOf(e.getMessage()));
          case DateTimeException e ->
              say(json, 400, "INVALID_FIELD", String.valueOf(e.getMessage()));
          case TimeoutException _ ->
              say(json, 504, "NOT_YET", "it did not come to that in the time there was");
          case Decisions.LedgerMoved moved ->
              say(json, 410, "LEDGER_MOVED", String.valueOf(moved.getMessage()));
          case KafkaException e ->
              say(json, 503, "NOT_READY", "the node cannot answer now: " + e.getMessage());
          default -> {
            LOG.error("{} {}", method, path, fault);
            yield say(json, 500, "INTERNAL", "see the node's log: " + fault);
          }
        };
    HttpResponse answer = HttpResponse.of(HttpStatus.valueOf(code), PROBLEM, json.toString());
    return code == 503
        ? answer.mapHeaders(h -> h.withMutations(b -> b.set("retry-after", "1")))
        : answer;
  }

  private static int say(ObjectNode json, int status, String code, String detail) {
    json.put("type", "about:blank")
        .put("title", code.replace('_', ' ').toLowerCase(java.util.Locale.ROOT))
        .put("status", status)
        .put("code", code)
        .put("detail", detail);
    return status;
  }

  private static Throwable cause(Throwable fault) {
    return fault instanceof CompletionException && fault.getCause() != null
        ? cause(fault.getCause())
        : fault;
  }

  @Override
  public void close() {
    server.stop().join();
  }
}
