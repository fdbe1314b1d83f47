package dev.scrip.deploy.bench;

import dev.scrip.deploy.bench.baseline.Charges;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The same charges in PostgreSQL. */
record PostgresCharges(Charges charges, Path folder, int wallets, int seconds)
    implements Measurement {
  static final String WHAT = "postgres";

  /** Both loads, plain and batched, flushed or not. */
  static Stream<Measurement> all(Path folder, int wallets, int seconds) {
    List<Boolean> both = List.of(false, true);
    return both.stream()
        .flatMap(flushed ->
            both.stream()
                .flatMap(hot ->
                    both.stream()
                        .map(batched ->
                            new PostgresCharges(
                                new Charges(hot, batched, flushed), folder, wallets, seconds))));
  }

  @Override
  public String what() {
    return WHAT;
  }

  @Override
  public String of() {
    return charges.text();
  }

  @Override
  public Result run(Progress progress) {
    progress.phase("charging", 1);
    try {
      Charges.Found found = charges.measure(folder, wallets, seconds);
      Numbers numbers = new Numbers();
      numbers.rate(found.charges(), found.charges() / found.perSecond());
      double each = 1e3 * found.charges();
      double server = found.server().toNanos() / each;
      double client = found.client().toNanos() / each;
      numbers.put(Metric.CPU + "postgres", server);
      numbers.put(Metric.CPU + "pgbench", client);
      numbers.put(Metric.CPU + Metric.TOTAL, server + client);
      numbers.put(Metric.BYTES + "log", (double) found.logBytes() / found.charges());
      return new Result(what(), of(), numbers.all());
    } catch (Charges.Missing e) {
      throw new Skipped(String.valueOf(e.getMessage()));
    }
  }
}
