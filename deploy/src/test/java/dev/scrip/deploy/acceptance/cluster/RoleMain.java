package dev.scrip.deploy.acceptance.cluster;

import dev.scrip.deploy.embedded.EmbeddedRegistry;
import dev.scrip.gateway.GatewayApp;
import dev.scrip.gateway.GatewayConfig;
import dev.scrip.ledger.LedgerApp;
import dev.scrip.ledger.LedgerConfig;
import dev.scrip.projector.ProjectorApp;
import dev.scrip.projector.ProjectorConfig;
import dev.scrip.projector.notify.NotifyFile;
import dev.scrip.schemas.ClusterConfig;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * One role of a ledger in a process of its own, told everything by a file of properties. Starts
 * what the {@code scrip} program starts, from the classes it is given: a test may put others before
 * them.
 */
final class RoleMain {
  private final Properties told;

  private RoleMain(Properties told) {
    this.told = told;
  }

  /** Arguments: role, file. Says READY once it listens; SIGTERM closes it. */
  public static void main(String[] args) throws IOException {
    Properties told = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(args[1]))) {
      told.load(reader);
    }
    AutoCloseable role = new RoleMain(told).start(args[0]);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(role), "stop"));
    System.out.println(ChildProcess.READY);
    // The test holds the other end of standard input: it closes even when the test is killed.
    while (System.in.read() >= 0) {
      // nothing is ever sent
    }
    Runtime.getRuntime().halt(1);
  }

  private AutoCloseable start(String role) {
    return switch (role) {
      case "registry" ->
          EmbeddedRegistry.start(
              text("bootstrap"), number("port"), cluster().topics().commands() + "-value");
      case "ledger" ->
          LedgerApp.start(
              new LedgerConfig(
                  cluster(),
                  Path.of(text("state")),
                  "127.0.0.1",
                  number("port"),
                  "127.0.0.1",
                  text("nodeKey"),
                  text("instance"),
                  number("threads"),
                  number("standbys"),
                  Duration.ofMillis(number("sessionMs")),
                  Boolean.parseBoolean(text("leave")),
                  false));
      case "gateway" ->
          GatewayApp.start(
              new GatewayConfig(
                  cluster(),
                  addresses("nodes"),
                  text("nodeKey"),
                  "127.0.0.1",
                  number("port"),
                  text("adminKey"),
                  Path.of(text("state")),
                  false));
      case "projector" ->
          ProjectorApp.start(
              new ProjectorConfig(
                  cluster(),
                  "127.0.0.1",
                  number("port"),
                  NotifyFile.read(Path.of(text("notify")), System.getenv())));
      default -> throw new IllegalArgumentException("no such role: " + role);
    };
  }

  private ClusterConfig cluster() {
    Map<String, String> kafka =
        told.stringPropertyNames().stream()
            .filter(key -> key.startsWith("kafka."))
            .collect(Collectors.toMap(key -> key.substring("kafka.".length()), this::text));
    return new ClusterConfig(
        text("ledger"), text("bootstrap"), addresses("registries"), Map.of(), kafka);
  }

  private List<URI> addresses(String key) {
    return Arrays.stream(text(key).split(",", -1))
        .filter(text -> !text.isEmpty())
        .map(URI::create)
        .toList();
  }

  private int number(String key) {
    return Integer.parseInt(text(key));
  }

  private String text(String key) {
    String value = told.getProperty(key);
    if (value == null) {
      throw new IllegalArgumentException("expected " + key + ", found only " + told.keySet());
    }
    return value;
  }

  private static void close(AutoCloseable role) {
    try {
      role.close();
    } catch (Exception e) {
      throw new IllegalStateException("a role did not close", e);
    }
  }
}
