package dev.scrip.deploy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.scrip.deploy.Complaint;
import dev.scrip.schemas.RejectionReason;
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
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Asks a gateway over HTTP, and turns what is no answer into a sentence. */
final class GatewayClient {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Set<String> REASONS =
      Arrays.stream(RejectionReason.values()).map(Enum::name).collect(Collectors.toSet());

  private final URI address;
  private final String key;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  GatewayClient(URI address, String key) {
    this.address = address;
    this.key = key;
  }

  /** An answer; the body is a JSON object, or missing where the text is something else. */
  record Answer(int status, String text, JsonNode body, boolean replayed) {
    boolean isOk() {
      return status >= 200 && status < 300;
    }

    boolean isUndecided() {
      return status == 202;
    }

    /** Whether the ledger decided against the command. */
    boolean isRejection() {
      return !isOk() && REASONS.contains(body.path("code").asText());
    }
  }

  /** One path segment. */
  static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  static String wallet(String wallet) {
    return "/v1/wallets/" + encoded(wallet);
  }

  Answer get(String path) {
    return send("GET", path, "", Map.of());
  }

  /** Changes a wallet; the same id again gives the same answer. */
  Answer command(String path, JsonNode body, String id) {
    return send(
        "POST",
        path,
        body.toString(),
        Map.of("Content-Type", "application/json", "Idempotency-Key", id));
  }

  Answer send(String method, String path, String body, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + path))
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + key)
            .method(method, BodyPublishers.ofString(body));
    headers.forEach(request::setHeader);
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      return new Answer(
          response.statusCode(),
          response.body(),
          object(response.body()),
          response.headers().firstValue("Idempotent-Replayed").orElse("").equals("true"));
    } catch (IOException e) {
      throw new Complaint(
          "No gateway answers at %s: start one with ./scrip up, or name another with --url URL or SCRIP_URL."
              .formatted(address),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Complaint("Interrupted while the gateway worked; the command may be decided.", e);
    }
  }

  /** The sentence for an answer that is neither success nor decision. */
  Complaint complaint(Answer answer) {
    String detail = answer.body().path("detail").asText(answer.body().path("title").asText());
    String code = answer.body().path("code").asText();
    String said = detail.isEmpty() ? "" : ": " + detail;
    return new Complaint(
        switch (answer.status()) {
          case 401 ->
              "The gateway at %s does not accept the API key; give its own with --key KEY or SCRIP_ADMIN_KEY."
                  .formatted(address);
          case 403 -> "The API key may not do this%s".formatted(said);
          case 429, 503 ->
              "The ledger cannot answer now (%d%s); try again with the same --id."
                  .formatted(answer.status(), said);
          default ->
              "The gateway answered %d%s%s"
                  .formatted(answer.status(), code.isEmpty() ? "" : " " + code, said);
        });
  }

  private static JsonNode object(String text) {
    try {
      JsonNode body = JSON.readTree(text);
      return body.isObject() || body.isArray() ? body : MissingNode.getInstance();
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
