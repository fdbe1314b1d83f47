package dev.scrip.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scrip.gateway.Caller.Answer;
import dev.scrip.schemas.Charge;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.RejectionReason;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches on a real broker: what each line is answered, and how few questions are asked. */
class ChargeBatchTest {
  private static final String BATCH = "/v1/charges:batch";

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

  @BeforeEach
  void answerChargesAndForgetTheRest() {
    gateway.node.decide = command -> new FakeNode.Is(Lines.charged(command, 2), false);
    gateway.node.knowsBatches = true;
    gateway.node.asked().clear();
    gateway.node.batches.clear();
  }

  private static Answer send(String body, String... headers) throws Exception {
    List<String> all = new ArrayList<>(List.of("Content-Type", "application/x-ndjson"));
    Collections.addAll(all, headers);
    return caller.send("POST", BATCH, body, all.toArray(String[]::new));
  }

  /** Answers to a batch that was read as lines. */
  private static List<JsonNode> answers(String body, String... headers) throws Exception {
    Answer answer = send(body, headers);
    assertEquals(200, answer.status(), answer.http().body());
    assertEquals("application/x-ndjson", answer.header("content-type"));
    assertTrue(answer.http().body().endsWith("\n"));
    List<JsonNode> lines = new ArrayList<>();
    for (String line : answer.http().body().lines().toList()) {
      JsonNode json = Json.read(line);
      Contract.check("BatchAnswer", json);
      lines.add(json);
    }
    return lines;
  }

  private static String charge(String id, String wallet) {
    return "{\"id\":\"%s\",\"wallet\":\"%s\",\"action\":\"chat.change\"}\n".formatted(id, wallet);
  }

  private static List<Integer> statuses(List<JsonNode> answers) {
    return answers.stream().map(answer -> answer.path("status").asInt()).toList();
  }

  @Test
  void shouldAnswerEachLineAsTheSingleRouteWould() throws Exception {
    gateway.node.decide =
        command ->
            switch (command.getCommandId()) {
              case "b-2" ->
                  new FakeNode.Is(
                      Lines.rejected(command, RejectionReason.INSUFFICIENT_CREDITS), false);
              case "b-3" ->
                  new FakeNode.Is(Lines.rejected(command, RejectionReason.UNKNOWN_WALLET), false);
              case "b-4" -> new FakeNode.Is(Lines.charged(command, 7), true);
              case "b-5" -> new FakeNode.NotYet();
              default -> new FakeNode.Is(Lines.charged(command, 2), false);
            };

    List<JsonNode> answers =
        answers(
            """
            {"id": "b-1", "wallet": "ada", "action": "chat.change", "quantity": "2", "attributes": {"model": "fast"}, "actor": "ada", "app": "shop", "metadata": {"note": "hello"}}
            {"id": "b-2", "wallet": "bob", "action": "chat.change"}
            {"id": "b-3", "wallet": "cyd", "action": "chat.change"}
            {"id": "b-4", "wallet": "ada", "action": "chat.change"}
            {"id": "b-5", "wallet": "dan/e", "action": "chat.change"}
            """,
            "traceparent",
            "00-1-2-01");

    assertEquals(List.of(201, 402, 404, 201, 202), statuses(answers));
    assertEquals(
        List.of("b-1", "b-2", "b-3", "b-4", "b-5"),
        answers.stream().map(answer -> answer.path("id").asText()).toList());
    assertEquals("accepted", answers.getFirst().path("decision").asText());
    assertFalse(answers.getFirst().has("replayed"));
    assertEquals("24", answers.getFirst().path("balanceAfter").asText());
    assertEquals("INSUFFICIENT_CREDITS", answers.get(1).path("code").asText());
    assertEquals("bob", answers.get(1).path("wallet").asText());
    assertTrue(answers.get(3).path("replayed").asBoolean());
    assertEquals("pending", answers.get(4).path("decision").asText());
    assertEquals("/v1/wallets/dan%2Fe/decisions/b-5", answers.get(4).path("location").asText());
    Command first = gateway.node.asked().getFirst();
    Charge charge = (Charge) first.getBody();
    assertEquals(2_000_000, charge.getQuantity());
    assertEquals("shop", first.getApp());
    assertEquals(16, first.getSalt().remaining());
    assertEquals(List.of(5), gateway.node.batches);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "not json | expected a line of JSON",
        "[] | line: expected a JSON object",
        "{'wallet': 'ada', 'action': 'a'} | id: expected 1 to 200 bytes",
        "{'id': 'k', 'action': 'a'} | wallet: expected 1 to 200 bytes",
        "{'id': 'k', 'wallet': 'ada'} | action: expected 1 to 200 bytes",
        "{'id': 7, 'wallet': 'ada', 'action': 'a'} | id: expected 1 to 200 bytes of UTF-8 without control characters, found 7",
        "{'id': 'deliver:1', 'wallet': 'ada', 'action': 'a'} | id: expected an id not beginning with deliver:",
        "{'id': 'k', 'wallet': '$clock', 'action': 'a'} | wallet: expected an id not beginning with $",
        "{'id': 'k', 'wallet': 'ada', 'action': 'a', 'quantity': -1} | quantity: expected a plain decimal",
        "{'id': 'k', 'wallet': 'ada', 'action': 'a', 'amuont': '1'} | amuont: expected only action",
        "{'id': 'k', 'id': 'l', 'wallet': 'ada', 'action': 'a'} | expected a line of JSON, found: Duplicate",
      })
  void shouldAppendNothingOfAFaultyLineAndGoOnWithTheOthers(String line, String why)
      throws Exception {
    List<JsonNode> answers =
        answers(
            charge("f-1", "ada") + "\n" + line.replace('\'', '"') + "\n" + charge("f-2", "ada"));

    assertEquals(List.of(201, 400, 201), statuses(answers));
    JsonNode faulty = answers.get(1);
    assertEquals("INVALID_FIELD", faulty.path("code").asText());
    assertEquals(3, faulty.path("line").asInt());
    assertTrue(
        faulty.path("detail").asText().startsWith("line 3: " + why),
        faulty.path("detail").asText());
    assertEquals(
        List.of("f-1", "f-2"), gateway.node.asked().stream().map(Command::getCommandId).toList());
  }

  @Test
  void shouldNameAllFaultsOfALineAndWhoseItIs() throws Exception {
    JsonNode faulty =
        answers("{\"id\":\"n-1\",\"wallet\":\"ada\",\"action\":1,\"amount\":\"x\"}").getFirst();

    assertEquals("n-1", faulty.path("id").asText());
    assertEquals("ada", faulty.path("wallet").asText());
    assertEquals(2, faulty.path("violations").size());
    assertEquals("\"x\"", faulty.at("/violations/1/value").asText());
    assertEquals(List.of(), gateway.node.batches);
  }

  @Test
  void shouldRefuseALineThatIsNoUtf8OrLargerThanACharge() throws Exception {
    byte[] bytes = charge("u-\u00e9", "ada").getBytes(StandardCharsets.ISO_8859_1);
    Answer answer =
        caller.send(
            java.net.http.HttpRequest.newBuilder(caller.uri(BATCH))
                .header("Authorization", "Bearer " + Caller.KEY)
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofByteArray(bytes))
                .build());
    assertTrue(answer.json().path("detail").asText().contains("UTF-8"), answer.http().body());

    String large = charge("l-1", "ada").replace("chat.change", "x".repeat(65_536));
    JsonNode refused = answers(large + charge("l-2", "ada")).getFirst();
    assertEquals(400, refused.path("status").asInt());
    assertTrue(refused.path("detail").asText().contains("at most 65536 bytes"));
  }

  @Test
  void shouldSkipEmptyLines() throws Exception {
    assertEquals(
        List.of(201, 201),
        statuses(
            answers(
                "\n\r\n"
                    + charge("e-1", "ada").replace("\n", "\r\n")
                    + " \n"
                    + charge("e-2", "ada"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", " \r\n\n"})
  void shouldRefuseABatchWithoutLines(String body) throws Exception {
    Answer answer = send(body);

    assertEquals(400, answer.status());
    Contract.check("Problem", answer.json());
    assertTrue(answer.json().path("detail").asText().contains("at least one charge"));
  }

  @Test
  void shouldRefuseAnIdempotencyKeyAndOtherMediaTypes() throws Exception {
    Answer keyed = send(charge("k-1", "ada"), "Idempotency-Key", "k");
    Answer json = caller.send("POST", BATCH, charge("k-1", "ada"));

    assertEquals(400, keyed.status());
    assertTrue(
        keyed.json().path("detail").asText().contains("each line has its own id"),
        keyed.http().body());
    assertEquals(415, json.status());
    assertTrue(json.json().path("detail").asText().contains("application/x-ndjson"));
    assertEquals(List.of(), gateway.node.asked());
  }

  @Test
  void shouldRefuseABatchThatIsTooLarge() throws Exception {
    Answer bytes = send(charge("t-1", "ada").replace("\n", " ".repeat(1 << 20)));
    Answer lines = send("{}\n".repeat(ChargeBatch.MOST_LINES + 1));

    assertEquals(413, bytes.status());
    assertTrue(bytes.json().path("detail").asText().contains("1048576"));
    assertEquals(413, lines.status());
    assertTrue(lines.json().path("detail").asText().contains("at most 10000 lines"));
  }

  @Test
  void shouldAskOneQuestionForAThousandLinesInTheirOrder() throws Exception {
    StringBuilder body = new StringBuilder();
    IntStream.range(0, 1_000).forEach(i -> body.append(charge("m-" + i, "wallet-" + i % 7)));

    List<JsonNode> answers = answers(body.toString());

    List<String> ids = IntStream.range(0, 1_000).mapToObj(i -> "m-" + i).toList();
    assertEquals(ids, answers.stream().map(answer -> answer.path("id").asText()).toList());
    assertEquals(ids, gateway.node.asked().stream().map(Command::getCommandId).toList());
    assertEquals(List.of(1_000), gateway.node.batches);
  }

  @Test
  void shouldAskAgainForWhatIsNotHereYet() throws Exception {
    Set<String> moved = new ConcurrentSkipListSet<>(Set.of("a-1", "a-3"));
    gateway.node.decide =
        command ->
            moved.remove(command.getCommandId())
                ? new FakeNode.Fault(503, "NOT_READY")
                : new FakeNode.Is(Lines.charged(command, 2), false);

    List<JsonNode> answers =
        answers(charge("a-1", "ada") + charge("a-2", "bob") + charge("a-3", "cyd"));

    assertEquals(List.of(201, 201, 201), statuses(answers));
    assertEquals(List.of(3, 2), gateway.node.batches);
  }

  @Test
  void shouldAskOneByOneWhereTheNodeKnowsNoBatches() throws Exception {
    gateway.node.knowsBatches = false;

    assertEquals(List.of(201, 201), statuses(answers(charge("o-1", "ada") + charge("o-2", "bob"))));
    assertEquals(
        Set.of("o-1", "o-2"),
        new TreeSet<>(gateway.node.asked().stream().map(Command::getCommandId).toList()));
  }

  @Test
  void shouldSayOfALineThatNoNodeHasToSendItAgain() throws Exception {
    gateway.node.decide =
        command ->
            command.getWallet().equals("gone")
                ? new FakeNode.Fault(503, "NOT_READY")
                : new FakeNode.Is(Lines.charged(command, 2), false);

    List<JsonNode> answers =
        answers(charge("g-1", "ada") + charge("g-2", "gone"), "Prefer", "wait=1");

    assertEquals(List.of(201, 503), statuses(answers));
    assertEquals("UNAVAILABLE", answers.get(1).path("code").asText());
    assertEquals("g-2", answers.get(1).path("id").asText());
    String detail = answers.get(1).path("detail").asText();
    assertTrue(detail.contains("same id"), detail);
  }

  @Test
  void shouldSayOfALineThatANodeCannotReadWhatItSays() throws Exception {
    gateway.node.decide =
        command ->
            command.getWallet().equals("odd")
                ? new FakeNode.Fault(400, "UNANNOUNCED_SCHEMA")
                : new FakeNode.Is(Lines.charged(command, 2), false);

    List<JsonNode> answers = answers(charge("s-1", "ada") + charge("s-2", "odd"));

    assertEquals(List.of(201, 400), statuses(answers));
    assertEquals("UNANNOUNCED_SCHEMA", answers.get(1).path("code").asText());
  }

  @Test
  void shouldCountTheDecisionOfEveryLine() throws Exception {
    double before = accepted();

    answers(charge("c-1", "ada") + charge("c-2", "ada") + "{}\n");

    assertEquals(before + 2, accepted());
  }

  private static double accepted() throws Exception {
    return caller
        .get("/metrics")
        .http()
        .body()
        .lines()
        .filter(line -> line.startsWith("scrip_decisions_total{decision=\"accepted\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
