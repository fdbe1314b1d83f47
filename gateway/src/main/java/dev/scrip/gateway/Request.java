package dev.scrip.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A request with its whole body, and what its headers mean. */
final class Request {
  static final String IDEMPOTENCY_KEY = "idempotency-key";

  /** Ids of commands that the gateway makes itself begin with one of these. */
  private static final List<String> OWN_IDS =
      List.of("deliver:", "forgo:", "limit:", "open:", "restore:", "settle:");

  private static final Duration DEFAULT_WAIT = Duration.ofSeconds(5);
  private static final Duration MOST_WAIT = Duration.ofSeconds(60);
  private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait=\"?(\\d{1,6})\"?");
  private static final Pattern WHOLE = Pattern.compile("\\d{1,18}");

  private final ServiceRequestContext context;
  private final AggregatedHttpRequest http;
  private final long startedNanos = System.nanoTime();

  Request(ServiceRequestContext context, AggregatedHttpRequest http) {
    this.context = context;
    this.http = http;
  }

  ServiceRequestContext context() {
    return context;
  }

  /** A part of the path, decoded. */
  String path(String name) {
    String value = context.pathParam(name);
    if (value == null) {
      throw new IllegalStateException("the route has no part {" + name + "}");
    }
    String fault = name.equals("wallet") ? Body.walletFault(value) : Body.idFault(value);
    if (fault != null) {
      throw Problem.invalid(name, value, fault);
    }
    return value;
  }

  /** A query parameter, or empty. */
  String query(String name) {
    String value = context.queryParam(name);
    return value == null ? "" : value;
  }

  @Nullable Instant queryInstant(String name) {
    String value = query(name);
    if (value.isEmpty()) {
      return null;
    }
    Instant instant = Json.instant(value);
    if (instant == null) {
      throw Problem.invalid(name, value, Json.expectedInstant(value));
    }
    return instant;
  }

  long queryNumber(String name, long least, long most, long otherwise) {
    String value = query(name);
    if (value.isEmpty()) {
      return otherwise;
    }
    if (!WHOLE.matcher(value).matches()
        || Long.parseLong(value) < least
        || Long.parseLong(value) > most) {
      throw Problem.invalid(name, value, "a whole number from " + least + " to " + most);
    }
    return Long.parseLong(value);
  }

  String header(CharSequence name) {
    return http.headers().get(name, "");
  }

  List<MediaType> accepts() {
    return http.headers().accept();
  }

  /** The caller's id for the command. */
  String idempotencyKey() {
    String key = header(IDEMPOTENCY_KEY);
    if (key.isEmpty()) {
      throw Problem.of(
          400,
          "MISSING_IDEMPOTENCY_KEY",
          "expected a header Idempotency-Key with an id of your own for this command, found none;"
              + " send the same key again to learn what became of it, a new one for a new attempt");
    }
    if (!key.matches("[ -~]{1,200}")) {
      throw Problem.invalid(
          "Idempotency-Key", key, "1 to 200 characters of printable ASCII, such as a UUID");
    }
    String fault = ownIdFault(key);
    if (fault != null) {
      throw Problem.invalid("Idempotency-Key", key, fault);
    }
    return key;
  }

  /** What is wrong with an id that only Scrip itself may give, or null. */
  static @Nullable String ownIdFault(String id) {
    for (String own : OWN_IDS) {
      if (id.startsWith(own)) {
        return "an id not beginning with " + own + ", which is Scrip's own";
      }
    }
    return null;
  }

  /** How long the caller still waits for a decision: {@code Prefer: wait=SECONDS}. */
  long waitMs() {
    Matcher prefer = WAIT.matcher(header("prefer"));
    Duration wait =
        prefer.find() ? Duration.ofSeconds(Long.parseLong(prefer.group(1))) : DEFAULT_WAIT;
    Duration capped = wait.compareTo(MOST_WAIT) > 0 ? MOST_WAIT : wait;
    return Math.max(0, capped.toMillis() - (System.nanoTime() - startedNanos) / 1_000_000);
  }

  /** What goes with the command into the log. */
  Map<String, String> traceHeaders() {
    String traceparent = header("traceparent");
    return traceparent.isEmpty() ? Map.of() : Map.of("traceparent", traceparent);
  }

  /** The body's text, of one of some media types. */
  String text(List<MediaType> types) {
    requireType(types);
    return http.contentUtf8();
  }

  /** The body's bytes, of one of some media types. */
  byte[] bytes(List<MediaType> types) {
    requireType(types);
    return bytes();
  }

  private void requireType(List<MediaType> types) {
    MediaType type = http.contentType();
    if (type == null || types.stream().noneMatch(type::belongsTo)) {
      throw Problem.of(
          415,
          "UNSUPPORTED_MEDIA_TYPE",
          "expected a header Content-Type: "
              + types.getFirst()
              + ", found "
              + (type == null ? "none" : type));
    }
  }

  /** The body as a JSON object; a body that is left out is an empty one. */
  Body body() {
    if (http.content().isEmpty()) {
      return new Body(Json.object());
    }
    String text = text(List.of(MediaType.JSON));
    try {
      JsonNode node = Json.read(text);
      if (node instanceof ObjectNode object) {
        return new Body(object);
      }
      throw Problem.invalid("body", "something else", "a JSON object");
    } catch (JsonProcessingException e) {
      throw Problem.of(
          400, "INVALID_FIELD", "expected a body of JSON, found: " + e.getOriginalMessage());
    }
  }

  /** The body's bytes. */
  byte[] bytes() {
    return http.content().array();
  }

  /** Whether the caller has the version of an answer already. */
  boolean hasVersion(String etag) {
    String versions = http.headers().get(HttpHeaderNames.IF_NONE_MATCH, "");
    return versions.equals("*") || versions.contains(etag);
  }
}
