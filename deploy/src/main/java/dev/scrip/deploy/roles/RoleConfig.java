package dev.scrip.deploy.roles;

import dev.scrip.gateway.GatewayConfig;
import dev.scrip.ledger.LedgerConfig;
import dev.scrip.projector.ProjectorConfig;
import dev.scrip.projector.notify.NotifyConfig;
import dev.scrip.projector.notify.NotifyFile;
import dev.scrip.schemas.ClusterConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.function.Supplier;

/** Makes each role's configuration record from settings, or says everything that is wrong. */
public final class RoleConfig {
  private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "[::]", "::");

  private RoleConfig() {}

  /** Where the ledger lives; faults are left for the record that it becomes part of. */
  static ClusterConfig cluster(Settings settings) {
    return new ClusterConfig(
        settings.text(Key.NAME, Key.NAME.standard()),
        settings.text(Key.BOOTSTRAP, ""),
        settings.addresses(Key.REGISTRY),
        settings.beginningWith("registry."),
        settings.beginningWith(Key.KAFKA));
  }

  /**
   * Of {@code scrip topics} and others that talk to the cluster and are no servers.
   *
   * @param registry whether they ask the registry too
   */
  public static ClusterConfig tools(Settings settings, boolean registry) {
    ClusterConfig cluster = cluster(settings);
    cluster.faults().stream()
        .filter(fault -> registry || !fault.startsWith("registries:"))
        .forEach(settings::fault);
    settings.requireNoFaults("This");
    return cluster;
  }

  public static LedgerConfig ledger(Settings settings) {
    String host = settings.text(Key.HOST, Key.HOST.standard());
    int port = settings.number(Key.PORT, Role.LEDGER.port());
    return built(
        settings,
        "The ledger node",
        () ->
            new LedgerConfig(
                cluster(settings),
                settings.path(Key.STATE_DIR, Key.STATE_DIR.standard()),
                host,
                port,
                settings.text(Key.ADVERTISED_HOST, EVERY_ADDRESS.contains(host) ? machine() : host),
                settings.text(Key.NODE_KEY, ""),
                settings.text(Key.INSTANCE_ID, instance(port)),
                settings.number(Key.THREADS, 2),
                settings.number(Key.STANDBYS, 0),
                settings.time(Key.SESSION_TIMEOUT, LedgerConfig.DEFAULT_SESSION_TIMEOUT),
                settings.flag(Key.LEAVE_ON_CLOSE, false),
                false));
  }

  public static GatewayConfig gateway(Settings settings) {
    return built(
        settings,
        "The gateway",
        () ->
            new GatewayConfig(
                cluster(settings),
                settings.addresses(Key.NODES),
                settings.text(Key.NODE_KEY, ""),
                settings.text(Key.HOST, GatewayConfig.DEFAULT_HOST),
                settings.number(Key.PORT, Role.GATEWAY.port()),
                settings.text(Key.ADMIN_KEY, ""),
                settings.path(Key.DATA_DIR, Key.DATA_DIR.standard()),
                false));
  }

  /** Faults of the file that {@code notify} names are told with the others. */
  public static ProjectorConfig projector(Settings settings) {
    NotifyConfig notices = NotifyConfig.none();
    if (settings.given(Key.NOTIFY).isEmpty()) {
      settings.fault("notify: expected a YAML file that says whom to tell of what, found none");
    } else {
      try {
        notices = NotifyFile.read(settings.path(Key.NOTIFY, ""), System.getenv());
      } catch (IllegalArgumentException e) {
        String.valueOf(e.getMessage())
            .lines()
            .skip(1)
            .forEach(fault -> settings.fault("notify: " + fault.strip()));
      }
    }
    NotifyConfig read = notices;
    return built(
        settings,
        "The projector",
        () ->
            new ProjectorConfig(
                cluster(settings),
                settings.text(Key.HOST, ProjectorConfig.DEFAULT_HOST),
                settings.number(Key.PORT, Role.PROJECTOR.port()),
                read));
  }

  /** The records check themselves; their faults are told with where each value came from. */
  private static <T> T built(Settings settings, String who, Supplier<T> record) {
    try {
      T built = record.get();
      settings.requireNoFaults(who);
      return built;
    } catch (IllegalArgumentException e) {
      // One line says that it cannot start, each further one a fault.
      String.valueOf(e.getMessage()).lines().skip(1).map(String::strip).forEach(settings::fault);
      settings.requireNoFaults(who);
      throw e;
    }
  }

  private static String instance(int port) {
    String machine = machine().replaceAll("[^A-Za-z0-9._-]", "-");
    return port == 0 ? machine : machine + "-" + port;
  }

  private static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
