package dev.scrip.deploy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.Depletion;
import dev.scrip.schemas.DepletionCause;
import dev.scrip.schemas.DepletionType;
import dev.scrip.schemas.Entry;
import dev.scrip.schemas.LimitUse;
import dev.scrip.schemas.MoreFacts;
import dev.scrip.schemas.Posting;
import dev.scrip.schemas.PostingKind;
import dev.scrip.schemas.Rejection;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code scrip tail --json} prints: every amount in credits. */
class LineViewTest {
  /** Long numbers that are not amounts. */
  private static final Set<String> NUMBERS =
      Set.of("sequence", "firstSequence", "commandOffset", "rulesVersion");

  private static final Instant NOW = Instant.parse("2027-01-31T14:37:05Z");

  /** Avro builds defaults only of classes it was told to trust, which the codec does. */
  @BeforeAll
  static void trust() {
    AvroCodec.of(Entry.class);
  }

  @Test
  void shouldKnowEveryAmountOfTheSchemas() {
    Set<String> numbers = new TreeSet<>();
    Set<String> walked = new HashSet<>();
    for (Schema line :
        List.of(Entry.getClassSchema(), Rejection.getClassSchema(), Depletion.getClassSchema())) {
      walk("", line, walked, numbers);
    }
    Set<String> known = new TreeSet<>(LineView.MICROS);
    known.addAll(NUMBERS);

    assertEquals(known, numbers);
  }

  private static void walk(String field, Schema schema, Set<String> walked, Set<String> numbers) {
    switch (schema.getType()) {
      case RECORD -> {
        if (walked.add(schema.getFullName())) {
          schema.getFields().forEach(inner -> walk(inner.name(), inner.schema(), walked, numbers));
        }
      }
      case ARRAY -> walk(field, schema.getElementType(), walked, numbers);
      case MAP -> walk(field, schema.getValueType(), walked, numbers);
      case UNION -> schema.getTypes().forEach(type -> walk(field, type, walked, numbers));
      case LONG -> {
        if (schema.getLogicalType() == null) {
          numbers.add(field);
        }
      }
      default -> {
        // No number of that size.
      }
    }
  }

  @Test
  void shouldNameTheActionsThatADepletionIsAbout() {
    Depletion depletion =
        Depletion.newBuilder()
            .setWallet("ana")
            .setSequence(7)
            .setDecidedAt(NOW)
            .setType(DepletionType.DEPLETED)
            .setCause(DepletionCause.EMPTY)
            .setPool("credits")
            .setScope(List.of("build.*"))
            .build();

    assertEquals(
        "2027-01-31T14:37:05Z  ana  #7  DEPLETED credits build.*, cause EMPTY, balance 0",
        LineView.text(LineView.json("depletion", depletion)));
  }

  @Test
  void shouldPrintAmountsInCreditsAndNoBoundWhereThereIsNone() {
    Entry entry =
        Entry.newBuilder()
            .setPostings(
                List.of(
                    new Posting(
                        "g", "message", PostingKind.CAPTURE, 0L, 0L, 0L, -2_500_000L, null)))
            .setLimits(
                List.of(
                    new LimitUse("member", "mia", Long.MAX_VALUE, 0L, 2_500_000L, NOW, null),
                    new LimitUse("day", "", 5_000_000L, 0L, 2_500_000L, NOW, null)))
            .setMore(MoreFacts.newBuilder().setShortfall(500_000L).build())
            .build();

    JsonNode json = LineView.json("entry", entry);

    assertEquals("-2.5", json.at("/postings/0/held").asText());
    assertEquals("2.5", json.at("/limits/0/after").asText());
    assertFalse(json.at("/limits/0").has("amount"));
    assertEquals("5", json.at("/limits/1/amount").asText());
    assertEquals("0.5", json.at("/more/shortfall").asText());
  }
}
