package dev.scrip.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * JSON as the API speaks it: amounts as exact decimals of at most 6 fraction digits, instants as
 * RFC 3339 in UTC. No amount ever is a floating point number.
 */
final class Json {
  private static final int DIGITS = 6;
  private static final int MOST_NESTED = 50;
  private static final Pattern DECIMAL = Pattern.compile("(0|[1-9][0-9]{0,12})(\\.[0-9]{1,6})?");
  private static final Pattern INSTANT =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,3})?Z");
  private static final Pattern TOO_FINE = Pattern.compile("[0-9T:-]+\\.\\d{4,}Z");

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MOST_NESTED).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** Reads JSON of any kind; a number with an exponent is none. */
  static JsonNode read(String text) throws JsonProcessingException {
    try (JsonParser parser = new PlainNumbers(MAPPER.createParser(text))) {
      JsonNode read = MAPPER.readTree(parser);
      return read == null ? MissingNode.getInstance() : read;
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory cannot fail to be read", e);
    }
  }

  /** Writes JSON as UTF-8. */
  static byte[] bytes(ObjectNode json) {
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON can be written", e);
    }
  }

  /** An amount for an answer: {@code 0.3}, {@code 25}, {@code -1}. */
  static String amount(long micros) {
    BigDecimal decimal = BigDecimal.valueOf(micros, DIGITS).stripTrailingZeros();
    return (decimal.scale() < 0 ? decimal.setScale(0) : decimal).toPlainString();
  }

  /** The micros of an amount in a request, or empty if it is none that can be held exactly. */
  static OptionalLong micros(JsonNode node) {
    if (node.isTextual()) {
      return DECIMAL.matcher(node.textValue()).matches()
          ? micros(new BigDecimal(node.textValue()))
          : OptionalLong.empty();
    }
    return node.isNumber() ? micros(node.decimalValue()) : OptionalLong.empty();
  }

  private static OptionalLong micros(BigDecimal value) {
    BigDecimal plain = value.stripTrailingZeros();
    // Looked at before it is written out: 1e999999999 is a short text and a long number.
    boolean small = plain.scale() <= DIGITS && plain.precision() - plain.scale() <= 13;
    if (plain.signum() < 0 || (plain.signum() > 0 && !small)) {
      return OptionalLong.empty();
    }
    BigDecimal micros = plain.signum() == 0 ? BigDecimal.ZERO : plain.movePointRight(DIGITS);
    return micros.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
        ? OptionalLong.empty()
        : OptionalLong.of(micros.longValueExact());
  }

  /** What is expected where {@link #instant} found none in a text. */
  static String expectedInstant(String text) {
    return TOO_FINE.matcher(text).matches()
        ? "an instant in UTC with at most milliseconds, 3 fraction digits, like"
            + " 2027-01-31T14:37:05.123Z"
        : "an instant in UTC like 2027-01-31T14:37:05Z";
  }

  /** An instant of a request, or null if it is not RFC 3339 in UTC with at most milliseconds. */
  static @Nullable Instant instant(String text) {
    if (!INSTANT.matcher(text).matches()) {
      return null;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
