package dev.scrip.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scrip.schemas.ClusterConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The routes, the design's table of them and the OpenAPI document are one. */
class OpenApiTest {
  /** The routes of the design that are built. */
  private static final String DESIGN =
      """
      GET /
      GET /livez
      GET /metrics
      GET /openapi.json
      GET /readyz
      GET /rules.schema.json
      GET /v1/apps/{app}
      GET /v1/rules
      GET /v1/test-clock
      GET /v1/wallets
      GET /v1/wallets/{wallet}
      GET /v1/wallets/{wallet}/decisions/{commandId}
      GET /v1/wallets/{wallet}/entries
      GET /v1/wallets/{wallet}/events
      POST /v1/charges
      POST /v1/charges:batch
      POST /v1/rules
      POST /v1/wallets/{wallet}/charges
      POST /v1/wallets/{wallet}/close
      POST /v1/wallets/{wallet}/grants
      POST /v1/wallets/{wallet}/grants/{grant}/void
      POST /v1/wallets/{wallet}/holds
      POST /v1/wallets/{wallet}/holds/{hold}/capture
      POST /v1/wallets/{wallet}/holds/{hold}/release
      POST /v1/wallets/{wallet}/plan
      POST /v1/wallets/{wallet}/plan/cancel
      POST /v1/wallets/{wallet}/plan/resume
      POST /v1/wallets/{wallet}/quotes
      POST /v1/wallets/{wallet}/refunds
      POST /v1/wallets/{wallet}/resets
      POST /v1/wallets/{wallet}/seat
      POST /v1/wallets/{wallet}/transfers
      PUT /v1/apps/{app}
      PUT /v1/test-clock
      PUT /v1/wallets/{wallet}
      PUT /v1/wallets/{wallet}/limits/{limit}/actors/{actor}
      """;

  @TempDir static Path folder;
  private static GatewayApp app;

  /** Nothing of what it needs is there: it starts all the same. */
  @BeforeAll
  static void start() {
    URI nowhere = URI.create("http://127.0.0.1:1");
    app =
        GatewayApp.start(
            new GatewayConfig(
                new ClusterConfig(
                    "scrip",
                    "127.0.0.1:1",
                    List.of(nowhere),
                    Map.of(),
                    Map.of(
                        "max.block.ms",
                        "200",
                        "default.api.timeout.ms",
                        "1000",
                        "request.timeout.ms",
                        "500")),
                List.of(nowhere),
                "",
                GatewayConfig.DEFAULT_HOST,
                0,
                Caller.KEY,
                folder,
                false));
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  @Test
  void shouldServeTheRoutesOfTheDesign() {
    assertEquals(
        DESIGN.lines().toList(), app.routes().stream().map(Routes.Route::name).sorted().toList());
  }

  @Test
  void shouldDocumentEveryRouteWithItsParameters() {
    Map<String, Set<String>> documented = new TreeMap<>();
    Contract.document()
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(operation ->
                    documented.put(
                        operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                        query(operation.getValue()))));
    Map<String, Set<String>> served = new TreeMap<>();
    app.routes().forEach(route -> served.put(route.name(), new TreeSet<>(route.query())));

    assertEquals(served, documented);
  }

  private static Set<String> query(JsonNode operation) {
    Set<String> names = new TreeSet<>();
    for (JsonNode parameter : operation.path("parameters")) {
      if (parameter.path("in").asText().equals("query")) {
        names.add(parameter.path("name").asText());
      }
    }
    return names;
  }

  @Test
  void shouldHaveExamplesThatAreAsTheSchemasSay() {
    Contract.document()
        .path("components")
        .path("schemas")
        .properties()
        .forEach(schema -> {
          for (JsonNode example : schema.getValue().path("examples")) {
            Contract.check(schema.getKey(), example);
          }
        });
  }

  @Test
  void shouldReferToWhatIsThere() {
    for (JsonNode reference : Contract.document().findValues("$ref")) {
      String pointer = reference.asText().substring(1);
      assertTrue(!Contract.document().at(pointer).isMissingNode(), reference.asText());
    }
  }

  @Test
  void shouldSayWhatIsAwayAndWhenToComeBack() throws Exception {
    Caller caller = new Caller(app.address());

    Caller.Answer charge =
        caller.post("/v1/wallets/ada/charges", "k", "{\"action\":\"chat.change\"}");
    Caller.Answer ready = caller.get("/readyz");

    assertEquals(503, charge.status());
    assertEquals("UNAVAILABLE", charge.json().path("code").asText());
    assertEquals("1", charge.header("retry-after"));
    Contract.check("Problem", charge.json());
    assertEquals(503, ready.status());
    assertEquals(200, caller.get("/livez").status());
    assertEquals(503, caller.get("/v1/wallets/ada").status());
    assertEquals(503, caller.get("/v1/wallets/ada/entries").status());
    assertEquals(503, caller.get("/v1/apps/shop").status());
  }

  @Test
  void shouldHaveNoTestClockUnlessItWasStartedWithOne() throws Exception {
    Caller caller = new Caller(app.address());

    assertEquals("NO_TEST_CLOCK", caller.get("/v1/test-clock").json().path("code").asText());
    assertEquals(404, caller.put("/v1/test-clock", "{\"now\":\"real\"}").status());
  }

  @Test
  void shouldListenOnTheGivenHostOnly() {
    assertEquals("127.0.0.1", app.address().getHost());
  }
}
