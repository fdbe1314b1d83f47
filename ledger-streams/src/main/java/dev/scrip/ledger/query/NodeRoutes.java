package dev.scrip.ledger.query;

import static dev.scrip.ledger.domain.Times.UNSET;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.scrip.ledger.domain.Book;
import dev.scrip.ledger.rules.RulesFaults;
import dev.scrip.ledger.rules.RulesReader;
import dev.scrip.ledger.streams.Answer;
import dev.scrip.schemas.DecisionFrames;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * What a node answers over HTTP. Questions about a wallet are answered where its partition is, and
 * control records are published where partition 0 is: one publisher at a time, so that none fences
 * another.
 */
final class NodeRoutes {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_WALLETS = 1_000;
  private static final int CONTROL_PARTITION = 0;
  private static final long READ_WITHIN_MS = 5_000;
  private static final long PUBLISH_WITHIN_MS = 30_000;
  private static final long CLOCK_WITHIN_MS = 110_000;

  private final Node node;
  private final NodeStatus status;
  private final Telemetry telemetry;
  private final Routing routing;
  private final WalletList walletList;
  private final BooleanSupplier alive;
  private final boolean testClock;

  NodeRoutes(
      Node node,
      NodeStatus status,
      Telemetry telemetry,
      Routing routing,
      WalletList walletList,
      BooleanSupplier alive,
      boolean testClock) {
    this.node = node;
    this.status = status;
    this.telemetry = telemetry;
    this.routing = routing;
    this.walletList = walletList;
    this.alive = alive;
    this.testClock = testClock;
  }

  boolean alive() {
    return alive.getAsBoolean();
  }

  boolean ready() {
    return status.ready();
  }

  String metrics() {
    return telemetry.registry().scrape();
  }

  CompletableFuture<HttpResponse> status(Call call) {
    return now(json(status.json()));
  }

  /** The decision on a command that was appended; {@code wallet} says whose it is. */
  CompletableFuture<HttpResponse> decide(Call call) {
    long offset = call.number("offset", -1);
    return routing.at(
        partition(call.required("wallet")),
        call,
        call.waitMs(),
        leftMs ->
            node.decision(call.request().content().array(), offset, leftMs)
                .thenApply(NodeRoutes::line)
                .exceptionally(NodeRoutes::undecided));
  }

  /**
   * The decisions on many commands that were appended, as {@link DecisionFrames} has it; of what is
   * not here it says so, and asks no other node.
   */
  CompletableFuture<HttpResponse> decideAll(Call call) {
    long waitMs = call.waitMs();
    return CompletableFuture.completedFuture(call.request().content().array())
        .thenComposeAsync(
            frames -> node.decisions(DecisionFrames.questions(frames), waitMs),
            // Reading and looking for thousands takes too long for the thread that serves.
            call.context().blockingTaskExecutor())
        .thenApply(answers ->
            HttpResponse.of(
                HttpStatus.OK,
                MediaType.OCTET_STREAM,
                HttpData.wrap(DecisionFrames.answers(answers))));
  }

  private static HttpResponse undecided(Throwable fault) {
    Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
    if (cause instanceof TimeoutException) {
      return HttpResponse.of(HttpStatus.ACCEPTED);
    }
    throw new CompletionException(cause);
  }

  CompletableFuture<HttpResponse> decision(Call call) {
    String wallet = call.path("wallet");
    return read(partition(wallet), call, () -> line(node.decision(wallet, call.path("id"))));
  }

  CompletableFuture<HttpResponse> quote(Call call) {
    return read(
        partition(call.required("wallet")),
        call,
        () -> line(node.quote(call.request().content().array())));
  }

  private static HttpResponse line(Answer answer) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.OCTET_STREAM)
            .add("scrip-kind", answer.kind().name().toLowerCase(Locale.ROOT))
            .add("scrip-replayed", Boolean.toString(answer.replayed()));
    return HttpResponse.of(headers.build(), HttpData.wrap(answer.line().get()));
  }

  CompletableFuture<HttpResponse> wallet(Call call) {
    String wallet = call.path("wallet");
    OptionalLong at = call.instant("at");
    long minSequence = call.number("minSequence", 0);
    return routing.at(
        partition(wallet),
        call,
        call.waitMs(),
        leftMs ->
            node.wallet(wallet, minSequence, at, leftMs)
                .thenApply(seen -> json(WalletView.json(seen.book(), seen.wallet(), seen.at()))));
  }

  CompletableFuture<HttpResponse> wallets(Call call) {
    WalletList.Page page =
        new WalletList.Page(
            call.text("query", ""),
            call.text("cursor", ""),
            Math.clamp(call.number("limit", 100), 1, MOST_WALLETS));
    return walletList.find(call, page).thenApply(NodeRoutes::json);
  }

  CompletableFuture<HttpResponse> rules(Call call) {
    return control(call, () -> json(RulesView.versions(node.book())));
  }

  CompletableFuture<HttpResponse> action(Call call) {
    return control(call, () -> json(RulesView.action(node.book(), call.path("action"))));
  }

  CompletableFuture<HttpResponse> clock(Call call) {
    return control(call, () -> clock(node.book()));
  }

  CompletableFuture<HttpResponse> publishRules(Call call) throws RulesFaults {
    String name = call.text("name", "rules.yaml");
    String yaml = call.request().contentUtf8();
    RulesReader.read(name, yaml, 1); // its faults are the same on every node: told here
    return routing.onceAt(
        CONTROL_PARTITION,
        call,
        PUBLISH_WITHIN_MS,
        _ ->
            publishedRules(name, yaml)
                .thenApply(rules ->
                    json(
                        JSON.createObjectNode()
                            .put("version", rules.version())
                            .put("name", rules.name()))));
  }

  private CompletableFuture<dev.scrip.ledger.domain.Rules> publishedRules(
      String name, String yaml) {
    try {
      return node.publishRules(name, yaml);
    } catch (RulesFaults faults) {
      return CompletableFuture.failedFuture(faults);
    }
  }

  CompletableFuture<HttpResponse> setClock(Call call) throws JsonProcessingException {
    if (!testClock) {
      throw new Problem(
          403, "NO_TEST_CLOCK", "this ledger runs on real time: start it with --test-clock");
    }
    String now = field(call.request(), "now").asText();
    long instant = now.equals("real") ? UNSET : Call.instant("now", now);
    return routing.onceAt(
        CONTROL_PARTITION,
        call,
        CLOCK_WITHIN_MS,
        _ -> node.setClock(instant).thenApply(NodeRoutes::clock));
  }

  private static HttpResponse clock(Book book) {
    return json(
        JSON.createObjectNode()
            .put(
                "now",
                book.clock() == UNSET ? "real" : Instant.ofEpochMilli(book.clock()).toString()));
  }

  CompletableFuture<HttpResponse> announce(Call call) throws JsonProcessingException {
    int id = field(call.request(), "id").asInt();
    String text = field(call.request(), "text").asText();
    return routing.onceAt(
        CONTROL_PARTITION,
        call,
        PUBLISH_WITHIN_MS,
        _ ->
            node.announce(id, text)
                .thenApply(
                    book -> json(JSON.createObjectNode().put("controlNumber", book.number()))));
  }

  private static JsonNode field(AggregatedHttpRequest request, String name)
      throws JsonProcessingException {
    JsonNode field = JSON.readTree(request.contentUtf8()).get(name);
    if (field == null || field.isNull()) {
      throw new Problem(400, "INVALID_FIELD", "expected a field " + name);
    }
    return field;
  }

  private int partition(String wallet) {
    return node.partition(wallet);
  }

  private CompletableFuture<HttpResponse> control(
      Call call, java.util.function.Supplier<HttpResponse> answer) {
    return read(CONTROL_PARTITION, call, answer);
  }

  private CompletableFuture<HttpResponse> read(
      int partition, Call call, java.util.function.Supplier<HttpResponse> answer) {
    return routing.at(partition, call, READ_WITHIN_MS, _ -> now(answer.get()));
  }

  static HttpResponse json(ObjectNode json) {
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, json.toString());
  }

  private static CompletableFuture<HttpResponse> now(HttpResponse response) {
    return CompletableFuture.completedFuture(response);
  }
}
