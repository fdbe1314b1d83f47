package dev.scrip.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** A line of the event topics for people: JSON with amounts in credits, or one readable line. */
final class LineView {
  /** Fields that hold micros wherever they are numbers; of what has no bound, the greatest. */
  static final Set<String> MICROS =
      Set.of(
          "after",
          "amount",
          "available",
          "balance",
          "balanceAfter",
          "before",
          "ceiling",
          "free",
          "held",
          "issued",
          "limit",
          "quantity",
          "remaining",
          "required",
          "shortfall",
          "threshold",
          "unit",
          "unitPrice");

  private LineView() {}

  /** Fields that are empty or null, and bounds that are none, are left out. */
  static ObjectNode json(String kind, IndexedRecord line) {
    ObjectNode json = GatewayClient.JSON.createObjectNode().put("kind", kind);
    fill(json, line);
    return json;
  }

  private static void fill(ObjectNode json, IndexedRecord record) {
    for (Schema.Field field : record.getSchema().getFields()) {
      Object value = record.get(field.pos());
      if (value != null && !isEmpty(value) && !isUnbounded(field.name(), value)) {
        json.set(field.name(), value(field.name(), value));
      }
    }
  }

  private static boolean isUnbounded(String name, Object value) {
    return MICROS.contains(name) && value.equals(Long.MAX_VALUE);
  }

  private static boolean isEmpty(Object value) {
    return switch (value) {
      case CharSequence text -> text.isEmpty();
      case List<?> list -> list.isEmpty();
      case Map<?, ?> map -> map.isEmpty();
      case ByteBuffer bytes -> !bytes.hasRemaining();
      default -> false;
    };
  }

  private static JsonNode value(String name, Object value) {
    var nodes = GatewayClient.JSON.getNodeFactory();
    return switch (value) {
      case Long number when MICROS.contains(name) -> nodes.textNode(credits(number));
      case Long number -> nodes.numberNode(number);
      case Integer number -> nodes.numberNode(number);
      case Boolean truth -> nodes.booleanNode(truth);
      case ByteBuffer bytes -> {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        yield nodes.textNode(HexFormat.of().formatHex(copy));
      }
      case IndexedRecord record -> {
        ObjectNode object = nodes.objectNode();
        fill(object, record);
        yield object;
      }
      case List<?> list -> {
        ArrayNode array = nodes.arrayNode();
        for (Object element : list) {
          array.add(value(name, element));
        }
        yield array;
      }
      case Map<?, ?> map -> {
        ObjectNode object = nodes.objectNode();
        map.forEach((key, element) -> object.set(key.toString(), value(key.toString(), element)));
        yield object;
      }
      default -> nodes.textNode(value.toString()); // text, enums, instants
    };
  }

  /** {@code 2027-01-31T14:37:05Z ana #3 CHARGED chat.change 1 message, balance 24}. */
  static String text(JsonNode line) {
    StringBuilder text = new StringBuilder();
    text.append(string(line, "decidedAt")).append("  ");
    text.append(string(line, "wallet")).append("  #").append(line.path("sequence").asText("0"));
    text.append("  ");
    switch (string(line, "kind")) {
      case "rejection" -> {
        text.append("REJECTED ").append(string(line, "reason"));
        word(text, string(line, "action"));
        pair(text, "pool", string(line, "pool"));
        pair(text, "required", string(line, "required"));
        pair(text, "available", string(line, "available"));
        pair(text, "retry at", string(line, "retryAt"));
      }
      case "depletion" -> {
        text.append(string(line, "type"));
        word(text, string(line, "pool"));
        line.path("scope").forEach(action -> word(text, action.asText()));
        pair(text, "limit", string(line, "limit"));
        pair(text, "cause", cause(line));
        pair(text, "balance", string(line, "balance"));
        pair(text, "next reset", string(line, "nextReset"));
      }
      default -> {
        text.append(string(line, "type"));
        word(text, string(line, "action"));
        if (!string(line, "pool").isEmpty()) {
          word(text, string(line, "amount"));
          word(text, string(line, "pool"));
          pair(text, "balance", string(line, "balanceAfter"));
        }
        pair(text, "plan", string(line, "plan"));
      }
    }
    pair(text, "actor", string(line, "actor"));
    pair(text, "app", string(line, "app"));
    return text.toString();
  }

  private static String cause(JsonNode line) {
    String cause = string(line, "cause");
    return cause.equals("UNKNOWN") ? "" : cause;
  }

  private static void word(StringBuilder text, String word) {
    if (!word.isEmpty()) {
      text.append(' ').append(word);
    }
  }

  private static void pair(StringBuilder text, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      text.append(", ").append(name).append(' ').append(value);
    }
  }

  private static String string(JsonNode line, String field) {
    return line.path(field).asText("");
  }

  static String credits(long micros) {
    BigDecimal credits = BigDecimal.valueOf(micros, 6).stripTrailingZeros();
    return credits.scale() < 0 ? credits.setScale(0).toPlainString() : credits.toPlainString();
  }
}
