package dev.scrip.ledger.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.scrip.schemas.RulesSchema;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The published JSON Schema says the same as the reader, as far as a schema can. */
class RulesSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode TEXT = read();
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(TEXT);

  static Stream<String> validFiles() {
    return Stream.of(
        RulesFiles.BASE44_2025,
        RulesFiles.BASE44_2026,
        RulesFiles.LOVABLE,
        RulesFiles.BOLT,
        RulesFiles.SHAPES,
        RulesFiles.EVERYTHING,
        RulesFiles.SMALL);
  }

  static Stream<FaultyRules.Row> faultyFiles() {
    return FaultyRules.ROWS.stream().filter(row -> row.seen() != FaultyRules.Seen.NO_TREE);
  }

  @ParameterizedTest
  @MethodSource("validFiles")
  void shouldAcceptWhatTheReaderAccepts(String yaml) {
    assertEquals(List.of(), validate(yaml));
  }

  @ParameterizedTest
  @MethodSource("faultyFiles")
  void shouldRefuseWhatASchemaCanKnow(FaultyRules.Row row) {
    boolean refused = !validate(row.yaml()).isEmpty();

    assertEquals(row.seen() == FaultyRules.Seen.BY_SCHEMA, refused, row::toString);
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void shouldHaveTheReadersKeys(Shape shape) {
    JsonNode block = definition(shape);

    Set<String> keys = names(block.get("properties"));
    boolean guardable = shape != Shape.FILE && shape != Shape.SWITCH;
    assertEquals(guardable, keys.contains("when"));
    Set<String> expected = new TreeSet<>(shape.keys());
    if (guardable) {
      expected.add("when");
    }
    assertEquals(expected, keys);
    assertEquals(new TreeSet<>(shape.required()), texts(block.path("required")));
    assertFalse(block.get("additionalProperties").asBoolean(true));
  }

  @Test
  void shouldShowHowEveryRequiredKeyIsWritten() {
    for (Shape shape : Shape.values()) {
      for (String key : shape.required()) {
        assertFalse(shape.exampleOf(key).endsWith("…"), key);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GRANT,   anchor", "GRANT,   source", "CEILING, anchor", "CEILING, counts",
    "LIMIT,   scope", "LIMIT,   counts", "ACTION,  payer", "CHANGE,  grant",
    "CHANGE,  old", "CHANGE,  anchor", "CHANGE,  expiry_from", "GRANT,   requires",
    "EXPIRES, from", "ROLLOVER, measured_from", "OVERDRAFT, at_reset", "TOP_UPS, requires",
    "PLAN_CHANGE, on_cancel", "PLAN_CHANGE, on_downgrade",
  })
  void shouldHaveTheReadersWords(Shape shape, String key) {
    Set<String> words =
        switch (shape + "." + key) {
          case "GRANT.anchor", "CEILING.anchor" -> Vocabulary.ANCHORS.keySet();
          case "GRANT.source" -> Vocabulary.GRANT_SOURCES.keySet();
          case "CEILING.counts" -> Vocabulary.CEILING_COUNTS.keySet();
          case "LIMIT.scope" -> Vocabulary.SCOPES.keySet();
          case "LIMIT.counts" -> Vocabulary.COUNTED.keySet();
          case "ACTION.payer" -> Vocabulary.PAYERS.keySet();
          case "CHANGE.grant" -> Vocabulary.UPGRADE_GRANTS.keySet();
          case "CHANGE.old" -> Vocabulary.OLD.keySet();
          case "CHANGE.anchor" -> Vocabulary.CHANGE_ANCHORS.keySet();
          case "CHANGE.expiry_from" -> Vocabulary.EXPIRY_FROM.keySet();
          case "GRANT.requires", "TOP_UPS.requires" -> Vocabulary.REQUIRES.keySet();
          case "EXPIRES.from" -> Vocabulary.EXPIRES_FROM.keySet();
          case "ROLLOVER.measured_from" -> Vocabulary.MEASURED_FROM.keySet();
          case "OVERDRAFT.at_reset" -> Vocabulary.AT_RESET.keySet();
          case "PLAN_CHANGE.on_cancel" -> Vocabulary.ON_CANCEL.keySet();
          case "PLAN_CHANGE.on_downgrade" -> Vocabulary.ON_DOWNGRADE.keySet();
          default -> throw new IllegalArgumentException(shape + "." + key);
        };
    JsonNode property = definition(shape).get("properties").get(key);

    assertEquals(new TreeSet<>(words), texts(property.findValue("enum")));
  }

  @Test
  void shouldDescribeEveryKey() {
    List<String> silent = new ArrayList<>();
    for (Shape shape : Shape.values()) {
      JsonNode block = definition(shape);
      assertTrue(block.has("description"), shape::name);
      block
          .get("properties")
          .properties()
          .forEach(property -> {
            if (property.getValue().path("description").asText().isBlank()) {
              silent.add(shape + "." + property.getKey());
            }
          });
    }
    assertEquals(List.of(), silent);
  }

  private static JsonNode definition(Shape shape) {
    return shape == Shape.FILE
        ? TEXT
        : TEXT.get("$defs").get(shape.name().toLowerCase(Locale.ROOT));
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new TreeSet<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static List<String> validate(String yaml) {
    Object loaded = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    JsonNode tree = JSON.valueToTree(loaded);
    return SCHEMA.validate(tree).stream().map(Error::toString).toList();
  }

  private static JsonNode read() {
    try {
      return JSON.readTree(RulesSchema.text());
    } catch (JsonProcessingException unread) {
      throw new UncheckedIOException(unread);
    }
  }
}
