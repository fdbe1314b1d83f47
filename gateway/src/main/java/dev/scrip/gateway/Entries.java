package dev.scrip.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.scrip.projector.audit.Line;
import dev.scrip.projector.audit.LinePage;
import dev.scrip.projector.audit.LineQuery;
import dev.scrip.projector.audit.LineQuery.Place;
import dev.scrip.projector.audit.LineStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The lines of a wallet, newest first, as JSON, NDJSON or CSV. */
final class Entries {
  static final String NEXT_CURSOR = "scrip-next-cursor";
  private static final MediaType NDJSON = MediaType.create("application", "x-ndjson");
  private static final MediaType CSV = MediaType.CSV_UTF_8;
  private static final long MOST_LISTED = 1_000;

  private final LineStore lines;
  private final Wallets wallets;
  private final Executor reading;

  /** What an answer is written as. */
  private enum Form {
    JSON,
    NDJSON,
    CSV
  }

  Entries(LineStore lines, Wallets wallets, Executor reading) {
    this.lines = lines;
    this.wallets = wallets;
    this.reading = reading;
  }

  CompletableFuture<HttpResponse> list(Request request) {
    String wallet = request.path("wallet");
    Form form = form(request);
    String cursor = request.query("cursor");
    LineQuery query =
        new LineQuery(
            wallet,
            cursor.isEmpty() ? Place.END : place(cursor),
            request.query("type"),
            request.query("action"),
            request.query("actor"),
            request.query("app"),
            request.query("pool"),
            or(request.queryInstant("from"), Instant.MIN),
            or(request.queryInstant("to"), Instant.MAX),
            (int) request.queryNumber("limit", 1, MOST_LISTED, 100));
    if (!lines.ready()) {
      throw Problem.unavailable(
          "expected the lines to be read from the topics, found "
              + lines.lag()
              + " records still to come"
              + (lines.fault().isEmpty() ? "" : " (" + lines.fault() + ")")
              + "; try again");
    }
    return CompletableFuture.supplyAsync(() -> lines.lines(query), reading)
        .thenCompose(page ->
            page.lines().isEmpty() && cursor.isEmpty()
                ? wallets.existing(wallet).thenApply(known -> page)
                : CompletableFuture.completedFuture(page))
        .thenApplyAsync(page -> write(form, page), reading);
  }

  private static Form form(Request request) {
    List<MediaType> accepted = request.accepts();
    for (MediaType type : accepted) {
      if (MediaType.JSON.belongsTo(type)) {
        return Form.JSON;
      }
      if (NDJSON.belongsTo(type)) {
        return Form.NDJSON;
      }
      if (CSV.belongsTo(type) || MediaType.create("text", "csv").belongsTo(type)) {
        return Form.CSV;
      }
    }
    if (accepted.isEmpty()) {
      return Form.JSON;
    }
    throw Problem.of(
        406,
        "NOT_ACCEPTABLE",
        "expected Accept: application/json, application/x-ndjson or text/csv, found "
            + request.header(HttpHeaderNames.ACCEPT));
  }

  private static HttpResponse write(Form form, LinePage page) {
    Place next = page.next();
    String cursor = next == null ? "" : cursor(next);
    return switch (form) {
      case JSON -> {
        ObjectNode json = Json.object();
        ArrayNode entries = json.putArray("entries");
        page.lines().forEach(line -> entries.add(LineJson.line(line)));
        json.put("nextCursor", next == null ? null : cursor);
        yield Reply.json(HttpStatus.OK, json);
      }
      case NDJSON -> {
        StringBuilder text = new StringBuilder();
        page.lines().forEach(line -> text.append(LineJson.line(line)).append('\n'));
        yield text(NDJSON, cursor, text.toString());
      }
      case CSV -> {
        StringBuilder text = new StringBuilder(LineCsv.HEADER);
        page.lines().forEach(line -> text.append(LineCsv.row(line)));
        yield text(CSV, cursor, text.toString());
      }
    };
  }

  private static HttpResponse text(MediaType type, String cursor, String text) {
    var headers =
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(type)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    if (!cursor.isEmpty()) {
      headers.set(NEXT_CURSOR, cursor);
    }
    return HttpResponse.of(headers.build(), HttpData.ofUtf8(text));
  }

  /** Opaque to callers: the place of the last line they got. */
  static String cursor(Place place) {
    String text = place.sequence() + ":" + place.commandId();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  static Place place(String cursor) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      long sequence = colon < 0 ? -1 : Long.parseLong(text.substring(0, colon));
      if (sequence >= 0) {
        return new Place(sequence, text.substring(colon + 1));
      }
    } catch (IllegalArgumentException e) {
      // Said below: a cursor is ours or it is none.
    }
    throw Problem.invalid("cursor", cursor, "a nextCursor as an earlier answer gave it");
  }

  private static Instant or(@Nullable Instant instant, Instant otherwise) {
    return instant == null ? otherwise : instant;
  }

  /** One line of a wallet as an event of a stream. */
  static String event(Line line) {
    return "id: "
        + line.sequence()
        + "\nevent: "
        + line.type()
        + "\ndata: "
        + LineJson.line(line)
        + "\n\n";
  }
}
