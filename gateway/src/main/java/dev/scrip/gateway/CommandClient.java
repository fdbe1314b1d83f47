package dev.scrip.gateway;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import dev.scrip.projector.audit.Line;
import dev.scrip.projector.audit.LineReader;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.CommandPublisher;
import dev.scrip.schemas.DecisionFrames.Answer;
import dev.scrip.schemas.RegistryClient;
import dev.scrip.schemas.RegistryRefused;
import dev.scrip.schemas.RegistryUnavailable;
import dev.scrip.schemas.Schemas;
import dev.scrip.schemas.Topics;
import dev.scrip.schemas.UnreadableRecord;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * The way of a command: append it to the log, then ask the node that owns the wallet what it came
 * to. An answer that is lost on the way is no harm: the same command again is the same command.
 */
final class CommandClient implements AutoCloseable {
  private static final String AGAIN =
      "; the command may have been appended: send it again with the same Idempotency-Key";

  /** As long as handing over a batch may take; a producer that works takes some milliseconds. */
  private static final long APPEND_WITHIN_MS = 10_000;

  /** What became of a command. */
  sealed interface Outcome {}

  /** It was decided; replayed = not now, but the first time it came. */
  record Decided(Line line, boolean replayed) implements Outcome {}

  /** It leaves no line: what it asks for is so already. */
  record Nothing() implements Outcome {}

  /** It is in the log, not decided in the time the caller had. */
  record Undecided(String wallet, String commandId) implements Outcome {}

  private final Topics topics;
  private final Map<String, Object> kafka;
  private final RegistryClient registry;
  private final NodeClient nodes;
  private final BatchDecisions batches;
  private final LineReader reader;
  private final Metrics metrics;
  private final Executor blocking;
  private @Nullable CommandPublisher publisher;
  private volatile int schemaId;

  CommandClient(
      Topics topics,
      Map<String, Object> kafka,
      RegistryClient registry,
      NodeClient nodes,
      Metrics metrics,
      Executor blocking) {
    this.topics = topics;
    this.kafka = new HashMap<>(kafka);
    // A caller is not kept longer than it takes to say that the broker is away.
    this.kafka.putIfAbsent("max.block.ms", "5000");
    this.kafka.putIfAbsent("request.timeout.ms", "5000");
    this.kafka.putIfAbsent("delivery.timeout.ms", "10000");
    this.kafka.putIfAbsent("client.id", topics.ledger() + "-gateway");
    this.registry = registry;
    this.nodes = nodes;
    this.batches = new BatchDecisions(nodes);
    this.reader = new LineReader(registry);
    this.metrics = metrics;
    this.blocking = blocking;
  }

  /** A command as the schema has it. */
  static Command command(
      String id,
      String wallet,
      String actor,
      String app,
      Map<String, String> metadata,
      Object body) {
    return new Command(
        id, wallet, Instant.EPOCH, actor, app, ByteBuffer.allocate(0), metadata, body);
  }

  /** What became of one of many commands. */
  sealed interface Told {}

  record Came(Outcome outcome) implements Told {}

  /** Nothing is known of it, or it was not appended: the problem says which. */
  record Failed(Problem why) implements Told {}

  /** Appends a command and waits for its decision as long as the request says. */
  CompletableFuture<Outcome> decide(Request request, Command command) {
    Metrics.Decision timed = metrics.decision();
    return CompletableFuture.completedFuture(command)
        .thenComposeAsync(asked -> append(request, asked), blocking)
        .thenCompose(appended ->
            nodes.decision(
                appended.wallet(), appended.bytes(), appended.offset(), request.waitMs()))
        .thenCompose(answer -> outcomeOf(answer, command))
        .thenApply(timed::of);
  }

  /**
   * Appends commands in their order, none waiting for another, and then asks for all decisions at
   * once; what became of each comes in the same order. Blocks while it appends.
   */
  CompletableFuture<List<Told>> decideAll(Request request, List<Command> commands) {
    Metrics.Decision timed = metrics.decision();
    List<CompletableFuture<Appended>> appended = appendAll(request, commands);
    return whenAll(appended)
        .thenCompose(_ -> batches.ask(inTheLog(appended), request.waitMs()))
        .thenApplyAsync(_ -> told(appended, commands, timed), blocking);
  }

  private static List<Appended> inTheLog(List<CompletableFuture<Appended>> appended) {
    return appended.stream()
        .filter(each -> !each.isCompletedExceptionally())
        .map(CompletableFuture::resultNow)
        .toList();
  }

  private List<Told> told(
      List<CompletableFuture<Appended>> appended, List<Command> commands, Metrics.Decision timed) {
    List<Told> told = new ArrayList<>(commands.size());
    Failed unread = null; // what cannot be read once is not asked of the registry for every line
    for (int i = 0; i < commands.size(); i++) {
      try {
        Answer answer = appended.get(i).join().answer().join();
        if (unread != null && !readable(answer)) {
          told.add(unread);
        } else {
          told.add(new Came(timed.of(outcome(answer, commands.get(i)))));
        }
      } catch (Problem e) {
        unread = new Failed(e);
        told.add(unread);
      } catch (CompletionException | CancellationException e) {
        told.add(new Failed(RouteService.problem(e)));
      }
    }
    return told;
  }

  /** Completes when all have, well or not. */
  static CompletableFuture<Boolean> whenAll(List<? extends CompletableFuture<?>> all) {
    return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).handle((_, _) -> true);
  }

  /** What a command would come to, nothing appended. */
  CompletableFuture<Line> quote(Command command) {
    return CompletableFuture.supplyAsync(() -> encode(publisher(), command), blocking)
        .thenCompose(bytes -> nodes.quote(command.getWallet(), bytes))
        .thenApplyAsync(this::line, blocking);
  }

  /** The stored decision on an id. */
  CompletableFuture<Line> stored(String wallet, String commandId) {
    return nodes.decision(wallet, commandId).thenApplyAsync(this::line, blocking);
  }

  /** The stored decision on an id, if the wallet has one. */
  CompletableFuture<Optional<Line>> find(String wallet, String commandId) {
    return nodes
        .decision(wallet, commandId)
        .thenApplyAsync(
            answer ->
                answer.status().equals(HttpStatus.NOT_FOUND)
                    ? Optional.empty()
                    : Optional.of(line(answer)),
            blocking);
  }

  /** Registers the schema and makes the producer, if that is not done yet. Blocks. */
  synchronized CommandPublisher publisher() {
    if (publisher == null) {
      try {
        int id = registry.register(topics.subject(topics.commands()), Schemas.of(Command.class));
        publisher = new CommandPublisher(topics, kafka, id);
        schemaId = id;
      } catch (RegistryUnavailable | RegistryRefused | KafkaException e) {
        throw Problem.unavailable(e.getMessage() + "; nothing was appended: try again");
      }
    }
    return publisher;
  }

  /** Id that commands are written with; 0 = not known yet. */
  int schemaId() {
    return schemaId;
  }

  /**
   * A command in the log.
   *
   * @param answer completes with what it came to, where it is asked for with others
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Appended(String wallet, byte[] bytes, long offset, CompletableFuture<Answer> answer) {}

  private CompletableFuture<Appended> append(Request request, Command command) {
    CommandPublisher producer = publisher();
    byte[] bytes = encode(producer, command);
    return producer
        .send(command, bytes, request.traceHeaders())
        .handle((place, failure) -> {
          if (failure != null) {
            throw Problem.unavailable("expected Kafka to append, found: " + failure + AGAIN);
          }
          return new Appended(
              command.getWallet(), bytes, place.offset(), new CompletableFuture<>());
        });
  }

  /**
   * Where Kafka cannot even be handed a command, each further one would wait as long again for the
   * same: those are not tried.
   */
  private List<CompletableFuture<Appended>> appendAll(Request request, List<Command> commands) {
    List<CompletableFuture<Appended>> appended = new ArrayList<>(commands.size());
    long until = System.nanoTime() + APPEND_WITHIN_MS * 1_000_000;
    boolean handed = true;
    for (Command command : commands) {
      if (!handed || System.nanoTime() > until) {
        appended.add(
            CompletableFuture.failedFuture(
                Problem.unavailable(
                    "expected Kafka to append the lines before, found that it does not;"
                        + " nothing of this one was appended: send it again with the same id")));
        continue;
      }
      try {
        CompletableFuture<Appended> sent = append(request, command);
        handed = !sent.isCompletedExceptionally();
        appended.add(sent);
      } catch (Problem e) {
        appended.add(CompletableFuture.failedFuture(e));
      }
    }
    return appended;
  }

  private static byte[] encode(CommandPublisher producer, Command command) {
    try {
      return producer.encode(command);
    } catch (IllegalArgumentException e) {
      throw Problem.of(400, "INVALID_FIELD", String.valueOf(e.getMessage()));
    } catch (SerializationException e) {
      // A serializer of the operator's choice may ask a registry for every schema it meets.
      throw Problem.unavailable(e.getMessage() + "; nothing was appended: try again");
    }
  }

  /** Off the caller's thread only where the registry must be asked what the line is written in. */
  private CompletableFuture<Outcome> outcomeOf(Answer answer, Command command) {
    return readable(answer)
        ? CompletableFuture.completedFuture(outcome(answer, command))
        : CompletableFuture.supplyAsync(() -> outcome(answer, command), blocking);
  }

  private boolean readable(Answer answer) {
    return switch (answer.kind()) {
      case ENTRY, REJECTION -> {
        try {
          yield reader.knows(answer.line());
        } catch (UnreadableRecord e) {
          yield true; // no schema will make it a line
        }
      }
      case NONE, UNDECIDED, NOT_HERE -> true;
    };
  }

  private Outcome outcome(Answer answer, Command command) {
    return switch (answer.kind()) {
      case UNDECIDED -> new Undecided(command.getWallet(), command.getCommandId());
      case NONE -> new Nothing();
      case ENTRY, REJECTION -> new Decided(line(answer), answer.replayed());
      case NOT_HERE -> throw new IllegalStateException("asked on until it is somewhere");
    };
  }

  private Line line(AggregatedHttpResponse answer) {
    return line(NodeClient.told(answer));
  }

  private Line line(Answer answer) {
    try {
      return switch (answer.kind()) {
        case ENTRY -> reader.read(Line.Kind.ENTRY, answer.line());
        case REJECTION -> reader.read(Line.Kind.REJECTION, answer.line());
        case NONE, UNDECIDED, NOT_HERE ->
            throw Problem.unavailable(
                "expected an entry or a rejection from the node, found " + answer.kind());
      };
    } catch (RegistryUnavailable | RegistryRefused | UnreadableRecord e) {
      throw Problem.unavailable("the decision cannot be read: " + e.getMessage() + AGAIN);
    }
  }

  @Override
  public synchronized void close() {
    if (publisher != null) {
      publisher.close();
    }
  }
}
