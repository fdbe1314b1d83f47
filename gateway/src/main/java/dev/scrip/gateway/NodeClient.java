package dev.scrip.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.RequestOptions;
import com.linecorp.armeria.client.UnprocessedRequestException;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.client.WebClientBuilder;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.auth.AuthToken;
import com.linecorp.armeria.common.util.Exceptions;
import dev.scrip.schemas.DecisionFrames;
import dev.scrip.schemas.DecisionFrames.Answer;
import dev.scrip.schemas.DecisionFrames.Kind;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Asks the ledger's nodes. Any of them answers for every wallet, the one that has it soonest; where
 * one is away or not ready the next is asked, and all of them again until the time is up, as long
 * as asking twice does no harm.
 */
final class NodeClient implements AutoCloseable {
  private static final long SHORT_MS = 10_000;
  private static final long PATIENCE_MS = 3_000;
  private static final long MARGIN_MS = 1_500;
  private static final long CLOCK_MS = 120_000;
  private static final long AGAIN_AFTER_MS = 100;
  private static final long PING_EVERY_MS = 1_000;
  private static final long MOST_BYTES = 256L << 20;

  private final ClientFactory factory =
      ClientFactory.builder()
          .connectTimeoutMillis(1_000)
          .idleTimeoutMillis(30_000)
          // A node that was stopped keeps its connections: it is given up when it answers no ping.
          .pingIntervalMillis(PING_EVERY_MS)
          .build();
  private final WebClient client;
  private final Nodes nodes;

  /**
   * @param key what nodes ask for; empty = nothing
   */
  NodeClient(Nodes nodes, String key) {
    this.nodes = nodes;
    WebClientBuilder builder = WebClient.builder().factory(factory).maxResponseLength(MOST_BYTES);
    if (!key.isEmpty()) {
      builder.auth(AuthToken.ofOAuth2(key));
    }
    client = builder.build();
  }

  /**
   * A question to the nodes.
   *
   * @param wallet whose it is; empty = any node will do
   * @param request makes it, for one who waits so many milliseconds
   * @param repeatable whether asking twice does no harm
   * @param deadlineNs until when to go on asking
   * @param marginMs what a node may take longer than the time it is given
   */
  private record Question(
      String wallet,
      LongFunction<HttpRequest> request,
      boolean repeatable,
      long deadlineNs,
      long marginMs) {

    long leftMs() {
      return Math.max(0, (deadlineNs - System.nanoTime()) / 1_000_000);
    }
  }

  /** What a command that was appended came to. */
  CompletableFuture<Answer> decision(String wallet, byte[] command, long offset, long waitMs) {
    String path = "/decisions?wallet=" + encoded(wallet) + "&offset=" + offset + "&wait=";
    return ask(wallet, waitMs, leftMs -> post(path + leftMs, MediaType.OCTET_STREAM, command))
        .thenApply(NodeClient::told);
  }

  /** A node's answer to one command, or a quote. */
  static Answer told(AggregatedHttpResponse answer) {
    if (answer.status().equals(HttpStatus.ACCEPTED)) {
      return Answer.of(Kind.UNDECIDED);
    }
    check(answer);
    boolean replayed = Boolean.parseBoolean(answer.headers().get("scrip-replayed", "false"));
    String kind = answer.headers().get("scrip-kind", "");
    return switch (kind) {
      case "none" -> Answer.of(Kind.NONE);
      case "entry" -> new Answer(Kind.ENTRY, replayed, answer.content().array());
      case "rejection" -> new Answer(Kind.REJECTION, replayed, answer.content().array());
      default ->
          throw Problem.unavailable(
              "expected an entry or a rejection from the node, found \"" + kind + "\"");
    };
  }

  /** Asks one node, once, what commands that were appended came to. */
  CompletableFuture<AggregatedHttpResponse> decisions(
      URI node, List<DecisionFrames.Question> questions, long waitMs) {
    return to(
        node,
        post(
            "/decisions:batch?wait=" + waitMs,
            MediaType.OCTET_STREAM,
            DecisionFrames.questions(questions)),
        waitMs + MARGIN_MS);
  }

  /** The ledger's nodes, as far as known. */
  Nodes nodes() {
    return nodes;
  }

  /** The line a command would leave. */
  CompletableFuture<AggregatedHttpResponse> quote(String wallet, byte[] command) {
    return ask(
        wallet,
        PATIENCE_MS,
        _ -> post("/quotes?wallet=" + encoded(wallet), MediaType.OCTET_STREAM, command));
  }

  /** The stored decision on an id. */
  CompletableFuture<AggregatedHttpResponse> decision(String wallet, String commandId) {
    String path = "/decisions/" + encoded(wallet) + "/" + encoded(commandId);
    return ask(wallet, PATIENCE_MS, _ -> HttpRequest.of(HttpMethod.GET, path));
  }

  /** A wallet's JSON. */
  CompletableFuture<AggregatedHttpResponse> wallet(
      String wallet, long minSequence, String at, long waitMs) {
    String path =
        "/wallets/"
            + encoded(wallet)
            + "?minSequence="
            + minSequence
            + (at.isEmpty() ? "" : "&at=" + encoded(at))
            + "&wait=";
    return ask(
        wallet,
        Math.max(waitMs, PATIENCE_MS),
        leftMs -> HttpRequest.of(HttpMethod.GET, path + Math.min(leftMs, waitMs)));
  }

  CompletableFuture<AggregatedHttpResponse> wallets(String query, String cursor, long limit) {
    return get(
        "/wallets?query=" + encoded(query) + "&cursor=" + encoded(cursor) + "&limit=" + limit);
  }

  CompletableFuture<AggregatedHttpResponse> rules() {
    return get("/rules");
  }

  CompletableFuture<AggregatedHttpResponse> publishRules(String name, byte[] rules) {
    return once(
        post("/rules?name=" + encoded(name), MediaType.parse("application/yaml"), rules),
        SHORT_MS * 3);
  }

  /** Who pays for an action. */
  CompletableFuture<AggregatedHttpResponse> action(String action) {
    return get("/actions/" + encoded(action));
  }

  CompletableFuture<AggregatedHttpResponse> clock() {
    return get("/clock");
  }

  /** Sets the test clock; comes back once everything due is applied. */
  CompletableFuture<AggregatedHttpResponse> setClock(String now) {
    return once(
        HttpRequest.of(
            RequestHeaders.builder(HttpMethod.PUT, "/clock").contentType(MediaType.JSON).build(),
            HttpData.ofUtf8(Json.object().put("now", now).toString())),
        CLOCK_MS);
  }

  CompletableFuture<AggregatedHttpResponse> status() {
    return get("/status");
  }

  /** Succeeds if some node is ready, and answers to this gateway's key. */
  CompletableFuture<AggregatedHttpResponse> ready() {
    return get("/readyz")
        .thenCompose(ready ->
            ready.status().isSuccess() ? status() : CompletableFuture.completedFuture(ready));
  }

  /** Whether nodes can still be found. */
  boolean alive() {
    return nodes.alive();
  }

  /** The ledger's time: its test clock where it has one, else this machine's. */
  CompletableFuture<Instant> now(boolean testClock) {
    if (!testClock) {
      return CompletableFuture.completedFuture(Instant.now());
    }
    return clock()
        .thenApply(answer -> {
          String now = json(answer).path("now").asText();
          return now.equals("real") ? Instant.now() : Instant.parse(now);
        });
  }

  /** The JSON of an answer; a node's problem is thrown as ours. */
  static JsonNode json(AggregatedHttpResponse answer) {
    JsonNode json = parsed(answer);
    if (answer.status().isSuccess()) {
      return json;
    }
    throw problem(answer, json);
  }

  /** Throws unless the answer is a success. */
  static void check(AggregatedHttpResponse answer) {
    if (!answer.status().isSuccess()) {
      throw problem(answer, parsed(answer));
    }
  }

  private static Problem problem(AggregatedHttpResponse answer, JsonNode json) {
    int status = answer.status().code();
    String code = json.path("code").asText();
    if (status == HttpStatus.UNAUTHORIZED.code()) {
      return Problem.unavailable(
          "expected the ledger node to know this gateway's node.key, found another, or none: set it"
              + " to the nodes' key; a command may have been appended, send it again with the same"
              + " Idempotency-Key");
    }
    if (status == HttpStatus.GATEWAY_TIMEOUT.code() && !code.isEmpty()) {
      return Problem.of(status, code, json.path("detail").asText());
    }
    if (status >= 500 || code.isEmpty()) {
      return Problem.unavailable(
          "expected an answer from a ledger node, found status "
              + status
              + " "
              + json.path("detail").asText()
              + "; see the node's log, try again");
    }
    ObjectNode more = Json.object();
    if (json.has("faults")) {
      more.set("faults", json.get("faults"));
    }
    return Problem.of(status, code, json.path("detail").asText(), more);
  }

  private static JsonNode parsed(AggregatedHttpResponse answer) {
    try {
      JsonNode json = Json.read(answer.contentUtf8());
      return json == null ? Json.object() : json;
    } catch (JsonProcessingException e) {
      return Json.object();
    }
  }

  private CompletableFuture<AggregatedHttpResponse> get(String path) {
    return ask("", PATIENCE_MS, _ -> HttpRequest.of(HttpMethod.GET, path));
  }

  private static HttpRequest post(String path, MediaType type, byte[] body) {
    return HttpRequest.of(
        RequestHeaders.builder(HttpMethod.POST, path).contentType(type).build(),
        HttpData.wrap(body));
  }

  private CompletableFuture<AggregatedHttpResponse> ask(
      String wallet, long withinMs, LongFunction<HttpRequest> request) {
    return cycle(
        new Question(wallet, request, true, System.nanoTime() + withinMs * 1_000_000, MARGIN_MS));
  }

  /** Asks what must not be done twice, and so goes on only where it surely was not done. */
  private CompletableFuture<AggregatedHttpResponse> once(HttpRequest request, long withinMs) {
    return request
        .aggregate()
        .thenCompose(whole ->
            cycle(
                new Question(
                    "",
                    _ -> whole.toHttpRequest(),
                    false,
                    System.nanoTime() + PATIENCE_MS * 1_000_000,
                    withinMs)));
  }

  private CompletableFuture<AggregatedHttpResponse> cycle(Question question) {
    List<URI> order = nodes.inOrder(question.wallet());
    if (order.isEmpty()) {
      return again(
          question, new Tried(null, new IllegalStateException("Kafka names no ledger node")));
    }
    return attempt(question, order, 0);
  }

  private CompletableFuture<AggregatedHttpResponse> attempt(
      Question question, List<URI> order, int position) {
    long leftMs = question.leftMs();
    return to(order.get(position), question.request().apply(leftMs), leftMs + question.marginMs())
        .handle(Tried::new)
        .thenCompose(tried -> {
          if (!tried.wantsAnother(question.repeatable())) {
            return CompletableFuture.completedFuture(tried.answered(question.repeatable()));
          }
          nodes.lookAgain();
          return position + 1 < order.size()
              ? attempt(question, order, position + 1)
              : again(question, tried);
        });
  }

  private CompletableFuture<AggregatedHttpResponse> to(
      URI node, HttpRequest request, long timeoutMs) {
    String target = node.resolve(request.path()).toString();
    return client
        .execute(
            request.withHeaders(request.headers().toBuilder().path(target)),
            RequestOptions.builder().responseTimeoutMillis(timeoutMs).build())
        .aggregate();
  }

  /** All nodes were asked in vain: ask them again, as long as there is time. */
  private CompletableFuture<AggregatedHttpResponse> again(Question question, Tried last) {
    if (question.leftMs() < AGAIN_AFTER_MS) {
      return CompletableFuture.supplyAsync(() -> last.answered(question.repeatable()));
    }
    nodes.lookAgain();
    return CompletableFuture.runAsync(
            () -> {}, CompletableFuture.delayedExecutor(AGAIN_AFTER_MS, TimeUnit.MILLISECONDS))
        .thenCompose(_ -> cycle(question));
  }

  /** What one node gave: an answer or a failure. */
  private record Tried(@Nullable AggregatedHttpResponse answer, @Nullable Throwable failure) {
    boolean wantsAnother(boolean repeatable) {
      return answer == null
          ? repeatable || Exceptions.peel(cause()) instanceof UnprocessedRequestException
          : answer.status().equals(HttpStatus.SERVICE_UNAVAILABLE);
    }

    AggregatedHttpResponse answered(boolean repeatable) {
      if (answer == null && !wantsAnother(repeatable)) {
        throw Problem.of(
            HttpStatus.GATEWAY_TIMEOUT.code(),
            "OUTCOME_UNKNOWN",
            "expected a ledger node to answer, found: "
                + Exceptions.peel(cause())
                + "; it may have been done: look before you ask again");
      }
      if (answer == null) {
        throw Problem.unavailable(
            "expected a ledger node to answer, found: "
                + Exceptions.peel(cause())
                + "; a command may have been appended all the same: send it again with the same"
                + " Idempotency-Key");
      }
      return answer;
    }

    private Throwable cause() {
      return failure == null ? new IllegalStateException("no answer") : failure;
    }
  }

  static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    nodes.close();
    factory.close();
  }
}
