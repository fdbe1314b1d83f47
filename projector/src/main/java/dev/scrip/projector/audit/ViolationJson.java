package dev.scrip.projector.audit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scrip.schemas.Violation;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Violated conditions as JSON, the same over HTTP and in webhooks. What is empty is left out. */
public final class ViolationJson {
  private static final int MICRO_DIGITS = 6;

  private ViolationJson() {}

  /** Writes the member {@code violations}. */
  public static void write(ObjectNode json, List<Violation> violations) {
    ArrayNode list = json.putArray("violations");
    for (Violation violation : violations) {
      write(list.addObject().put("reason", violation.getReason().name()), violation);
    }
  }

  private static void write(ObjectNode json, Violation violation) {
    text(json, "field", violation.getField());
    text(json, "value", violation.getValue());
    text(json, "detail", violation.getDetail());
    text(json, "limit", violation.getLimit());
    text(json, "subject", violation.getSubject());
    amount(json, "required", violation.getRequired());
    amount(json, "available", violation.getAvailable());
    amount(json, "ceiling", violation.getCeiling());
    if (violation.getRetryAt() != null) {
      json.put("retryAt", violation.getRetryAt().toString());
    }
  }

  private static void text(ObjectNode json, String name, String value) {
    if (!value.isEmpty()) {
      json.put(name, value);
    }
  }

  private static void amount(ObjectNode json, String name, @Nullable Long micros) {
    if (micros != null) {
      BigDecimal decimal = BigDecimal.valueOf(micros, MICRO_DIGITS).stripTrailingZeros();
      json.put(name, decimal.toPlainString());
    }
  }
}
