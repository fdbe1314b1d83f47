package dev.scrip.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scrip.gateway.Problem.Fault;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The JSON object of a request. Each field is asked for once; {@link #end} then tells everything
 * that is wrong, fields nobody asked for among it, in one problem.
 */
final class Body {
  static final int MOST_ID_BYTES = 200;
  private static final int MOST_SHOWN = 100;
  private static final String ID = "1 to 200 bytes of UTF-8 without control characters";
  private static final String AMOUNT =
      "a plain decimal from 0 to 9223372036854.775807 with at most 6 fraction digits and no exponent,"
          + " like \"0.3\" or 0.3";

  private static final String SPAN =
      "an ISO 8601 duration of days, hours, minutes and seconds, like \"PT15M\"";

  private static final int MOST_SENTENCE = 500;

  private final ObjectNode node;
  private final List<Fault> faults = new ArrayList<>();
  private final Set<String> known = new TreeSet<>();

  Body(ObjectNode node) {
    this.node = node;
  }

  /** What is wrong with an id, or null. */
  static @Nullable String idFault(String id) {
    try {
      int bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(id)).remaining();
      boolean fine = bytes > 0 && bytes <= MOST_ID_BYTES;
      return fine && id.chars().noneMatch(Character::isISOControl) ? null : ID;
    } catch (CharacterCodingException e) {
      return ID;
    }
  }

  /** What is wrong with a wallet's id, or null. */
  static @Nullable String walletFault(String wallet) {
    return wallet.startsWith("$")
        ? ID + ", not beginning with $, which is Scrip's own"
        : idFault(wallet);
  }

  boolean has(String name) {
    return node.has(name);
  }

  /** An id that must be there. */
  String id(String name) {
    String id = optionalId(name);
    if (!node.has(name)) {
      fault(name, "", ID);
    }
    return id;
  }

  /** An id, or empty where it is left out. */
  String optionalId(String name) {
    JsonNode value = take(name);
    if (value == null) {
      return "";
    }
    if (!value.isTextual() || idFault(value.textValue()) != null) {
      return fault(name, shown(value), ID);
    }
    return value.textValue();
  }

  /** The id of a wallet that must be there. */
  String wallet(String name) {
    String wallet = id(name);
    if (wallet.startsWith("$")) {
      fault(name, wallet, "an id not beginning with $, which is Scrip's own");
    }
    return wallet;
  }

  /** Micros, or null where the amount is left out. */
  @Nullable Long amount(String name) {
    JsonNode value = take(name);
    if (value == null) {
      return null;
    }
    OptionalLong micros = Json.micros(value);
    if (micros.isEmpty()) {
      fault(name, shown(value), AMOUNT);
      return null;
    }
    return micros.getAsLong();
  }

  /** Micros of an amount that must be there, or null where it is null. */
  @Nullable Long amountOrNull(String name) {
    JsonNode value = take(name);
    if (value == null) {
      fault(name, "", AMOUNT + ", or null");
      return null;
    }
    return value.isNull() ? null : amount(name);
  }

  /** Micros of an amount that must be there. */
  long someAmount(String name) {
    Long micros = amount(name);
    if (!has(name)) {
      fault(name, "", AMOUNT);
    }
    return micros == null ? 0 : micros;
  }

  /** Micros, or what stands for an amount that is left out. */
  long amount(String name, long otherwise) {
    Long micros = amount(name);
    return micros == null ? otherwise : micros;
  }

  /** An instant, or null where it is left out. */
  @Nullable Instant instant(String name) {
    JsonNode value = take(name);
    if (value == null) {
      return null;
    }
    Instant instant = value.isTextual() ? Json.instant(value.textValue()) : null;
    if (instant == null) {
      fault(name, shown(value), Json.expectedInstant(value.asText()));
    }
    return instant;
  }

  /** Milliseconds of a span like {@code PT15M}, or what stands for one that is left out. */
  long millis(String name, long otherwise) {
    JsonNode value = take(name);
    if (value == null) {
      return otherwise;
    }
    try {
      return Duration.parse(value.isTextual() ? value.textValue() : "").toMillis();
    } catch (DateTimeException | ArithmeticException e) {
      fault(name, shown(value), SPAN);
      return otherwise;
    }
  }

  /** True or false, false where it is left out. */
  boolean flag(String name) {
    JsonNode value = take(name);
    if (value != null && !value.isBoolean()) {
      fault(name, shown(value), "true or false");
    }
    return value != null && value.booleanValue();
  }

  /** A sentence of somebody's own that must be there. */
  String sentence(String name) {
    JsonNode value = take(name);
    String text = value != null && value.isTextual() ? value.textValue() : "";
    return text.isBlank() || text.length() > MOST_SENTENCE
        ? fault(
            name,
            value == null ? "" : shown(value),
            "a text of 1 to " + MOST_SENTENCE + " characters")
        : text;
  }

  int integer(String name, int otherwise) {
    JsonNode value = take(name);
    if (value == null) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      fault(name, shown(value), "a whole number from -2147483648 to 2147483647");
      return otherwise;
    }
    return value.intValue();
  }

  /** One of some words, in lower case outside and upper case inside. */
  <E extends Enum<E>> E oneOf(String name, Class<E> type, E otherwise, List<E> allowed) {
    JsonNode value = take(name);
    if (value == null) {
      return otherwise;
    }
    for (E one : allowed) {
      if (value.isTextual() && word(one).equals(value.textValue())) {
        return one;
      }
    }
    fault(
        name,
        shown(value),
        "one of " + String.join(", ", allowed.stream().map(Body::word).toList()));
    return otherwise;
  }

  private static String word(Enum<?> one) {
    return one.name().toLowerCase(Locale.ROOT);
  }

  List<String> ids(String name) {
    JsonNode value = take(name);
    List<String> ids = new ArrayList<>();
    if (value == null) {
      return ids;
    }
    if (!value.isArray()) {
      fault(name, shown(value), "a list of ids");
      return ids;
    }
    for (JsonNode one : value) {
      if (!one.isTextual() || idFault(one.textValue()) != null) {
        fault(name, shown(one), ID);
      } else {
        ids.add(one.textValue());
      }
    }
    return ids;
  }

  Map<String, String> texts(String name, int most) {
    JsonNode value = take(name);
    Map<String, String> texts = new HashMap<>();
    if (value == null) {
      return texts;
    }
    if (!value.isObject() || value.size() > most) {
      fault(
          name,
          value.isObject() ? value.size() + " members" : shown(value),
          "an object of at most " + most + " texts");
      return texts;
    }
    value
        .properties()
        .forEach(member -> {
          if (member.getValue().isTextual()) {
            texts.put(member.getKey(), member.getValue().textValue());
          } else {
            fault(name + "." + member.getKey(), shown(member.getValue()), "a text");
          }
        });
    return texts;
  }

  /** Notes what is wrong with a field and returns what stands for it. */
  String fault(String field, String value, String expected) {
    faults.add(new Fault(field, value, expected));
    return "";
  }

  /** Throws if anything is wrong; to be called once all fields were asked for. */
  void end() {
    node.fieldNames()
        .forEachRemaining(name -> {
          if (!known.contains(name)) {
            String fields = known.isEmpty() ? "no fields" : "only " + String.join(", ", known);
            faults.add(new Fault(name, "this field", fields));
          }
        });
    if (!faults.isEmpty()) {
      throw Problem.invalid(faults);
    }
  }

  private @Nullable JsonNode take(String name) {
    known.add(name);
    return node.get(name);
  }

  private static String shown(JsonNode value) {
    String text = value.toString();
    return text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "…" : text;
  }
}
