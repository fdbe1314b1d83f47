package dev.scrip.deploy.embedded;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scrip.deploy.conformance.RegistryConversation;
import dev.scrip.deploy.conformance.RegistryConversation.Answer;
import dev.scrip.deploy.conformance.RegistryTable;
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
  private static final String OPTIONAL =
      record("{'name':'a','type':'string'},{'name':'b','type':'int','default':0}");
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

  @Test
  void shouldAnswerConfluentsPathsWithItsCodes() throws Exception {
    List<Executable> checks = new ArrayList<>();
    try (RegistryConversation conversation = new RegistryConversation(registry.address())) {
      for (RegistryTable.Row row : RegistryTable.rows()) {
        Answer answer = conversation.send(row);
        String fault = conversation.fault(row.expected(), answer);
        checks.add(() -> assertEquals("", fault, row + " got " + answer));
        checks.add(() ->
            assertEquals(RegistryConversation.CONTENT_TYPE, answer.type(), row + " got " + answer));
      }
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
