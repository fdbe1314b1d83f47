package dev.scrip.gateway;

import dev.scrip.projector.audit.EventWriter;
import dev.scrip.projector.audit.Eventually;
import dev.scrip.projector.audit.TestBroker;
import dev.scrip.projector.audit.TestRegistry;
import dev.scrip.schemas.ClusterConfig;
import dev.scrip.schemas.RegistryClient;
import dev.scrip.schemas.Topics;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A gateway on a real broker, with a node that answers as it is told. */
final class TestGateway implements AutoCloseable {
  static final Topics TOPICS = Topics.of("gateway-test");

  private final TestBroker broker;
  private final TestRegistry registry = new TestRegistry();
  private final RegistryClient client = new RegistryClient(List.of(registry.address()), Map.of());
  private final GatewayApp app;
  private final EventWriter events;
  final FakeNode node = new FakeNode(TOPICS, client);
  final Caller caller;

  TestGateway(Path folder) throws Exception {
    broker = new TestBroker(folder.resolve("broker"));
    broker.create(TOPICS);
    events = new EventWriter(TOPICS, broker.client(), client);
    app = GatewayApp.start(config(folder));
    caller = new Caller(app.address());
    Eventually.pass(() -> {
      Caller.Answer ready = caller.get("/readyz");
      if (ready.status() != 200) {
        throw new AssertionError(ready.http().body());
      }
    });
  }

  private GatewayConfig config(Path folder) {
    // The first node of the list is never there: every answer comes from the second.
    return new GatewayConfig(
        ClusterConfig.open(TOPICS.ledger(), broker.address(), List.of(registry.address())),
        List.of(URI.create("http://127.0.0.1:1"), node.address()),
        "",
        GatewayConfig.DEFAULT_HOST,
        0,
        Caller.KEY,
        folder.resolve("data"),
        true);
  }

  GatewayApp app() {
    return app;
  }

  EventWriter events() {
    return events;
  }

  /** Makes a wallet be there. */
  void wallet(String wallet) {
    node.wallets.put(
        wallet,
        Json.object()
            .put("wallet", wallet)
            .put("plan", "free")
            .put("sequence", 1)
            .put("rulesVersion", 1)
            .set("pools", Json.object()));
  }

  @Override
  public void close() {
    app.close();
    events.close();
    node.close();
    registry.close();
    broker.close();
  }
}
