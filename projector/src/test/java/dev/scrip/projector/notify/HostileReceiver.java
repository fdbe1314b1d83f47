package dev.scrip.projector.notify;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * An HTTP receiver of webhooks that behaves as badly as it is told to: real sockets, one request a
 * connection. Keeps what it was sent and what it answered, of requests that it read whole.
 */
public final class HostileReceiver implements AutoCloseable {
  private static final long SLOW_MS = 300;

  /** How one request is treated. */
  public enum Mood {
    CALM(204),
    SLOW(200),
    BROKEN(500),
    AWAY(503),
    REDIRECTING(302),
    GONE(410),
    /** 429 that asks for a second of peace. */
    TIRED(429),
    /** Closes without a word. */
    SILENT(0),
    /** Says 200 and a length, and closes in the middle of it. */
    BREAKING_OFF(0),
    /** Never answers. */
    HANGING(0),
    /** Says 200 and never comes to an end. */
    ENDLESS(200);

    private final int status;

    Mood(int status) {
      this.status = status;
    }
  }

  /** Chooses the mood of each request. */
  public interface Temper {
    Mood next(int number, String webhookId);
  }

  /**
   * One request.
   *
   * @param bodyHash SHA-256 in hex
   * @param status answered; 0 = none, or not to its end
   */
  public record Hit(
      String webhookId,
      String bodyHash,
      String body,
      Map<String, String> headers,
      Instant at,
      int status) {}

  private final ServerSocket server;
  private final List<Hit> hits = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile Temper temper;
  private int number;

  public HostileReceiver(Temper temper) {
    this(temper, 0);
  }

  /**
   * @param port 0 = any that is free
   */
  public HostileReceiver(Temper temper, int port) {
    this.temper = temper;
    try {
      server = new ServerSocket(port, 200, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new IllegalStateException("expected to listen on port " + port, e);
    }
    Thread.ofPlatform().name("hostile-receiver").daemon().start(this::accept);
  }

  public static HostileReceiver calm() {
    return new HostileReceiver((number, id) -> Mood.CALM);
  }

  /** Every mood but {@link Mood#GONE}, at random from a seed; calm for the rest of the time. */
  public static HostileReceiver seeded(long seed, double hostileShare) {
    Random random = new Random(seed);
    List<Mood> moods =
        List.of(
            Mood.SLOW,
            Mood.BROKEN,
            Mood.AWAY,
            Mood.REDIRECTING,
            Mood.TIRED,
            Mood.SILENT,
            Mood.BREAKING_OFF,
            Mood.HANGING,
            Mood.ENDLESS);
    return new HostileReceiver((number, id) -> {
      synchronized (random) {
        return random.nextDouble() < hostileShare
            ? moods.get(random.nextInt(moods.size()))
            : Mood.CALM;
      }
    });
  }

  /** Behaves otherwise from now on. */
  public void become(Temper other) {
    temper = other;
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/hook?token=url-canary");
  }

  /** Everything that came, in the order of arrival. */
  public List<Hit> hits() {
    return List.copyOf(hits);
  }

  /** Ids that were answered with 200 to 299. */
  public Set<String> taken() {
    return hits.stream()
        .filter(hit -> hit.status() / 100 == 2)
        .map(Hit::webhookId)
        .collect(Collectors.toSet());
  }

  /** Ids that came with more than one body: none, if the sender keeps its word. */
  public Set<String> unstable() {
    Map<String, Set<String>> bodies =
        hits.stream()
            .collect(
                Collectors.groupingBy(
                    Hit::webhookId, Collectors.mapping(Hit::bodyHash, Collectors.toSet())));
    return bodies.entrySet().stream()
        .filter(id -> id.getValue().size() > 1)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private void accept() {
    while (closing.getCount() > 0) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        Thread.startVirtualThread(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      Map<String, String> headers = new TreeMap<>();
      line(in);
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        int colon = line.indexOf(':');
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
      int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
      byte[] body = in.readNBytes(length);
      if (body.length < length) {
        throw new IOException("the request breaks off");
      }
      String id = headers.getOrDefault("webhook-id", "");
      Mood mood;
      synchronized (this) {
        mood = temper.next(number++, id);
        hits.add(
            new Hit(
                id,
                hash(body),
                new String(body, StandardCharsets.UTF_8),
                Map.copyOf(headers),
                Instant.now(),
                mood.status));
      }
      answer(mood, socket);
    } catch (IOException | InterruptedException e) {
      // The sender gave up, or the test ends.
    } finally {
      open.remove(socket);
    }
  }

  private void answer(Mood mood, Socket socket) throws IOException, InterruptedException {
    OutputStream out = socket.getOutputStream();
    switch (mood) {
      case CALM -> write(out, head("204 No Content", "Content-Length: 0"));
      case SLOW -> {
        var _ = closing.await(SLOW_MS, TimeUnit.MILLISECONDS);
        write(out, head("200 OK", "Content-Length: 2") + "ok");
      }
      case BROKEN -> write(out, head("500 Internal Server Error", "Content-Length: 0"));
      case AWAY -> write(out, head("503 Service Unavailable", "Content-Length: 0"));
      case REDIRECTING ->
          write(
              out,
              head("302 Found", "Location: " + address() + "&redirected", "Content-Length: 0"));
      case GONE -> write(out, head("410 Gone", "Content-Length: 0"));
      case TIRED ->
          write(out, head("429 Too Many Requests", "Retry-After: 1", "Content-Length: 0"));
      case SILENT -> {}
      case BREAKING_OFF -> write(out, head("200 OK", "Content-Length: 1000") + "half of it");
      case HANGING -> closing.await();
      case ENDLESS -> {
        write(out, head("200 OK"));
        while (closing.getCount() > 0) {
          write(out, "and so on ".repeat(100));
        }
      }
    }
  }

  private static String head(String status, String... headers) {
    List<String> lines = new ArrayList<>(List.of("HTTP/1.1 " + status));
    lines.addAll(List.of(headers));
    lines.add("Connection: close");
    return String.join("\r\n", lines) + "\r\n\r\n";
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("the request breaks off");
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }

  private static String hash(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
