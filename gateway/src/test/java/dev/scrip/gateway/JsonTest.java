package dev.scrip.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Amounts and instants, exact both ways. */
class JsonTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "300000, 0.3",
    "25000000, 25",
    "-1000000, -1",
    "1, 0.000001",
    "9223372036854775807, 9223372036854.775807",
    "1200000000000000, 1200000000"
  })
  void shouldWriteAmountsWithoutExponentOrTrailingZeros(long micros, String amount) {
    assertEquals(amount, Json.amount(micros));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.3|300000",
        "\"0.3\"|300000",
        "1|1000000",
        "1.0|1000000",
        "\"1.50\"|1500000",
        "0|0",
        "0.0000|0",
        "0.000001|1",
        "\"9223372036854.775807\"|9223372036854775807",
        "9223372036854.775807|9223372036854775807"
      })
  void shouldReadAmountsExactly(String json, long micros) throws Exception {
    assertEquals(OptionalLong.of(micros), Json.micros(Json.read(json)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "\"-1\"",
        "0.0000001",
        "\"0.0000001\"",
        "\"1.0000000\"",
        "\"1e3\"",
        "\"+1\"",
        "\"01\"",
        "\" 1\"",
        "\"1.\"",
        "\".5\"",
        "\"\"",
        "\"NaN\"",
        "true",
        "null",
        "[]",
        "9223372036854.775808",
        "1e3",
        "12e-1",
        "1.20E+3",
        "0e0",
        "1e13",
        "1e999999999",
        "1e-999999999"
      })
  void shouldRefuseWhatIsNoAmount(String json) throws Exception {
    assertEquals(OptionalLong.empty(), Json.micros(Json.read(json)));
  }

  @Test
  void shouldKeepWhatWasWrittenWithAnExponentAndWhatFollows() throws Exception {
    JsonNode read = Json.read("{\"a\":1e3,\"b\":[12E-1,1.2],\"c\":1.5,\"d\":\"1e3\"}");
    assertEquals("{\"a\":1e3,\"b\":[12E-1,1.2],\"c\":1.5,\"d\":\"1e3\"}", String.valueOf(read));
    assertEquals("1.5", read.path("c").decimalValue().toPlainString());
    assertFalse(read.path("a").isNumber() || read.path("b").path(0).isTextual());
  }

  /** The schema and the code say the same. */
  @ParameterizedTest
  @ValueSource(
      strings = {"0.3", "\"0.3\"", "\"-1\"", "-1", "\"0.0000001\"", "\"01\"", "true", "\"1e3\""})
  void shouldAgreeWithTheSchemaOnAmounts(String json) throws Exception {
    JsonNode value = Json.read(json);
    assertEquals(Json.micros(value).isPresent(), Contract.faults("AmountIn", value).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2027-01-31",
        "2027-01-31T14:37:05",
        "2027-01-31T14:37:05+01:00",
        "2027-01-31T14:37:05.123456Z",
        "2027-02-30T00:00:00Z",
        "+12027-01-31T14:37:05Z",
        "now",
        ""
      })
  void shouldRefuseWhatIsNoInstantInUtc(String text) {
    assertNull(Json.instant(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2027-01-31T14:37:05.1234Z", "2027-01-31T14:37:05.123456789Z"})
  void shouldNameTheFaultOfAnInstantThatIsTooFine(String text) {
    assertNull(Json.instant(text));
    assertTrue(Json.expectedInstant(text).contains("at most milliseconds"));
    assertFalse(Json.expectedInstant("2027-01-31").contains("milliseconds"));
  }

  @Test
  void shouldReadInstants() {
    assertEquals(Lines.NOW, Json.instant("2027-01-31T14:37:05Z"));
    assertEquals(Lines.NOW.plusMillis(120), Json.instant("2027-01-31T14:37:05.12Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":1,\"a\":2}", "{} {}", "{\"a\":1", "{a:1}"})
  void shouldRefuseJsonThatIsAmbiguousOrBroken(String json) {
    assertThrows(JsonProcessingException.class, () -> Json.read(json));
  }
}
