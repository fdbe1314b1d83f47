package dev.scrip.deploy.bench;

import dev.scrip.deploy.bench.cluster.Bed;
import dev.scrip.deploy.bench.cluster.GatewayHttp;
import dev.scrip.deploy.bench.cluster.Usage;
import dev.scrip.deploy.bench.load.Load;
import dev.scrip.deploy.bench.load.Workload;
import java.net.URI;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** A caller charges over HTTP, each charge at its time: how long until the answer is there? */
record HttpLatency(Sizes sizes, int perSecond, int seconds, Bed.Setup setup)
    implements Measurement {
  private static final int WARM_UP_SECONDS = 15;

  @Override
  public String what() {
    return KafkaLatency.WHAT;
  }

  @Override
  public String of() {
    return "HTTP %,d/s".formatted(perSecond);
  }

  @Override
  public Result run(Progress progress) {
    Load load = sizes.load(Workload.W1, Instant.now());
    try (RunningLedger ledger = RunningLedger.start(setup, load, progress)) {
      URI gateway = ledger.bed().startGateway();
      try (GatewayHttp http = new GatewayHttp(gateway, Bed.ADMIN_KEY)) {
        Result result = measured(ledger, http, progress);
        ledger.audit();
        return result;
      }
    }
  }

  private Result measured(RunningLedger ledger, GatewayHttp http, Progress progress) {
    progress.phase("charging at a fixed rate", seconds);
    OpenLoop loop = new OpenLoop(perSecond);
    Caller warming = new Caller(ledger.load(), http);
    long warmed = loop.run(0, WARM_UP_SECONDS, warming::call);
    warming.awaitAll();
    Caller caller = new Caller(ledger.load(), http);
    Usage before = Usage.now(ledger.bed().processes());
    long sent = loop.run(warmed, seconds, caller::call) - warmed;
    Usage after = Usage.now(ledger.bed().processes());
    caller.awaitAll();
    caller.statuses.requireDecisions();

    Numbers numbers = new Numbers();
    numbers.rate(sent, after.secondsSince(before));
    caller.latency.addTo(numbers);
    numbers.cpu(after.microsPerCommand(before, sent), "gateway", "ledger", "broker", Usage.BENCH);
    numbers.memory(ledger.bed().processes());
    return new Result(what(), of(), numbers.all());
  }

  /** Calls and does not wait. */
  private static final class Caller {
    private final Load load;
    private final GatewayHttp http;
    private final Latency latency = new Latency();
    private final Statuses statuses = new Statuses();
    private final AtomicLong waiting = new AtomicLong();

    Caller(Load load, GatewayHttp http) {
      this.load = load;
      this.http = http;
    }

    void call(long n, long intended) {
      waiting.incrementAndGet();
      CompletableFuture<Integer> _ =
          http.send(load.at(n))
              .whenComplete((status, failure) -> {
                latency.endedNow(intended);
                if (failure == null) {
                  statuses.count(status);
                } else {
                  statuses.failed();
                }
                waiting.decrementAndGet();
              });
    }

    void awaitAll() {
      Waiting.until("every request to be answered", () -> waiting.get() == 0);
    }
  }
}
