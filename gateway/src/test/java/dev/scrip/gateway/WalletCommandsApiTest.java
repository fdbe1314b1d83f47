package dev.scrip.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scrip.gateway.Caller.Answer;
import dev.scrip.schemas.Authorize;
import dev.scrip.schemas.CancelPlan;
import dev.scrip.schemas.Capture;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.Entry;
import dev.scrip.schemas.EntryType;
import dev.scrip.schemas.GrantTerms;
import dev.scrip.schemas.HoldOpened;
import dev.scrip.schemas.MoreFacts;
import dev.scrip.schemas.MoveSeat;
import dev.scrip.schemas.Refund;
import dev.scrip.schemas.Rejection;
import dev.scrip.schemas.RejectionReason;
import dev.scrip.schemas.Release;
import dev.scrip.schemas.ResumePlan;
import dev.scrip.schemas.SetLimit;
import dev.scrip.schemas.Transfer;
import dev.scrip.schemas.TransitOpened;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds, refunds, transfers, own limits, plans to come: what is appended and what is answered. */
class WalletCommandsApiTest {
  private static final String ADA = "/v1/wallets/ada";

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
  void forget() {
    gateway.node.asked().clear();
    gateway.wallet("ada");
  }

  @Test
  void shouldHoldWhatAChargeWouldCost() throws Exception {
    accept(
        EntryType.HELD,
        MoreFacts.newBuilder()
            .setHolds(
                List.of(
                    HoldOpened.newBuilder()
                        .setHold("h-1")
                        .setAmount(5_000_000)
                        .setExpiresAt(Lines.NOW.plusSeconds(90))
                        .build()))
            .build());
    Answer answer =
        caller.post(
            ADA + "/holds",
            "h-1",
            """
            {"action": "build.message", "amount": "5", "attributes": {"mode": "agent"},
             "actor": "ben", "app": "shop", "metadata": {"note": "hello"}, "expiresIn": "PT1M30S"}
            """);

    assertEquals(201, answer.status(), answer.http().body());
    Contract.check("Accepted", answer.json());
    assertEquals("2027-01-31T14:38:35Z", answer.json().path("hold").path("expiresAt").asText());
    assertEquals(
        new Authorize("build.message", 1_000_000L, 5_000_000L, Map.of("mode", "agent"), 90_000L),
        lastAsked().getBody());
    assertEquals("ben", lastAsked().getActor());
    assertEquals("shop", lastAsked().getApp());

    caller.post(ADA + "/holds", "h-2", "{\"action\": \"build.plan\"}");
    assertEquals(900_000, ((Authorize) lastAsked().getBody()).getExpiresInMs());
  }

  @Test
  void shouldCaptureMoreOrLessAndRelease() throws Exception {
    accept(EntryType.CAPTURED, MoreFacts.newBuilder().setShortfall(500_000).build());
    Answer captured = caller.post(ADA + "/holds/h-1/capture", "k-1", "{\"amount\": 3.5}");
    assertEquals(200, captured.status(), captured.http().body());
    Contract.check("Accepted", captured.json());
    assertEquals("0.5", captured.json().path("shortfall").asText());
    assertEquals(new Capture("h-1", null, 3_500_000L), lastAsked().getBody());

    caller.post(ADA + "/holds/h-1/capture", "k-2", "");
    assertEquals(new Capture("h-1", null, null), lastAsked().getBody());
    caller.post(ADA + "/holds/h-1/capture", "k-3", "{\"quantity\": \"2\"}");
    assertEquals(new Capture("h-1", 2_000_000L, null), lastAsked().getBody());

    accept(EntryType.RELEASED, null);
    Answer released = caller.post(ADA + "/holds/h%3A1/release", "k-4", "");
    assertEquals(200, released.status());
    assertEquals(new Release("h:1"), lastAsked().getBody());
  }

  @Test
  void shouldRefundWithAReason() throws Exception {
    accept(EntryType.REFUNDED, null);
    Answer answer =
        caller.post(
            ADA + "/refunds",
            "r-1",
            "{\"charge\": \"c-1\", \"amount\": \"0.5\", \"reason\": \"half was missing\"}");
    assertEquals(201, answer.status(), answer.http().body());
    Contract.check("Accepted", answer.json());
    assertEquals(new Refund("c-1", 500_000L, false), lastAsked().getBody());
    assertEquals(Map.of("reason", "half was missing"), lastAsked().getMetadata());

    caller.post(
        ADA + "/refunds", "r-2", "{\"charge\": \"c-1\", \"failed\": true, \"reason\": \"down\"}");
    assertEquals(new Refund("c-1", null, true), lastAsked().getBody());
  }

  @Test
  void shouldAnswerThatATransferIsOnItsWay() throws Exception {
    accept(
        EntryType.TRANSFER_SENT,
        MoreFacts.newBuilder()
            .setCounterparty("ben")
            .setTransits(
                List.of(
                    new TransitOpened(
                        "t-1",
                        "ben",
                        List.of(
                            GrantTerms.newBuilder()
                                .setGrant("gift")
                                .setPool("message")
                                .setSource("promo")
                                .setAmount(20_000_000)
                                .setEffectiveAt(Lines.NOW)
                                .build()),
                        null)))
            .build());
    Answer answer =
        caller.post(
            ADA + "/transfers", "t-1", "{\"to\": \"ben\", \"pool\": \"message\", \"amount\": 20}");
    assertEquals(201, answer.status(), answer.http().body());
    JsonNode json = answer.json();
    Contract.check("Accepted", json);
    assertEquals("in_transit", json.path("state").asText());
    assertEquals("ben", json.path("counterparty").asText());
    assertEquals("20", json.path("transfer").path("grants").path(0).path("amount").asText());
    assertEquals(new Transfer("ben", "message", 20_000_000L), lastAsked().getBody());

    Answer seat = caller.post(ADA + "/seat", "s-1", "{\"to\": \"ben\"}");
    assertEquals(201, seat.status());
    assertEquals("in_transit", seat.json().path("state").asText());
    assertEquals(new MoveSeat("ben"), lastAsked().getBody());
  }

  @Test
  void shouldSetAnActorsOwnLimitAndTakeItBackWithoutAKey() throws Exception {
    accept(EntryType.LIMIT_SET, null);
    String path = ADA + "/limits/member/actors/ben";
    Answer answer = caller.put(path, "{\"amount\": \"30\"}");
    assertEquals(200, answer.status(), answer.http().body());
    Contract.check("Accepted", answer.json());
    assertEquals(new SetLimit("member", "ben", 30_000_000L), lastAsked().getBody());
    String first = lastAsked().getCommandId();

    assertEquals(200, caller.put(path, "{\"amount\": null}").status());
    assertEquals(new SetLimit("member", "ben", null), lastAsked().getBody());
    assertTrue(!lastAsked().getCommandId().equals(first), "each is a command of its own");
    assertEquals(400, caller.put(path, "{}").status());
  }

  @Test
  void shouldCancelAndResumeAPlan() throws Exception {
    accept(EntryType.PLAN_CHANGE_SCHEDULED, null);
    assertEquals(200, caller.post(ADA + "/plan/cancel", "p-1", "").status());
    assertEquals(new CancelPlan(), lastAsked().getBody());
    accept(EntryType.PLAN_CHANGE_WITHDRAWN, null);
    assertEquals(200, caller.post(ADA + "/plan/resume", "p-2", "{\"actor\": \"ben\"}").status());
    assertEquals(new ResumePlan(), lastAsked().getBody());
  }

  @Test
  void shouldQuoteAHoldWhereAskedTo() throws Exception {
    gateway.node.decide =
        command -> {
          assertTrue(command.getBody() instanceof Authorize, "expected a hold to be quoted");
          Entry held = Lines.entry(command, EntryType.HELD);
          held.setPool("message");
          return new FakeNode.Is(held, false);
        };
    Answer answer =
        caller.post(ADA + "/quotes", "", "{\"action\": \"build.message\", \"hold\": true}");
    assertEquals(200, answer.status(), answer.http().body());
    Contract.check("Quote", answer.json());
    assertEquals("held", answer.json().path("type").asText());
    assertEquals(List.of(), gateway.node.asked(), "nothing is appended");
  }

  @ParameterizedTest
  @CsvSource({
    "holds, UNKNOWN_ACTION, 422",
    "holds, INSUFFICIENT_CREDITS, 402",
    "holds/h/capture, UNKNOWN_HOLD, 404",
    "holds/h/capture, HOLD_EXPIRED, 409",
    "holds/h/release, HOLD_CLOSED, 409",
    "refunds, UNKNOWN_CHARGE, 404",
    "refunds, REFUND_EXCEEDS_CHARGE, 422",
    "transfers, INSUFFICIENT_CREDITS, 402",
    "transfers, WALLET_CLOSED, 409",
    "seat, SEAT_BLOCKED, 409",
    "plan/cancel, NOT_ALLOWED_BY_PLAN, 422",
    "plan/resume, UNKNOWN_WALLET, 404"
  })
  void shouldAnswerARefusalWithItsStatus(String route, RejectionReason reason, int status)
      throws Exception {
    gateway.node.decide =
        command -> {
          Rejection rejection = Lines.rejected(command, reason);
          return new FakeNode.Is(rejection, false);
        };
    Answer answer = caller.post(ADA + "/" + route, "x", body(route));
    assertEquals(status, answer.status(), answer.http().body());
    assertEquals(reason.name(), answer.json().path("code").asText());
    Contract.check("Problem", answer.json());
    Contract.checkStatus(
        "post", "/v1/wallets/{wallet}/" + route.replace("holds/h/", "holds/{hold}/"), status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "holds | {\"action\": \"a\", \"expiresIn\": \"soon\"} | expiresIn",
        "holds | {\"action\": \"a\", \"expiresIn\": 900} | expiresIn",
        "holds | {\"expiresIn\": \"PT1M\"} | action",
        "holds/h/capture | {\"amount\": \"-1\"} | amount",
        "refunds | {\"charge\": \"c\"} | reason",
        "refunds | {\"charge\": \"c\", \"reason\": \"\"} | reason",
        "refunds | {\"charge\": \"c\", \"reason\": \"r\", \"failed\": \"yes\"} | failed",
        "refunds | {\"charge\": \"c\", \"reason\": \"r\", \"metadata\": {\"reason\": \"s\"}} |"
            + " metadata.reason",
        "transfers | {\"to\": \"$x\", \"pool\": \"message\", \"amount\": 1} | to",
        "transfers | {\"to\": \"ben\", \"pool\": \"message\"} | amount",
        "seat | {} | to",
        "plan/cancel | {\"when\": \"now\"} | when"
      })
  void shouldRefuseWhatTheSchemaRefusesAndAppendNothing(String route, String body, String field)
      throws Exception {
    Answer answer = caller.post(ADA + "/" + route, "x", body);
    assertEquals(400, answer.status(), answer.http().body());
    assertEquals(field, answer.json().path("violations").path(0).path("field").asText());
    assertEquals(List.of(), gateway.node.asked());
  }

  @ParameterizedTest
  @CsvSource({"deliver:ana:t", "settle:ana:t", "restore:ana:t", "limit:x"})
  void shouldRefuseIdsThatAreScripsOwn(String id) throws Exception {
    assertEquals(400, caller.post(ADA + "/seat", id, "{\"to\": \"ben\"}").status());
  }

  private static String body(String route) {
    return switch (route) {
      case "holds" -> "{\"action\": \"a\"}";
      case "refunds" -> "{\"charge\": \"c\", \"reason\": \"r\"}";
      case "transfers" -> "{\"to\": \"ben\", \"pool\": \"message\", \"amount\": 1}";
      case "seat" -> "{\"to\": \"ben\"}";
      default -> "";
    };
  }

  private static void accept(EntryType type, @org.jspecify.annotations.Nullable MoreFacts more) {
    gateway.node.decide =
        command -> {
          Entry entry = Lines.entry(command, type);
          entry.setMore(more);
          return new FakeNode.Is(entry, false);
        };
  }

  private static Command lastAsked() {
    return gateway.node.asked().getLast();
  }
}
