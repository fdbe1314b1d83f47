package dev.scrip.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpResponse;
import dev.scrip.gateway.Caller.Answer;
import dev.scrip.schemas.AddGrant;
import dev.scrip.schemas.ChangePlan;
import dev.scrip.schemas.Charge;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.EntryType;
import dev.scrip.schemas.GrantSource;
import dev.scrip.schemas.OpenWallet;
import dev.scrip.schemas.PlanChangeTime;
import dev.scrip.schemas.RejectionReason;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The API on a real broker: commands, their answers, and every way they can be refused. */
class GatewayApiTest {
  private static final String CHARGES = "/v1/wallets/ada/charges";
  private static final String CHARGE = "{\"action\":\"chat.change\"}";

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
    gateway.node.asked().clear();
    gateway.wallet("ada");
  }

  private static List<Command> asked() {
    return gateway.node.asked();
  }

  private static Command lastAsked() {
    return asked().getLast();
  }

  @Test
  void shouldAnswerAnAcceptedChargeWithAllItsFacts() throws Exception {
    Answer answer =
        caller.post(
            CHARGES,
            "c-1",
            """
            {"action": "chat.change", "quantity": 1, "attributes": {"model": "fast"},
             "actor": "ada", "app": "shop", "metadata": {"note": "hello"}}
            """);

    assertEquals(201, answer.status());
    JsonNode json = answer.json();
    Contract.check("Accepted", json);
    assertEquals("c-1", json.path("id").asText());
    assertEquals("24", json.path("balanceAfter").asText());
    assertEquals("-1", json.path("postings").path(0).path("amount").asText());
    assertEquals(
        "1 message credit for chat.change (row chat.change/1: 1 × 1), from"
            + " free.message@2027-01-31T14:37:05Z: 25 → 24; limit message-per-day: 1 of 5 used",
        json.path("explanation").asText());
    Command command = lastAsked();
    Charge charge = (Charge) command.getBody();
    assertEquals("ada", command.getWallet());
    assertEquals(Map.of("note", "hello"), command.getMetadata());
    assertEquals(16, command.getSalt().remaining());
    assertEquals(1_000_000, charge.getQuantity());
    assertEquals(Map.of("model", "fast"), charge.getAttributes());
    assertEquals("", answer.header("idempotent-replayed"));
  }

  @Test
  void shouldMarkWhatIsReplayed() throws Exception {
    gateway.node.decide = command -> new FakeNode.Is(Lines.charged(command, 2), true);
    assertEquals("true", caller.post(CHARGES, "c", CHARGE).header("idempotent-replayed"));

    gateway.node.decide =
        command ->
            new FakeNode.Is(Lines.rejected(command, RejectionReason.INSUFFICIENT_CREDITS), true);
    Answer refused = caller.post(CHARGES, "c", CHARGE);
    assertEquals(402, refused.status());
    assertEquals("true", refused.header("idempotent-replayed"));
  }

  @ParameterizedTest
  @EnumSource(RejectionReason.class)
  void shouldAnswerEveryReasonWithItsStatus(RejectionReason reason) throws Exception {
    gateway.node.decide = command -> new FakeNode.Is(Lines.rejected(command, reason), false);

    Answer answer = caller.post(CHARGES, "r-" + reason, CHARGE);

    int expected =
        switch (reason.name()) {
          case "INSUFFICIENT_CREDITS",
              "DAILY_CAP",
              "LIMIT_EXCEEDED",
              "MEMBER_LIMIT",
              "LOOP_BREAKER" ->
              402;
          case "UNKNOWN_WALLET", "UNKNOWN_GRANT", "UNKNOWN_HOLD", "UNKNOWN_CHARGE" -> 404;
          case "WALLET_EXISTS",
              "WALLET_CLOSED",
              "HOLD_EXPIRED",
              "HOLD_CLOSED",
              "PROMO_ALREADY_REDEEMED",
              "SEAT_BLOCKED" ->
              409;
          default -> 422;
        };
    assertEquals(expected, answer.status());
    assertEquals("application/problem+json", answer.header("content-type"));
    assertEquals(reason.name(), answer.json().path("code").asText());
    Contract.checkStatus("post", "/v1/wallets/{wallet}/charges", expected);
    if (reason != RejectionReason.UNKNOWN) {
      Contract.check("Problem", answer.json());
    }
  }

  @Test
  void shouldSayWhatARefusalNeededAndWhenItWouldPass() throws Exception {
    gateway.node.decide =
        command -> new FakeNode.Is(Lines.rejected(command, RejectionReason.DAILY_CAP), false);

    JsonNode json = caller.post(CHARGES, "cap", CHARGE).json();

    assertEquals("1", json.path("required").asText());
    assertEquals("0", json.path("available").asText());
    assertEquals("5", json.path("limit").asText());
    assertEquals("2027-02-01T00:00:00Z", json.path("retryAt").asText());
    assertEquals(4, json.path("sequence").asInt());
    assertEquals(
        "chat.change needs 1 within limit message-per-day of 5, 0 left until 2027-02-01T00:00:00Z;"
            + " would pass at 2027-02-01T00:00:00Z",
        json.path("detail").asText());
  }

  @Test
  void shouldWantAnIdempotencyKeyOfTheCallersOwn() throws Exception {
    for (String path :
        List.of(
            CHARGES,
            "/v1/charges",
            "/v1/wallets/ada/grants",
            "/v1/wallets/ada/grants/g/void",
            "/v1/wallets/ada/resets",
            "/v1/wallets/ada/plan",
            "/v1/wallets/ada/close")) {
      Answer answer = caller.send("POST", path, "{}");
      assertEquals(400, answer.status(), path);
      assertEquals("MISSING_IDEMPOTENCY_KEY", answer.json().path("code").asText(), path);
    }
    for (String key : List.of("x".repeat(201), "forgo:x", "open:x")) {
      assertEquals(400, caller.post(CHARGES, key, CHARGE).status(), key);
    }
    assertEquals(201, caller.post(CHARGES, "x".repeat(200), CHARGE).status());
    assertEquals(1, asked().size());
  }

  @Test
  void shouldAnswer202WithThePlaceToLookWhenUndecidedInTime() throws Exception {
    gateway.node.decide = command -> new FakeNode.NotYet();

    Answer answer =
        caller.send(
            "POST",
            CHARGES.replace("ada", "a%2Fb%20c"),
            CHARGE,
            "Idempotency-Key",
            "k/1",
            "Prefer",
            "respond-async, wait=30");

    assertEquals(202, answer.status());
    assertEquals("/v1/wallets/a%2Fb%20c/decisions/k%2F1", answer.header("location"));
    Contract.check("Pending", answer.json());
    long wait = Long.parseLong(gateway.node.lastQuery.replaceAll(".*wait=(\\d+).*", "$1"));
    assertTrue(wait > 20_000 && wait <= 30_000, "waited " + wait);
    assertEquals("a/b c", lastAsked().getWallet());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|action",
        "{\"action\":\"\"}|action",
        "{\"action\":7}|action",
        "{\"action\":\"a\",\"quantity\":-1}|quantity",
        "{\"action\":\"a\",\"quantity\":\"1e3\"}|quantity",
        "{\"action\":\"a\",\"quantity\":1e3}|quantity",
        "{\"action\":\"a\",\"amount\":0.0000001}|amount",
        "{\"action\":\"a\",\"amount\":null}|amount",
        "{\"action\":\"a\",\"quanttity\":1}|quanttity",
        "{\"action\":\"a\",\"attributes\":{\"model\":1}}|attributes.model",
        "{\"action\":\"a\",\"metadata\":[]}|metadata",
        "{\"action\":\"a\",\"actor\":\"a\\u0007\"}|actor"
      })
  void shouldNameEveryFieldThatIsWrong(String body, String field) throws Exception {
    Answer answer = caller.post(CHARGES, "bad", body);

    assertEquals(400, answer.status());
    assertEquals("INVALID_FIELD", answer.json().path("code").asText());
    assertEquals(field, answer.json().path("violations").path(0).path("field").asText());
    Contract.check("Problem", answer.json());
    assertTrue(asked().isEmpty());
  }

  @Test
  void shouldNameTheFaultOfANumberWithAnExponentAndOfAnInstantThatIsTooFine() throws Exception {
    Answer number = caller.post(CHARGES, "bad", "{\"action\":\"a\",\"quantity\":1e3}");
    Answer body =
        caller.post(
            "/v1/wallets/ada/grants",
            "bad",
            "{\"pool\":\"p\",\"amount\":1,\"expiresAt\":\"2027-03-01T00:00:00.0001Z\"}");
    Answer query = caller.get("/v1/wallets/ada?at=2027-03-01T00:00:00.123456Z");

    assertTrue(number.http().body().contains("a plain decimal"), number.http().body());
    assertTrue(number.http().body().contains("1e3"), number.http().body());
    for (Answer instant : List.of(body, query)) {
      assertEquals(400, instant.status());
      assertTrue(instant.http().body().contains("at most milliseconds"), instant.http().body());
      Contract.check("Problem", instant.json());
    }
  }

  @Test
  void shouldTellAllFaultsOfABodyAtOnce() throws Exception {
    Answer answer = caller.post(CHARGES, "bad", "{\"quantity\":\"x\",\"actr\":\"a\"}");

    assertEquals(3, answer.json().path("violations").size());
  }

  @Test
  void shouldAnswerWhatIsNoRequestOfTheApiWithAProblem() throws Exception {
    record Case(int status, String code, Answer answer) {}
    String large = "{\"action\":\"" + "x".repeat(70_000) + "\"}";
    List<Case> cases =
        List.of(
            new Case(401, "UNAUTHENTICATED", caller.bare("/v1/wallets/ada", Map.of())),
            new Case(
                401,
                "UNAUTHENTICATED",
                caller.bare("/v1/wallets/ada", Map.of("Authorization", "Bearer wrong"))),
            new Case(
                401,
                "UNAUTHENTICATED",
                caller.bare("/v1/wallets/ada", Map.of("Authorization", "Basic YTpi"))),
            new Case(404, "NOT_FOUND", caller.get("/v2/wallets")),
            new Case(405, "METHOD_NOT_ALLOWED", caller.send("DELETE", "/v1/wallets/ada", "")),
            new Case(413, "TOO_LARGE", caller.post(CHARGES, "k", large)),
            new Case(
                415,
                "UNSUPPORTED_MEDIA_TYPE",
                caller.send(
                    "POST", CHARGES, CHARGE, "Idempotency-Key", "k", "Content-Type", "text/plain")),
            new Case(400, "INVALID_FIELD", caller.post(CHARGES, "k", "{\"action\":")),
            new Case(400, "INVALID_FIELD", caller.post(CHARGES, "k", "[]")),
            new Case(400, "INVALID_FIELD", caller.get("/v1/wallets/ada?balance=1")),
            new Case(400, "INVALID_FIELD", caller.get("/v1/wallets/ada?at=yesterday")),
            new Case(400, "INVALID_FIELD", caller.get("/v1/wallets/ada?minSequence=-1")),
            new Case(400, "INVALID_FIELD", caller.get("/v1/wallets?limit=1&limit=2")),
            new Case(400, "INVALID_FIELD", caller.get("/v1/wallets/$control")),
            new Case(400, "INVALID_FIELD", caller.get("/v1/wallets/a%00b")),
            new Case(400, "INVALID_FIELD", caller.get("/v1/wallets/ada/entries?cursor=!!")),
            new Case(400, "INVALID_FIELD", caller.get("/v1/wallets/ada/entries?limit=0")),
            new Case(
                406,
                "NOT_ACCEPTABLE",
                caller.get("/v1/wallets/ada/entries", "Accept", "application/xml")),
            new Case(
                400,
                "INVALID_FIELD",
                caller.get("/v1/wallets/ada/events", "Last-Event-ID", "first")),
            new Case(404, "UNKNOWN_WALLET", caller.get("/v1/wallets/nobody")),
            new Case(404, "UNKNOWN_WALLET", caller.get("/v1/wallets/nobody/entries")),
            new Case(404, "UNKNOWN_WALLET", caller.get("/v1/wallets/nobody/events")),
            new Case(404, "UNKNOWN_DECISION", caller.get("/v1/wallets/ada/decisions/none")),
            new Case(404, "UNKNOWN_APP", caller.get("/v1/apps/nothing")));
    for (Case one : cases) {
      String found = one + ": " + one.answer().http().body();
      assertEquals(one.status(), one.answer().status(), found);
      assertEquals("application/problem+json", one.answer().header("content-type"), found);
      assertEquals(one.code(), one.answer().json().path("code").asText(), found);
      Contract.check("Problem", one.answer().json());
    }
    assertEquals("GET, PUT", caller.send("DELETE", "/v1/wallets/ada", "").header("allow"));
    assertEquals("Bearer", caller.bare("/v1/rules", Map.of()).header("www-authenticate"));
    assertTrue(asked().isEmpty());
  }

  @Test
  void shouldPassOnWhatANodeSays() throws Exception {
    gateway.node.decide = command -> new FakeNode.Fault(410, "LEDGER_MOVED");
    Answer moved = caller.post(CHARGES, "m", CHARGE);
    assertEquals(410, moved.status());
    assertEquals("LEDGER_MOVED", moved.json().path("code").asText());

    for (int status : List.of(500, 503)) {
      gateway.node.decide = command -> new FakeNode.Fault(status, "NOT_READY");
      Answer away = caller.post(CHARGES, "a", CHARGE);
      assertEquals(503, away.status());
      assertEquals("1", away.header("retry-after"));
      Contract.check("Problem", away.json());
    }
  }

  @Test
  void shouldSayThatItsNodeKeyIsNotTheNodes() throws Exception {
    var before = gateway.node.status;
    gateway.node.status = () -> FakeNode.problem(401, "UNAUTHENTICATED");
    gateway.node.decide = command -> new FakeNode.Fault(401, "UNAUTHENTICATED");
    try {
      for (Answer answer : List.of(caller.post(CHARGES, "k", CHARGE), caller.get("/readyz"))) {
        assertEquals(503, answer.status(), answer.http().body());
        assertTrue(answer.http().body().contains("node.key"), answer.http().body());
      }
    } finally {
      gateway.node.status = before;
    }
  }

  @Test
  void shouldBeNotReadyWhileTheLedgerDoesNotKnowItsSchema() throws Exception {
    var before = gateway.node.status;
    gateway.node.status = () -> FakeNode.json("{\"ready\":true,\"announced\":[4711]}");
    try {
      Answer answer = caller.get("/readyz");

      assertEquals(503, answer.status());
      assertTrue(answer.http().body().contains("not announced"), answer.http().body());
    } finally {
      gateway.node.status = before;
    }
    assertEquals(200, caller.get("/readyz").status());
  }

  @Test
  void shouldNotDoTwiceWhatANodeMayHaveDone() throws Exception {
    AtomicInteger published = new AtomicInteger();
    gateway.node.other =
        (route, body) -> {
          published.incrementAndGet();
          return FakeNode.problem(504, "OUTCOME_UNKNOWN");
        };

    Answer answer =
        caller.send("POST", "/v1/rules", "pools: {}", "Content-Type", "application/yaml");

    assertEquals(504, answer.status());
    assertEquals("OUTCOME_UNKNOWN", answer.json().path("code").asText());
    Contract.check("Problem", answer.json());
    assertEquals(1, published.get());
  }

  @Test
  void shouldSayWhenALineDidNotComeInTheCallersTime() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    gateway.node.wallet =
        wallet -> {
          asked.incrementAndGet();
          return FakeNode.problem(504, "NOT_YET");
        };
    try {
      Answer answer = caller.get("/v1/wallets/ada?minSequence=99");

      assertEquals(504, answer.status());
      assertEquals("NOT_YET", answer.json().path("code").asText());
      assertEquals(1, asked.get());
    } finally {
      gateway.node.wallet = gateway.node::wallet;
    }
  }

  @Test
  void shouldOpenOnceAndThenAnswerTheSame() throws Exception {
    gateway.node.decide = command -> new FakeNode.Is(Lines.entry(command, EntryType.OPENED), false);
    Answer created =
        caller.put("/v1/wallets/ada", "{\"plan\":\"free\",\"anchor\":\"2027-01-31T14:37:05Z\"}");
    assertEquals(201, created.status());
    assertEquals("/v1/wallets/ada", created.header("location"));
    Contract.check("Wallet", created.json());
    assertTrue(gateway.node.lastQuery.contains("minSequence=3"), gateway.node.lastQuery);
    assertEquals(new OpenWallet("free", Lines.NOW), lastAsked().getBody());

    gateway.node.decide = command -> new FakeNode.None();
    assertEquals(200, caller.put("/v1/wallets/ada", "{\"plan\":\"free\"}").status());

    gateway.node.decide =
        command -> new FakeNode.Is(Lines.rejected(command, RejectionReason.WALLET_EXISTS), false);
    assertEquals(409, caller.put("/v1/wallets/ada", "{\"plan\":\"pro\"}").status());
    assertEquals(3, asked().stream().map(Command::getCommandId).distinct().count());
  }

  @Test
  void shouldAnswer304ToWhoHasTheWalletAlready() throws Exception {
    Answer first = caller.get("/v1/wallets/ada");
    String etag = first.header("etag");

    assertEquals(304, caller.get("/v1/wallets/ada", "If-None-Match", etag).status());
    gateway.node.wallets.computeIfPresent(
        "ada", (key, wallet) -> wallet.deepCopy().put("sequence", 9));
    Answer changed = caller.get("/v1/wallets/ada", "If-None-Match", etag);

    assertEquals(200, changed.status());
    assertNotEquals(etag, changed.header("etag"));
    assertEquals(200, caller.get("/v1/wallets/ada?minSequence=9&at=2027-01-31T14:37:05Z").status());
    assertTrue(gateway.node.lastQuery.contains("minSequence=9"), gateway.node.lastQuery);
    assertTrue(gateway.node.lastQuery.contains("at=2027-01-31T14%3A37%3A05Z"));
  }

  @Test
  void shouldSendTheOtherCommandsAsTheSchemaHasThem() throws Exception {
    gateway.node.decide =
        command -> new FakeNode.Is(Lines.entry(command, EntryType.GRANTED), false);

    Answer grant =
        caller.post(
            "/v1/wallets/ada/grants",
            "g-1",
            "{\"pool\":\"message\",\"amount\":20,\"source\":\"top_up\",\"priority\":3,"
                + "\"scope\":[\"build.*\"],\"expiresAt\":\"2027-03-01T00:00:00Z\"}");
    assertEquals(201, grant.status());
    Contract.check("Accepted", grant.json());
    AddGrant added = (AddGrant) lastAsked().getBody();
    assertEquals(20_000_000, added.getAmount());
    assertEquals(GrantSource.TOP_UP, added.getSource());
    assertEquals(List.of("build.*"), added.getScope());

    assertEquals(
        201, caller.post("/v1/wallets/ada/grants", "g-2", "{\"code\":\"SHARE20\"}").status());
    assertEquals(GrantSource.PROMO, ((AddGrant) lastAsked().getBody()).getSource());
    assertEquals(
        400, caller.post("/v1/wallets/ada/grants", "g-3", "{\"pool\":\"message\"}").status());
    assertEquals(
        400,
        caller
            .post(
                "/v1/wallets/ada/grants",
                "g-4",
                "{\"pool\":\"m\",\"amount\":1,\"source\":\"refund\"}")
            .status());

    assertEquals(200, caller.post("/v1/wallets/ada/grants/free@2027-01-31/void", "v", "").status());
    assertEquals("VoidGrant", lastAsked().getBody().getClass().getSimpleName());
    assertEquals(200, caller.post("/v1/wallets/ada/resets", "r", "{}").status());
    assertEquals(
        200,
        caller
            .post("/v1/wallets/ada/plan", "p", "{\"plan\":\"pro\",\"when\":\"period_end\"}")
            .status());
    assertEquals(new ChangePlan("pro", PlanChangeTime.PERIOD_END), lastAsked().getBody());
    assertEquals(200, caller.post("/v1/wallets/ada/close", "x", "").status());
  }

  @Test
  void shouldQuoteWithoutAppending() throws Exception {
    Answer accepted = caller.send("POST", "/v1/wallets/ada/quotes", CHARGE);
    assertEquals(200, accepted.status());
    Contract.check("Quote", accepted.json());
    assertFalse(accepted.json().has("sequence"));

    gateway.node.decide =
        command ->
            new FakeNode.Is(Lines.rejected(command, RejectionReason.INSUFFICIENT_CREDITS), false);
    Answer rejected = caller.send("POST", "/v1/wallets/ada/quotes", CHARGE);
    assertEquals(200, rejected.status());
    assertEquals("rejected", rejected.json().path("decision").asText());
    Contract.check("Quote", rejected.json());

    gateway.node.decide =
        command -> new FakeNode.Is(Lines.rejected(command, RejectionReason.UNKNOWN_WALLET), false);
    assertEquals(404, caller.send("POST", "/v1/wallets/ada/quotes", CHARGE).status());
    assertTrue(asked().isEmpty());
  }

  @Test
  void shouldShowStoredDecisions() throws Exception {
    Command command =
        CommandClient.command(
            "c-9", "ada", "", "", Map.of(), new Charge("chat.change", 1_000_000L, null, Map.of()));
    gateway.node.decisions.put("ada/c-9", Lines.charged(command, 7));
    Answer accepted = caller.get("/v1/wallets/ada/decisions/c-9");
    assertEquals(200, accepted.status());
    Contract.check("Accepted", accepted.json());

    gateway.node.decisions.put(
        "ada/c-9", Lines.rejected(command, RejectionReason.INSUFFICIENT_CREDITS));
    Answer rejected = caller.get("/v1/wallets/ada/decisions/c-9");
    assertEquals(200, rejected.status());
    Contract.check("Rejected", rejected.json());
  }

  @Test
  void shouldPassRulesAndTheClockThrough() throws Exception {
    gateway.node.other =
        (route, body) ->
            switch (route) {
              case "wallets" -> FakeNode.json("{\"wallets\":[],\"nextCursor\":null}");
              case "rules" -> FakeNode.json("{\"current\":1,\"versions\":[]}");
              case "publish" -> published(body);
              case "clock" -> FakeNode.json("{\"now\":\"2027-01-31T14:37:05Z\"}");
              default -> FakeNode.json(body);
            };

    Contract.check("WalletList", caller.get("/v1/wallets?query=a&limit=5").json());
    Contract.check("RulesVersions", caller.get("/v1/rules").json());
    Answer published =
        caller.send("POST", "/v1/rules", "pools: {}", "Content-Type", "application/yaml");
    assertEquals(200, published.status());
    Contract.check("RulesPublished", published.json());
    Answer refused =
        caller.send("POST", "/v1/rules", "bad", "Content-Type", "text/yaml; charset=utf-8");
    assertEquals(422, refused.status());
    Contract.check("Problem", refused.json());
    assertEquals(2, refused.json().path("faults").path(0).path("line").asInt());
    assertEquals(415, caller.send("POST", "/v1/rules", "x", "Content-Type", "text/plain").status());
    assertEquals(
        413,
        caller
            .send("POST", "/v1/rules", "#".repeat(1_100_000), "Content-Type", "application/yaml")
            .status());
    Contract.check("Clock", caller.get("/v1/test-clock").json());
    Answer set = caller.put("/v1/test-clock", "{\"now\":\"2027-02-28T14:37:05Z\"}");
    assertEquals("2027-02-28T14:37:05Z", set.json().path("now").asText());
    assertEquals(400, caller.put("/v1/test-clock", "{\"now\":\"soon\"}").status());
  }

  private static HttpResponse published(String body) {
    return body.equals("bad")
        ? HttpResponse.of(
            com.linecorp.armeria.common.HttpStatus.UNPROCESSABLE_ENTITY,
            com.linecorp.armeria.common.MediaType.JSON,
            "{\"code\":\"INVALID_RULES\",\"detail\":\"1 fault\",\"faults\":"
                + "[{\"line\":2,\"column\":1,\"key\":\"pools\",\"message\":\"none\"}]}")
        : FakeNode.json("{\"version\":2,\"name\":\"mine\"}");
  }

  @Test
  void shouldCountRequestsAndDecisionsWithoutNamingAWallet() throws Exception {
    caller.post(CHARGES, "metric", CHARGE);

    String metrics = caller.bare("/metrics", Map.of()).http().body();

    assertTrue(metrics.contains("scrip_http_requests_seconds_count{route=\"POST /v1/wallets/"));
    assertTrue(metrics.contains("scrip_decision_seconds_count"));
    assertTrue(metrics.contains("scrip_decisions_total{decision=\"accepted\",reason=\"\"}"));
    assertFalse(metrics.contains("ada"));
    assertEquals(200, caller.bare("/", Map.of()).status());
    assertEquals("3.1.0", caller.bare("/openapi.json", Map.of()).json().path("openapi").asText());
    assertEquals(
        "Scrip rules", caller.bare("/rules.schema.json", Map.of()).json().path("title").asText());
  }
}
