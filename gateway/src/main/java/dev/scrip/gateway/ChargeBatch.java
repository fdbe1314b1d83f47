package dev.scrip.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.scrip.gateway.CommandClient.Told;
import dev.scrip.projector.audit.Line.Accepted;
import dev.scrip.projector.audit.Line.Crossed;
import dev.scrip.projector.audit.Line.Refused;
import dev.scrip.schemas.Command;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Many charges in one request: NDJSON, a charge a line, each with an id and a wallet of its own. A
 * line is answered by a line, in order, as the single route would answer it; no line has to do with
 * another, but that those of one wallet are decided in their order.
 */
final class ChargeBatch {
  static final MediaType LINES = MediaType.create("application", "x-ndjson");
  static final int MOST_LINES = 10_000;
  private static final int MOST_LINE_BYTES = 64 << 10;

  private final CommandClient commands;
  private final Executor blocking;

  ChargeBatch(CommandClient commands, Executor blocking) {
    this.commands = commands;
    this.blocking = blocking;
  }

  /** One line of a request. */
  private sealed interface Line {}

  private record Good(int number, Command command) implements Line {}

  /**
   * Nothing of it is appended.
   *
   * @param answer the problem, with the line's number
   */
  private record Bad(ObjectNode answer) implements Line {}

  CompletableFuture<HttpResponse> charge(Request request) {
    String key = request.header(Request.IDEMPOTENCY_KEY);
    if (!key.isEmpty()) {
      throw Problem.invalid(
          "Idempotency-Key", key, "no such header with a batch, where each line has its own id");
    }
    byte[] body = request.bytes(List.of(LINES));
    return CompletableFuture.completedFuture(body)
        .thenComposeAsync(bytes -> decided(request, lines(bytes)), blocking);
  }

  private CompletableFuture<HttpResponse> decided(Request request, List<Line> lines) {
    List<Command> charges = new ArrayList<>(lines.size());
    for (Line line : lines) {
      if (line instanceof Good(_, Command command)) {
        charges.add(command);
      }
    }
    return commands.decideAll(request, charges).thenApply(told -> answer(lines, told));
  }

  /** Lines end with a line feed, the last one may; those with nothing on them are left out. */
  private static List<Line> lines(byte[] body) {
    List<Line> lines = new ArrayList<>();
    int number = 0;
    for (int from = 0; from < body.length; ) {
      int end = from;
      while (end < body.length && body[end] != '\n') {
        end++;
      }
      number++;
      if (!isBlank(body, from, end)) {
        if (lines.size() == MOST_LINES) {
          throw Problem.of(
              413,
              "TOO_LARGE",
              "expected at most " + MOST_LINES + " lines, found more; nothing was appended");
        }
        lines.add(line(number, body, from, end));
      }
      from = end + 1;
    }
    if (lines.isEmpty()) {
      throw Problem.invalid("body", "", "at least one charge, a line of JSON each");
    }
    return lines;
  }

  private static boolean isBlank(byte[] body, int from, int end) {
    for (int i = from; i < end; i++) {
      if (body[i] != ' ' && body[i] != '\t' && body[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  private static Line line(int number, byte[] body, int from, int end) {
    ObjectNode read = null;
    try {
      if (end - from > MOST_LINE_BYTES) {
        throw Problem.invalid(
            "line", (end - from) + " bytes", "at most " + MOST_LINE_BYTES + " bytes");
      }
      read = object(ByteBuffer.wrap(body, from, end - from));
      return new Good(number, command(new Body(read)));
    } catch (Problem e) {
      return new Bad(faulty(number, read, e));
    }
  }

  private static ObjectNode object(ByteBuffer line) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(line).toString();
      if (Json.read(text) instanceof ObjectNode object) {
        return object;
      }
      throw Problem.invalid("line", "something else", "a JSON object");
    } catch (CharacterCodingException e) {
      throw Problem.invalid("line", "other bytes", "UTF-8");
    } catch (JsonProcessingException e) {
      throw Problem.of(
          400, "INVALID_FIELD", "expected a line of JSON, found: " + e.getOriginalMessage());
    }
  }

  private static Command command(Body body) {
    String id = body.id("id");
    String fault = Request.ownIdFault(id);
    if (fault != null) {
      body.fault("id", id, fault);
    }
    String wallet = body.wallet("wallet");
    return Charges.Asked.of(body).command(id, wallet);
  }

  private static ObjectNode faulty(int number, @Nullable ObjectNode read, Problem problem) {
    ObjectNode json = numbered(number, problem);
    for (String name : List.of("id", "wallet")) {
      JsonNode value = read == null ? null : read.get(name);
      if (value != null && value.isTextual() && Body.idFault(value.textValue()) == null) {
        json.put(name, value.textValue());
      }
    }
    return json;
  }

  private static HttpResponse answer(List<Line> lines, List<Told> told) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512 * lines.size());
    Iterator<Told> next = told.iterator();
    for (Line line : lines) {
      ObjectNode json =
          switch (line) {
            case Good good -> answer(good, next.next());
            case Bad(ObjectNode answer) -> answer;
          };
      out.writeBytes(Json.bytes(json));
      out.write('\n');
    }
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(LINES)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .build(),
        HttpData.wrap(out.toByteArray()));
  }

  private static ObjectNode answer(Good good, Told told) {
    Command command = good.command();
    return switch (told) {
      case CommandClient.Failed(Problem why) ->
          named(why.status() == 400 ? numbered(good.number(), why) : ofLine(why), command);
      case CommandClient.Came(CommandClient.Decided(var line, boolean replayed)) -> {
        ObjectNode json =
            switch (line) {
              case Accepted(var entry) ->
                  status(HttpStatus.CREATED).setAll(LineJson.accepted(entry));
              case Refused(var rejection) ->
                  named(Problem.rejected(rejection, replayed).json(), command);
              case Crossed _ -> throw new IllegalStateException("no command is a crossing");
            };
        yield replayed ? json.put("replayed", true) : json;
      }
      case CommandClient.Came(CommandClient.Undecided undecided) ->
          status(HttpStatus.ACCEPTED)
              .put("location", Reply.location(undecided))
              .setAll(Reply.pending(undecided));
      case CommandClient.Came(CommandClient.Nothing _) ->
          named(
              RouteService.problem(new IllegalStateException("a charge leaves a line")).json(),
              command);
    };
  }

  /** The single route speaks of its header; here it is the line's id. */
  private static ObjectNode ofLine(Problem problem) {
    ObjectNode json = problem.json();
    String detail = json.path("detail").asText().replace("Idempotency-Key", "id");
    boolean again = problem.status() >= 500 && !detail.contains("same id");
    return json.put("detail", again ? detail + ": send this line again with the same id" : detail);
  }

  private static ObjectNode numbered(int number, Problem problem) {
    ObjectNode json = problem.json();
    return json.put("detail", "line " + number + ": " + json.path("detail").asText())
        .put("line", number);
  }

  private static ObjectNode status(HttpStatus status) {
    return Json.object().put("status", status.code());
  }

  private static ObjectNode named(ObjectNode json, Command command) {
    return json.put("id", command.getCommandId()).put("wallet", command.getWallet());
  }
}
