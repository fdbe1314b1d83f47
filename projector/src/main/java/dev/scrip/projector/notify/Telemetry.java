package dev.scrip.projector.notify;

import dev.scrip.schemas.DeliveryChannel;
import dev.scrip.schemas.DeliveryResult;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Locale;
import java.util.function.LongSupplier;

/** What is counted: attempts by result and channel. Never a wallet, never a receiver's address. */
public final class Telemetry implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  void attempt(DeliveryResult result, DeliveryChannel channel) {
    registry
        .counter("scrip.delivery.attempts", "result", word(result), "channel", word(channel))
        .increment();
  }

  void unreadable() {
    registry.counter("scrip.notify.unreadable").increment();
  }

  void lag(LongSupplier records) {
    gauge("scrip.lag.records", "Events that no receiver's delivery log tells of yet", records);
  }

  void pending(LongSupplier events) {
    gauge(
        "scrip.deliveries.pending",
        "Events that wait to be tried again, of all projectors",
        events);
  }

  private void gauge(String name, String description, LongSupplier value) {
    Gauge.builder(name, value::getAsLong).description(description).register(registry);
  }

  /** In the text format of Prometheus. */
  public String scrape() {
    return registry.scrape();
  }

  private static String word(Enum<?> symbol) {
    return symbol.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() {
    registry.close();
  }
}
