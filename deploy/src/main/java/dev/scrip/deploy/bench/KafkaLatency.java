package dev.scrip.deploy.bench;

import dev.scrip.deploy.bench.cluster.Bed;
import dev.scrip.deploy.bench.cluster.LineTail;
import dev.scrip.deploy.bench.cluster.Usage;
import dev.scrip.deploy.bench.load.Load;
import dev.scrip.deploy.bench.load.Workload;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.CommandPublisher;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * A service appends commands to Kafka, each at its time, and reads its answers from the committed
 * entries: how long does it wait?
 */
record KafkaLatency(Sizes sizes, int perSecond, int seconds, Bed.Setup setup)
    implements Measurement {
  static final String WHAT = "latency";
  private static final int WARM_UP_SECONDS = 5;

  @Override
  public String what() {
    return WHAT;
  }

  @Override
  public String of() {
    return "Kafka %,d/s".formatted(perSecond);
  }

  @Override
  public Result run(Progress progress) {
    Load load = sizes.load(Workload.W1, Instant.now());
    try (RunningLedger ledger = RunningLedger.start(setup, load, progress)) {
      Result result = measured(ledger, progress);
      ledger.audit();
      return result;
    }
  }

  private Result measured(RunningLedger ledger, Progress progress) {
    Bed bed = ledger.bed();
    Answers answers = new Answers();
    try (LineTail tail = new LineTail(bed, answers);
        CommandPublisher publisher =
            new CommandPublisher(
                bed.cluster().topics(), bed.cluster().commandSettings(), bed.commandSchema())) {
      progress.phase("sending at a fixed rate", seconds);
      OpenLoop loop = new OpenLoop(perSecond);
      OpenLoop.Action send =
          (n, intended) -> answers.send(publisher, ledger.load().at(n), intended);
      long warmed = loop.run(0, WARM_UP_SECONDS, send);
      answers.awaitAll(bed);
      answers.begin();
      Usage before = Usage.now(bed.processes());
      long sent = loop.run(warmed, seconds, send) - warmed;
      Usage after = Usage.now(bed.processes());
      answers.awaitAll(bed);

      Numbers numbers = new Numbers();
      numbers.rate(sent, after.secondsSince(before));
      answers.latency().addTo(numbers);
      numbers.cpu(after.microsPerCommand(before, sent), "ledger", "broker", Usage.BENCH);
      numbers.memory(bed.processes());
      tail.requireAlive();
      return new Result(what(), of(), numbers.all());
    }
  }

  /** Who waits for what. */
  static class Answers implements LineTail.Heard {
    private final Map<String, Long> waiting = new ConcurrentHashMap<>();
    private volatile Latency latency = new Latency();

    void send(CommandPublisher publisher, Command command, long intended) {
      waiting.put(command.getCommandId(), intended);
      CompletableFuture<RecordMetadata> _ = publisher.send(command);
    }

    @Override
    public void answered(int partition, String commandId) {
      Long intended = waiting.remove(commandId);
      if (intended != null) {
        latency.endedNow(intended);
      }
    }

    /** Forgets what was measured so far. */
    void begin() {
      latency = new Latency();
    }

    Latency latency() {
      return latency;
    }

    void awaitAll(Bed bed) {
      Waiting.until(
          "every command to be answered",
          () -> {
            bed.requireAlive();
            return waiting.isEmpty();
          });
    }
  }
}
