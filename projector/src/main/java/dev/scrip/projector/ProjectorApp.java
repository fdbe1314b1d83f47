package dev.scrip.projector;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.Server;
import dev.scrip.projector.notify.Notifier;
import dev.scrip.projector.notify.Telemetry;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;

/**
 * The projector: tells people of rejections and depletions. Serves {@code /livez}, {@code /readyz}
 * and {@code /metrics}, nothing else. Starts whether or not Kafka is there.
 */
public final class ProjectorApp implements AutoCloseable {
  private static final MediaType METRICS =
      MediaType.parse("text/plain; version=0.0.4; charset=utf-8");

  private final Telemetry telemetry = new Telemetry();
  private final Notifier notifier;
  private final Server server;

  private ProjectorApp(ProjectorConfig config) {
    notifier = Notifier.start(config.cluster(), config.notices(), telemetry);
    server =
        Server.builder()
            .http(new InetSocketAddress(config.host(), config.port()))
            .gracefulShutdownTimeout(Duration.ZERO, Duration.ofSeconds(3))
            .disableServerHeader()
            .service("/livez", (context, request) -> liveness())
            .service("/readyz", (context, request) -> readiness())
            .service(
                "/metrics",
                (context, request) -> HttpResponse.of(HttpStatus.OK, METRICS, telemetry.scrape()))
            .build();
  }

  private record Live(boolean live) {}

  private record Ready(boolean ready, String fault) {}

  /** A projector of which a part has stopped is to be started again. */
  private HttpResponse liveness() {
    boolean live = notifier.alive();
    return HttpResponse.ofJson(
        live ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE, new Live(live));
  }

  private HttpResponse readiness() {
    boolean ready = notifier.ready();
    return HttpResponse.ofJson(
        ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE,
        new Ready(ready, ready ? "" : notifier.fault()));
  }

  /**
   * Starts the projector; it listens when this returns.
   *
   * @throws IllegalStateException if the port is taken
   */
  public static ProjectorApp start(ProjectorConfig config) {
    ProjectorApp app = new ProjectorApp(config);
    try {
      Listening.start(app.server, config.host(), config.port());
    } catch (RuntimeException e) {
      app.close();
      throw e;
    }
    return app;
  }

  /** Where it listens, for example {@code http://127.0.0.1:8083}. */
  public URI address() {
    return Listening.address(server);
  }

  /** Whether events are read, and everything that waits to be tried again is known. */
  public boolean ready() {
    return notifier.ready();
  }

  /** Ends within 30 seconds. Nothing is lost by it. */
  @Override
  public void close() {
    server.stop().join();
    notifier.close();
    telemetry.close();
  }
}
