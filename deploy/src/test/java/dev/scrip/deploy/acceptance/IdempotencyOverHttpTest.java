package dev.scrip.deploy.acceptance;

import static dev.scrip.deploy.acceptance.HttpTable.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The same key is the same command, whatever became of the first answer. */
@ExtendWith(SharedScrip.class)
class IdempotencyOverHttpTest {
  private static final Duration MEMORY = Duration.ofDays(14);
  private static final String CHANGE = "{\"action\":\"chat.change\"}";

  private final ScripProcess scrip;

  IdempotencyOverHttpTest(ScripProcess scrip) {
    this.scrip = scrip;
  }

  @Test
  void shouldChargeOnceAndAnswerTheSameWhenTheKeyComesAgain() {
    open("idem-twice", "starter");

    var first = charge("idem-twice", "k1", CHANGE);
    var second = charge("idem-twice", "k1", CHANGE);
    // Not the text but what it says is compared.
    var third = charge("idem-twice", "k1", "{ \"quantity\": 1.0, \"action\": \"chat.change\" }");

    assertEquals(201, first.statusCode(), first.body());
    assertEquals("", replayed(first));
    for (var again : new HttpResponse<?>[] {second, third}) {
      assertEquals(201, again.statusCode());
      assertEquals(first.body(), again.body());
      assertEquals("true", replayed(again));
    }
    assertEquals("99", wallet("idem-twice").at("/pools/message/balance").asText());
    assertEquals(2, wallet("idem-twice").path("sequence").asLong());
    assertEquals(json(first.body()), json(get("idem-twice", "/decisions/k1").body()));
  }

  @Test
  void shouldRefuseAnotherCommandUnderTheSameKeyAndNameTheFirst() {
    open("idem-other", "starter");
    JsonNode first = json(charge("idem-other", "k1", CHANGE).body());

    var other = charge("idem-other", "k1", "{\"action\":\"chat.change\",\"quantity\":2}");
    var firstAgain = charge("idem-other", "k1", CHANGE);
    var grant = grant("idem-other", "k1", "{\"code\":\"SHARE20\"}");

    assertEquals(422, other.statusCode(), other.body());
    assertEquals("IDEMPOTENCY_CONFLICT", json(other.body()).path("code").asText());
    assertEquals(first.path("sequence"), json(other.body()).path("firstSequence"));
    assertEquals("", replayed(other));
    assertEquals(201, firstAgain.statusCode(), firstAgain.body());
    assertEquals("true", replayed(firstAgain));
    assertEquals("IDEMPOTENCY_CONFLICT", json(grant.body()).path("code").asText());
    assertEquals("99", wallet("idem-other").at("/pools/message/balance").asText());
  }

  @Test
  void shouldAnswerARejectionAgainEvenWhenItWouldPassNow() {
    open("idem-refused", "free");
    var refused =
        charge("idem-refused", "k1", "{\"action\":\"integration.call\",\"quantity\":101}");
    assertEquals(
        201,
        grant(
                "idem-refused",
                "more",
                "{\"pool\":\"integration\",\"amount\":\"50\",\"source\":\"adjustment\"}")
            .statusCode());

    var again = charge("idem-refused", "k1", "{\"action\":\"integration.call\",\"quantity\":101}");
    var anew = charge("idem-refused", "k2", "{\"action\":\"integration.call\",\"quantity\":101}");

    assertEquals(402, refused.statusCode(), refused.body());
    assertEquals("", replayed(refused));
    assertEquals(402, again.statusCode(), again.body());
    assertEquals(refused.body(), again.body());
    assertEquals("true", replayed(again));
    assertEquals(201, anew.statusCode(), anew.body());
  }

  @Test
  void shouldOpenAWalletOnceAndRefuseAnotherOpening() {
    var first = open("idem-open", "free");
    var second = open("idem-open", "free");
    var other = open("idem-open", "starter");

    assertEquals(201, first.statusCode(), first.body());
    assertEquals(200, second.statusCode(), second.body());
    assertEquals(first.body(), second.body());
    assertEquals(409, other.statusCode(), other.body());
    assertEquals("WALLET_EXISTS", json(other.body()).path("code").asText());
    assertEquals("free", wallet("idem-open").path("plan").asText());
  }

  @Test
  void shouldRefuseToChangeAWalletWithoutAKey() {
    open("idem-keyless", "free");

    for (String path : new String[] {"/charges", "/grants", "/resets", "/plan", "/close"}) {
      var answer = scrip.http("POST", "/v1/wallets/idem-keyless" + path, "{}");
      assertEquals(400, answer.statusCode(), answer.body());
      assertTrue(
          json(answer.body()).path("detail").asText().contains("Idempotency-Key"), answer.body());
    }

    assertEquals(1, wallet("idem-keyless").path("sequence").asLong());
  }

  @Test
  void shouldNotRememberAnUnknownWallet() {
    var unknown = charge("idem-late", "k1", CHANGE);
    open("idem-late", "free");
    var known = charge("idem-late", "k1", CHANGE);

    assertEquals(404, unknown.statusCode(), unknown.body());
    assertEquals("UNKNOWN_WALLET", json(unknown.body()).path("code").asText());
    assertEquals(201, known.statusCode(), known.body());
    assertEquals("", replayed(known));
  }

  @Test
  void shouldForgetAKeyAfterTheMemoryOfTheLedgerButNotAGrants() {
    open("idem-memory", "elite");
    var first = charge("idem-memory", "k1", CHANGE);
    grant("idem-memory", "g1", "{\"code\":\"SHARE20\"}");
    Instant decided = Instant.parse(json(first.body()).path("decidedAt").asText());

    moveTo(decided.plus(MEMORY).minusMillis(1));
    var last = charge("idem-memory", "k1", CHANGE);
    moveTo(decided.plus(MEMORY));
    var anew = charge("idem-memory", "k1", CHANGE);
    var grantAgain = grant("idem-memory", "g1", "{\"code\":\"SHARE20\"}");

    assertEquals("true", replayed(last));
    assertEquals(first.body(), last.body());
    assertEquals(201, anew.statusCode(), anew.body());
    assertEquals("", replayed(anew));
    assertNotEquals(json(first.body()).path("sequence"), json(anew.body()).path("sequence"));
    assertEquals("true", replayed(grantAgain));
    assertEquals("1218", wallet("idem-memory").at("/pools/message/balance").asText());
  }

  private HttpResponse<String> open(String wallet, String plan) {
    return scrip.http("PUT", "/v1/wallets/" + wallet, "{\"plan\":\"" + plan + "\"}");
  }

  private HttpResponse<String> charge(String wallet, String key, String body) {
    return scrip.http("POST", "/v1/wallets/" + wallet + "/charges", body, "Idempotency-Key", key);
  }

  private HttpResponse<String> grant(String wallet, String key, String body) {
    return scrip.http("POST", "/v1/wallets/" + wallet + "/grants", body, "Idempotency-Key", key);
  }

  private HttpResponse<String> get(String wallet, String path) {
    return scrip.http("GET", "/v1/wallets/" + wallet + path, "");
  }

  private JsonNode wallet(String wallet) {
    return json(get(wallet, "").body());
  }

  private void moveTo(Instant instant) {
    var moved = scrip.http("PUT", "/v1/test-clock", "{\"now\":\"" + instant + "\"}");
    assertEquals(200, moved.statusCode(), moved.body());
  }

  private static String replayed(HttpResponse<?> answer) {
    return answer.headers().firstValue("Idempotent-Replayed").orElse("");
  }
}
