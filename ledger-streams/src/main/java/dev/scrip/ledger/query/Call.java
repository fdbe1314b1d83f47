package dev.scrip.ledger.query;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.OptionalLong;

/** One request to the node, with its parameters as what they stand for. */
record Call(ServiceRequestContext context, AggregatedHttpRequest request) {
  private static final long DEFAULT_WAIT_MS = 5_000;

  /** The longest that anybody may wait. */
  static final long MOST_WAIT_MS = 60_000;

  /** Whether another node asks, who asks nobody else but us. */
  boolean forwarded() {
    return request.headers().contains(Peers.FORWARDED);
  }

  /** A part of the path. */
  String path(String name) {
    String value = context.pathParam(name);
    if (value == null) {
      throw new IllegalStateException("the route has no parameter " + name);
    }
    return value;
  }

  /** A query parameter that has to be there. */
  String required(String name) {
    String value = context.queryParam(name);
    if (value == null || value.isEmpty()) {
      throw new Problem(400, "INVALID_FIELD", name + ": expected a value, found none");
    }
    return value;
  }

  String text(String name, String otherwise) {
    String value = context.queryParam(name);
    return value == null ? otherwise : value;
  }

  long number(String name, long otherwise) {
    String value = context.queryParam(name);
    try {
      return value == null ? otherwise : Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new Problem(400, "INVALID_FIELD", name + ": expected a whole number, found " + value);
    }
  }

  OptionalLong instant(String name) {
    String value = context.queryParam(name);
    return value == null ? OptionalLong.empty() : OptionalLong.of(instant(name, value));
  }

  static long instant(String name, String value) {
    try {
      return Instant.parse(value).toEpochMilli();
    } catch (DateTimeException e) {
      throw new Problem(
          400,
          "INVALID_FIELD",
          name + ": expected an instant like 2027-01-31T14:37:05Z, found " + value);
    }
  }

  /** How long the caller waits for an answer. */
  long waitMs() {
    return Math.clamp(number("wait", DEFAULT_WAIT_MS), 0, MOST_WAIT_MS);
  }

  /** The same request with less time to wait. */
  String pathAndQuery(long waitMs) {
    QueryParams query =
        context.queryParams().toBuilder().set("wait", Long.toString(waitMs)).build();
    return context.path() + "?" + query.toQueryString();
  }
}
