package dev.scrip.gateway;

import static dev.scrip.projector.audit.EventWriter.charged;
import static dev.scrip.projector.audit.EventWriter.depleted;
import static dev.scrip.projector.audit.EventWriter.rejected;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scrip.gateway.Caller.Answer;
import dev.scrip.projector.audit.Eventually;
import dev.scrip.schemas.RejectionReason;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A wallet's lines over HTTP: pages, forms, streams. */
@Timeout(60)
class LinesApiTest {
  @TempDir static Path folder;
  private static TestGateway gateway;
  private static Caller caller;

  @BeforeAll
  static void start() throws Exception {
    gateway = new TestGateway(folder);
    caller = gateway.caller;
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static void write(String wallet) {
    gateway.wallet(wallet);
    gateway.events().write(charged(wallet, 1, "chat.change", 0), depleted(wallet, 2));
    gateway
        .events()
        .write(
            rejected(wallet, 3, "c3", RejectionReason.INSUFFICIENT_CREDITS),
            charged(wallet, 4, "chat.discuss", 300_000));
    Eventually.is(() -> entries(wallet, "").size() == 4);
  }

  private static List<JsonNode> entries(String wallet, String query) throws Exception {
    return Contract.list(
        caller.get("/v1/wallets/" + wallet + "/entries?" + query).json().path("entries"));
  }

  @Test
  void shouldListEveryKindOfLineNewestFirst() throws Exception {
    write("kinds");

    Answer answer = caller.get("/v1/wallets/kinds/entries");

    Contract.check("Lines", answer.json());
    List<JsonNode> lines = Contract.list(answer.json().path("entries"));
    lines.forEach(line -> Contract.check("Line", line));
    assertEquals(
        List.of("charged", "rejected", "depleted", "charged"),
        lines.stream().map(line -> line.path("type").asText()).toList());
    assertEquals("0.3", lines.getFirst().path("balanceAfter").asText());
    assertTrue(answer.json().path("nextCursor").isNull());
  }

  @Test
  void shouldPageByAnOpaqueCursor() throws Exception {
    write("pages");

    List<Integer> seen = new ArrayList<>();
    String cursor = "";
    do {
      Answer page = caller.get("/v1/wallets/pages/entries?limit=3" + cursor);
      page.json().path("entries").forEach(line -> seen.add(line.path("sequence").asInt()));
      String next = page.json().path("nextCursor").asText("");
      cursor = page.json().path("nextCursor").isNull() ? "" : "&cursor=" + next;
    } while (!cursor.isEmpty());

    assertEquals(List.of(4, 3, 2, 1), seen);
  }

  @Test
  void shouldFilter() throws Exception {
    write("filters");

    assertEquals(2, entries("filters", "type=charged").size());
    assertEquals(1, entries("filters", "type=rejection").size());
    assertEquals(1, entries("filters", "action=chat.discuss").size());
    assertEquals(2, entries("filters", "actor=ada&app=shop").size());
    assertEquals(3, entries("filters", "pool=message").size());
    assertEquals(2, entries("filters", "from=2027-02-03T00:00:00Z&to=2027-02-05T00:00:00Z").size());
  }

  @Test
  void shouldWriteNdjsonAndCsv() throws Exception {
    write("forms");

    Answer ndjson =
        caller.get("/v1/wallets/forms/entries?limit=2", "Accept", "application/x-ndjson");
    Answer csv = caller.get("/v1/wallets/forms/entries", "Accept", "text/csv");

    assertEquals("application/x-ndjson", ndjson.header("content-type"));
    assertEquals(2, ndjson.http().body().lines().count());
    Contract.check("Line", Json.read(ndjson.http().body().lines().findFirst().orElseThrow()));
    assertTrue(!ndjson.header("scrip-next-cursor").isEmpty());
    List<String> rows = csv.http().body().lines().toList();
    assertEquals(5, rows.size());
    assertTrue(rows.getFirst().startsWith("sequence,kind,type,"), rows.getFirst());
    assertTrue(rows.get(1).startsWith("4,entry,charged,2027-02-05T00:00:00Z,"), rows.get(1));
  }

  @Test
  void shouldStreamFromNowOnAndResumeWhereTheCallerWas() throws Exception {
    write("stream");
    List<String> ids = new ArrayList<>();
    try (InputStream stream = stream("stream", "")) {
      BufferedReader reader = reader(stream);
      assertEquals(": lines after 4", reader.readLine());
      gateway.events().write(charged("stream", 5, "chat.change", 0));
      String event = event(reader);
      ids.add(event);
      assertTrue(event.startsWith("id: 5\nevent: charged\ndata: {"), event);
    }
    gateway.events().write(charged("stream", 6, "chat.change", 0));

    try (InputStream stream = stream("stream", "3")) {
      BufferedReader reader = reader(stream);
      for (int sequence = 4; sequence <= 6; sequence++) {
        String event = event(reader);
        assertTrue(event.startsWith("id: " + sequence + "\n"), event);
        Contract.check("Line", Json.read(event.substring(event.indexOf("data: ") + 6)));
      }
    }
    assertEquals(1, ids.size());
  }

  private static InputStream stream(String wallet, String lastId) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(caller.uri("/v1/wallets/" + wallet + "/events"))
            .header("Authorization", "Bearer " + Caller.KEY);
    if (!lastId.isEmpty()) {
      request.header("Last-Event-ID", lastId);
    }
    HttpResponse<InputStream> response =
        caller.http().send(request.build(), BodyHandlers.ofInputStream());
    assertEquals(200, response.statusCode());
    assertEquals("text/event-stream", response.headers().firstValue("content-type").orElse(""));
    return response.body();
  }

  private static BufferedReader reader(InputStream stream) {
    return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }

  /** The next event that is no comment. */
  private static String event(BufferedReader reader) throws Exception {
    StringBuilder event = new StringBuilder();
    while (true) {
      String line = reader.readLine();
      if (line == null) {
        throw new AssertionError("the stream ended after " + event);
      }
      if (!line.isEmpty() && !line.startsWith(":")) {
        event.append(event.isEmpty() ? "" : "\n").append(line);
      } else if (!event.isEmpty()) {
        return event.toString();
      }
    }
  }
}
