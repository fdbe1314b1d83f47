package dev.scrip.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scrip.deploy.demo.StoryClock;
import dev.scrip.deploy.embedded.Announcer;
import dev.scrip.deploy.topics.Announcement;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What {@code scrip up} asks of its own ledger node: rules, test clock, schema announcements. */
final class NodeClient implements Announcer, StoryClock {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REAL = "real";

  private final URI node;
  private final DataFolder data;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  NodeClient(URI node, DataFolder data) {
    this.node = node;
    this.data = data;
  }

  /** The rules in force. */
  record InForce(long version, String name, String source) {}

  InForce rules() {
    JsonNode rules = json(send("GET", "/rules", ""));
    long current = rules.path("current").asLong();
    for (JsonNode version : rules.path("versions")) {
      if (version.path("version").asLong() == current) {
        return new InForce(current, version.path("name").asText(), version.path("source").asText());
      }
    }
    throw new IllegalStateException("the node names no rules in force: " + rules);
  }

  /** Puts rules in force as the next version. */
  void publish(RulesFile rules) {
    String name = URLEncoder.encode(rules.name(), StandardCharsets.UTF_8);
    HttpResponse<String> answer = send("POST", "/rules?name=" + name, rules.text());
    if (answer.statusCode() != 200) {
      throw new Complaint(
          "The rules %s cannot follow those in force: %s. Those in force stay if --rules is left out."
              .formatted(rules.name(), detail(answer)));
    }
  }

  /** Where the test clock stands; {@link Instant#MIN} = the ledger runs on real time. */
  @Override
  public Instant clock() {
    String now = json(send("GET", "/clock", "")).path("now").asText();
    return now.equals(REAL) ? Instant.MIN : Instant.parse(now);
  }

  @Override
  public void setClock(Instant now) {
    HttpResponse<String> answer = putClock(now.toString());
    if (answer.statusCode() != 200) {
      throw new Complaint(
          "The test clock cannot be set to %s: %s. Choose a later instant, or another folder with --data DIR."
              .formatted(now, detail(answer)));
    }
  }

  @Override
  public void releaseClock() {
    HttpResponse<String> answer = putClock(REAL);
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("the ledger keeps its test clock: " + detail(answer));
    }
  }

  private HttpResponse<String> putClock(String now) {
    return send("PUT", "/clock", JSON.createObjectNode().put("now", now).toString());
  }

  /** Whether any wallet was ever opened. */
  boolean hasWallets() {
    return !json(send("GET", "/wallets?limit=1", "")).path("wallets").isEmpty();
  }

  /** Whether no part of the node has stopped. */
  boolean isAlive() {
    return send("GET", "/livez", "").statusCode() == 200;
  }

  /** The folder remembers what was announced: each announcement is a record of the log. */
  @Override
  public void announce(int id, String text) {
    if (data.isAnnounced(id)) {
      return;
    }
    HttpResponse<String> answer = send("POST", "/schemas", Announcement.body(id, text));
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(
          "the ledger answered %d: %s".formatted(answer.statusCode(), detail(answer)));
    }
    data.keepAnnounced(List.of(id));
  }

  private HttpResponse<String> send(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(node + path))
            .timeout(Duration.ofSeconds(60))
            .method(method, BodyPublishers.ofString(body))
            .build();
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException("the ledger node at " + node + " does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking the ledger node", e);
    }
  }

  private static JsonNode json(HttpResponse<String> answer) {
    try {
      if (answer.statusCode() == 200) {
        return JSON.readTree(answer.body());
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the ledger node answered " + answer.body(), e);
    }
    throw new IllegalStateException(
        "the ledger node answered %d %s".formatted(answer.statusCode(), answer.body()));
  }

  private static String detail(HttpResponse<String> answer) {
    try {
      JsonNode body = JSON.readTree(answer.body());
      String detail = body.path("detail").asText(answer.body());
      return body.path("faults").isEmpty() ? detail : detail + " " + body.path("faults");
    } catch (JsonProcessingException e) {
      return answer.body();
    }
  }
}
