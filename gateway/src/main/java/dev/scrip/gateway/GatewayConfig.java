package dev.scrip.gateway;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * All that a gateway is told.
 *
 * @param ledger name of the ledger: the prefix of its topics
 * @param bootstrapServers Kafka, as {@code host:port,…}
 * @param registries schema registries with the Confluent API, asked in order
 * @param nodes internal addresses of ledger nodes; any of them answers for all wallets
 * @param host address to listen on and no other; {@code 127.0.0.1} unless other machines ask
 * @param port 0 = any that is free
 * @param adminKey what callers send as {@code Authorization: Bearer KEY}
 * @param dataDir folder of the lines read from the event topics; rebuilt when lost
 * @param testClock whether the ledger's clock may be set
 * @param kafka settings of every Kafka client, such as security
 */
public record GatewayConfig(
    String ledger,
    String bootstrapServers,
    List<URI> registries,
    List<URI> nodes,
    String host,
    int port,
    String adminKey,
    Path dataDir,
    boolean testClock,
    Map<String, String> kafka) {
  public static final String DEFAULT_HOST = "127.0.0.1";

  private static final int LEAST_KEY = 16;

  /** Settings that the gateway makes itself: a wrong value would lose or double something. */
  private static final Set<String> OWN =
      Set.of(
          "acks",
          "auto.offset.reset",
          "enable.auto.commit",
          "enable.idempotence",
          "group.id",
          "isolation.level",
          "key.deserializer",
          "key.serializer",
          "transactional.id",
          "value.deserializer",
          "value.serializer");

  public GatewayConfig {
    registries = List.copyOf(registries);
    nodes = List.copyOf(nodes);
    kafka = Map.copyOf(kafka);
    List<String> faults = new ArrayList<>();
    expect(
        faults,
        ledger.matches("[a-z][a-z0-9-]{0,30}"),
        "ledger: expected a name like scrip ([a-z][a-z0-9-]{0,30}), found \"" + ledger + "\"");
    expect(
        faults,
        !bootstrapServers.isBlank(),
        "bootstrapServers: expected host:port of a Kafka broker, found nothing");
    addresses(faults, "registries", "a schema registry", registries);
    addresses(faults, "nodes", "a ledger node", nodes);
    expect(faults, !host.isBlank(), "host: expected an address such as 127.0.0.1, found nothing");
    expect(faults, port >= 0 && port <= 65_535, "port: expected 0 to 65535, found " + port);
    // The key itself is never part of a message.
    expect(
        faults,
        adminKey.length() >= LEAST_KEY && adminKey.matches("[!-~]+"),
        "adminKey: expected at least "
            + LEAST_KEY
            + " characters of printable ASCII without spaces, found "
            + adminKey.length()
            + " characters");
    for (String key : new TreeSet<>(kafka.keySet())) {
      expect(
          faults,
          !OWN.contains(key) && !key.equals("bootstrap.servers"),
          "kafka: expected no " + key + ", which the gateway sets itself; leave it out");
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(
          "The gateway cannot start with this configuration:\n  " + String.join("\n  ", faults));
    }
  }

  private static void addresses(List<String> faults, String key, String what, List<URI> addresses) {
    expect(
        faults,
        !addresses.isEmpty(),
        key + ": expected the address of at least one " + what.substring(2) + ", found none");
    for (URI address : addresses) {
      boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
      expect(
          faults,
          http && address.getHost() != null && address.getUserInfo() == null,
          key
              + ": expected an address of "
              + what
              + " like http://127.0.0.1:8081, found "
              + (address.getUserInfo() == null ? address : "one with a user and password in it"));
    }
  }

  private static void expect(List<String> faults, boolean holds, String fault) {
    if (!holds) {
      faults.add(fault);
    }
  }

  /** Secrets, and Kafka settings, which may hold some, are left out. */
  @Override
  public String toString() {
    return "GatewayConfig[ledger="
        + ledger
        + ", bootstrapServers="
        + bootstrapServers
        + ", registries="
        + registries
        + ", nodes="
        + nodes
        + ", host="
        + host
        + ", port="
        + port
        + ", adminKey=***, dataDir="
        + dataDir
        + ", testClock="
        + testClock
        + ", kafka="
        + new TreeSet<>(kafka.keySet()).stream().map(key -> key + "=***").toList()
        + "]";
  }
}
