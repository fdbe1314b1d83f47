package dev.scrip.projector.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** As much of the Confluent registry's API as our client asks for; any schema is welcome. */
public final class TestRegistry implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final List<String> schemas = new ArrayList<>();
  private final HttpServer server;

  public TestRegistry() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** How many schemas it knows: ids run from 1. */
  public synchronized int size() {
    return schemas.size();
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String body;
      if (path.startsWith("/schemas/ids/")) {
        int id = Integer.parseInt(path.substring("/schemas/ids/".length()));
        body =
            id > schemas.size()
                ? ""
                : JSON.createObjectNode().put("schema", schemas.get(id - 1)).toString();
      } else {
        JsonNode asked = JSON.readTree(exchange.getRequestBody());
        String schema = asked.path("schema").asText();
        if (!schemas.contains(schema)) {
          schemas.add(schema);
        }
        body = JSON.createObjectNode().put("id", schemas.indexOf(schema) + 1).toString();
      }
      byte[] bytes =
          (body.isEmpty() ? "{\"message\":\"no such id\"}" : body).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(body.isEmpty() ? 404 : 200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
