package dev.scrip.deploy.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All runs of one measurement taken together.
 *
 * @param numbers by the keys of {@link Metric}
 */
record Summary(String what, String of, int runs, Map<String, Spread> numbers) {
  /** How a number spread over the runs. */
  record Spread(double median, double least, double most) {
    static Spread of(List<Double> values) {
      double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      int middle = sorted.length / 2;
      double median =
          sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
      return new Spread(median, sorted[0], Arrays.stream(sorted).max().orElseThrow());
    }
  }

  Summary {
    numbers = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
  }

  String name() {
    return of.isEmpty() ? what : what + " " + of;
  }

  /** One for each measurement, in the order of their first runs. */
  static List<Summary> of(List<Result> results) {
    Map<String, List<Result>> groups = new LinkedHashMap<>();
    results.forEach(
        result -> groups.computeIfAbsent(result.name(), _ -> new ArrayList<>()).add(result));
    return groups.values().stream().map(Summary::one).toList();
  }

  private static Summary one(List<Result> runs) {
    Map<String, List<Double>> values = new LinkedHashMap<>();
    for (Result run : runs) {
      run.numbers()
          .forEach((key, value) -> values.computeIfAbsent(key, _ -> new ArrayList<>()).add(value));
    }
    Map<String, Spread> numbers = new LinkedHashMap<>();
    values.forEach((key, all) -> numbers.put(key, Spread.of(all)));
    Result first = runs.getFirst();
    return new Summary(first.what(), first.of(), runs.size(), numbers);
  }
}
