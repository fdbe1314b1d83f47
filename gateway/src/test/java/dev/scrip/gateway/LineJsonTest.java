package dev.scrip.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.Charge;
import dev.scrip.schemas.Entry;
import dev.scrip.schemas.LimitUse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Lines as JSON, in the words of the API. */
class LineJsonTest {
  /** Avro builds defaults only of classes it was told to trust, which the codec does. */
  @BeforeAll
  static void trust() {
    AvroCodec.of(Entry.class);
  }

  private static Entry charged() {
    return Lines.charged(
        CommandClient.command(
            "c", "ada", "", "", Map.of(), new Charge("chat.change", 1_000_000L, null, Map.of())),
        2);
  }

  @Test
  void shouldTellLimitsFreeUseAndCeilingsApart() {
    Entry entry = charged();
    entry.setLimits(
        List.of(use("day", 5), use("$free:chat.change", 3), use("$ceiling:free.daily", 30)));

    JsonNode json = LineJson.accepted(entry);

    Contract.check("Accepted", json);
    assertEquals(1, json.path("limits").size());
    Contract.check("LimitUse", json.at("/limits/0"));
    assertEquals("day", json.at("/limits/0/id").asText());
    Contract.check("FreeUse", json.at("/free/0"));
    assertEquals("chat.change", json.at("/free/0/action").asText());
    assertEquals("3", json.at("/free/0/amount").asText());
    Contract.check("CeilingUse", json.at("/ceilings/0"));
    assertEquals("free.daily", json.at("/ceilings/0/rule").asText());
    assertEquals("1", json.at("/ceilings/0/used").asText());
  }

  @Test
  void shouldLeaveOutWhatIsNotCounted() {
    JsonNode json = LineJson.accepted(charged());

    assertEquals(1, json.path("limits").size());
    assertFalse(json.has("free"));
    assertFalse(json.has("ceilings"));
  }

  private static LimitUse use(String name, long most) {
    Instant start = Instant.parse("2027-01-01T00:00:00Z");
    return new LimitUse(name, "", most * Lines.CREDIT, 0L, Lines.CREDIT, start, Lines.NOW);
  }
}
