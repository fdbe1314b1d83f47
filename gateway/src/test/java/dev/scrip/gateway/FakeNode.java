package dev.scrip.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.DecisionFrames;
import dev.scrip.schemas.DecisionFrames.Kind;
import dev.scrip.schemas.Entry;
import dev.scrip.schemas.RegistryClient;
import dev.scrip.schemas.Rejection;
import dev.scrip.schemas.Topics;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;

/** A server that speaks a ledger node's API and answers as a test tells it. Decides nothing. */
final class FakeNode implements AutoCloseable {

  /** What a node answers to a command. */
  sealed interface Answer {}

  record Is(SpecificRecord line, boolean replayed) implements Answer {}

  record None() implements Answer {}

  record NotYet() implements Answer {}

  record Fault(int status, String code) implements Answer {}

  private final Topics topics;
  private final RegistryClient registry;
  private final Server server;
  private final List<Command> asked = new CopyOnWriteArrayList<>();

  /** How many questions each batch had. */
  final List<Integer> batches = new CopyOnWriteArrayList<>();

  /** Whether it knows the route for batches; earlier versions do not. */
  volatile boolean knowsBatches = true;

  final Map<String, ObjectNode> wallets = new ConcurrentHashMap<>();
  final Map<String, ObjectNode> actions = new ConcurrentHashMap<>();
  final Map<String, SpecificRecord> decisions = new ConcurrentHashMap<>();
  volatile Function<Command, Answer> decide = command -> new Fault(500, "NOT_TOLD");
  volatile BiFunction<String, String, HttpResponse> other =
      (route, body) -> problem(500, "NOT_TOLD");
  volatile Function<String, HttpResponse> wallet = this::wallet;
  volatile Supplier<HttpResponse> status = () -> json("{\"ready\":true,\"memoryMs\":1209600000}");
  volatile String lastQuery = "";

  FakeNode(Topics topics, RegistryClient registry) {
    this.topics = topics;
    this.registry = registry;
    server =
        Server.builder()
            .http(new InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0))
            .route()
            .post("/decisions")
            .build(on((context, body) -> decided(body, true)))
            .route()
            .post("/decisions:batch")
            .build(on((context, body) -> decidedAll(body)))
            .route()
            .post("/quotes")
            .build(on((context, body) -> decided(body, false)))
            .route()
            .get("/decisions/{wallet}/{id}")
            .build(on((context, body) -> stored(context)))
            .route()
            .get("/wallets")
            .build(on((context, body) -> other.apply("wallets", "")))
            .route()
            .get("/wallets/{wallet}")
            .build(
                on((context, body) ->
                    wallet.apply(Objects.requireNonNull(context.pathParam("wallet")))))
            .route()
            .get("/actions/{action}")
            .build(on((context, body) -> action(context)))
            .route()
            .get("/rules")
            .build(on((context, body) -> other.apply("rules", "")))
            .route()
            .post("/rules")
            .build(on((context, body) -> other.apply("publish", body.contentUtf8())))
            .route()
            .get("/clock")
            .build(on((context, body) -> other.apply("clock", "")))
            .route()
            .put("/clock")
            .build(on((context, body) -> other.apply("setClock", body.contentUtf8())))
            .route()
            .get("/readyz")
            .build((context, request) -> HttpResponse.of(HttpStatus.OK))
            .route()
            .get("/status")
            .build(on((context, body) -> status.get()))
            .build();
    server.start().join();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.activeLocalPort());
  }

  /** Commands it was asked to decide, in order. */
  List<Command> asked() {
    return asked;
  }

  private interface Handler {
    HttpResponse handle(ServiceRequestContext context, AggregatedHttpRequest body);
  }

  private HttpService on(Handler handler) {
    return (context, request) ->
        HttpResponse.of(
            request
                .aggregate()
                .thenApplyAsync(
                    body -> {
                      lastQuery = Objects.requireNonNullElse(context.query(), "");
                      return handler.handle(context, body);
                    },
                    context.blockingTaskExecutor()));
  }

  private HttpResponse decided(AggregatedHttpRequest request, boolean appended) {
    Command command = command(request.content().array());
    if (appended) {
      asked.add(command);
    }
    return switch (decide.apply(command)) {
      case NotYet() -> HttpResponse.of(HttpStatus.ACCEPTED);
      case None() -> line("none", false, new byte[0]);
      case Fault(int status, String code) -> problem(status, code);
      case Is(SpecificRecord record, boolean replayed) -> line(record, replayed);
    };
  }

  private HttpResponse decidedAll(AggregatedHttpRequest request) {
    if (!knowsBatches) {
      return HttpResponse.of(HttpStatus.NOT_FOUND);
    }
    List<DecisionFrames.Question> questions = DecisionFrames.questions(request.content().array());
    batches.add(questions.size());
    List<DecisionFrames.Answer> answers = new ArrayList<>();
    for (DecisionFrames.Question question : questions) {
      Command command = command(question.command());
      switch (decide.apply(command)) {
        case NotYet() -> answers.add(DecisionFrames.Answer.of(Kind.UNDECIDED));
        case None() -> answers.add(DecisionFrames.Answer.of(Kind.NONE));
        case Fault(int status, _) when status == 503 ->
            answers.add(DecisionFrames.Answer.of(Kind.NOT_HERE));
        case Fault(int status, String code) -> {
          return problem(status, code);
        }
        case Is(SpecificRecord record, boolean replayed) ->
            answers.add(
                new DecisionFrames.Answer(
                    record instanceof Entry ? Kind.ENTRY : Kind.REJECTION,
                    replayed,
                    bytes(record)));
      }
      asked.add(command);
    }
    return HttpResponse.of(
        HttpStatus.OK, MediaType.OCTET_STREAM, HttpData.wrap(DecisionFrames.answers(answers)));
  }

  private Command command(byte[] bytes) {
    return AvroCodec.of(Command.class).decode(bytes, registry.schema(AvroCodec.schemaId(bytes)));
  }

  private HttpResponse stored(ServiceRequestContext context) {
    SpecificRecord line =
        decisions.get(context.pathParam("wallet") + "/" + context.pathParam("id"));
    return line == null ? problem(404, "UNKNOWN_DECISION") : line(line, true);
  }

  private HttpResponse line(SpecificRecord record, boolean replayed) {
    return line(record instanceof Entry ? "entry" : "rejection", replayed, bytes(record));
  }

  private byte[] bytes(SpecificRecord record) {
    return switch (record) {
      case Entry entry -> encoded(Entry.class, topics.entries(), entry);
      case Rejection rejection -> encoded(Rejection.class, topics.rejections(), rejection);
      default -> throw new IllegalArgumentException("no answering line: " + record);
    };
  }

  private <T extends SpecificRecord> byte[] encoded(Class<T> type, String topic, T record) {
    AvroCodec<T> codec = AvroCodec.of(type);
    return codec.encode(registry.register(topics.subject(topic), codec.schema()), record);
  }

  private static HttpResponse line(String kind, boolean replayed, byte[] bytes) {
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.OCTET_STREAM)
            .set("scrip-kind", kind)
            .set("scrip-replayed", Boolean.toString(replayed))
            .build(),
        HttpData.wrap(bytes));
  }

  HttpResponse wallet(String id) {
    ObjectNode found = wallets.get(id);
    return found == null ? problem(404, "UNKNOWN_WALLET") : json(found.toString());
  }

  private HttpResponse action(ServiceRequestContext context) {
    ObjectNode action = actions.get(context.pathParam("action"));
    return action == null ? problem(404, "UNKNOWN_ACTION") : json(action.toString());
  }

  static HttpResponse json(String text) {
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, text);
  }

  static HttpResponse problem(int status, String code) {
    return HttpResponse.of(
        HttpStatus.valueOf(status),
        MediaType.parse("application/problem+json"),
        Json.object().put("status", status).put("code", code).put("detail", "as told").toString());
  }

  @Override
  public void close() {
    server.stop().join();
  }
}
