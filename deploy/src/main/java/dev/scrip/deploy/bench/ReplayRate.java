package dev.scrip.deploy.bench;

import dev.scrip.deploy.bench.cluster.Appender;
import dev.scrip.deploy.bench.cluster.Bed;
import dev.scrip.deploy.bench.cluster.BenchProcess;
import dev.scrip.deploy.bench.cluster.Usage;
import dev.scrip.deploy.bench.load.Load;
import dev.scrip.deploy.bench.load.Workload;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The recorded commands are folded again from the first, by a process of its own and in memory:
 * what {@code verify} does before it compares. The wallets' openings count, and the time in which
 * the program warms up.
 */
record ReplayRate(Workload workload, Sizes sizes, Bed.Setup setup) implements Measurement {
  private static final Pattern REPLAYED = Pattern.compile("replayed (\\d+) records in (\\d+) ms");

  @Override
  public String what() {
    return "replay";
  }

  @Override
  public String of() {
    return workload.name();
  }

  @Override
  public Result run(Progress progress) {
    Load load = sizes.load(workload, Instant.now());
    try (Bed bed = Bed.make(setup)) {
      try (Appender appender = new Appender(bed)) {
        Filling filling = new Filling(load, appender, progress);
        filling.openings();
        filling.commands();
      }
      progress.phase("replaying", 1);
      Usage before = Usage.now(bed.processes());
      BenchProcess replay = bed.startReplay();
      Matcher replayed = REPLAYED.matcher("");
      Waiting.until(
          "the end of the replay",
          () -> {
            replay.requireAlive();
            return replayed.reset(replay.printed()).find();
          });
      Usage after = Usage.now(bed.processes());
      long records = Long.parseLong(replayed.group(1));
      Numbers numbers = new Numbers();
      numbers.rate(records, Long.parseLong(replayed.group(2)) / 1e3);
      numbers.cpu(after.microsPerCommand(before, records), "replay", "broker");
      numbers.memory(bed.processes());
      return new Result(what(), of(), numbers.all());
    }
  }
}
