package dev.scrip.ledger.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.scrip.ledger.domain.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The published JSON Schema says the same as the reader, as far as a schema can. */
class ScenarioSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode TEXT = read();
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(TEXT);

  static Stream<Path> files() {
    return ScenarioFiles.all().stream();
  }

  static Stream<FaultyScenarios.Row> faulty() {
    return FaultyScenarios.ROWS.stream();
  }

  @ParameterizedTest
  @MethodSource("files")
  void shouldAcceptWhatTheReaderAccepts(Path file) {
    assertEquals(List.of(), validate(ScenarioFiles.text(file)));
  }

  @ParameterizedTest
  @MethodSource("faulty")
  void shouldRefuseWhatASchemaCanKnow(FaultyScenarios.Row row) {
    assertEquals(row.bySchema(), !validate(row.yaml()).isEmpty(), row::toString);
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void shouldHaveTheReadersKeys(Shape shape) {
    JsonNode block = shape == Shape.FILE ? TEXT : TEXT.at("/$defs/" + shape.definition());

    assertEquals(new TreeSet<>(shape.keys()), names(block.path("properties")));
    assertEquals(new TreeSet<>(shape.required()), texts(block.path("required")));
    assertFalse(block.path("additionalProperties").asBoolean(true));
  }

  @Test
  void shouldHaveTheKeysOfEveryVerb() {
    JsonNode step = TEXT.at("/$defs/step");
    Set<String> keys = new TreeSet<>(Verb.COMMON);
    for (Verb verb : Verb.values()) {
      keys.add(verb.word());
      keys.addAll(verb.own());
      assertEquals(
          new TreeSet<>(verb.required()), texts(step.at("/dependentRequired/" + verb.word())));
    }

    assertEquals(keys, names(step.path("properties")));
    for (Verb verb : Verb.values()) {
      for (String key : verb.own()) {
        Set<String> with = new TreeSet<>();
        step.at("/dependentSchemas/" + key + "/anyOf")
            .forEach(one -> with.addAll(texts(one.path("required"))));
        assertEquals(takers(key), with, key);
      }
    }
  }

  private static Set<String> takers(String key) {
    Set<String> takers = new TreeSet<>();
    Arrays.stream(Verb.values())
        .filter(verb -> verb.own().contains(key))
        .forEach(verb -> takers.add(verb.word()));
    return takers;
  }

  @Test
  void shouldHaveTheReadersExpectationsAndReasons() {
    assertEquals(new TreeSet<>(ExpectationReader.KEYS), names(TEXT.at("/$defs/expect/properties")));
    assertEquals(
        Arrays.stream(Reason.values()).map(Enum::name).toList(),
        List.copyOf(list(TEXT.at("/$defs/reason/enum"))));
  }

  @Test
  void shouldDescribeEveryKey() {
    List<String> silent = new ArrayList<>();
    for (String block : List.of("", "/$defs/scenario", "/$defs/step", "/$defs/expect")) {
      TEXT.at(block + "/properties")
          .properties()
          .forEach(property -> {
            if (property.getValue().path("description").asText().isBlank()) {
              silent.add(block + "." + property.getKey());
            }
          });
    }
    assertEquals(List.of(), silent);
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static Set<String> texts(JsonNode array) {
    return new TreeSet<>(list(array));
  }

  private static List<String> list(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static List<String> validate(String yaml) {
    Object loaded = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    JsonNode tree = JSON.valueToTree(loaded);
    return SCHEMA.validate(tree).stream().map(Error::toString).toList();
  }

  private static JsonNode read() {
    try (InputStream file =
        Objects.requireNonNull(ScenarioReader.class.getResourceAsStream("scenario.schema.json"))) {
      return JSON.readTree(file);
    } catch (IOException unread) {
      throw new UncheckedIOException(unread);
    }
  }
}
