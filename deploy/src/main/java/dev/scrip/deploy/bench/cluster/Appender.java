package dev.scrip.deploy.bench.cluster;

import dev.scrip.schemas.Command;
import dev.scrip.schemas.CommandPublisher;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Appends commands in large batches, as a service does that has many to send; one thread at a time.
 */
public final class Appender implements AutoCloseable {
  private static final Map<String, String> BATCHES =
      Map.of("linger.ms", "20", "batch.size", "131072", "buffer.memory", "67108864");

  private final CommandPublisher publisher;
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();
  private long sent;

  public Appender(Bed bed) {
    Map<String, Object> settings = bed.cluster().commandSettings();
    settings.putAll(BATCHES);
    publisher = new CommandPublisher(bed.cluster().topics(), settings, bed.commandSchema());
  }

  /** Appends a command; waits while the producer's buffer is full. */
  public void send(Command command) {
    sent++;
    // What becomes of it says the callback.
    CompletableFuture<RecordMetadata> _ =
        publisher
            .send(command)
            .whenComplete((_, failure) -> {
              if (failure != null) {
                fault.compareAndSet(null, failure);
              }
              acknowledged.incrementAndGet();
            });
  }

  /** How many the broker has acknowledged. */
  public long acknowledged() {
    return acknowledged.get();
  }

  /** Waits until all that was sent is in the log. */
  public void flush() {
    while (acknowledged.get() < sent) {
      LockSupport.parkNanos(1_000_000);
    }
    Throwable failure = fault.get();
    if (failure != null) {
      throw new IllegalStateException("a command could not be appended", failure);
    }
  }

  @Override
  public void close() {
    publisher.close();
  }
}
