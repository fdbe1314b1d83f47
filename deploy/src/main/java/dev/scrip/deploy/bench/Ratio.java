package dev.scrip.deploy.bench;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many times as fast one thing is as another, by the medians of their rates. */
record Ratio(String of, String to, double value) {
  /** Of every drain to what the platform itself can do, and to the same load in PostgreSQL. */
  static List<Ratio> of(List<Summary> summaries) {
    List<Ratio> ratios = new ArrayList<>();
    for (Summary drain : summaries) {
      if (drain.what().equals(Drain.WHAT)) {
        for (Summary other : summaries) {
          boolean ceiling = other.what().equals(PassThroughDrain.WHAT);
          boolean rival =
              other.what().equals(PostgresCharges.WHAT) && other.of().startsWith(drain.of() + " ");
          Double rate = rate(drain);
          Double otherRate = rate(other);
          if ((ceiling || rival) && rate != null && otherRate != null) {
            ratios.add(new Ratio(drain.name(), other.name(), rate / otherRate));
          }
        }
      }
    }
    return ratios;
  }

  private static @Nullable Double rate(Summary summary) {
    Summary.Spread rate = summary.numbers().get(Metric.RATE);
    return rate == null ? null : rate.median();
  }
}
