package dev.scrip.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/** Calls the gateway as anybody would. */
final class Caller {
  static final String KEY = "test-key-0123456789";

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI gateway;

  Caller(URI gateway) {
    this.gateway = gateway;
  }

  /** An answer as it came. */
  record Answer(int status, HttpResponse<String> http) {
    JsonNode json() throws IOException {
      return Json.read(http.body());
    }

    String header(String name) {
      return http.headers().firstValue(name).orElse("");
    }
  }

  Answer get(String path, String... headers) throws Exception {
    return send("GET", path, "", headers);
  }

  Answer put(String path, String body, String... headers) throws Exception {
    return send("PUT", path, body, headers);
  }

  /** A POST with an id of its own. */
  Answer post(String path, String key, String body) throws Exception {
    return send("POST", path, body, "Idempotency-Key", key);
  }

  Answer send(String method, String path, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(gateway + path))
            .header("Authorization", "Bearer " + KEY)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return send(request.build());
  }

  Answer send(HttpRequest request) throws Exception {
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    return new Answer(response.statusCode(), response);
  }

  /** Without the key that {@link #send} adds. */
  Answer bare(String path, Map<String, String> headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway + path));
    headers.forEach(request::header);
    return send(request.build());
  }

  HttpClient http() {
    return http;
  }

  URI uri(String path) {
    return URI.create(gateway + path);
  }
}
