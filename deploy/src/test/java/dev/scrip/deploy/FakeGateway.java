package dev.scrip.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real HTTP server that gives one answer to everything and remembers what it was asked. */
final class FakeGateway implements AutoCloseable {
  /** One request; the path is as it came, percent-encoded. */
  record Request(String method, String path, String body, String key, String authorization) {}

  private final HttpServer server;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private volatile int status = 200;
  private volatile String answer = "{}";
  private volatile boolean replayed;

  FakeGateway() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  FakeGateway answering(int status, String json) {
    this.status = status;
    this.answer = json.replace('\'', '"');
    this.replayed = false;
    return this;
  }

  FakeGateway replayed() {
    replayed = true;
    return this;
  }

  Request lastRequest() {
    return requests.getLast();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
      requests.add(
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              new String(exchange.getRequestBody().readAllBytes(), UTF_8),
              key == null ? "" : key,
              exchange.getRequestHeaders().getFirst("Authorization")));
      if (replayed) {
        exchange.getResponseHeaders().set("Idempotent-Replayed", "true");
      }
      byte[] bytes = answer.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
