package dev.scrip.schemas;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaCompatibility.SchemaPairCompatibility;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidator;
import org.apache.avro.SchemaValidatorBuilder;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds every schema to all its released versions, which stand in {@code released/NAME-vN.avsc}.
 *
 * <p>A release whose {@code NAME.avsc} differs from the newest of these files adds a copy of it
 * under the next number; files of earlier releases are never touched. Until 1.0 the fold may still
 * change, a data folder of another fold revision being refused with the remedy: until then, and
 * only then, a change that cannot be made compatible may replace the files of its schema by one new
 * v1. {@link SchemaAnnouncement} is frozen already: it is what reads a log of any age.
 */
class CompatibilityTest {
  private static final SchemaValidator READS =
      new SchemaValidatorBuilder().canReadStrategy().validateLatest();

  private static final SchemaValidator MUTUALLY_READS =
      new SchemaValidatorBuilder().mutualReadStrategy().validateLatest();

  /** Commands of any age are read by today's code; nobody reads commands of the future. */
  private static final SchemaValidator BACKWARD_TRANSITIVE =
      new SchemaValidatorBuilder()
          .strategy((later, earlier) -> {
            READS.validate(later, List.of(earlier));
            requireEveryNameReadable(later, earlier);
          })
          .validateAll();

  /** Consumers of events are updated before or after the ledger, as they please. */
  private static final SchemaValidator FULL_TRANSITIVE =
      new SchemaValidatorBuilder()
          .strategy((later, earlier) -> {
            MUTUALLY_READS.validate(later, List.of(earlier));
            requireEveryNameReadable(later, earlier);
            requireEveryNameReadable(earlier, later);
          })
          .validateAll();

  static List<Class<? extends SpecificRecord>> types() {
    return Schemas.TYPES;
  }

  @ParameterizedTest
  @MethodSource("types")
  void shouldGoTogetherWithEveryReleasedVersion(Class<? extends SpecificRecord> type) {
    List<Schema> versions = released(type);
    assertFalse(versions.isEmpty(), "expected released/" + type.getSimpleName() + "-v1.avsc");
    versions.add(Schemas.of(type));

    for (int version = 1; version < versions.size(); version++) {
      List<Schema> earlier = new ArrayList<>(versions.subList(0, version));
      Collections.reverse(earlier);
      Schema schema = versions.get(version);
      assertDoesNotThrow(() -> validator(type).validate(schema, earlier));
    }
  }

  @Test
  void shouldNeverChangeTheAnnouncement() {
    Schema schema = Schemas.of(SchemaAnnouncement.class);

    assertEquals(1, released(SchemaAnnouncement.class).size());
    assertEquals(released(SchemaAnnouncement.class).get(0).toString(), schema.toString());
    assertEquals(
        "1bc7e017726b7cb0598c063a04447dcb12526d6b8b365c6c7e48dad5b4b0a4d1", fingerprint(schema));
  }

  static Stream<Arguments> planted() {
    return Stream.of(
        // Commands of any age must stay readable.
        Arguments.of(
            "Command", "another type", "'memoryMs','type':'long'", "'memoryMs','type':'boolean'"),
        Arguments.of(
            "Command",
            "new field without default",
            "'Forgo','fields':[",
            "'Forgo','fields':[{'name':'why','type':'string'},"),
        Arguments.of("Command", "symbol gone", "['NOW','PERIOD_END'],'default':'NOW'", "['NOW']"),
        Arguments.of("Command", "command no longer known", "'name':'VoidGrant'", "'name':'Take'"),
        // Events must be readable by yesterday's consumers too.
        Arguments.of(
            "Entry", "another type", "'balanceAfter','type':'long'", "'balanceAfter','type':'int'"),
        Arguments.of(
            "Rejection",
            "new field without default",
            "'Rejection','namespace':'dev.scrip.schemas','fields':[",
            "'Rejection','namespace':'dev.scrip.schemas','fields':[{'name':'x','type':'int'},"),
        Arguments.of("Depletion", "wider number", "'level','type':'int'", "'level','type':'long'"),
        Arguments.of(
            "SchemaAnnouncement",
            "field without default removed",
            "{'name':'follows','type':'long'},",
            ""));
  }

  @ParameterizedTest
  @MethodSource("planted")
  void shouldCatchAPlantedChange(String name, String what, String from, String to) {
    Class<? extends SpecificRecord> type = type(name);
    Schema released = released(type).get(0);
    String text = released.toString().replaceAll(",\"doc\":\"[^\"]*\"", "");

    Schema planted = Schemas.parse(text.replace(from.replace('\'', '"'), to.replace('\'', '"')));

    assertNotEquals(released, planted, what + ": nothing was planted");
    assertThrows(
        SchemaValidationException.class,
        () -> validator(type).validate(planted, List.of(released)),
        what);
  }

  @Test
  void shouldAllowANewFieldWithADefault() throws SchemaValidationException {
    Schema released = released(Entry.class).get(0);
    String field = "\"fields\":[{\"name\":\"tenant\",\"type\":\"string\",\"default\":\"\"},";
    Schema extended = Schemas.parse(released.toString().replaceFirst("\"fields\":\\[", field));

    assertNotEquals(released, extended);
    FULL_TRANSITIVE.validate(extended, List.of(released));
  }

  private static Class<? extends SpecificRecord> type(String name) {
    return Schemas.TYPES.stream()
        .filter(type -> type.getSimpleName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Avro's validator overlooks symbols and branches of a union that the reader does not know. */
  private static void requireEveryNameReadable(Schema reader, Schema writer)
      throws SchemaValidationException {
    SchemaPairCompatibility pair =
        SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
    if (pair.getType() != SchemaCompatibilityType.COMPATIBLE) {
      throw new SchemaValidationException(reader, writer, new AvroTypeException(pair.toString()));
    }
  }

  private static SchemaValidator validator(Class<? extends SpecificRecord> type) {
    return type == Command.class ? BACKWARD_TRANSITIVE : FULL_TRANSITIVE;
  }

  private static List<Schema> released(Class<? extends SpecificRecord> type) {
    List<Schema> versions = new ArrayList<>();
    while (true) {
      String file = "/released/%s-v%d.avsc".formatted(type.getSimpleName(), versions.size() + 1);
      try (InputStream in = CompatibilityTest.class.getResourceAsStream(file)) {
        if (in == null) {
          return versions;
        }
        versions.add(Schemas.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
      } catch (IOException e) {
        throw new IllegalStateException(file, e);
      }
    }
  }

  private static String fingerprint(Schema schema) {
    try {
      return HexFormat.of().formatHex(SchemaNormalization.parsingFingerprint("SHA-256", schema));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
