package dev.scrip.deploy.acceptance;

import dev.scrip.schemas.CommandPublisher;
import dev.scrip.schemas.Topics;
import java.util.BitSet;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Appends a load's commands straight to Kafka, as a service would that never gives up: until each
 * is acknowledged, with a fresh producer after each failure, which sends what was not acknowledged
 * again under the same id.
 */
public final class KafkaSender implements AutoCloseable {
  private static final int IN_FLIGHT = 1_000;

  private final Topics topics;
  private final Map<String, Object> config;
  private final int schemaId;
  private final Load load;
  private final AtomicInteger permitted;
  private final BitSet acknowledged = new BitSet();
  private final AtomicInteger appends = new AtomicInteger();
  private final Thread thread;
  private volatile AtomicBoolean failed = new AtomicBoolean();
  private volatile boolean closed;

  /**
   * Begins to send.
   *
   * @param permitted the number of the load's commands that may be sent by now
   */
  public KafkaSender(
      Topics topics, String bootstrapServers, int schemaId, Load load, AtomicInteger permitted) {
    this.topics = topics;
    this.schemaId = schemaId;
    this.load = load;
    this.permitted = permitted;
    this.config =
        Map.of(
            "bootstrap.servers", bootstrapServers,
            "linger.ms", "2",
            "max.block.ms", "3000",
            "request.timeout.ms", "3000",
            "delivery.timeout.ms", "5000",
            "reconnect.backoff.max.ms", "200");
    thread = Thread.ofPlatform().name("kafka-sender").start(this::run);
  }

  /** Whether a command is. */
  public boolean acknowledged(int n) {
    synchronized (acknowledged) {
      return acknowledged.get(n);
    }
  }

  /** How many commands are acknowledged. */
  public int acknowledged() {
    synchronized (acknowledged) {
      return acknowledged.cardinality();
    }
  }

  /** Appends that were acknowledged or tried: above the number of commands, some were repeated. */
  public int appends() {
    return appends.get();
  }

  /** Takes a fresh producer for what is not acknowledged yet. */
  public void crashed() {
    failed.set(true);
  }

  private void run() {
    int from = 0;
    while (!closed && from < load.size()) {
      AtomicBoolean broken = new AtomicBoolean();
      failed = broken;
      try (CommandPublisher publisher = new CommandPublisher(topics, config, schemaId)) {
        send(publisher, from, broken);
      }
      while (from < load.size() && (load.overHttp(from) || acknowledged(from))) {
        from++;
      }
    }
  }

  private void send(CommandPublisher publisher, int from, AtomicBoolean broken) {
    Semaphore window = new Semaphore(IN_FLIGHT);
    for (int n = from; n < load.size(); n++) {
      if (load.overHttp(n) || acknowledged(n)) {
        continue;
      }
      while (n >= permitted.get() || !window.tryAcquire()) {
        if (broken.get() || closed) {
          return;
        }
        LockSupport.parkNanos(1_000_000);
      }
      if (broken.get() || closed) {
        return;
      }
      int number = n;
      appends.incrementAndGet();
      // What becomes of it says the callback.
      CompletableFuture<RecordMetadata> _ =
          publisher
              .send(load.at(n))
              .whenComplete((_, fault) -> {
                if (fault == null) {
                  synchronized (acknowledged) {
                    acknowledged.set(number);
                  }
                } else {
                  broken.set(true);
                }
                window.release();
              });
    }
    while (window.availablePermits() < IN_FLIGHT && !broken.get() && !closed) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
