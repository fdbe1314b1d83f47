package dev.scrip.deploy.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scrip.deploy.demo.DemoMark;
import dev.scrip.deploy.demo.Story;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code scrip up --demo} leaves: a month that was really decided, and a ledger on real time.
 */
class DemoTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  @Test
  void shouldMakeAMonthOnceAndThenRunOnRealTime() throws IOException {
    Path data = folder.resolve("data");
    try (ScripProcess scrip = ScripProcess.up(data, "--demo")) {
      Map<String, List<JsonNode>> made = lines(scrip);
      assertTrue(made.size() >= 12, "wallets " + made.keySet());
      Set<String> types = new TreeSet<>();
      Set<String> reasons = new TreeSet<>();
      Instant earliest = Instant.now();
      for (JsonNode line : made.values().stream().flatMap(List::stream).toList()) {
        types.add(line.path("type").asText());
        reasons.add(line.path("reason").asText(""));
        Instant decided = Instant.parse(line.path("decidedAt").asText());
        assertTrue(!decided.isAfter(Instant.now()), "decided in the future: " + line);
        earliest = decided.isBefore(earliest) ? decided : earliest;
      }
      assertContains(
          types,
          "charged,closed,depleted,expired,granted,limit_cleared,limit_reached,low_balance,opened,plan_changed,recovered,rejected,reset,voided");
      assertContains(
          reasons,
          "DAILY_CAP,INSUFFICIENT_CREDITS,NOT_ALLOWED_BY_PLAN,PROMO_ALREADY_REDEEMED,UNKNOWN_ACTION,WALLET_CLOSED");
      Duration age = Duration.between(earliest, Instant.now());
      assertTrue(age.toDays() == 30, "the first line is " + age + " old");
      assertEquals(
          "ivo", json(scrip.http("GET", "/v1/apps/plant-diary", "")).path("payer").asText());
      assertEquals(
          404,
          scrip.http("PUT", "/v1/test-clock", "{\"now\":\"2100-01-01T00:00:00Z\"}").statusCode());

      chargeNow(scrip, "first");
      scrip.stop();
      scrip.restart();

      Map<String, List<JsonNode>> again = lines(scrip);
      // But for the charge in between.
      made.computeIfPresent("lena", (_, own) -> joined(again.get("lena").subList(0, 1), own));
      assertEquals(made, again);
      chargeNow(scrip, "second");
    }
  }

  @Test
  void shouldGoOnAfterAKillWhereItStopped() throws IOException {
    Path data = folder.resolve("data");
    ProcessBuilder builder =
        new ProcessBuilder(
            ScripProcess.java(
                "dev.scrip.deploy.Scrip",
                "up",
                "--demo",
                "--data",
                data.toString(),
                "--port",
                "0",
                "--kafka-port",
                "0"));
    Path console = folder.resolve("killed.txt");
    Process first = builder.redirectErrorStream(true).redirectOutput(console.toFile()).start();
    try {
      Eventually.get("a log with commands in it", () -> logBytes(data), bytes -> bytes > 300_000);
    } finally {
      first.destroyForcibly().onExit().join();
    }
    Instant end = new DemoMark(data).begun().orElseThrow(); // begun, not finished

    // Whatever start comes next tells the rest: the ledger still stands in the past.
    try (ScripProcess scrip = ScripProcess.up(data)) {
      assertTrue(Files.readString(scrip.console()).contains("Going on with the demo"));
      Set<String> ids = new TreeSet<>();
      int answers = 0;
      for (JsonNode line : lines(scrip).values().stream().flatMap(List::stream).toList()) {
        if (line.path("type").asText().equals("rejected")
            || line.path("cause").asText().equals("command")) {
          answers++;
          ids.add(line.path("commandId").asText(line.path("id").asText()));
        }
      }
      int commands = Story.upTo(end).commands();
      assertEquals(commands, ids.size(), "commands with an answer");
      assertEquals(commands, answers, "answers, each command having one");
      chargeNow(scrip, "after");
    }
  }

  /** Decided on real time: lena's wallet is far from empty. */
  private static void chargeNow(ScripProcess scrip, String id) throws IOException {
    Instant before = Instant.now().minusSeconds(5);
    HttpResponse<String> answer =
        scrip.http(
            "POST",
            "/v1/wallets/lena/charges",
            "{\"action\":\"chat.change\"}",
            "Idempotency-Key",
            id);

    assertEquals(201, answer.statusCode(), answer.body());
    JsonNode entry = json(scrip.http("GET", "/v1/wallets/lena/decisions/" + id, ""));
    assertTrue(
        Instant.parse(entry.path("decidedAt").asText()).isAfter(before), "decided at " + entry);
  }

  /** Every line of every wallet, newest first. */
  private static Map<String, List<JsonNode>> lines(ScripProcess scrip) throws IOException {
    Map<String, List<JsonNode>> lines = new TreeMap<>();
    for (JsonNode wallet : json(scrip.http("GET", "/v1/wallets?limit=100", "")).path("wallets")) {
      String id = wallet.path("wallet").asText();
      List<JsonNode> own = new ArrayList<>();
      String cursor = "";
      do {
        JsonNode page =
            json(scrip.http("GET", "/v1/wallets/" + id + "/entries?limit=1000" + cursor, ""));
        page.path("entries").forEach(own::add);
        String next = page.path("nextCursor").asText("");
        cursor = next.isEmpty() || next.equals("null") ? "" : "&cursor=" + next;
      } while (!cursor.isEmpty());
      lines.put(id, own);
    }
    return lines;
  }

  private static List<JsonNode> joined(List<JsonNode> first, List<JsonNode> then) {
    return Stream.concat(first.stream(), then.stream()).toList();
  }

  private static void assertContains(Set<String> found, String wanted) {
    Set<String> missing = new TreeSet<>(Set.of(wanted.split(",", -1)));
    missing.removeAll(found);
    assertEquals(Set.of(), missing, "found " + found);
  }

  private static JsonNode json(HttpResponse<String> answer) throws JsonProcessingException {
    assertEquals(200, answer.statusCode(), answer.body());
    return JSON.readTree(answer.body());
  }

  /** How much the log of the first partition's commands holds. */
  private static long logBytes(Path data) {
    try (Stream<Path> files = Files.walk(data.resolve("kafka"))) {
      long bytes = 0;
      for (Path file : files.filter(DemoTest::isCommandLog).toList()) {
        bytes += Files.size(file);
      }
      return bytes;
    } catch (IOException e) {
      return 0; // not made yet, or a file that went while we looked
    }
  }

  private static boolean isCommandLog(Path file) {
    return file.toString().contains("scrip.commands-") && file.toString().endsWith(".log");
  }
}
