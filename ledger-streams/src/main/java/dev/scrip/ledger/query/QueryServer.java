package dev.scrip.ledger.query;

import static dev.scrip.ledger.domain.Times.UNSET;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.scrip.ledger.domain.Book;
import dev.scrip.ledger.domain.Wallet;
import dev.scrip.ledger.rules.RulesFaults;
import dev.scrip.ledger.streams.Answer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The node's own HTTP server, for gateways and operators: never for the public. */
public final class QueryServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QueryServer.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final MediaType PROBLEM = MediaType.parse("application/problem+json");
  private static final long DEFAULT_WAIT_MS = 5_000;
  private static final long MOST_WAIT_MS = 60_000;
  private static final int MOST_WALLETS = 1_000;
  private static final long CLOCK_WITHIN_MS = 115_000;

  private final Node node;
  private final boolean testClock;
  private final String host;
  private final Server server;

  /** A handler of one route; what it throws becomes a problem. */
  @FunctionalInterface
  private interface Handler {
    CompletableFuture<HttpResponse> handle(
        ServiceRequestContext context, AggregatedHttpRequest body)
        throws RulesFaults, JsonProcessingException;
  }

  QueryServer(
      Node node,
      NodeStatus status,
      Telemetry telemetry,
      BooleanSupplier alive,
      String host,
      int port,
      boolean testClock) {
    this.node = node;
    this.testClock = testClock;
    this.host = host;
    server =
        Server.builder()
            .http(new InetSocketAddress(host, port))
            .maxRequestLength(2 << 20)
            .requestTimeoutMillis(MOST_WAIT_MS + 5_000)
            .route()
            .post("/decisions")
            .build(on(this::decide))
            .route()
            .get("/decisions/{wallet}/{id}")
            .build(on(this::decision))
            .route()
            .post("/quotes")
            .build(on(this::quote))
            .route()
            .get("/wallets")
            .build(on(this::wallets))
            .route()
            .get("/wallets/{wallet}")
            .build(on(this::wallet))
            .route()
            .get("/rules")
            .build(on(this::rules))
            .route()
            .post("/rules")
            .build(on(this::publishRules))
            .route()
            .get("/actions/{action}")
            .build(on(this::action))
            .route()
            .get("/clock")
            .build(on((_, _) -> now(clock(node.book()))))
            .route()
            .put("/clock")
            .requestTimeoutMillis(CLOCK_WITHIN_MS)
            .build(on(this::setClock))
            .route()
            .post("/schemas")
            .build(on(this::announce))
            .route()
            .get("/status")
            .build(on((_, _) -> now(json(status.json()))))
            .route()
            .get("/livez")
            .build(on((_, _) -> now(health(alive.getAsBoolean()))))
            .route()
            .get("/readyz")
            .build(on((_, _) -> now(health(status.ready()))))
            .route()
            .get("/metrics")
            .build(on((_, _) -> now(metrics(telemetry))))
            .build();
    server.start().join();
  }

  public URI address() {
    return URI.create("http://" + host + ":" + server.activeLocalPort());
  }

  private CompletableFuture<HttpResponse> decide(
      ServiceRequestContext context, AggregatedHttpRequest request) {
    long offset = number(context, "offset", -1);
    return node.decision(request.content().array(), offset, waitMs(context))
        .thenApply(QueryServer::line)
        .exceptionally(e -> {
          if (cause(e) instanceof TimeoutException) {
            return HttpResponse.of(HttpStatus.ACCEPTED);
          }
          throw new CompletionException(cause(e));
        });
  }

  private CompletableFuture<HttpResponse> decision(
      ServiceRequestContext context, AggregatedHttpRequest request) {
    return now(line(node.decision(param(context, "wallet"), param(context, "id"))));
  }

  private CompletableFuture<HttpResponse> quote(
      ServiceRequestContext context, AggregatedHttpRequest request) {
    return now(line(node.quote(request.content().array())));
  }

  private static HttpResponse line(Answer answer) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.OCTET_STREAM)
            .add("scrip-kind", answer.kind().name().toLowerCase(Locale.ROOT))
            .add("scrip-replayed", Boolean.toString(answer.replayed()));
    return HttpResponse.of(headers.build(), HttpData.wrap(answer.line().get()));
  }

  private CompletableFuture<HttpResponse> wallet(
      ServiceRequestContext context, AggregatedHttpRequest request) {
    String at = context.queryParam("at");
    OptionalLong instant = at == null ? OptionalLong.empty() : OptionalLong.of(instant("at", at));
    return node.wallet(
            param(context, "wallet"), number(context, "minSequence", 0), instant, waitMs(context))
        .thenApply(seen -> json(WalletView.json(seen.book(), seen.wallet(), seen.at())));
  }

  private CompletableFuture<HttpResponse> wallets(
      ServiceRequestContext context, AggregatedHttpRequest request) {
    int limit = Math.clamp(number(context, "limit", 100), 1, MOST_WALLETS);
    String cursor = context.queryParam("cursor");
    String query = context.queryParam("query");
    return CompletableFuture.supplyAsync(
        () -> json(page(query == null ? "" : query, cursor == null ? "" : cursor, limit)),
        context.blockingTaskExecutor());
  }

  private ObjectNode page(String query, String cursor, int limit) {
    List<Wallet> found = node.wallets(query, cursor, limit);
    ObjectNode json = JSON.createObjectNode();
    ArrayNode wallets = json.putArray("wallets");
    for (Wallet wallet : found) {
      wallets
          .addObject()
          .put("wallet", wallet.id())
          .put("plan", wallet.plan())
          .put("status", wallet.status().name().toLowerCase(Locale.ROOT))
          .put("sequence", wallet.sequence());
    }
    return json.put("nextCursor", found.size() < limit ? null : found.getLast().id());
  }

  private CompletableFuture<HttpResponse> rules(
      ServiceRequestContext context, AggregatedHttpRequest request) {
    return now(json(RulesView.versions(node.book())));
  }

  private CompletableFuture<HttpResponse> publishRules(
      ServiceRequestContext context, AggregatedHttpRequest request) throws RulesFaults {
    String name = context.queryParam("name");
    return node.publishRules(name == null ? "rules.yaml" : name, request.contentUtf8())
        .thenApply(rules ->
            json(
                JSON.createObjectNode().put("version", rules.version()).put("name", rules.name())));
  }

  private CompletableFuture<HttpResponse> action(
      ServiceRequestContext context, AggregatedHttpRequest request) {
    return now(json(RulesView.action(node.book(), param(context, "action"))));
  }

  private CompletableFuture<HttpResponse> setClock(
      ServiceRequestContext context, AggregatedHttpRequest request) throws JsonProcessingException {
    if (!testClock) {
      throw new Problem(
          403, "NO_TEST_CLOCK", "this ledger runs on real time: start it with --test-clock");
    }
    String now = field(request, "now").asText();
    long instant = now.equals("real") ? UNSET : instant("now", now);
    return node.setClock(instant).thenApply(QueryServer::clock);
  }

  private static HttpResponse clock(Book book) {
    return json(
        JSON.createObjectNode()
            .put(
                "now",
                book.clock() == UNSET ? "real" : Instant.ofEpochMilli(book.clock()).toString()));
  }

  private CompletableFuture<HttpResponse> announce(
      ServiceRequestContext context, AggregatedHttpRequest request) throws JsonProcessingException {
    return node.announce(field(request, "id").asInt(), field(request, "text").asText())
        .thenApply(book -> json(JSON.createObjectNode().put("controlNumber", book.number())));
  }

  private static JsonNode field(AggregatedHttpRequest request, String name)
      throws JsonProcessingException {
    JsonNode field = JSON.readTree(request.contentUtf8()).get(name);
    if (field == null || field.isNull()) {
      throw new Problem(400, "INVALID_FIELD", "expected a field " + name);
    }
    return field;
  }

  private static HttpResponse health(boolean well) {
    return HttpResponse.of(well ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
  }

  private static HttpResponse metrics(Telemetry telemetry) {
    return HttpResponse.of(
        HttpStatus.OK, MediaType.PLAIN_TEXT_UTF_8, telemetry.registry().scrape());
  }

  private static com.linecorp.armeria.server.HttpService on(Handler handler) {
    return (context, request) ->
        HttpResponse.of(
            request
                .aggregate()
                .thenCompose(body -> attempt(handler, context, body))
                .exceptionally(e -> problem(context, request, cause(e))));
  }

  private static CompletableFuture<HttpResponse> attempt(
      Handler handler, ServiceRequestContext context, AggregatedHttpRequest body) {
    try {
      return handler.handle(context, body);
    } catch (RulesFaults | JsonProcessingException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static HttpResponse problem(
      ServiceRequestContext context, HttpRequest request, Throwable fault) {
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
          case TimeoutException _ -> say(json, 503, "NOT_YET", "not reached in time: try again");
          case Decisions.LedgerMoved moved ->
              say(json, 410, "LEDGER_MOVED", String.valueOf(moved.getMessage()));
          case KafkaException e ->
              say(json, 503, "NOT_READY", "the node cannot answer now: " + e.getMessage());
          default -> {
            LOG.error("{} {}", request.method(), context.path(), fault);
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
        .put("title", code.replace('_', ' ').toLowerCase(Locale.ROOT))
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

  private static String param(ServiceRequestContext context, String name) {
    String value = context.pathParam(name);
    if (value == null) {
      throw new IllegalStateException("the route has no parameter " + name);
    }
    return value;
  }

  private static long waitMs(ServiceRequestContext context) {
    return Math.clamp(number(context, "wait", DEFAULT_WAIT_MS), 0, MOST_WAIT_MS);
  }

  private static long number(ServiceRequestContext context, String name, long otherwise) {
    String value = context.queryParam(name);
    try {
      return value == null ? otherwise : Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new Problem(400, "INVALID_FIELD", name + ": expected a whole number, found " + value);
    }
  }

  private static long instant(String name, String value) {
    try {
      return Instant.parse(value).toEpochMilli();
    } catch (DateTimeException e) {
      throw new Problem(
          400,
          "INVALID_FIELD",
          name + ": expected an instant like 2027-01-31T14:37:05Z, found " + value);
    }
  }

  private static HttpResponse json(ObjectNode json) {
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, json.toString());
  }

  private static CompletableFuture<HttpResponse> now(HttpResponse response) {
    return CompletableFuture.completedFuture(response);
  }

  @Override
  public void close() {
    server.stop().join();
  }
}
