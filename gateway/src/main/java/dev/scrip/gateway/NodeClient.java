package dev.scrip.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.RequestOptions;
import com.linecorp.armeria.client.UnprocessedRequestException;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpRequestDuplicator;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.util.Exceptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Asks the ledger's nodes. Any of them answers for every wallet; where one is away or not ready the
 * next is asked, as long as asking twice does no harm.
 */
final class NodeClient implements AutoCloseable {
  private static final long SHORT_MS = 10_000;
  private static final long MARGIN_MS = 5_000;
  private static final long CLOCK_MS = 120_000;
  private static final long MOST_BYTES = 256L << 20;

  private final ClientFactory factory =
      ClientFactory.builder().connectTimeoutMillis(2_000).idleTimeoutMillis(30_000).build();
  private final List<WebClient> nodes;
  private final AtomicInteger turn = new AtomicInteger();

  NodeClient(List<URI> nodes) {
    this.nodes =
        nodes.stream()
            .map(node ->
                WebClient.builder(node).factory(factory).maxResponseLength(MOST_BYTES).build())
            .toList();
  }

  /** The answering line of a command that was appended, 202 while it is not decided. */
  CompletableFuture<AggregatedHttpResponse> decision(byte[] command, long offset, long waitMs) {
    return send(
        post("/decisions?wait=" + waitMs + "&offset=" + offset, MediaType.OCTET_STREAM, command),
        true,
        waitMs + MARGIN_MS);
  }

  /** The line a command would leave. */
  CompletableFuture<AggregatedHttpResponse> quote(byte[] command) {
    return send(post("/quotes", MediaType.OCTET_STREAM, command), true, SHORT_MS);
  }

  /** The stored decision on an id. */
  CompletableFuture<AggregatedHttpResponse> decision(String wallet, String commandId) {
    return get("/decisions/" + encoded(wallet) + "/" + encoded(commandId), SHORT_MS);
  }

  /** A wallet's JSON. */
  CompletableFuture<AggregatedHttpResponse> wallet(
      String wallet, long minSequence, String at, long waitMs) {
    String path = "/wallets/" + encoded(wallet) + "?minSequence=" + minSequence + "&wait=" + waitMs;
    return get(at.isEmpty() ? path : path + "&at=" + encoded(at), waitMs + MARGIN_MS);
  }

  CompletableFuture<AggregatedHttpResponse> wallets(String query, String cursor, long limit) {
    return get(
        "/wallets?query=" + encoded(query) + "&cursor=" + encoded(cursor) + "&limit=" + limit,
        SHORT_MS);
  }

  CompletableFuture<AggregatedHttpResponse> rules() {
    return get("/rules", SHORT_MS);
  }

  CompletableFuture<AggregatedHttpResponse> publishRules(String name, byte[] rules) {
    return send(
        post("/rules?name=" + encoded(name), MediaType.parse("application/yaml"), rules),
        false,
        SHORT_MS * 3);
  }

  /** Who pays for an action. */
  CompletableFuture<AggregatedHttpResponse> action(String action) {
    return get("/actions/" + encoded(action), SHORT_MS);
  }

  CompletableFuture<AggregatedHttpResponse> clock() {
    return get("/clock", SHORT_MS);
  }

  /** Sets the test clock; comes back once everything due is applied. */
  CompletableFuture<AggregatedHttpResponse> setClock(String now) {
    return send(
        HttpRequest.of(
            RequestHeaders.builder(HttpMethod.PUT, "/clock").contentType(MediaType.JSON).build(),
            HttpData.ofUtf8(Json.object().put("now", now).toString())),
        false,
        CLOCK_MS);
  }

  CompletableFuture<AggregatedHttpResponse> status() {
    return get("/status", SHORT_MS);
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

  private CompletableFuture<AggregatedHttpResponse> get(String path, long timeoutMs) {
    return send(HttpRequest.of(HttpMethod.GET, path), true, timeoutMs);
  }

  private static HttpRequest post(String path, MediaType type, byte[] body) {
    return HttpRequest.of(
        RequestHeaders.builder(HttpMethod.POST, path).contentType(type).build(),
        HttpData.wrap(body));
  }

  private CompletableFuture<AggregatedHttpResponse> send(
      HttpRequest request, boolean repeatable, long timeoutMs) {
    int first = Math.floorMod(turn.getAndIncrement(), nodes.size());
    return request
        .aggregate()
        .thenCompose(whole ->
            attempt(whole.toHttpRequest().toDuplicator(), first, 0, repeatable, timeoutMs));
  }

  private CompletableFuture<AggregatedHttpResponse> attempt(
      HttpRequestDuplicator request, int first, int before, boolean repeatable, long timeoutMs) {
    WebClient node = nodes.get((first + before) % nodes.size());
    boolean last = before + 1 == nodes.size();
    return node.execute(
            request.duplicate(), RequestOptions.builder().responseTimeoutMillis(timeoutMs).build())
        .aggregate()
        .handle(Tried::new)
        .thenCompose(tried -> {
          if (tried.wantsAnother(repeatable) && !last) {
            return attempt(request, first, before + 1, repeatable, timeoutMs);
          }
          request.close();
          return CompletableFuture.completedFuture(tried.answered());
        });
  }

  /** What one node gave: an answer or a failure. */
  private record Tried(@Nullable AggregatedHttpResponse answer, @Nullable Throwable failure) {
    boolean wantsAnother(boolean repeatable) {
      return answer == null
          ? repeatable || Exceptions.peel(cause()) instanceof UnprocessedRequestException
          : answer.status().equals(HttpStatus.SERVICE_UNAVAILABLE);
    }

    AggregatedHttpResponse answered() {
      if (answer == null) {
        throw Problem.unavailable(
            "expected a ledger node to answer, found: "
                + Exceptions.peel(cause())
                + "; a command may have been appended all the same: try again with the same key");
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
    factory.close();
  }
}
