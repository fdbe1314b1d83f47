package dev.scrip.deploy.acceptance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scrip.schemas.AddGrant;
import dev.scrip.schemas.Authorize;
import dev.scrip.schemas.Capture;
import dev.scrip.schemas.ChangePlan;
import dev.scrip.schemas.Charge;
import dev.scrip.schemas.CloseWallet;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.MoveSeat;
import dev.scrip.schemas.Refund;
import dev.scrip.schemas.Release;
import dev.scrip.schemas.Reset;
import dev.scrip.schemas.Transfer;
import dev.scrip.schemas.VoidGrant;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Clients of the gateway that send a load's commands at the same time, each repeating its request
 * under the same key until it has an answer that is final.
 */
public final class HttpClients implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CLIENTS = 16;

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();
  private final List<URI> gateways;
  private final String key;
  private final AtomicInteger turn = new AtomicInteger();
  private final Load load;
  private final Map<Integer, Answer> answers = new ConcurrentHashMap<>();
  private final AtomicInteger retries = new AtomicInteger();
  private volatile boolean closed;

  /** A final answer: accepted or refused. */
  public record Answer(int status, JsonNode body) {
    /** Why it was refused; empty = it was not. */
    public String code() {
      return body.path("code").asText("");
    }

    /** Whether the ledger remembers it as the answer to its id. */
    public boolean remembered() {
      return !code().equals("UNKNOWN_WALLET") && !code().equals("IDEMPOTENCY_CONFLICT");
    }
  }

  /**
   * Clients.
   *
   * @param gateways asked in turn; a request that failed is sent again to the next; none = nobody
   *     is asked anything
   * @param key that lets them in
   */
  public HttpClients(List<URI> gateways, String key, Load load) {
    this.gateways = List.copyOf(gateways);
    this.key = key;
    this.load = load;
  }

  /** Whether there is anybody to ask. */
  boolean canAsk() {
    return !gateways.isEmpty();
  }

  /** The final answers, by the number of the command. */
  public Map<Integer, Answer> answers() {
    return answers;
  }

  /** How often a request was sent again. */
  public int retries() {
    return retries.get();
  }

  /** Starts sending, no command before its number is permitted. */
  public List<Thread> start(AtomicInteger permitted) {
    AtomicInteger cursor = new AtomicInteger();
    List<Integer> mine = new ArrayList<>();
    for (int n = 0; n < load.size(); n++) {
      if (load.overHttp(n)) {
        mine.add(n);
      }
    }
    return clients(() -> {
      for (int i = cursor.getAndIncrement(); i < mine.size(); i = cursor.getAndIncrement()) {
        int n = mine.get(i);
        while (n >= permitted.get() && !closed) {
          LockSupport.parkNanos(2_000_000);
        }
        try {
          answers.put(n, post(load.at(n)));
        } catch (IllegalStateException e) {
          if (closed) {
            return; // what is not answered by now stays so
          }
          throw e;
        }
      }
    });
  }

  /** Does something for many numbers at the same time, and waits for all of it. */
  public void each(List<Integer> numbers, IntConsumer action) {
    AtomicInteger cursor = new AtomicInteger();
    List<Throwable> faults = new ArrayList<>();
    List<Thread> threads =
        clients(() -> {
          try {
            for (int i = cursor.getAndIncrement();
                i < numbers.size();
                i = cursor.getAndIncrement()) {
              action.accept(numbers.get(i));
            }
          } catch (RuntimeException | AssertionError e) {
            synchronized (faults) {
              faults.add(e);
            }
          }
        });
    threads.forEach(HttpClients::join);
    if (!faults.isEmpty()) {
      throw new AssertionError(faults.getFirst());
    }
  }

  private static List<Thread> clients(Runnable work) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      threads.add(Thread.ofPlatform().name("http-client-" + i).start(work));
    }
    return threads;
  }

  static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends a command until there is a final answer. */
  public Answer post(Command command) {
    ObjectNode body = JSON.createObjectNode();
    String path = "/v1/wallets/" + command.getWallet() + route(command, body);
    if (!command.getActor().isEmpty()) {
      body.put("actor", command.getActor());
    }
    if (!command.getApp().isEmpty()) {
      body.put("app", command.getApp());
    }
    Map<String, String> metadata = new TreeMap<>(command.getMetadata());
    metadata.remove("reason"); // a field of its own
    if (!metadata.isEmpty()) {
      metadata.forEach(body.putObject("metadata")::put);
    }
    return until(
        path,
        HttpRequest.newBuilder()
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", command.getCommandId())
            .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  public Answer get(String path) {
    return until(path, HttpRequest.newBuilder().GET());
  }

  private Answer until(String path, HttpRequest.Builder builder) {
    builder.timeout(Duration.ofSeconds(10)).header("Authorization", "Bearer " + key);
    while (!closed) {
      URI gateway = gateways.get(Math.floorMod(turn.getAndIncrement(), gateways.size()));
      HttpRequest request = builder.uri(gateway.resolve(path)).build();
      try {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        int status = answer.statusCode();
        if (status != 202 && status != 429 && status < 500) {
          return new Answer(status, JSON.readTree(answer.body()));
        }
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(path + ": expected JSON", e);
      } catch (IOException e) {
        // The process is away: the same request again, until it is back.
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      retries.incrementAndGet();
      LockSupport.parkNanos(200_000_000);
    }
    throw new IllegalStateException(path + ": expected an answer, found none");
  }

  private static String route(Command command, ObjectNode body) {
    return switch (command.getBody()) {
      case Charge charge -> {
        body.put("action", charge.getAction()).put("quantity", decimal(charge.getQuantity()));
        yield "/charges";
      }
      case AddGrant grant -> {
        if (!grant.getCode().isEmpty()) {
          body.put("code", grant.getCode());
        } else {
          body.put("pool", grant.getPool())
              .put("amount", decimal(grant.getAmount()))
              .put("source", grant.getSource().name().toLowerCase(Locale.ROOT))
              .put("priority", grant.getPriority());
        }
        if (grant.getExpiresAt() != null) {
          body.put("expiresAt", grant.getExpiresAt().toString());
        }
        yield "/grants";
      }
      case Authorize hold -> {
        body.put("action", hold.getAction())
            .put("quantity", decimal(hold.getQuantity()))
            .put("expiresIn", Duration.ofMillis(hold.getExpiresInMs()).toString());
        yield "/holds";
      }
      case Capture capture -> {
        if (capture.getQuantity() != null) {
          body.put("quantity", decimal(capture.getQuantity()));
        }
        yield "/holds/" + capture.getHold() + "/capture";
      }
      case Release release -> "/holds/" + release.getHold() + "/release";
      case Refund refund -> {
        body.put("charge", refund.getCharge());
        if (refund.getAmount() != null) {
          body.put("amount", decimal(refund.getAmount()));
        }
        // The gateway keeps the reason with the metadata.
        body.put("reason", command.getMetadata().getOrDefault("reason", ""));
        yield "/refunds";
      }
      case Transfer transfer -> {
        body.put("to", transfer.getTo())
            .put("pool", transfer.getPool())
            .put("amount", decimal(transfer.getAmount()));
        yield "/transfers";
      }
      case MoveSeat seat -> {
        body.put("to", seat.getTo());
        yield "/seat";
      }
      case CloseWallet _ -> "/close";
      case VoidGrant target -> "/grants/" + target.getGrant() + "/void";
      case Reset reset -> {
        if (!reset.getPools().isEmpty()) {
          reset.getPools().forEach(body.putArray("pools")::add);
        }
        yield "/resets";
      }
      case ChangePlan change -> {
        body.put("plan", change.getPlan());
        yield "/plan";
      }
      default -> throw new IllegalStateException("no route for " + command);
    };
  }

  private static String decimal(long micros) {
    return BigDecimal.valueOf(micros, 6).stripTrailingZeros().toPlainString();
  }

  @Override
  public void close() {
    closed = true;
    http.shutdownNow();
  }
}
