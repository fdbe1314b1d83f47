package dev.scrip.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scrip.gateway.Caller.Answer;
import dev.scrip.schemas.Charge;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.Entry;
import dev.scrip.schemas.EntryType;
import dev.scrip.schemas.Forgo;
import dev.scrip.schemas.RejectionReason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who pays where the rules say so, and that a change of payer never makes a retry pay twice. */
class PayerChargesTest {
  private static final long MEMORY_MS = Duration.ofDays(14).toMillis();

  @TempDir static Path folder;
  private static TestGateway gateway;
  private static Caller caller;
  private static int apps;

  private String now = "2027-01-31T14:37:05Z";
  private final String app = "app-" + apps++;

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
  void tell() {
    gateway.node.asked().clear();
    gateway.node.actions.clear();
    gateway.node.decisions.clear();
    gateway.node.actions.put("chat.change", action("actor"));
    gateway.node.actions.put("integration.call", action("app_owner"));
    gateway.node.actions.put("edit.visual", action("wallet"));
    gateway.node.other = (route, body) -> FakeNode.json("{\"now\":\"" + now + "\"}");
    gateway.node.decide = PayerChargesTest::forgotten;
  }

  private static ObjectNode action(String payer) {
    ObjectNode json = Json.object().put("payer", payer).put("memoryMs", MEMORY_MS);
    json.putArray("formerPayers");
    return json;
  }

  /** A ledger that has not seen the id before. */
  private static FakeNode.Answer forgotten(Command command) {
    return command.getBody() instanceof Forgo
        ? new FakeNode.Is(Lines.entry(command, EntryType.FORGONE), false)
        : new FakeNode.Is(Lines.charged(command, 2), false);
  }

  private static List<String> asked() {
    return gateway.node.asked().stream()
        .map(command -> command.getWallet() + " " + command.getCommandId())
        .toList();
  }

  private void pays(String wallet) throws Exception {
    Answer answer = caller.put("/v1/apps/" + app, "{\"payer\":\"" + wallet + "\"}");
    assertEquals(200, answer.status(), answer.http().body());
    Contract.check("App", answer.json());
  }

  private Answer chargeApp(String key) throws Exception {
    return caller.post(
        "/v1/charges", key, "{\"action\":\"integration.call\",\"app\":\"" + app + "\"}");
  }

  @Test
  void shouldChargeTheActor() throws Exception {
    Answer answer =
        caller.post("/v1/charges", "k", "{\"action\":\"chat.change\",\"actor\":\"bob\"}");

    assertEquals(201, answer.status());
    assertEquals("bob", answer.json().path("wallet").asText());
    assertEquals(List.of("bob k"), asked());
  }

  @Test
  void shouldChargeTheOwnerOfTheApp() throws Exception {
    pays("ada");

    Answer answer = chargeApp("k");

    assertEquals("ada", answer.json().path("wallet").asText());
    assertEquals(app, answer.json().path("app").asText());
    assertEquals(List.of("ada k"), asked());
  }

  @Test
  void shouldAppendNothingWhereNobodyPays() throws Exception {
    record Case(int status, String code, String body) {}
    for (Case one :
        List.of(
            new Case(422, "UNKNOWN_APP", "{\"action\":\"integration.call\",\"app\":\"nobody's\"}"),
            new Case(422, "UNKNOWN_ACTION", "{\"action\":\"none\",\"actor\":\"bob\"}"),
            new Case(400, "INVALID_FIELD", "{\"action\":\"chat.change\"}"),
            new Case(400, "INVALID_FIELD", "{\"action\":\"chat.change\",\"actor\":\"$x\"}"),
            new Case(400, "INVALID_FIELD", "{\"action\":\"integration.call\"}"),
            new Case(400, "INVALID_FIELD", "{\"action\":\"edit.visual\",\"actor\":\"bob\"}"))) {
      Answer answer = caller.post("/v1/charges", "k", one.body());
      assertEquals(one.status(), answer.status(), one + answer.http().body());
      assertEquals(one.code(), answer.json().path("code").asText());
      Contract.check("Problem", answer.json());
    }
    assertTrue(asked().isEmpty());
  }

  @Test
  void shouldAskTheFormerPayerToForgoTheIdFirst() throws Exception {
    pays("ada");
    pays("bob");

    Answer answer = chargeApp("k");

    assertEquals("bob", answer.json().path("wallet").asText());
    assertEquals(List.of("ada forgo:k", "bob k"), asked());
    assertEquals(new Forgo("k"), gateway.node.asked().getFirst().getBody());
  }

  @Test
  void shouldGoOnWhereTheFormerPayerHasNothingToSay() throws Exception {
    pays("ada");
    pays("bob");
    for (FakeNode.Answer said :
        List.<FakeNode.Answer>of(new FakeNode.None(), unknown(), closed())) {
      gateway.node.decide =
          command -> command.getBody() instanceof Forgo ? said : forgotten(command);
      assertEquals("bob", chargeApp("k").json().path("wallet").asText());
    }
  }

  private static FakeNode.Answer unknown() {
    return refusal(RejectionReason.UNKNOWN_WALLET);
  }

  private static FakeNode.Answer closed() {
    return refusal(RejectionReason.WALLET_CLOSED);
  }

  private static FakeNode.Answer refusal(RejectionReason reason) {
    Command forgo = CommandClient.command("forgo:k", "ada", "", "", Map.of(), new Forgo("k"));
    return new FakeNode.Is(Lines.rejected(forgo, reason), false);
  }

  /** A ledger whose wallets all paid for the id: the forgo and the charge get the same answer. */
  private static FakeNode.Answer paid(Command command) {
    return new FakeNode.Is(charged(command.getWallet()), true);
  }

  private static Entry charged(String wallet) {
    Charge charge = new Charge("integration.call", 1_000_000L, null, Map.of());
    return Lines.charged(CommandClient.command("k", wallet, "", "", Map.of(), charge), 2);
  }

  @Test
  void shouldAnswerWhatTheFormerPayerDecided() throws Exception {
    pays("ada");
    gateway.node.decide = PayerChargesTest::paid;
    pays("bob");

    Answer answer = chargeApp("k");

    assertEquals(201, answer.status());
    assertEquals("true", answer.header("idempotent-replayed"));
    assertEquals("ada", answer.json().path("wallet").asText());
    assertEquals(List.of("ada forgo:k", "ada k"), asked());
  }

  @Test
  void shouldChargeNobodyWhileTheFormerPayerIsSilent() throws Exception {
    pays("ada");
    pays("bob");
    gateway.node.decide = command -> new FakeNode.NotYet();

    Answer answer = chargeApp("k");

    assertEquals(503, answer.status());
    assertEquals(List.of("ada forgo:k"), asked());
  }

  @Test
  void shouldForgetFormerPayersWithTheIds() throws Exception {
    pays("ada");
    pays("bob");
    now = "2027-02-14T15:00:00Z";

    chargeApp("k");
    assertEquals(List.of("bob k"), asked());

    pays("cleo");
    Answer known = caller.get("/v1/apps/" + app);
    assertEquals(1, known.json().path("formerPayers").size(), known.http().body());
    assertEquals("bob", known.json().path("formerPayers").path(0).path("payer").asText());
  }

  @Test
  void shouldLookWhereAnEarlierRuleWouldHaveCharged() throws Exception {
    pays("ada");
    paidOnce("actor", "app_owner");

    caller.post(
        "/v1/charges",
        "k",
        "{\"action\":\"integration.call\",\"app\":\"" + app + "\",\"actor\":\"bob\"}");

    assertEquals(List.of("ada forgo:k", "bob k"), asked());
  }

  private void paidOnce(String payer, String formerPayer) {
    ObjectNode action = action(payer);
    action
        .withArray("formerPayers")
        .addObject()
        .put("payer", formerPayer)
        .put("until", "2027-01-30T00:00:00Z");
    gateway.node.actions.put("integration.call", action);
  }

  @Test
  void shouldAskWhoPaidOnceBeforeSayingThatNobodyPays() throws Exception {
    pays("ada");
    record Case(String payer, String formerPayer, String who, String wallet, int refused) {}
    List<Case> all =
        List.of(
            new Case("wallet", "app_owner", "\"app\":\"" + app + "\"", "ada", 400),
            new Case("wallet", "actor", "\"actor\":\"bob\"", "bob", 400),
            new Case("actor", "app_owner", "\"app\":\"" + app + "\"", "ada", 400),
            new Case("app_owner", "actor", "\"actor\":\"bob\"", "bob", 400),
            new Case("app_owner", "actor", "\"actor\":\"bob\",\"app\":\"gone\"", "bob", 422));
    for (Case one : all) {
      paidOnce(one.payer(), one.formerPayer());
      String body = "{\"action\":\"integration.call\"," + one.who() + "}";

      gateway.node.asked().clear();
      gateway.node.decide = PayerChargesTest::forgotten;
      Answer refused = caller.post("/v1/charges", "k", body);
      assertEquals(one.refused(), refused.status(), one + refused.http().body());
      assertEquals(List.of(one.wallet() + " forgo:k"), asked());

      gateway.node.asked().clear();
      gateway.node.decide = PayerChargesTest::paid;
      Answer answer = caller.post("/v1/charges", "k", body);
      assertEquals(201, answer.status(), one + answer.http().body());
      assertEquals(one.wallet(), answer.json().path("wallet").asText());
      assertEquals("true", answer.header("idempotent-replayed"));
      assertEquals(List.of(one.wallet() + " forgo:k", one.wallet() + " k"), asked());
    }
  }

  @Test
  void shouldAnswerWhatWasPaidForAnActionThatIsGone() throws Exception {
    pays("ada");
    pays("cleo");
    gateway.node.actions.remove("integration.call");
    gateway.node.decide = PayerChargesTest::paid;

    Answer refused = chargeApp("k");
    assertEquals(422, refused.status(), refused.http().body());
    assertEquals("UNKNOWN_ACTION", refused.json().path("code").asText());
    assertEquals(List.of(), asked());

    Command forgo = CommandClient.command("forgo:k", "cleo", "", "", Map.of(), new Forgo("k"));
    gateway.node.decisions.put("cleo/k", Lines.entry(forgo, EntryType.FORGONE));
    gateway.node.decisions.put("ada/k", charged("ada"));
    Answer answer = chargeApp("k");
    assertEquals(201, answer.status(), answer.http().body());
    assertEquals("ada", answer.json().path("wallet").asText());
    assertEquals(List.of("ada k"), asked());
  }

  @Test
  void shouldKeepEveryFormerPayerWhenChangesComeAtOnce() throws Exception {
    pays("p-0");
    try (var many = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 1; i <= 10; i++) {
        String payer = "p-" + i;
        var _ =
            many.submit(() -> {
              pays(payer);
              return null;
            });
      }
    }

    assertEquals(10, caller.get("/v1/apps/" + app).json().path("formerPayers").size());
  }
}
