package dev.scrip.gateway;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import dev.scrip.projector.audit.Line;
import dev.scrip.projector.audit.LineReader;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.CommandPublisher;
import dev.scrip.schemas.RegistryClient;
import dev.scrip.schemas.RegistryRefused;
import dev.scrip.schemas.RegistryUnavailable;
import dev.scrip.schemas.Schemas;
import dev.scrip.schemas.Topics;
import dev.scrip.schemas.UnreadableRecord;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.producer.RecordMetadata;
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

  /** Appends a command and waits for its decision as long as the request says. */
  CompletableFuture<Outcome> decide(Request request, Command command) {
    Metrics.Decision timed = metrics.decision();
    return CompletableFuture.completedFuture(command)
        .thenComposeAsync(asked -> append(request, asked), blocking)
        .thenCompose(appended ->
            nodes.decision(
                command.getWallet(), appended.bytes(), appended.offset(), request.waitMs()))
        .thenApplyAsync(answer -> outcome(answer, command), blocking)
        .thenApply(timed::of);
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

  private static final class Appended {
    private final byte[] bytes;
    private final long offset;

    Appended(byte[] bytes, RecordMetadata place) {
      this.bytes = bytes;
      this.offset = place.offset();
    }

    byte[] bytes() {
      return bytes;
    }

    long offset() {
      return offset;
    }
  }

  private CompletableFuture<Appended> append(Request request, Command command) {
    CommandPublisher producer = publisher();
    byte[] bytes = encode(producer, command);
    return producer
        .send(command, bytes, request.traceHeaders())
        .handle((place, failure) -> {
          if (failure != null) {
            throw Problem.unavailable("expected Kafka to append, found: " + failure + AGAIN);
          }
          return new Appended(bytes, place);
        });
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

  private Outcome outcome(AggregatedHttpResponse answer, Command command) {
    if (answer.status().equals(HttpStatus.ACCEPTED)) {
      return new Undecided(command.getWallet(), command.getCommandId());
    }
    NodeClient.check(answer);
    if (answer.headers().get("scrip-kind", "").equals("none")) {
      return new Nothing();
    }
    return new Decided(
        line(answer), Boolean.parseBoolean(answer.headers().get("scrip-replayed", "false")));
  }

  private Line line(AggregatedHttpResponse answer) {
    NodeClient.check(answer);
    String kind = answer.headers().get("scrip-kind", "");
    try {
      return switch (kind) {
        case "entry" -> reader.read(Line.Kind.ENTRY, answer.content().array());
        case "rejection" -> reader.read(Line.Kind.REJECTION, answer.content().array());
        default ->
            throw Problem.unavailable(
                "expected an entry or a rejection from the node, found \"" + kind + "\"");
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
