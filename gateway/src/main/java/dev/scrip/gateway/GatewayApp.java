package dev.scrip.gateway;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.scrip.projector.Listening;
import dev.scrip.projector.audit.LineReader;
import dev.scrip.projector.audit.LineStore;
import dev.scrip.schemas.RegistryClient;
import dev.scrip.schemas.Topics;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The gateway: HTTP in front of the ledger. It appends commands, asks nodes for decisions and
 * balances, and lists lines from a store of its own. Starts whether or not the others are there.
 */
public final class GatewayApp implements AutoCloseable {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(150);
  private static final int READERS = 4;

  /** A body that is too large by no more than this is read to its end, and then refused. */
  static final long SLACK_BYTES = 1 << 20;

  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
  private final ExecutorService reading =
      Executors.newFixedThreadPool(
          READERS, Thread.ofPlatform().name("scrip-gateway-reader-", 1).daemon().factory());
  private final Metrics metrics = new Metrics();
  private final NodeClient nodes;
  private final CommandClient commands;
  private final LineStore lines;
  private final AppDirectory apps;
  private final Events events;
  private final List<Routes.Route> routes;
  private final Server server;

  private GatewayApp(GatewayConfig config) {
    Topics topics = config.cluster().topics();
    Map<String, Object> kafka = config.cluster().clientSettings();
    RegistryClient registry = config.cluster().registryClient();
    nodes =
        new NodeClient(
            config.nodes().isEmpty() ? Nodes.in(config.cluster()) : Nodes.of(config.nodes()),
            config.nodeKey());
    commands =
        new CommandClient(
            topics, config.cluster().commandSettings(), registry, nodes, metrics, blocking);
    lines =
        LineStore.start(topics, kafka, config.dataDir().resolve("lines"), new LineReader(registry));
    metrics.lag(lines::lag);
    apps = new AppDirectory(topics, kafka, registry, blocking);
    apps.start();
    Wallets wallets = new Wallets(commands, nodes);
    events = new Events(lines, wallets, reading);
    Routes.Parts parts =
        new Routes.Parts(
            wallets,
            new Charges(commands),
            new PayerCharges(commands, nodes, apps, config.testClock()),
            new ChargeBatch(commands, blocking),
            new Holds(commands),
            new Refunds(commands),
            new Grants(commands),
            new Transfers(commands),
            new Entries(lines, wallets, reading),
            events,
            new Apps(apps, nodes, config.testClock()),
            new RulesRoutes(nodes),
            new TestClock(nodes, config.testClock()),
            new Health(commands, nodes, lines, apps, metrics, blocking));
    routes = Routes.all(parts);
    server = server(config);
  }

  /**
   * Starts the gateway; it listens when this returns.
   *
   * @throws IllegalStateException if the port is taken
   */
  public static GatewayApp start(GatewayConfig config) {
    GatewayApp app = new GatewayApp(config);
    try {
      Listening.start(app.server, config.host(), config.port());
    } catch (RuntimeException e) {
      app.close();
      throw e;
    }
    return app;
  }

  private Server server(GatewayConfig config) {
    ServerBuilder builder =
        Server.builder()
            .http(new InetSocketAddress(config.host(), config.port()))
            .requestTimeout(REQUEST_TIMEOUT)
            .gracefulShutdownTimeout(Duration.ZERO, Duration.ofSeconds(10))
            .disableServerHeader()
            .errorHandler(new ErrorPages(routes));
    for (Routes.Route route : routes) {
      builder
          .route()
          .path(route.path())
          .methods(route.method())
          .maxRequestLength(route.mostBytes() + SLACK_BYTES)
          .build(new RouteService(route, config.adminKey(), metrics));
    }
    return builder.build();
  }

  /** What is served, in the order of {@link Routes}. */
  List<Routes.Route> routes() {
    return routes;
  }

  /** Where the gateway listens, for example {@code http://127.0.0.1:8080}. */
  public URI address() {
    return Listening.address(server);
  }

  @Override
  public void close() {
    events.close();
    server.stop().join();
    apps.close();
    commands.close();
    // Readers first: the store goes only when nobody reads in it.
    reading.shutdown();
    lines.close();
    nodes.close();
    blocking.close();
    metrics.close();
  }
}
