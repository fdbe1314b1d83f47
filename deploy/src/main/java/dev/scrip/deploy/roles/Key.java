package dev.scrip.deploy.roles;

import static dev.scrip.deploy.roles.Role.GATEWAY;
import static dev.scrip.deploy.roles.Role.LEDGER;
import static dev.scrip.deploy.roles.Role.PROJECTOR;
import static dev.scrip.deploy.roles.Role.TOOLS;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every key of the configuration: the one table that reading, {@code --help}, {@code scrip config}
 * and docs/configuration.md are made from. Keys beginning with {@value #KAFKA} are Kafka's own.
 */
public enum Key {
  NAME("ledger", "ledger", "name", "scrip", "Name of the ledger: the prefix of its topics.", all()),
  BOOTSTRAP(
      "bootstrap",
      "bootstrapServers",
      "host:port,…",
      "",
      "Kafka: a few of its brokers. Required.",
      all()),
  REGISTRY(
      "registry",
      "registries",
      "URL,…",
      "",
      "Schema registries with the Confluent API, asked in order. Required.",
      all()),
  REGISTRY_USER(
      "registry.basic.auth.user.info",
      "registry.basic.auth.user.info",
      "secret",
      "",
      "user:password for the registry.",
      all()),
  REGISTRY_TOKEN(
      "registry.bearer.auth.token",
      "registry.bearer.auth.token",
      "secret",
      "",
      "Bearer token for the registry, instead of a user.",
      all()),
  HOST(
      "host",
      "host",
      "address",
      "127.0.0.1",
      "Address to listen on; 0.0.0.0 = every address of the machine.",
      List.of(LEDGER, GATEWAY, PROJECTOR)),
  PORT(
      "port",
      "port",
      "number",
      "8090 ledger, 8080 gateway, 8095 projector",
      "HTTP port; 0 = any that is free.",
      List.of(LEDGER, GATEWAY, PROJECTOR)),
  ADVERTISED_HOST(
      "advertised.host",
      "advertisedHost",
      "host",
      "host, or the machine's name where that is every address",
      "Where other nodes and the gateways reach this node.",
      List.of(LEDGER)),
  NODE_KEY(
      "node.key",
      "nodeKey",
      "secret",
      "",
      "What nodes and gateways show each other, the same everywhere, from 16 characters. Required where a node listens beyond loopback.",
      List.of(LEDGER, GATEWAY, TOOLS)),
  INSTANCE_ID(
      "instance.id",
      "instanceId",
      "name",
      "machine's name and port",
      "Static name of this node, its own and the same at every start.",
      List.of(LEDGER)),
  STATE_DIR(
      "state.dir",
      "stateDir",
      "folder",
      "scrip-state",
      "The node's RocksDB stores. Lost, they are rebuilt from Kafka. Not the temporary folder.",
      List.of(LEDGER)),
  THREADS(
      "threads",
      "threads",
      "number",
      "2",
      "Stream threads, 1 to 64; more than partitions are idle.",
      List.of(LEDGER)),
  STANDBYS(
      "standbys",
      "standbys",
      "number",
      "0",
      "Copies of each partition's state kept warm on other nodes, 0 to 3; 1 shortens a fail-over.",
      List.of(LEDGER)),
  SESSION_TIMEOUT(
      "session.timeout",
      "sessionTimeout",
      "time",
      "6s",
      "How long a node may be silent until its partitions go to others; not below the brokers' group.min.session.timeout.ms.",
      List.of(LEDGER)),
  LEAVE_ON_CLOSE(
      "leave.on.close",
      "leaveOnClose",
      "true, false",
      "false",
      "Whether a stopped node gives its partitions up at once (scaling in), or keeps them for its return (restart). Option --leave.",
      List.of(LEDGER)),
  NODES(
      "nodes",
      "nodes",
      "URL,…",
      "found by themselves",
      "Internal addresses of ledger nodes, instead of those found in the ledger's consumer group.",
      List.of(GATEWAY)),
  ADMIN_KEY(
      "admin.key",
      "adminKey",
      "secret",
      "",
      "What callers send as Authorization: Bearer, from 16 characters. Required.",
      List.of(GATEWAY)),
  DATA_DIR(
      "data.dir",
      "dataDir",
      "folder",
      "scrip-gateway",
      "The gateway's lists of lines. Lost, they are rebuilt from Kafka.",
      List.of(GATEWAY)),
  NOTIFY(
      "notify",
      "notify",
      "file",
      "",
      "YAML that says whom to tell of what (docs/notifications.md). Required.",
      List.of(PROJECTOR)),
  LOG(
      "log",
      "log",
      "text, json",
      "text",
      "Form of the log on standard error.",
      List.of(LEDGER, GATEWAY, PROJECTOR));

  /** Beginning of keys that go to every Kafka client as they are. */
  public static final String KAFKA = "kafka.";

  private static final String VARIABLE = "SCRIP_";

  private final String key;
  private final String field;
  private final String type;
  private final String standard;
  private final String meaning;

  @SuppressWarnings("ImmutableEnumChecker") // a copy that nobody can change
  private final Set<Role> roles;

  Key(String key, String field, String type, String standard, String meaning, List<Role> roles) {
    this.key = key;
    this.field = field;
    this.type = type;
    this.standard = standard;
    this.meaning = meaning;
    this.roles = Collections.unmodifiableSet(EnumSet.copyOf(roles));
  }

  private static List<Role> all() {
    return List.of(Role.values());
  }

  public String key() {
    return key;
  }

  /** What it takes, in a word. */
  public String type() {
    return type;
  }

  /** The default, in words; empty = none. */
  public String standard() {
    return standard;
  }

  public String meaning() {
    return meaning;
  }

  public Set<Role> roles() {
    return roles;
  }

  /** The environment variable that sets it. */
  public String variable() {
    return variable(key);
  }

  static String variable(String key) {
    return VARIABLE + key.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  /** The key of a name that the roles' configuration records use in their faults. */
  static String ofField(String field) {
    return Arrays.stream(values())
        .filter(key -> key.field.equals(field))
        .map(Key::key)
        .findFirst()
        .orElse(field);
  }

  static @Nullable Key of(String name) {
    return Arrays.stream(values()).filter(key -> key.key.equals(name)).findFirst().orElse(null);
  }

  static List<String> names() {
    return Arrays.stream(values()).map(Key::key).toList();
  }

  /** Whether a value is never shown, and may come from a file that {@code KEY.file} names. */
  static boolean isSecret(String name) {
    Key known = of(name);
    if (known != null) {
      return known.type.equals("secret");
    }
    return name.startsWith(KAFKA) && KafkaKeys.isSecret(name.substring(KAFKA.length()));
  }

  /** The table as docs/configuration.md has it. */
  public static String markdown() {
    StringBuilder table = new StringBuilder();
    table.append("| key | variable | takes | default | roles | meaning |\n");
    table.append("| --- | --- | --- | --- | --- | --- |\n");
    for (Key key : values()) {
      table.append(
          "| `%s` | `%s` | %s | %s | %s | %s |%n"
              .formatted(
                  key.key,
                  key.variable(),
                  key.type,
                  key.standard,
                  key.roles.size() == Role.values().length ? "all" : key.rolesText(),
                  key.meaning));
    }
    return table.toString().replace(System.lineSeparator(), "\n");
  }

  String rolesText() {
    return roles.stream().map(Role::toString).collect(Collectors.joining(", "));
  }

  /** The table as {@code --help} shows it to a role. */
  static List<String> help(Role role) {
    return Arrays.stream(values())
        .filter(key -> key.roles.contains(role))
        .flatMap(key ->
            List.of(
                "  %-30s %s%s"
                    .formatted(
                        key.key, key.type, key.standard.isEmpty() ? "" : " (" + key.standard + ")"),
                "      " + key.meaning)
                .stream())
        .toList();
  }
}
