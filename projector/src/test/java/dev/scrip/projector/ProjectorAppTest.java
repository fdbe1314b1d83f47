package dev.scrip.projector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.projector.audit.EventWriter;
import dev.scrip.projector.audit.Eventually;
import dev.scrip.projector.audit.TestBroker;
import dev.scrip.projector.audit.TestRegistry;
import dev.scrip.projector.notify.EventFilter;
import dev.scrip.projector.notify.HostileReceiver;
import dev.scrip.projector.notify.NotifyConfig;
import dev.scrip.projector.notify.Receiver;
import dev.scrip.projector.notify.Schedule;
import dev.scrip.schemas.ClusterConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectorAppTest {
  private final HttpClient http = HttpClient.newHttpClient();

  private HttpResponse<String> get(ProjectorApp app, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(app.address().resolve(path)).build(), BodyHandlers.ofString());
  }

  @Test
  void shouldSayWhatItDoesAndCloseInTime(@TempDir Path folder) throws Exception {
    try (TestBroker broker = new TestBroker(folder);
        TestRegistry registry = new TestRegistry();
        HostileReceiver hanging =
            new HostileReceiver((number, id) -> HostileReceiver.Mood.HANGING)) {
      ClusterConfig cluster =
          ClusterConfig.open("app-test", broker.address(), List.of(registry.address()));
      Receiver receiver =
          new Receiver.Webhook(
              "hanging",
              hanging.address(),
              List.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
              EventFilter.ALL,
              true,
              Duration.ofMillis(300),
              1);
      NotifyConfig notices =
          new NotifyConfig(
              null, List.of(receiver), Map.of(), Schedule.STANDARD, Duration.ofDays(1), null);
      ProjectorApp app = ProjectorApp.start(new ProjectorConfig(cluster, "127.0.0.1", 0, notices));
      try {
        assertEquals(200, get(app, "/livez").statusCode());
        // There are no topics yet.
        assertEquals(503, get(app, "/readyz").statusCode());

        broker.create(cluster.topics());
        Eventually.is(app::ready);
        try (EventWriter writer =
            new EventWriter(cluster.topics(), broker.client(), cluster.registryClient())) {
          writer.write(EventWriter.depleted("ana", 1));
        }

        assertEquals(200, get(app, "/readyz").statusCode());
        Eventually.pass(() -> {
          String metrics = get(app, "/metrics").body();
          assertTrue(
              metrics.contains(
                  "scrip_delivery_attempts_total{channel=\"webhook\",result=\"failed\"} 1.0"),
              metrics);
          assertTrue(metrics.contains("scrip_deliveries_pending 1.0"), metrics);
          assertTrue(metrics.contains("scrip_lag_records 0.0"), metrics);
        });
      } finally {
        Instant start = Instant.now();
        app.close();
        assertTrue(Duration.between(start, Instant.now()).compareTo(Duration.ofSeconds(30)) < 0);
      }
    }
  }

  @Test
  void shouldRefuseAConfigurationWithAllItsFaults() {
    ClusterConfig cluster = ClusterConfig.open("Scrip", "", List.of(URI.create("ftp://127.0.0.1")));

    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new ProjectorConfig(cluster, "", 70_000, NotifyConfig.none()))
            .getMessage();

    for (String key : List.of("ledger:", "bootstrapServers:", "registries:", "host:", "port:")) {
      assertTrue(message.contains(key), message);
    }
  }
}
