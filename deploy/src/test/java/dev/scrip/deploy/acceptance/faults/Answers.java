package dev.scrip.deploy.acceptance.faults;

import dev.scrip.schemas.Command;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;

/** Asks a node for the decisions on commands while it works, and keeps what it answers. */
final class Answers implements AutoCloseable {
  private static final int EACH = 7;

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final SmallRun run;
  private final int commands;
  private final Map<Integer, byte[]> given = new ConcurrentSkipListMap<>();
  private final Thread asking;
  private volatile boolean ended;

  Answers(SmallRun run, int commands) {
    this.run = run;
    this.commands = commands;
    asking = Thread.ofVirtual().name("asking").start(this::ask);
  }

  /** Every few commands in order, each until it is answered. */
  private void ask() {
    for (int n = 0; n < commands && !ended; n += EACH) {
      Optional<byte[]> line = Optional.empty();
      while (!ended && line.isEmpty()) {
        line = run.acknowledged(n) ? answer(run.command(n)) : Optional.empty();
        if (line.isEmpty()) {
          n += n + 1 < commands ? 1 : 0; // perhaps one that is remembered
          LockSupport.parkNanos(2_000_000);
        }
      }
      if (line.isPresent()) {
        given.put(n, line.get());
      }
    }
  }

  private Optional<byte[]> answer(Command command) {
    URI question =
        run.address()
            .resolve(
                "/decisions/"
                    + encoded(command.getWallet())
                    + "/"
                    + encoded(command.getCommandId()));
    HttpRequest request =
        HttpRequest.newBuilder(question)
            .timeout(Duration.ofSeconds(5))
            .header("Authorization", "Bearer " + Processes.NODE_KEY)
            .build();
    try {
      HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // it has ended; it will be started again
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking", e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  int given() {
    return given.size();
  }

  /** What is answered otherwise now. */
  List<String> changed() {
    List<String> changed = new ArrayList<>();
    given.forEach((n, line) -> {
      Command command = run.command(n);
      if (!Arrays.equals(line, answer(command).orElse(new byte[0]))) {
        changed.add(command.getWallet() + " " + command.getCommandId());
      }
    });
    return changed;
  }

  @Override
  public void close() {
    ended = true;
    http.shutdownNow();
    try {
      asking.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
