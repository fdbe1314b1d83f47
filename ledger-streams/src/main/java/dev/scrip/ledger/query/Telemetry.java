package dev.scrip.ledger.query;

import dev.scrip.ledger.streams.Answer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The node's figures for Prometheus. No wallet in any label. */
public final class Telemetry {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Counter accepted = commands("accepted");
  private final Counter rejected = commands("rejected");
  private final Counter replayed = commands("replayed");
  private final Counter nothing = commands("nothing");

  private final Map<Long, Integer> ahead = new ConcurrentHashMap<>();

  public Telemetry() {
    Gauge.builder(
            "scrip_partitions_ahead",
            ahead,
            counts -> counts.values().stream().mapToInt(Integer::intValue).sum())
        .description("Partitions that wait since they were appended ahead of this node's clock")
        .register(registry);
  }

  private Counter commands(String decision) {
    return Counter.builder("scrip_commands")
        .description("Commands by what they came to")
        .tag("decision", decision)
        .register(registry);
  }

  void decided(Answer answer) {
    Counter counter =
        answer.replayed()
            ? replayed
            : switch (answer.kind()) {
              case ENTRY -> accepted;
              case REJECTION -> rejected;
              case NONE -> nothing;
            };
    counter.increment();
  }

  void partitionsAhead(int count) {
    ahead.put(Thread.currentThread().threadId(), count);
  }

  void deadLetter(String reason) {
    Counter.builder("scrip_dead_letters")
        .description("Records of the command topic that could not be read")
        .tag("reason", reason)
        .register(registry)
        .increment();
  }

  public PrometheusMeterRegistry registry() {
    return registry;
  }
}
