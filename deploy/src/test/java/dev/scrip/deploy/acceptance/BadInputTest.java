package dev.scrip.deploy.acceptance;

import static dev.scrip.deploy.acceptance.HttpTable.json;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Requests that cannot be done: each is told why, and none leaves anything that it should not. */
@ExtendWith(SharedScrip.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {
  private static final Pattern REPEATED = Pattern.compile("\\{(.)\\*(\\d+)}");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ScripProcess scrip;

  BadInputTest(ScripProcess scrip) {
    this.scrip = scrip;
  }

  @BeforeAll
  void open() {
    assertEquals(201, scrip.http("PUT", "/v1/wallets/bad", "{\"plan\":\"free\"}").statusCode());
  }

  @TestFactory
  Stream<DynamicTest> shouldSayWhatIsWrongWithARequest() {
    return HttpTable.cells("bad-requests.table", 5).stream()
        .map(cells ->
            DynamicTest.dynamicTest(
                cells.line() + ": " + cells.cell(0) + " " + cells.cell(2), () -> play(cells)));
  }

  private void play(HttpTable.Cells cells) throws Exception {
    HttpResponse<String> answer =
        http.send(request(cells), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));

    JsonNode problem = json(answer.body());
    assertEquals(
        cells.cell(3), answer.statusCode() + " " + problem.path("code").asText(), answer.body());
    assertEquals(
        "application/problem+json", answer.headers().firstValue("Content-Type").orElse(""));
    assertEquals(answer.statusCode(), problem.path("status").asInt());
    assertTrue(problem.path("type").isTextual() && problem.path("title").isTextual());
    String detail = problem.path("detail").asText();
    assertAll(
        Stream.of(cells.cell(4).split(";", -1))
            .map(String::strip)
            .map(text -> () -> assertTrue(detail.contains(text), text + " is in: " + detail)));
  }

  private HttpRequest request(HttpTable.Cells cells) {
    String[] words = repeated(cells.cell(0)).split("\\s+", -1);
    String path = words[1].startsWith("W") ? "/v1/wallets/bad" + words[1].substring(1) : words[1];
    String body = repeated(cells.cell(2));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(scrip.gateway().resolve(path))
            .method(
                words[0], body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    Map<String, String> headers = new TreeMap<>();
    headers.put("Authorization", "Bearer " + ScripProcess.ADMIN_KEY);
    headers.put("Content-Type", "application/json");
    headers.put("Idempotency-Key", key(cells));
    for (String header : cells.cell(1).split(";", -1)) {
      int equals = header.indexOf('=');
      if (equals > 0) {
        headers.put(header.substring(0, equals).strip(), repeated(header.substring(equals + 1)));
      } else {
        headers.remove(header.strip().replaceFirst("^-", ""));
      }
    }
    headers.forEach(request::header);
    return request.build();
  }

  private static String key(HttpTable.Cells cells) {
    return "bad-" + cells.line();
  }

  private static String repeated(String text) {
    return REPEATED
        .matcher(text)
        .replaceAll((MatchResult found) -> found.group(1).repeat(Integer.parseInt(found.group(2))));
  }

  /** Refused with a 4xx that is no decision means: not appended. */
  @AfterAll
  void nothingIsLeftOfWhatWasNotAppended() {
    List<String> notAppended =
        HttpTable.cells("bad-requests.table", 5).stream()
            .filter(cells ->
                cells.cell(3).matches("4(00|01|05|06|13|15) .*|404 NOT_FOUND|422 UNKNOWN_APP"))
            .map(BadInputTest::key)
            .toList();
    String log =
        new Topic(scrip, "scrip.commands")
            .records().stream()
                .map(record ->
                    new String(
                        record.value() == null ? new byte[0] : record.value(),
                        StandardCharsets.ISO_8859_1))
                .filter(value -> value.contains("bad-"))
                .toList()
                .toString();
    assertAll(
        notAppended.stream()
            .map(id ->
                () -> assertTrue(!log.matches("(?s).*" + id + "(?!\\d).*"), id + " was appended")));
    assertTrue(log.contains("bad-"), "decisions are in the log");
    JsonNode wallet = json(scrip.http("GET", "/v1/wallets/bad", "").body());
    assertEquals("25", wallet.at("/pools/message/balance").asText());
    assertEquals("100", wallet.at("/pools/integration/balance").asText());
    var charge =
        scrip.http(
            "POST",
            "/v1/wallets/bad/charges",
            "{\"action\":\"chat.change\"}",
            "Idempotency-Key",
            "right");
    assertEquals(201, charge.statusCode(), charge.body());
    assertEquals("24", json(charge.body()).path("balanceAfter").asText());
  }
}
