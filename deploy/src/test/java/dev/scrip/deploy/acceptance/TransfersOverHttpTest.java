package dev.scrip.deploy.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scrip.schemas.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Transfers between wallets of different partitions, on a real broker, and through a kill. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransfersOverHttpTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of the embedded broker. */
  private static final int PARTITIONS = 4;

  private ScripProcess scrip;

  @BeforeAll
  void start(@TempDir Path folder) {
    scrip = ScripProcess.up(folder);
  }

  @AfterAll
  void stop() {
    scrip.close();
  }

  @Test
  void shouldArriveInAWalletOfAnotherPartition() {
    String from = open("sender", "builder");
    String to = elsewhere("receiver", from);
    open(to, "free");
    JsonNode sent = transfer(from, "t-1", to, "20.5");
    assertEquals("in_transit", sent.path("state").asText());
    assertEquals("229.5", sent.path("balanceAfter").asText());

    awaitArrival(from);
    assertEquals("45.5", balance(to));
    assertEquals("229.5", balance(from));
    assertEquals(List.of("transfer_received"), types(to, "transfer_received", 1));
    assertEquals(List.of("transfer_settled"), types(from, "transfer_settled", 1));
  }

  @Test
  void shouldComeBackFromAWalletThatIsUnknownOrClosed() {
    String from = open("hopeful", "builder");
    transfer(from, "t-1", elsewhere("nobody", from), "5");
    String closed = elsewhere("closed", from);
    open(closed, "free");
    post("/v1/wallets/" + closed + "/close", "close", "{}", 200);
    transfer(from, "t-2", closed, "7");

    awaitArrival(from);
    assertEquals("250", balance(from));
    assertEquals(
        List.of("transfer_restored", "transfer_restored"), types(from, "transfer_restored", 2));
  }

  @Test
  void shouldPassASeatOn() {
    String from = open("leaver", "builder");
    post("/v1/wallets/" + from + "/charges", "c", "{\"action\":\"chat.change\"}", 201);
    String to = elsewhere("joiner", from);
    open(to, "free");
    post("/v1/wallets/" + from + "/seat", "s-1", "{\"to\":\"" + to + "\"}", 201);

    awaitArrival(from);
    assertEquals("builder", wallet(to).path("plan").asText());
    assertEquals("249", balance(to));
    assertEquals("free", wallet(from).path("plan").asText());
  }

  @Test
  void shouldArriveThoughTheNodeIsKilledOnTheWay() {
    String from = open("survivor", "builder");
    List<String> targets =
        IntStream.range(0, 20).mapToObj(n -> elsewhere("heir-" + n, from)).toList();
    targets.forEach(to -> open(to, "free"));
    targets.forEach(to -> transfer(from, "t-" + to, to, "1"));
    scrip.kill();
    scrip.restart();

    awaitArrival(from);
    assertEquals("230", balance(from));
    for (String to : targets) {
      assertEquals("26", balance(to), to);
      assertEquals(List.of("transfer_received"), types(to, "transfer_received", 1));
    }
  }

  /** Nothing of the wallet's is on its way any more. */
  private void awaitArrival(String wallet) {
    Eventually.get(
        "the end of the transfers of " + wallet,
        () -> wallet(wallet).path("transfers"),
        transfers -> transfers.isArray() && transfers.isEmpty());
  }

  /** A wallet's name in another partition than a wallet's. */
  private static String elsewhere(String name, String wallet) {
    String found =
        IntStream.range(0, 100)
            .mapToObj(n -> name + "-" + n)
            .filter(other -> partition(other) != partition(wallet))
            .findFirst()
            .orElseThrow();
    assertNotEquals(partition(wallet), partition(found));
    return found;
  }

  private static int partition(String wallet) {
    return Topics.partition(wallet.getBytes(UTF_8), PARTITIONS);
  }

  private String open(String wallet, String plan) {
    HttpResponse<String> answer =
        scrip.http("PUT", "/v1/wallets/" + wallet, "{\"plan\":\"" + plan + "\"}");
    assertEquals(201, answer.statusCode(), answer.body());
    return wallet;
  }

  private JsonNode transfer(String from, String id, String to, String amount) {
    return post(
        "/v1/wallets/" + from + "/transfers",
        id,
        "{\"to\":\"" + to + "\",\"pool\":\"message\",\"amount\":\"" + amount + "\"}",
        201);
  }

  private JsonNode post(String path, String id, String body, int status) {
    HttpResponse<String> answer = scrip.http("POST", path, body, "Idempotency-Key", id);
    assertEquals(status, answer.statusCode(), answer.body());
    return read(answer);
  }

  private JsonNode wallet(String wallet) {
    return read(scrip.http("GET", "/v1/wallets/" + wallet, ""));
  }

  private String balance(String wallet) {
    return wallet(wallet).at("/pools/message/balance").asText();
  }

  /** The types of the wallet's entries of a type, once there are so many of them. */
  private List<String> types(String wallet, String type, int count) {
    JsonNode list =
        Eventually.get(
            type + " of " + wallet,
            () -> read(scrip.http("GET", "/v1/wallets/" + wallet + "/entries?type=" + type, "")),
            found -> found.path("entries").size() >= count);
    return StreamSupport.stream(list.path("entries").spliterator(), false)
        .map(line -> line.path("type").asText())
        .toList();
  }

  private static JsonNode read(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
