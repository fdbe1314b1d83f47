package dev.scrip.gateway;

import dev.scrip.projector.audit.Line;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.function.LongSupplier;

/** What is counted: requests by route, decisions by outcome. Never a wallet. */
final class Metrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Timer decisions =
      Timer.builder("scrip.decision")
          .description("From the request of a command to its decision")
          .publishPercentileHistogram()
          .minimumExpectedValue(Duration.ofMillis(1))
          .maximumExpectedValue(Duration.ofSeconds(60))
          .register(registry);

  /** Counts a request. */
  void request(String route, int status, long nanos) {
    registry
        .timer("scrip.http.requests", "route", route, "status", Integer.toString(status))
        .record(Duration.ofNanos(nanos));
  }

  /** Starts the watch of a decision. */
  Decision decision() {
    return new Decision(System.nanoTime());
  }

  /** Lines of the topics that cannot be listed yet. */
  void lag(LongSupplier records) {
    Gauge.builder("scrip.lines.lag.records", records::getAsLong)
        .description("Records of the event topics that are not in the line store yet")
        .register(registry);
  }

  String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    registry.close();
  }

  /** The watch of one decision. */
  final class Decision {
    private final long startedNanos;

    private Decision(long startedNanos) {
      this.startedNanos = startedNanos;
    }

    CommandClient.Outcome of(CommandClient.Outcome outcome) {
      decisions.record(Duration.ofNanos(System.nanoTime() - startedNanos));
      String decision =
          switch (outcome) {
            case CommandClient.Undecided _ -> "undecided";
            case CommandClient.Nothing _ -> "none";
            case CommandClient.Decided decided ->
                decided.replayed()
                    ? "replayed"
                    : decided.line() instanceof Line.Refused ? "rejected" : "accepted";
          };
      String reason =
          outcome instanceof CommandClient.Decided decided
                  && decided.line() instanceof Line.Refused refused
              ? refused.rejection().getReason().name()
              : "";
      registry.counter("scrip.decisions", "decision", decision, "reason", reason).increment();
      return outcome;
    }
  }
}
