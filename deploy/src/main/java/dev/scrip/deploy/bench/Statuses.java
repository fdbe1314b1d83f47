package dev.scrip.deploy.bench;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a gateway answered. A refusal for credits is an answer; thread-safe. */
final class Statuses {
  private static final int FAILED = 0;

  private final Map<Integer, LongAdder> counts = new ConcurrentSkipListMap<>();

  void count(int status) {
    counts.computeIfAbsent(status, _ -> new LongAdder()).increment();
  }

  void failed() {
    count(FAILED);
  }

  /** Throws unless nearly every request was answered with a decision. */
  void requireDecisions() {
    long all = 0;
    long decided = 0;
    for (Map.Entry<Integer, LongAdder> count : counts.entrySet()) {
      int status = count.getKey();
      all += count.getValue().sum();
      if (status == 200 || status == 201 || status == 402) {
        decided += count.getValue().sum();
      }
    }
    if (decided < all * 0.999) {
      throw new IllegalStateException(
          "expected decisions from the gateway (200, 201, 402), found by status, 0 = no answer: "
              + counts);
    }
  }
}
