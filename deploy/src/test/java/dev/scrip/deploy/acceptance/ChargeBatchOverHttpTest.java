package dev.scrip.deploy.acceptance;

import static dev.scrip.deploy.acceptance.HttpTable.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Batches of charges on a real ledger: each line comes to what it would come to alone. */
@ExtendWith(SharedScrip.class)
class ChargeBatchOverHttpTest {
  private static final int WALLETS = 25;

  private final ScripProcess scrip;

  ChargeBatchOverHttpTest(ScripProcess scrip) {
    this.scrip = scrip;
  }

  @Test
  void shouldAnswerAcceptedRefusedFaultyAndRepeatedLinesInTheirOrder() {
    open("batch-a", "starter");
    open("batch-b", "free");

    List<JsonNode> answers =
        batch(
            """
            {"id": "k1", "wallet": "batch-a", "action": "chat.change"}
            {"id": "k2", "wallet": "batch-a", "action": "chat.change", "quantity": "1000"}
            {"id": "k1", "wallet": "batch-b", "action": "chat.discuss"}

            {"id": "k3", "wallet": "batch-a", "action": "chat.change", "qantity": 1}
            nonsense
            {"id": "k1", "wallet": "batch-a", "action": "chat.change", "quantity": "1.0"}
            {"id": "k4", "wallet": "batch-unknown", "action": "chat.change"}
            {"id": "k5", "wallet": "batch-a", "action": "no.such"}
            {"id": "k1", "wallet": "batch-a", "action": "chat.change", "quantity": 2}
            {"id": "k6", "wallet": "batch-a", "action": "chat.change"}
            """);

    assertEquals(
        List.of(
            "201 k1 charged 99",
            "402 k2 INSUFFICIENT_CREDITS",
            "201 k1 charged 24.7",
            "400 k3 INVALID_FIELD @5",
            "400  INVALID_FIELD @6",
            "201 k1 charged 99 again",
            "404 k4 UNKNOWN_WALLET",
            "422 k5 UNKNOWN_ACTION",
            "422 k1 IDEMPOTENCY_CONFLICT",
            "201 k6 charged 98"),
        answers.stream().map(ChargeBatchOverHttpTest::brief).toList());
    assertEquals("98", balance("batch-a"));
  }

  @Test
  void shouldAnswerTheFirstDecisionsWhenTheBatchComesAgain() {
    open("batch-again", "starter");
    String body =
        line("k1", "batch-again")
            + line("k2", "batch-again").replace("}", ", \"quantity\": \"1000\"}")
            + line("k3", "batch-again");

    List<JsonNode> first = batch(body);
    List<JsonNode> second = batch(body);

    assertEquals(
        List.of("201", "402", "201"),
        first.stream().map(each -> each.path("status").asText()).toList());
    for (int i = 0; i < first.size(); i++) {
      assertTrue(second.get(i).path("replayed").asBoolean(), second.get(i).toString());
      assertEquals(first.get(i).path("sequence"), second.get(i).path("sequence"));
      assertEquals(first.get(i).path("status"), second.get(i).path("status"));
    }
    var single =
        scrip.http(
            "POST",
            "/v1/wallets/batch-again/charges",
            "{\"action\": \"chat.change\"}",
            "Idempotency-Key",
            "k3");
    assertEquals("true", single.headers().firstValue("Idempotent-Replayed").orElse(""));
    assertEquals("98", balance("batch-again"));
  }

  @Test
  void shouldDecideAThousandLinesOverManyWalletsEachInItsOrder() {
    IntStream.range(0, WALLETS).forEach(wallet -> open("batch-many-" + wallet, "starter"));
    StringBuilder body = new StringBuilder();
    IntStream.range(0, 1_000)
        .forEach(i -> body.append(line("m-" + i, "batch-many-" + i % WALLETS)));

    List<JsonNode> answers = batch(body.toString());

    Map<String, Long> sequences = new HashMap<>();
    for (int i = 0; i < answers.size(); i++) {
      JsonNode answer = answers.get(i);
      assertEquals("m-" + i, answer.path("id").asText());
      assertEquals(201, answer.path("status").asInt(), answer.toString());
      // 100 credits of the plan, one a charge: the n-th of a wallet leaves 100 - n.
      assertEquals(99 - i / WALLETS, answer.path("balanceAfter").asInt());
      long sequence = answer.path("sequence").asLong();
      assertTrue(sequence > sequences.getOrDefault(answer.path("wallet").asText(), 1L));
      sequences.put(answer.path("wallet").asText(), sequence);
    }
    assertEquals(1_000, answers.size());
    assertEquals("60", balance("batch-many-0"));
  }

  private static String brief(JsonNode answer) {
    String what =
        answer.has("code")
            ? answer.path("code").asText()
            : answer.path("type").asText() + " " + answer.path("balanceAfter").asText();
    return answer.path("status").asText()
        + " "
        + answer.path("id").asText()
        + " "
        + what
        + (answer.has("line") ? " @" + answer.path("line").asText() : "")
        + (answer.path("replayed").asBoolean() ? " again" : "");
  }

  private static String line(String id, String wallet) {
    return "{\"id\": \"%s\", \"wallet\": \"%s\", \"action\": \"chat.change\"}\n"
        .formatted(id, wallet);
  }

  private List<JsonNode> batch(String body) {
    HttpResponse<String> answer =
        scrip.http("POST", "/v1/charges:batch", body, "Content-Type", "application/x-ndjson");
    assertEquals(200, answer.statusCode(), answer.body());
    List<JsonNode> lines = new ArrayList<>();
    answer.body().lines().forEach(line -> lines.add(json(line)));
    return lines;
  }

  private void open(String wallet, String plan) {
    var answer = scrip.http("PUT", "/v1/wallets/" + wallet, "{\"plan\":\"" + plan + "\"}");
    assertEquals(201, answer.statusCode(), answer.body());
  }

  private String balance(String wallet) {
    return json(scrip.http("GET", "/v1/wallets/" + wallet, "").body())
        .at("/pools/message/balance")
        .asText();
  }
}
