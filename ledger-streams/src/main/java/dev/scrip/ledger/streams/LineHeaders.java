package dev.scrip.ledger.streams;

import dev.scrip.ledger.domain.Depletion;
import dev.scrip.ledger.domain.Entry;
import dev.scrip.ledger.domain.Line;
import dev.scrip.ledger.domain.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** What one wants to grep without Avro: on rejections and depletions; the trace on all. */
final class LineHeaders {
  private static final String TRACE = "traceparent";

  /** A W3C traceparent has 55; whatever is longer is none, and a line must stay small. */
  private static final int MOST_TRACE_BYTES = 256;

  private LineHeaders() {}

  static Headers of(Line line, Headers command) {
    Headers headers = new RecordHeaders();
    Header trace = command.lastHeader(TRACE);
    if (trace != null && trace.value() != null && trace.value().length <= MOST_TRACE_BYTES) {
      headers.add(trace);
    }
    switch (line) {
      case Entry _ -> {}
      case Rejection rejection -> {
        add(headers, "type", "rejected");
        add(headers, "reason", rejection.reason().name());
        add(headers, "pool", rejection.pool());
        add(headers, "action", rejection.action());
      }
      case Depletion depletion -> {
        add(headers, "type", depletion.type().name().toLowerCase(Locale.ROOT));
        if (depletion.cause() != Depletion.Cause.NONE) {
          add(headers, "reason", depletion.cause().name().toLowerCase(Locale.ROOT));
        }
        add(headers, "pool", depletion.pool());
        add(headers, "scope", String.join(",", depletion.scope()));
      }
    }
    return headers;
  }

  private static void add(Headers headers, String key, String value) {
    if (!value.isEmpty()) {
      headers.add(key, value.getBytes(StandardCharsets.UTF_8));
    }
  }
}
