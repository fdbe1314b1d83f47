package dev.scrip.deploy.embedded;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRegistryTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ONE = record("{'name':'a','type':'string'}");
  private static final String ONE_RESPACED = ONE.replace(",", " ,\n ");
  private static final String OPTIONAL =
      record("{'name':'a','type':'string'},{'name':'b','type':'int','default':0}");
  private static final String REQUIRED =
      record("{'name':'a','type':'string'},{'name':'b','type':'int'}");
  private static final String COMMANDS = "test.commands-value";

  @TempDir static Path folder;
  private static EmbeddedKafka kafka;
  private static EmbeddedRegistry registry;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.start(folder.resolve("kafka"), Ports.anyFree());
    registry = EmbeddedRegistry.start(kafka.bootstrapServers(), 0, COMMANDS);
  }

  @AfterAll
  static void stop() {
    registry.close();
    kafka.close();
  }

  /** One request and what it must answer; in {@code body}, only the fields named are compared. */
  private record Row(String method, String path, String request, int status, String body) {}

  private static Row row(String method, String path, String request, int status, String body) {
    return new Row(method, path, request, status, body.replace('\'', '"'));
  }

  @Test
  void shouldAnswerConfluentsPathsWithItsCodes() throws Exception {
    String v = "/subjects/s/versions";
    List<Row> rows =
        List.of(
            row("GET", "/schemas/types", "", 200, "['AVRO']"),
            row("GET", v, "", 404, "{'error_code':40401}"),
            row("GET", "/schemas/ids/77", "", 404, "{'error_code':40403}"),
            row("POST", v, schema("{"), 422, "{'error_code':42201}"),
            row("POST", v, "{}", 422, "{'error_code':42201}"),
            row("POST", v, "none", 400, "{'error_code':400}"),
            row("POST", v, schema(ONE), 200, "{'id':1}"),
            row("POST", v, schema(ONE_RESPACED), 200, "{'id':1}"),
            row("POST", "/subjects/other/versions", schema(ONE), 200, "{'id':1}"),
            row("POST", v, schema(REQUIRED), 409, "{'error_code':409}"),
            row("POST", v, schema(OPTIONAL), 200, "{'id':2}"),
            row("GET", v, "", 200, "[1,2]"),
            row("GET", v + "/latest", "", 200, "{'subject':'s','version':2,'id':2}"),
            row("GET", v + "/1", "", 200, "{'subject':'s','version':1,'id':1}"),
            row("GET", v + "/1/schema", "", 200, "{'name':'R','type':'record'}"),
            row("GET", v + "/9", "", 404, "{'error_code':40402}"),
            row("GET", v + "/x", "", 422, "{'error_code':42202}"),
            row("POST", "/subjects/s", schema(OPTIONAL), 200, "{'version':2,'id':2}"),
            row("POST", "/subjects/s", schema(REQUIRED), 404, "{'error_code':40403}"),
            row("POST", "/subjects/none", schema(ONE), 404, "{'error_code':40401}"),
            row("GET", "/config", "", 200, "{'compatibilityLevel':'BACKWARD'}"),
            row("GET", "/config/s", "", 404, "{'error_code':40408}"),
            row(
                "GET",
                "/config/s?defaultToGlobal=true",
                "",
                200,
                "{'compatibilityLevel':'BACKWARD'}"),
            row("PUT", "/config/s", "{\"compatibility\":\"MILD\"}", 422, "{'error_code':42203}"),
            row(
                "POST",
                "/compatibility" + v + "/latest",
                schema(REQUIRED),
                200,
                "{'is_compatible':true}"),
            row(
                "POST",
                "/compatibility" + v + "/1",
                schema(REQUIRED),
                200,
                "{'is_compatible':false}"),
            row("POST", "/compatibility" + v, schema(ONE), 200, "{'is_compatible':true}"),
            row(
                "PUT",
                "/config/s",
                level("FULL_TRANSITIVE"),
                200,
                "{'compatibility':'FULL_TRANSITIVE'}"),
            row("GET", "/config/s", "", 200, "{'compatibilityLevel':'FULL_TRANSITIVE'}"),
            row("POST", "/compatibility" + v, schema(REQUIRED), 200, "{'is_compatible':false}"),
            row("PUT", "/config/s", level("NONE"), 200, "{}"),
            row("POST", v, schema(REQUIRED), 200, "{'id':3}"),
            row("GET", "/schemas/ids/3/subjects", "", 200, "['s']"),
            row("GET", "/schemas/ids/3/versions", "", 200, "[{'subject':'s','version':3}]"),
            row("DELETE", v + "/3", "", 200, "3"),
            row("GET", v, "", 200, "[1,2]"),
            row("DELETE", "/subjects/s?permanent=true", "", 422, "{'error_code':42205}"),
            row("DELETE", "/subjects/s", "", 200, "[1,2]"),
            row("GET", v, "", 404, "{'error_code':40404}"),
            row("GET", "/schemas/ids/2", "", 200, "{}"),
            row("POST", v, schema(OPTIONAL), 200, "{'id':2}"),
            row("GET", v, "", 200, "[4]"),
            row("DELETE", "/config/s", "", 200, "{'compatibilityLevel':'NONE'}"),
            row("GET", "/mode", "", 200, "{'mode':'READWRITE'}"),
            row("GET", "/nowhere", "", 404, "{'error_code':404}"));

    List<Executable> checks = new ArrayList<>();
    for (Row row : rows) {
      HttpResponse<String> answer = send(row.method(), row.path(), row.request());
      String found = answer.statusCode() + " " + answer.body();
      checks.add(() -> assertEquals(row.status(), answer.statusCode(), row + " got " + found));
      checks.add(() ->
          assertTrue(
              contains(JSON.readTree(answer.body()), JSON.readTree(row.body())),
              row + " got " + found));
      checks.add(() ->
          assertEquals(
              "application/vnd.schemaregistry.v1+json",
              answer.headers().firstValue("content-type").orElse(""),
              row.path()));
    }
    assertAll(checks);
  }

  @Test
  void shouldKnowEverythingAgainWhenStartedAnew() throws Exception {
    send("POST", "/subjects/kept/versions", schema(ONE));
    send("PUT", "/config/kept", level("FULL"));
    send("POST", "/subjects/dropped/versions", schema(ONE));
    send("DELETE", "/subjects/dropped", "");

    try (EmbeddedRegistry again = EmbeddedRegistry.start(kafka.bootstrapServers(), 0, COMMANDS)) {
      assertEquals(
          send("GET", "/subjects/kept/versions/latest", "").body(),
          send(again, "GET", "/subjects/kept/versions/latest", "").body());
      assertEquals(
          "{\"compatibilityLevel\":\"FULL\"}", send(again, "GET", "/config/kept", "").body());
      assertEquals(404, send(again, "GET", "/subjects/dropped/versions", "").statusCode());
    }
  }

  @Test
  void shouldShowACommandSchemaOnlyOnceTheLedgerHasTakenNoteOfIt() throws Exception {
    String path = "/subjects/" + COMMANDS + "/versions";
    assertEquals(200, send("POST", path, schema(ONE)).statusCode(), "before the ledger runs");
    List<String> announced = new ArrayList<>();
    AtomicBoolean ledgerAway = new AtomicBoolean();
    registry.announceBy((id, text) -> {
      if (ledgerAway.get()) {
        throw new IllegalStateException("the ledger is away");
      }
      announced.add(text);
    });
    assertEquals(1, announced.size(), "what was there is announced at once");

    ledgerAway.set(true);
    HttpResponse<String> refused = send("POST", path, schema(OPTIONAL));
    assertEquals(503, refused.statusCode(), refused.body());
    assertEquals("[1]", send("GET", path, "").body());

    ledgerAway.set(false);
    HttpResponse<String> retried = send("POST", path, schema(OPTIONAL));
    assertEquals(200, retried.statusCode(), retried.body());
    assertEquals("[1,2]", send("GET", path, "").body());
    assertEquals(2, announced.size());
    send("POST", path, schema(OPTIONAL));
    assertEquals(2, announced.size(), "once is enough");
  }

  private static boolean contains(JsonNode found, JsonNode expected) {
    if (!expected.isObject()) {
      return found.equals(expected);
    }
    return expected.properties().stream()
        .allMatch(field -> field.getValue().equals(found.get(field.getKey())));
  }

  private static String record(String fields) {
    return "{'type':'record','name':'R','fields':[%s]}".formatted(fields).replace('\'', '"');
  }

  private static String schema(String text) {
    return JSON.createObjectNode().put("schemaType", "AVRO").put("schema", text).toString();
  }

  private static String level(String level) {
    return JSON.createObjectNode().put("compatibility", level).toString();
  }

  private static HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    return send(registry, method, path, body);
  }

  private static HttpResponse<String> send(
      EmbeddedRegistry registry, String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(registry.address() + path))
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    return HTTP.send(request, BodyHandlers.ofString());
  }
}
