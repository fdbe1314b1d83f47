package dev.scrip.deploy.bench;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one run of one measurement found.
 *
 * @param what the measurement, {@code drain}
 * @param of what it was made with, {@code W1}; empty = nothing in particular
 * @param numbers by the keys of {@link Metric}
 */
record Result(String what, String of, Map<String, Double> numbers) {
  Result {
    numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
  }

  String name() {
    return of.isEmpty() ? what : what + " " + of;
  }
}
