package dev.scrip.deploy.bench;

import dev.scrip.deploy.bench.cluster.Appender;
import dev.scrip.deploy.bench.cluster.Bed;
import dev.scrip.deploy.bench.cluster.LineTail;
import dev.scrip.deploy.bench.load.Load;
import dev.scrip.deploy.bench.load.Workload;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.CommandPublisher;
import java.time.Instant;
import java.util.BitSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A ledger node is killed at work and started again at once: how long until it decides a command
 * that came after the kill, and until every partition does?
 *
 * @param stateLost whether its folder is gone too, so that all is restored from Kafka
 */
record Restore(Sizes sizes, boolean stateLost, Bed.Setup setup) implements Measurement {
  /** Commands at all times, so that the kill meets an open transaction. */
  private static final int PER_SECOND = 500;

  private static final double SECONDS_BEFORE = 3;

  @Override
  public String what() {
    return "restore";
  }

  @Override
  public String of() {
    return stateLost ? "kill -9, state lost" : "kill -9";
  }

  @Override
  public Result run(Progress progress) {
    // What comes meanwhile is beyond the commands whose ids are remembered.
    Load load = sizes.load(Workload.W1, Instant.now()).longer(PER_SECOND * 600L);
    try (RunningLedger ledger = RunningLedger.start(setup, load, progress)) {
      try (Appender appender = new Appender(ledger.bed())) {
        progress.phase("appending commands", sizes.commands());
        for (long n = 0; n < sizes.commands(); n++) {
          appender.send(load.at(n));
        }
        appender.flush();
      }
      ledger.settle();
      Result result = measured(ledger, progress);
      ledger.audit();
      return result;
    }
  }

  private Result measured(RunningLedger ledger, Progress progress) {
    Bed bed = ledger.bed();
    progress.phase("killing and restoring", 1);
    Answered answered = new Answered(bed.partitions());
    try (LineTail tail = new LineTail(bed, answered::answered);
        CommandPublisher publisher =
            new CommandPublisher(
                bed.cluster().topics(), bed.cluster().commandSettings(), bed.commandSchema())) {
      OpenLoop loop = new OpenLoop(PER_SECOND);
      long from = loop.run(sizes.commands(), SECONDS_BEFORE, (n, _) -> send(publisher, ledger, n));
      bed.ledger(0).kill();
      if (stateLost) {
        Bed.delete(bed.state(0));
      }
      answered.begin();
      bed.restartLedger(0);
      long end =
          loop.run(
              from,
              ledger.load().commands(),
              answered::isWhole,
              (n, _) -> answered.sent(send(publisher, ledger, n)));
      tail.requireAlive();
      if (end == ledger.load().commands()) {
        throw new IllegalStateException("expected a decision within ten minutes of the kill");
      }
      bed.requireAlive();
      Numbers numbers = new Numbers();
      numbers.put(Metric.FIRST, answered.firstNanos() / 1e9);
      numbers.put(Metric.WHOLE, answered.wholeNanos() / 1e9);
      numbers.memory(bed.processes());
      return new Result(what(), of(), numbers.all());
    }
  }

  private static Command send(CommandPublisher publisher, RunningLedger ledger, long n) {
    Command command = ledger.load().at(n);
    CompletableFuture<?> _ = publisher.send(command);
    return command;
  }

  /** Which partitions have decided a command that was sent after the kill. */
  private static final class Answered {
    private final int partitions;
    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private final BitSet decided = new BitSet();
    private final AtomicLong first = new AtomicLong();
    private final AtomicLong whole = new AtomicLong();
    private volatile long began;

    Answered(int partitions) {
      this.partitions = partitions;
    }

    void begin() {
      began = System.nanoTime();
    }

    void sent(Command command) {
      sent.add(command.getCommandId());
    }

    /** By the tail's thread alone. */
    void answered(int partition, String commandId) {
      if (!sent.contains(commandId) || decided.get(partition)) {
        return;
      }
      decided.set(partition);
      first.compareAndSet(0, System.nanoTime() - began);
      if (decided.cardinality() == partitions) {
        whole.set(System.nanoTime() - began);
      }
    }

    boolean isWhole() {
      return whole.get() > 0;
    }

    long firstNanos() {
      return first.get();
    }

    long wholeNanos() {
      return whole.get();
    }
  }
}
