package dev.scrip.deploy.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A table of {@code instant | wallet | request | expected}, played row by row against a running
 * ledger over HTTP. An empty instant is the row's above; an instant moves the test clock there. The
 * words of requests and expectations are told at the head of each table.
 */
final class HttpTable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ScripProcess scrip;
  private final Map<String, Long> read = new HashMap<>();
  private String now = "";

  HttpTable(ScripProcess scrip) {
    this.scrip = scrip;
  }

  /** One row; the line is its place in the file. */
  record Row(int line, String instant, String wallet, String request, String expected) {
    @Override
    public String toString() {
      return line + ": " + wallet + " " + request + " -> " + expected;
    }
  }

  /** The cells of one line of a table. */
  record Cells(int line, List<String> cells) {
    String cell(int index) {
      return cells.get(index);
    }
  }

  /** Lines of a table, comments and empty ones left out. */
  static List<Cells> cells(String resource, int columns) {
    try (InputStream file =
        Objects.requireNonNull(HttpTable.class.getResourceAsStream(resource), resource)) {
      String[] lines = new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1);
      List<Cells> table = new ArrayList<>();
      for (int i = 0; i < lines.length; i++) {
        if (!lines[i].isBlank() && !lines[i].startsWith("#")) {
          List<String> cells = Arrays.stream(lines[i].split("\\|", -1)).map(String::strip).toList();
          assertEquals(columns, cells.size(), resource + ":" + (i + 1) + " has its columns");
          table.add(new Cells(i + 1, cells));
        }
      }
      return table;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Row> rows(String resource) {
    return cells(resource, 4).stream()
        .map(row -> new Row(row.line(), row.cell(0), row.cell(1), row.cell(2), row.cell(3)))
        .toList();
  }

  void play(Row row) {
    if (!row.instant().isEmpty() && !row.instant().equals(now)) {
      var moved = scrip.http("PUT", "/v1/test-clock", "{\"now\":\"" + row.instant() + "\"}");
      assertEquals(200, moved.statusCode(), moved.body());
      now = row.instant();
    }
    List<String> expected = List.of(row.expected().split("\\s+", -1));
    switch (row.request()) {
      case "told" -> assertEquals(expected, lines(row.wallet(), true));
      case "log" -> assertEquals(expected, lines(row.wallet(), false));
      default -> check(answer(row), expected);
    }
  }

  private HttpResponse<String> answer(Row row) {
    Words words = Words.of(row);
    String wallet = "/v1/wallets/" + row.wallet();
    return switch (words.verb()) {
      case "open" -> scrip.http("PUT", wallet, words.with("plan", words.first()));
      case "balance" -> scrip.http("GET", wallet, "");
      case "app" -> scrip.http("PUT", "/v1/apps/" + words.first(), words.body());
      case "charge" ->
          post(
              row.wallet().equals("-") ? "/v1/charges" : wallet + "/charges",
              words,
              words.with("action", words.first()));
      case "plan" -> post(wallet + "/plan", words, words.with("plan", words.first()));
      case "grant" -> post(wallet + "/grants", words, words.body());
      default -> throw new IllegalStateException("no such request: " + row);
    };
  }

  private HttpResponse<String> post(String path, Words words, String body) {
    return scrip.http("POST", path, body, "Idempotency-Key", words.key());
  }

  /** A request's words: {@code charge chat.change quantity=5 key=k1}. */
  private record Words(String verb, String first, String key, ObjectNode fields) {
    static Words of(Row row) {
      String[] words = row.request().split("\\s+", -1);
      ObjectNode fields = JSON.createObjectNode();
      String key = "row-" + row.line();
      String first = "";
      for (String word : Arrays.asList(words).subList(1, words.length)) {
        int equals = word.indexOf('=');
        if (equals < 0) {
          first = word;
        } else if (word.startsWith("key=")) {
          key = word.substring(equals + 1);
        } else {
          fields.put(word.substring(0, equals), word.substring(equals + 1));
        }
      }
      return new Words(words[0], first, key, fields);
    }

    String body() {
      return fields.toString();
    }

    String with(String field, String value) {
      return fields.deepCopy().put(field, value).toString();
    }
  }

  private static void check(HttpResponse<String> answer, List<String> expected) {
    JsonNode body = json(answer.body());
    List<String> found = new ArrayList<>();
    found.add(Integer.toString(answer.statusCode()));
    for (String fact : expected.subList(1, expected.size())) {
      String name = fact.substring(0, fact.indexOf('='));
      found.add(name + "=" + fact(answer, body, name));
    }
    assertEquals(expected, found, answer.body());
  }

  private static String fact(HttpResponse<String> answer, JsonNode body, String name) {
    return switch (name) {
      case "replayed" -> answer.headers().firstValue("Idempotent-Replayed").orElse("false");
      case "left" -> body.path("balanceAfter").asText();
      case "day" -> body.at("/pools/message/limits/0/used").asText();
      case "message", "integration" -> body.path("pools").path(name).path("balance").asText();
      default ->
          name.startsWith("message.") || name.startsWith("integration.")
              ? body.at("/pools/" + name.replace('.', '/')).asText()
              : body.path(name).asText();
    };
  }

  /** Lines since the last look, oldest first; {@code nothing} if there are none. */
  private List<String> lines(String wallet, boolean crossings) {
    long seen = read.getOrDefault(wallet, 0L);
    List<String> lines = new ArrayList<>();
    for (JsonNode line : settled(wallet)) {
      if (line.path("sequence").asLong() > seen
          && (!crossings || line.path("kind").asText().equals("depletion"))) {
        lines.addFirst(crossings ? crossing(line) : brief(line));
      }
    }
    read.put(wallet, sequence(wallet));
    return lines.isEmpty() ? List.of("nothing") : lines;
  }

  private static String crossing(JsonNode line) {
    String cause = line.path("cause").asText();
    return line.path("type").asText()
        + ":"
        + line.path("pool").asText()
        + (cause.isEmpty() ? "" : ":" + cause)
        + "@"
        + line.path("effectiveAt").asText();
  }

  private static String brief(JsonNode line) {
    String detail = line.path("reason").asText(line.path("action").asText());
    return line.path("type").asText() + (detail.isEmpty() ? "" : ":" + detail);
  }

  /** The wallet's lines, newest first, once the list has all there are. */
  private JsonNode settled(String wallet) {
    long sequence = sequence(wallet);
    return Eventually.get(
        "lines up to " + sequence + " of " + wallet,
        () ->
            json(scrip.http("GET", "/v1/wallets/" + wallet + "/entries?limit=1000", "").body())
                .path("entries"),
        entries -> entries.path(0).path("sequence").asLong() >= sequence);
  }

  private long sequence(String wallet) {
    var answer = scrip.http("GET", "/v1/wallets/" + wallet, "");
    assertEquals(200, answer.statusCode(), answer.body());
    long sequence = json(answer.body()).path("sequence").asLong();
    assertTrue(sequence > 0, answer.body());
    return sequence;
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("expected JSON, found " + text, e);
    }
  }
}
