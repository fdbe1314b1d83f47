package dev.scrip.deploy.acceptance;

import static dev.scrip.deploy.acceptance.HttpTable.json;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scrip.schemas.Charge;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.CommandPublisher;
import dev.scrip.schemas.Entry;
import dev.scrip.schemas.EntryType;
import dev.scrip.schemas.RegistryClient;
import dev.scrip.schemas.Rejection;
import dev.scrip.schemas.RejectionReason;
import dev.scrip.schemas.Schemas;
import dev.scrip.schemas.Topics;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many at once on one wallet: what it has is paid out once, to the last credit. */
@ExtendWith(SharedScrip.class)
class ConcurrencyTest {
  private static final int REQUESTS = 1_000;
  private static final int CREDITS = 600;
  private static final Topics TOPICS = Topics.of("scrip");

  private final ScripProcess scrip;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  ConcurrencyTest(ScripProcess scrip) {
    this.scrip = scrip;
  }

  @Test
  void shouldAcceptExactlyWhatTheWalletHasWhenAThousandChargeAtOnce() {
    openWith600("many");

    List<HttpResponse<String>> answers = chargeAtOnce("many", REQUESTS, i -> "charge-" + i);

    Map<Integer, Long> statuses =
        answers.stream().collect(groupingBy(HttpResponse::statusCode, counting()));
    assertEquals(Map.of(201, (long) CREDITS, 402, (long) REQUESTS - CREDITS), statuses);
    assertEquals("0", wallet("many").at("/pools/integration/balance").asText());
    // opened, granted, a line a charge, depleted for being empty and for a refusal, low balance
    assertEquals(contiguous(2 + REQUESTS + 3), sequences("many"));
    assertEquals(
        REQUESTS,
        answers.stream()
            .map(answer -> json(answer.body()).path("sequence").asLong())
            .distinct()
            .count());
  }

  @Test
  void shouldChargeOnceWhenTwoHundredSendTheSameKeyAtOnce() {
    openWith600("same");

    List<HttpResponse<String>> answers = chargeAtOnce("same", 200, i -> "the-one");

    assertEquals(1, answers.stream().map(HttpResponse::body).distinct().count());
    Map<String, Long> replayed =
        answers.stream()
            .collect(
                groupingBy(
                    answer ->
                        answer.statusCode()
                            + answer.headers().firstValue("Idempotent-Replayed").orElse(""),
                    counting()));
    assertEquals(Map.of("201", 1L, "201true", 199L), replayed);
    assertEquals("599", wallet("same").at("/pools/integration/balance").asText());
    assertEquals(contiguous(3), sequences("same"));
  }

  @Test
  void shouldAcceptExactlyWhatTheWalletHasWhenChargesComeByKafka() {
    openWith600("direct");
    int schema =
        new RegistryClient(List.of(scrip.registry()), Map.of())
            .register(TOPICS.subject(TOPICS.commands()), Schemas.of(Command.class));

    try (var publisher =
        new CommandPublisher(TOPICS, Map.of("bootstrap.servers", scrip.kafka()), schema)) {
      List<CompletableFuture<RecordMetadata>> sent = new ArrayList<>();
      for (int i = 0; i < REQUESTS; i++) {
        sent.add(publisher.send(charge("direct", "direct-" + i)));
      }
      sent.forEach(CompletableFuture::join);
    }

    String path = "/v1/wallets/direct?minSequence=" + (2 + REQUESTS + 3);
    assertEquals("0", json(get(path).body()).at("/pools/integration/balance").asText());
    assertEquals(contiguous(2 + REQUESTS + 3), sequences("direct"));
    assertEquals(
        CREDITS,
        new Topic(scrip, TOPICS.entries())
            .read(Entry.class).stream()
                .filter(entry -> entry.getWallet().equals("direct"))
                .filter(entry -> entry.getType() == EntryType.CHARGED)
                .count());
    assertEquals(
        REQUESTS - CREDITS,
        new Topic(scrip, TOPICS.rejections())
            .read(Rejection.class).stream()
                .filter(rejection -> rejection.getWallet().equals("direct"))
                .filter(rejection -> rejection.getReason() == RejectionReason.INSUFFICIENT_CREDITS)
                .count());
  }

  private void openWith600(String wallet) {
    assertEquals(
        201, scrip.http("PUT", "/v1/wallets/" + wallet, "{\"plan\":\"free\"}").statusCode());
    var granted =
        scrip.http(
            "POST",
            "/v1/wallets/" + wallet + "/grants",
            "{\"pool\":\"integration\",\"amount\":500,\"source\":\"adjustment\"}",
            "Idempotency-Key",
            "grant");
    assertEquals("600", json(granted.body()).path("balanceAfter").asText(), granted.body());
  }

  private List<HttpResponse<String>> chargeAtOnce(String wallet, int n, IntFunction<String> key) {
    List<CompletableFuture<HttpResponse<String>>> sent =
        IntStream.range(0, n)
            .mapToObj(i ->
                http.sendAsync(request(wallet, key.apply(i)), HttpResponse.BodyHandlers.ofString()))
            .toList();
    return sent.stream().map(CompletableFuture::join).toList();
  }

  private HttpRequest request(String wallet, String key) {
    return HttpRequest.newBuilder(scrip.gateway().resolve("/v1/wallets/" + wallet + "/charges"))
        .header("Authorization", "Bearer " + ScripProcess.ADMIN_KEY)
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", key)
        .header("Prefer", "wait=60")
        .POST(HttpRequest.BodyPublishers.ofString("{\"action\":\"integration.call\"}"))
        .build();
  }

  private static Command charge(String wallet, String id) {
    return new Command(
        id,
        wallet,
        Instant.EPOCH,
        "",
        "",
        ByteBuffer.allocate(0),
        Map.of(),
        new Charge("integration.call", 1_000_000L, null, Map.of()));
  }

  /** Sequences of all lines of a wallet over the three event topics, as the list has them. */
  private List<Long> sequences(String wallet) {
    long last = wallet(wallet).path("sequence").asLong();
    Eventually.get(
        "line " + last + " of " + wallet,
        () -> page(wallet, "").at("/entries/0/sequence").asLong(),
        newest -> newest >= last);
    TreeSet<Long> sequences = new TreeSet<>();
    long lines = 0;
    String cursor = "";
    do {
      JsonNode page = page(wallet, cursor);
      for (JsonNode line : page.path("entries")) {
        sequences.add(line.path("sequence").asLong());
        lines++;
      }
      cursor = page.path("nextCursor").asText("");
    } while (!cursor.isEmpty() && !cursor.equals("null"));
    assertEquals(sequences.size(), lines, "no sequence is there twice");
    return List.copyOf(sequences);
  }

  private JsonNode page(String wallet, String cursor) {
    String from = cursor.isEmpty() ? "" : "&cursor=" + cursor;
    return json(get("/v1/wallets/" + wallet + "/entries?limit=400" + from).body());
  }

  private JsonNode wallet(String wallet) {
    return json(get("/v1/wallets/" + wallet).body());
  }

  private HttpResponse<String> get(String path) {
    var answer = scrip.http("GET", path, "");
    assertEquals(200, answer.statusCode(), answer.body());
    return answer;
  }

  private static List<Long> contiguous(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }
}
