package dev.scrip.deploy.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sends the requests of a table to one registry, first to last, and says which answers are not as
 * expected. Ids are the registry's own affair: the first answer to name {@code @one} decides what
 * it stands for in all later rows.
 */
public final class RegistryConversation implements AutoCloseable {
  /** Of Confluent's protocol. */
  public static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final URI base;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, JsonNode> named = new LinkedHashMap<>();

  /** An answer: its status, its media type, and its body, missing if it is not JSON. */
  public record Answer(int status, String type, JsonNode body, String text) {
    @Override
    public String toString() {
      return status + " " + text;
    }
  }

  public RegistryConversation(URI base) {
    this.base = base;
  }

  /** Sends a row's request. */
  public Answer send(RegistryTable.Row row) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + resolved(row.path())))
            .timeout(TIMEOUT)
            .header("Accept", CONTENT_TYPE + ", application/json");
    if (row.request().isEmpty()) {
      request.method(row.method(), BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", CONTENT_TYPE)
          .method(row.method(), BodyPublishers.ofString(row.request()));
    }
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    return new Answer(
        response.statusCode(),
        response.headers().firstValue("content-type").orElse(""),
        json(response.body()),
        response.body());
  }

  /** What is not as expected in an answer; empty = nothing. Only the fields named are compared. */
  public String fault(RegistryTable.Expected expected, Answer answer) {
    if (answer.status() != expected.status()) {
      return "status is not " + expected.status();
    }
    List<String> faults = new ArrayList<>();
    compare("", json(expected.body()), answer.body(), faults);
    return String.join(", ", faults);
  }

  private void compare(String place, JsonNode expected, JsonNode found, List<String> faults) {
    if (expected.isObject()) {
      Iterator<Map.Entry<String, JsonNode>> fields = expected.properties().iterator();
      while (fields.hasNext()) {
        Map.Entry<String, JsonNode> field = fields.next();
        compare(place + "/" + field.getKey(), field.getValue(), found.path(field.getKey()), faults);
      }
    } else if (expected.isArray() && found.size() == expected.size()) {
      for (int i = 0; i < expected.size(); i++) {
        compare(place + "/" + i, expected.get(i), found.path(i), faults);
      }
    } else if (expected.isTextual() && expected.asText().startsWith("@")) {
      JsonNode before = named.putIfAbsent(expected.asText(), found);
      if (!found.isInt() || (before != null && !before.equals(found))) {
        faults.add(place + " is not " + expected.asText() + ", which is " + before);
      }
    } else if (expected.isTextual() && expected.asText().startsWith("json:")) {
      // The text of a schema may be laid out in any way.
      JsonNode text = json(expected.asText().substring("json:".length()).replace('\'', '"'));
      if (!json(found.asText()).equals(text)) {
        faults.add(place + " is not " + text);
      }
    } else if (!expected.equals(found)) {
      faults.add(place + " is not " + expected);
    }
  }

  private String resolved(String path) {
    String resolved = path;
    for (Map.Entry<String, JsonNode> name : named.entrySet()) {
      resolved = resolved.replace(name.getKey(), name.getValue().asText());
    }
    return resolved;
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
