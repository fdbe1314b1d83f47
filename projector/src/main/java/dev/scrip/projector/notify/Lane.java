package dev.scrip.projector.notify;

import dev.scrip.schemas.Delivery;
import dev.scrip.schemas.DeliveryResult;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One receiver: a short queue of fresh events, attempts side by side up to a bound, and whatever of
 * the {@link PendingStore} is due. Shares nothing with other receivers but the delivery log. What
 * cannot be tried at once is logged as waiting, and so is durable: the queue never holds back the
 * reading of events.
 *
 * <p>Fresh events and repeated ones take turns, so that neither starves the other. There is no
 * order among events.
 */
final class Lane {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
  private static final int MOST_QUEUED = 256;
  private static final int MOST_READ = 16;

  /** An event may wait this long in memory, while its offset is not committed. */
  private static final Duration MOST_WAIT = Duration.ofSeconds(5);

  private static final long SCAN_MS = 50;

  /** What all lanes work with. */
  record Shared(
      String ledger,
      DeliveryLog log,
      PendingStore store,
      Schedule schedule,
      Telemetry telemetry,
      InstantSource clock,
      Function<Delivery, Event> events) {}

  /**
   * @param value the event's bytes as its topic has them
   * @param attempts made before
   * @param logged done when the log has what became of it
   */
  private record Job(
      Event event,
      ByteBuffer value,
      int partition,
      int attempts,
      Instant firstAt,
      Instant queuedAt,
      CompletableFuture<@Nullable Void> logged) {}

  private final Receiver receiver;
  private final Sender sender;
  private final Shared shared;
  private final Deque<Job> fresh = new ArrayDeque<>();
  private final Deque<Job> due = new ArrayDeque<>();
  private final Map<String, Job> busy = new HashMap<>();
  private Set<Integer> owned = Set.of();
  private Instant pausedUntil = Instant.MIN;
  private Instant scannedAt = Instant.MIN;
  private boolean dueNext;
  private boolean gone;
  private boolean closed;
  private int running;
  private int writing;

  Lane(Receiver receiver, Sender sender, Shared shared) {
    this.receiver = receiver;
    this.sender = sender;
    this.shared = shared;
  }

  boolean takes(Event event) {
    return receiver.filter().takes(event);
  }

  /**
   * Takes up an event that was read.
   *
   * @param settled called once the log has what became of it, or that it waits
   */
  void offer(Event event, byte[] value, int partition, Runnable settled) {
    Job present;
    synchronized (this) {
      present = busy.get(event.id());
    }
    if (present != null) {
      var _ = present.logged().thenRun(settled);
      return;
    }
    if (shared.store().knows(receiver.name(), event.id())) {
      settled.run();
      return;
    }
    Instant now = shared.clock().instant();
    CompletableFuture<@Nullable Void> logged = new CompletableFuture<>();
    var _ = logged.thenRun(settled);
    Job job = new Job(event, ByteBuffer.wrap(value), partition, 0, now, now, logged);
    synchronized (this) {
      if (closed) {
        return;
      }
      busy.put(event.id(), job);
      if (fresh.size() >= MOST_QUEUED || now.isBefore(pausedUntil)) {
        defer(job, now);
      } else {
        fresh.add(job);
      }
      pump(now);
    }
  }

  /** Which partitions' events this projector repeats; what it held of others is dropped. */
  synchronized void own(Set<Integer> partitions) {
    owned = Set.copyOf(partitions);
    for (Deque<Job> queue : List.of(fresh, due)) {
      for (Iterator<Job> jobs = queue.iterator(); jobs.hasNext(); ) {
        Job job = jobs.next();
        if (!owned.contains(job.partition())) {
          jobs.remove();
          busy.remove(job.event().id());
        }
      }
    }
  }

  /** Called several times a second: starts what is due, and lets go of what waits too long. */
  synchronized void tick() {
    Instant now = shared.clock().instant();
    while (!fresh.isEmpty() && !closed && fresh.peek().queuedAt().plus(MOST_WAIT).isBefore(now)) {
      defer(fresh.remove(), now);
    }
    pump(now);
  }

  synchronized boolean idle() {
    return running == 0 && writing == 0;
  }

  /** Starts nothing more; what runs goes on. */
  synchronized void close() {
    closed = true;
    fresh.clear();
    due.clear();
  }

  private void pump(Instant now) {
    while (!closed && running < receiver.concurrency() && !now.isBefore(pausedUntil)) {
      Job job = next(now);
      if (job == null) {
        return;
      }
      running++;
      Thread.ofVirtual().name("notify-" + receiver.name()).start(() -> run(job));
    }
  }

  private @Nullable Job next(Instant now) {
    dueNext = !dueNext;
    Job first = dueNext ? nextDue(now) : fresh.poll();
    return first != null ? first : dueNext ? fresh.poll() : nextDue(now);
  }

  private @Nullable Job nextDue(Instant now) {
    if (due.isEmpty() && scannedAt.plusMillis(SCAN_MS).isBefore(now)) {
      scannedAt = now;
      for (int partition : owned) {
        List<byte[]> records =
            shared.store().due(receiver.name(), partition, now, MOST_READ, busy::containsKey);
        records.forEach(record -> take(record, partition, now));
      }
      if (!due.isEmpty()) {
        // There may be more behind these.
        scannedAt = Instant.MIN;
      }
    }
    return due.poll();
  }

  private void take(byte[] record, int partition, Instant now) {
    try {
      Delivery delivery = shared.log().read(record);
      Event event = shared.events().apply(delivery);
      Job job =
          new Job(
              event,
              delivery.getEvent(),
              partition,
              delivery.getAttempt(),
              delivery.getFirstAt(),
              now,
              new CompletableFuture<>());
      busy.put(event.id(), job);
      due.add(job);
    } catch (RuntimeException e) {
      LOG.warn(
          "A delivery that is due for {} cannot be read, trying again: {}",
          receiver.name(),
          e.toString());
    }
  }

  /** Logs an event as waiting, without an attempt. */
  private void defer(Job job, Instant now) {
    Instant next = pausedUntil.isAfter(now) ? pausedUntil : now;
    writing++;
    Thread.ofVirtual()
        .name("notify-" + receiver.name())
        .start(() -> {
          try {
            log(job, job.attempts(), DeliveryResult.WAITING, 0, "waits for its turn", next);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            synchronized (this) {
              writing--;
              busy.remove(job.event().id());
            }
          }
        });
  }

  private void run(Job job) {
    try {
      attempt(job);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("An attempt to tell {} of {} went wrong", receiver.name(), job.event().id(), e);
    } finally {
      synchronized (this) {
        running--;
        busy.remove(job.event().id());
        pump(shared.clock().instant());
      }
    }
  }

  private void attempt(Job job) throws InterruptedException {
    String messageId = messageId(job.event());
    boolean stopped;
    synchronized (this) {
      stopped = gone;
    }
    Instant now = shared.clock().instant();
    Outcome outcome;
    int attempts = job.attempts();
    if (stopped) {
      outcome = new Outcome.Skipped("the receiver has answered 410 Gone before");
    } else if (job.firstAt().plus(shared.schedule().longest()).isBefore(now)) {
      outcome = new Outcome.Refused(0, "expected to tell within " + shared.schedule().longest());
    } else {
      outcome = send(job, messageId);
      attempts++;
    }
    conclude(job, messageId, attempts, outcome);
  }

  private Outcome send(Job job, String messageId) throws InterruptedException {
    try {
      return sender.send(job.event(), messageId);
    } catch (RuntimeException e) {
      LOG.error("An attempt to tell {} of {} failed", receiver.name(), job.event().id(), e);
      return new Outcome.Failed(0, Outcome.brief(e.toString()));
    }
  }

  private void conclude(Job job, String messageId, int attempts, Outcome outcome)
      throws InterruptedException {
    Instant now = shared.clock().instant();
    DeliveryResult result =
        switch (outcome) {
          case Outcome.Delivered _ -> DeliveryResult.DELIVERED;
          case Outcome.Skipped _ -> DeliveryResult.SKIPPED;
          case Outcome.Gone _ -> DeliveryResult.GONE;
          case Outcome.Refused _ -> DeliveryResult.GIVEN_UP;
          case Outcome.Failed _ ->
              shared.schedule().goesOn(attempts) ? DeliveryResult.FAILED : DeliveryResult.GIVEN_UP;
        };
    Instant next = null;
    if (outcome instanceof Outcome.Failed failed) {
      hold(now.plus(failed.retryAfter()));
      if (result == DeliveryResult.FAILED) {
        next = shared.schedule().next(messageId, attempts, now, failed.retryAfter());
      }
    }
    if (outcome instanceof Outcome.Gone) {
      synchronized (this) {
        gone = true;
      }
      LOG.warn(
          "{} answered 410 Gone and is told nothing more until the projector starts again; take it"
              + " out of the configuration",
          receiver.name());
    }
    log(job, attempts, result, outcome.status(), outcome.error(), next);
  }

  /** A receiver that asks for a pause gets one for all its events. */
  private synchronized void hold(Instant until) {
    if (until.isAfter(pausedUntil) && until.isAfter(shared.clock().instant())) {
      pausedUntil = until;
    }
  }

  private void log(
      Job job,
      int attempts,
      DeliveryResult result,
      int status,
      String error,
      @Nullable Instant next)
      throws InterruptedException {
    Delivery delivery =
        new Delivery(
            job.event().id(),
            job.event().type(),
            job.event().wallet(),
            receiver.name(),
            receiver.channel(),
            messageId(job.event()),
            attempts,
            shared.clock().instant(),
            result,
            status,
            error,
            next,
            job.firstAt(),
            next == null ? ByteBuffer.allocate(0) : job.value().duplicate());
    shared.log().write(delivery);
    shared.telemetry().attempt(result, receiver.channel());
    job.logged().complete(null);
  }

  private String messageId(Event event) {
    return Event.messageId(shared.ledger(), event.id(), receiver.name());
  }
}
