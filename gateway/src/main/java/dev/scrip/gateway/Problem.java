package dev.scrip.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.scrip.projector.audit.Line;
import dev.scrip.schemas.Rejection;
import dev.scrip.schemas.RejectionReason;
import java.io.Serial;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Why a request was not done, as RFC 9457 says it. Thrown anywhere, rendered in one place. */
final class Problem extends RuntimeException {
  static final MediaType MEDIA_TYPE = MediaType.create("application", "problem+json");

  @Serial private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final transient ObjectNode more;
  private final transient Map<CharSequence, String> headers;

  private Problem(
      int status, String code, String detail, ObjectNode more, Map<CharSequence, String> headers) {
    super(detail, null, false, false);
    this.status = status;
    this.code = code;
    this.more = more;
    this.headers = headers;
  }

  /** One fault of a request: where, what was found, what was expected. */
  record Fault(String field, String value, String expected) {
    String sentence() {
      return field
          + ": expected "
          + expected
          + (value.isEmpty() ? ", found nothing" : ", found " + value);
    }
  }

  static Problem of(int status, String code, String detail) {
    return new Problem(status, code, detail, Json.object(), Map.of());
  }

  /** As a ledger node said it. */
  static Problem of(int status, String code, String detail, ObjectNode more) {
    return new Problem(status, code, detail, more, Map.of());
  }

  /** All faults of a request at once; nothing was appended. */
  static Problem invalid(List<Fault> faults) {
    ObjectNode more = Json.object();
    ArrayNode violations = more.putArray("violations");
    for (Fault fault : faults) {
      violations
          .addObject()
          .put("reason", RejectionReason.INVALID_FIELD.name())
          .put("field", fault.field())
          .put("value", fault.value())
          .put("detail", "expected " + fault.expected());
    }
    String detail = String.join("; ", faults.stream().map(Fault::sentence).toList());
    return new Problem(400, RejectionReason.INVALID_FIELD.name(), detail, more, Map.of());
  }

  static Problem invalid(String field, String value, String expected) {
    return invalid(List.of(new Fault(field, value, expected)));
  }

  /** A refused command: the decision is stored, the same key gets it again. */
  static Problem rejected(Rejection rejection, boolean replayed) {
    ObjectNode more = LineJson.refusal(rejection);
    Map<CharSequence, String> headers = replayed ? Map.of(Reply.REPLAYED, "true") : Map.of();
    return new Problem(
        status(rejection.getReason()),
        rejection.getReason().name(),
        Explanation.of(new Line.Refused(rejection)),
        more,
        headers);
  }

  /** Something the gateway needs is away. */
  static Problem unavailable(String detail) {
    return new Problem(
        503, "UNAVAILABLE", detail, Json.object(), Map.of(HttpHeaderNames.RETRY_AFTER, "1"));
  }

  static Problem unauthenticated(String detail) {
    return new Problem(
        401,
        "UNAUTHENTICATED",
        detail,
        Json.object(),
        Map.of(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer"));
  }

  static Problem methodNotAllowed(String method, String allowed) {
    return new Problem(
        405,
        "METHOD_NOT_ALLOWED",
        "expected " + allowed + " here, found " + method,
        Json.object(),
        Map.of(HttpHeaderNames.ALLOW, allowed));
  }

  /** The status of a refusal: credits and limits 402, what is not there 404, conflicts 409. */
  static int status(RejectionReason reason) {
    return switch (reason) {
      case LOOP_BREAKER, INSUFFICIENT_CREDITS, DAILY_CAP, LIMIT_EXCEEDED, MEMBER_LIMIT -> 402;
      case UNKNOWN_WALLET, UNKNOWN_GRANT, UNKNOWN_HOLD, UNKNOWN_CHARGE -> 404;
      case WALLET_EXISTS,
          WALLET_CLOSED,
          HOLD_EXPIRED,
          HOLD_CLOSED,
          PROMO_ALREADY_REDEEMED,
          SEAT_BLOCKED ->
          409;
      case UNKNOWN,
          UNSUPPORTED,
          INVALID_FIELD,
          IDEMPOTENCY_CONFLICT,
          FORGONE,
          TOO_MANY,
          UNKNOWN_PLAN,
          UNKNOWN_ACTION,
          UNKNOWN_POOL,
          UNKNOWN_LIMIT,
          NOT_ALLOWED_BY_PLAN,
          MISSING_ATTRIBUTE,
          INVALID_AMOUNT,
          REFUND_EXCEEDS_CHARGE,
          OVERFLOW ->
          422;
    };
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  AggregatedHttpResponse response() {
    var response =
        ResponseHeaders.builder(HttpStatus.valueOf(status))
            .contentType(MEDIA_TYPE)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    headers.forEach(response::set);
    return AggregatedHttpResponse.of(response.build(), HttpData.ofUtf8(json().toString()));
  }

  /** All that is said of it, status and all. */
  ObjectNode json() {
    String detail = getMessage();
    ObjectNode json =
        Json.object()
            .put("type", "urn:scrip:problem:" + code.toLowerCase(Locale.ROOT).replace('_', '-'))
            .put("title", title())
            .put("status", status)
            .put("code", code)
            .put("detail", detail == null ? "" : detail);
    return json.setAll(more);
  }

  private String title() {
    String words = code.toLowerCase(Locale.ROOT).replace('_', ' ');
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
