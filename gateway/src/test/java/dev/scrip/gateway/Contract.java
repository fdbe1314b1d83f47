package dev.scrip.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;

/** The OpenAPI document, and whether JSON is as it says. */
final class Contract {
  private static final JsonNode DOCUMENT = read();
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private Contract() {}

  static JsonNode document() {
    return DOCUMENT;
  }

  /** What is wrong with a value of a named schema. */
  static List<String> faults(String schema, JsonNode value) {
    ObjectNode root = Json.object().put("$ref", "#/components/schemas/" + schema);
    root.set("components", DOCUMENT.path("components"));
    return SCHEMAS.getSchema(root).validate(value).stream().map(Error::toString).toList();
  }

  /** Asserts that an answer is of a named schema, and says nothing the schema does not name. */
  static void check(String schema, JsonNode value) {
    assertEquals(List.of(), faults(schema, value), () -> schema + ": " + value);
    JsonNode named = DOCUMENT.path("components").path("schemas").path(schema);
    if (named.has("properties")) {
      value
          .fieldNames()
          .forEachRemaining(name ->
              assertTrue(named.path("properties").has(name), schema + " does not name " + name));
    }
  }

  /** Asserts that the document has the status of a route's answer. */
  static void checkStatus(String method, String path, int status) {
    JsonNode operation = DOCUMENT.path("paths").path(path).path(method);
    assertTrue(
        operation.path("responses").has(Integer.toString(status)),
        method + " " + path + " does not name status " + status);
  }

  static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  private static JsonNode read() {
    try (InputStream file =
        Objects.requireNonNull(Contract.class.getResourceAsStream("openapi.json"))) {
      return Json.read(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
