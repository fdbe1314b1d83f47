package dev.scrip.deploy.bench;

import dev.scrip.deploy.bench.cluster.Appender;
import dev.scrip.deploy.bench.cluster.Bed;
import dev.scrip.deploy.bench.cluster.LineTail;
import dev.scrip.deploy.bench.load.Load;
import dev.scrip.deploy.bench.load.Workload;
import dev.scrip.schemas.CommandPublisher;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The period of every wallet ends at one instant, while others charge at 30 % of what the ledger
 * can do: how much longer do those wait until all resets are written, which timers see to?
 */
record Storm(Sizes sizes, int seconds, Bed.Setup setup) implements Measurement {
  private static final double LOAD = 0.3;
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final long WALLETS_PER_SECOND = 4_000;
  private static final int WARM_UP_SECONDS = 5;

  @Override
  public String what() {
    return "storm";
  }

  @Override
  public String of() {
    return Workload.W6.name();
  }

  @Override
  public Result run(Progress progress) {
    Duration preparing =
        READY_WITHIN.plusSeconds(2L * seconds + sizes.wallets() / WALLETS_PER_SECOND);
    Instant storm = Instant.now().plus(preparing);
    Load load = sizes.load(Workload.W6, Instant.now()).storm(storm);
    try (RunningLedger ledger = RunningLedger.start(setup, load, progress)) {
      double perSecond = use(ledger, progress) * LOAD;
      Result result = measured(ledger, storm, Math.max(1, (int) perSecond), progress);
      ledger.audit();
      return result;
    }
  }

  /** Charges each wallet once: of a grant that was not used no reset is told. */
  private static double use(RunningLedger ledger, Progress progress) {
    long began = System.nanoTime();
    try (Appender appender = new Appender(ledger.bed())) {
      progress.phase("using wallets", ledger.load().wallets());
      for (int wallet = 0; wallet < ledger.load().wallets(); wallet++) {
        appender.send(ledger.load().firstUse(wallet));
      }
      appender.flush();
    }
    ledger.settle();
    return ledger.load().wallets() / ((System.nanoTime() - began) / 1e9);
  }

  private Result measured(RunningLedger ledger, Instant storm, int perSecond, Progress progress) {
    Bed bed = ledger.bed();
    Resets answers = new Resets();
    try (LineTail tail = new LineTail(bed, answers);
        CommandPublisher publisher =
            new CommandPublisher(
                bed.cluster().topics(), bed.cluster().commandSettings(), bed.commandSchema())) {
      progress.phase("waiting for the end of the period", 1);
      OpenLoop loop = new OpenLoop(perSecond);
      OpenLoop.Action send =
          (n, intended) -> answers.send(publisher, ledger.load().at(n), intended);
      long sent = loop.run(0, WARM_UP_SECONDS, send);
      answers.awaitAll(bed);
      answers.begin();
      if (Instant.now().isAfter(storm.minusSeconds(seconds))) {
        throw new IllegalStateException(
            "the wallets were not open before their period ended; ask for fewer with --wallets");
      }
      sent = loop.run(sent, ledger.load().commands(), () -> Instant.now().isAfter(storm), send);
      Latency calm = answers.latency();
      answers.begin();
      long began = System.nanoTime();
      sent =
          loop.run(
              sent,
              ledger.load().commands(),
              () -> answers.wallets.size() >= ledger.load().wallets(),
              send);
      double lasted = (System.nanoTime() - began) / 1e9;
      answers.awaitAll(bed);
      tail.requireAlive();
      if (sent == ledger.load().commands()) {
        throw new IllegalStateException(
            "all %,d commands were sent before the storm was over; ask for more with --commands"
                .formatted(sent));
      }
      Numbers numbers = new Numbers();
      numbers.put(Metric.RATE, (double) perSecond);
      numbers.put(Metric.SECONDS, lasted);
      numbers.put(Metric.CALM_P99, calm.ms(99));
      answers.latency().addTo(numbers);
      numbers.put(Metric.TIMES_CALM, answers.latency().ms(99) / calm.ms(99));
      numbers.memory(bed.processes());
      return new Result(what(), of(), numbers.all());
    }
  }

  /** Also counts the wallets whose reset is written, by a tick or before a charge. */
  private static final class Resets extends KafkaLatency.Answers {
    private final Set<String> wallets = ConcurrentHashMap.newKeySet();

    @Override
    public void due(String wallet) {
      wallets.add(wallet);
    }
  }
}
