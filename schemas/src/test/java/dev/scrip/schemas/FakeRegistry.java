package dev.scrip.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** As much of a registry as the client needs, over real HTTP on a free loopback port. */
final class FakeRegistry implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  final List<String> requests = new ArrayList<>();
  final List<String> bodies = new ArrayList<>();
  final Map<String, Integer> ids = new LinkedHashMap<>();

  /** Answers instead of the real ones, first to last. */
  final List<Answer> next = new ArrayList<>();

  String authorization = "";
  private final HttpServer server;

  record Answer(int status, String body) {}

  FakeRegistry() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.start();
  }

  URI address() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    requests.add(exchange.getRequestMethod() + " " + path);
    String sent = exchange.getRequestHeaders().getFirst("Authorization");
    authorization = sent == null ? "" : sent;
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    bodies.add(body);
    Answer answer = next.isEmpty() ? answer(path, body) : next.remove(0);
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private Answer answer(String path, String body) throws IOException {
    if (path.startsWith("/subjects/")) {
      JsonNode request = MAPPER.readTree(body);
      String text = request.get("schema").asText();
      Integer id = ids.get(text);
      if (id == null && !path.endsWith("/versions")) {
        return new Answer(404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");
      }
      return new Answer(200, "{\"id\":" + ids.computeIfAbsent(text, t -> ids.size() + 1) + "}");
    }
    int id = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
    for (Map.Entry<String, Integer> known : ids.entrySet()) {
      if (known.getValue() == id) {
        return new Answer(200, MAPPER.createObjectNode().put("schema", known.getKey()).toString());
      }
    }
    return new Answer(404, "{\"error_code\":40403,\"message\":\"Schema " + id + " not found\"}");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
