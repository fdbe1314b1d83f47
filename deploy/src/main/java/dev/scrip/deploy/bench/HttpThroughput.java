package dev.scrip.deploy.bench;

import dev.scrip.deploy.bench.cluster.Bed;
import dev.scrip.deploy.bench.cluster.GatewayHttp;
import dev.scrip.deploy.bench.cluster.Usage;
import dev.scrip.deploy.bench.load.Load;
import dev.scrip.deploy.bench.load.Workload;
import dev.scrip.schemas.Command;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/**
 * Callers that each wait for an answer before they charge again: how many charges a second?
 *
 * @param callers how many there are, each with a connection of its own
 * @param each charges in a request; more than one = the gateway's route for batches
 */
record HttpThroughput(Sizes sizes, int callers, int each, int seconds, Bed.Setup setup)
    implements Measurement {
  private static final int WARM_UP_SECONDS = 15;

  @Override
  public String what() {
    return "http";
  }

  @Override
  public String of() {
    return each == 1
        ? callers + " connections"
        : "%d connections, batches of %d".formatted(callers, each);
  }

  @Override
  public Result run(Progress progress) {
    Load load = sizes.load(Workload.W1, Instant.now());
    try (RunningLedger ledger = RunningLedger.start(setup, load, progress);
        GatewayHttp http = new GatewayHttp(ledger.bed().startGateway(), Bed.ADMIN_KEY)) {
      Result result = measured(ledger, http, progress);
      ledger.audit();
      return result;
    }
  }

  private Result measured(RunningLedger ledger, GatewayHttp http, Progress progress) {
    progress.phase("charging", WARM_UP_SECONDS + seconds);
    Callers loop = new Callers(ledger.load(), http, each);
    loop.begin(callers);
    loop.follow(ledger.bed(), WARM_UP_SECONDS);
    long first = loop.answered.get();
    Usage before = Usage.now(ledger.bed().processes());
    loop.timed = true;
    loop.follow(ledger.bed(), seconds);
    long measured = loop.answered.get() - first;
    Usage after = Usage.now(ledger.bed().processes());
    loop.end();

    Numbers numbers = new Numbers();
    numbers.rate(measured, after.secondsSince(before));
    loop.latency.addTo(numbers);
    numbers.cpu(
        after.microsPerCommand(before, Math.max(1, measured)),
        "gateway",
        "ledger",
        "broker",
        Usage.BENCH);
    numbers.memory(ledger.bed().processes());
    return new Result(what(), of(), numbers.all());
  }

  private static final class Callers {
    private final Load load;
    private final GatewayHttp http;
    private final int each;
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicInteger running = new AtomicInteger();
    private final Statuses statuses = new Statuses();
    private final Latency latency = new Latency();
    private volatile boolean timed;
    private volatile boolean ended;

    Callers(Load load, GatewayHttp http, int each) {
      this.load = load;
      this.http = http;
      this.each = each;
    }

    void begin(int callers) {
      running.set(callers);
      for (int caller = 0; caller < callers; caller++) {
        call();
      }
    }

    private void call() {
      long from = next.getAndAdd(each);
      if (ended || from + each > load.commands()) {
        running.decrementAndGet();
        return;
      }
      long began = System.nanoTime();
      CompletableFuture<Boolean> _ =
          ask(from)
              .handle((count, failure) -> {
                if (failure == null) {
                  answered.addAndGet(count);
                } else {
                  statuses.failed();
                }
                if (timed) {
                  latency.endedNow(began);
                }
                call();
                return true;
              });
    }

    private CompletableFuture<Long> ask(long from) {
      if (each == 1) {
        return http.send(load.at(from))
            .thenApply(status -> {
              statuses.count(status);
              return 1L;
            });
      }
      List<Command> charges = LongStream.range(from, from + each).mapToObj(load::at).toList();
      return http.batch(charges)
          .thenApply(all -> {
            all.forEach(statuses::count);
            return (long) all.size();
          });
    }

    void follow(Bed bed, int seconds) {
      long until = System.nanoTime() + seconds * 1_000_000_000L;
      while (System.nanoTime() < until && running.get() > 0) {
        bed.requireAlive();
        LockSupport.parkNanos(10_000_000);
      }
    }

    void end() {
      if (running.get() == 0) {
        throw new IllegalStateException(
            "all %,d commands were sent before the time was over; ask for more with --commands, or for less time with --seconds"
                .formatted(load.commands()));
      }
      ended = true;
      Waiting.until("every request to be answered", () -> running.get() == 0);
      statuses.requireDecisions();
    }
  }
}
