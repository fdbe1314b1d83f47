package dev.scrip.gateway;

import dev.scrip.schemas.ClusterConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All that a gateway is told.
 *
 * @param cluster where the ledger lives
 * @param nodes internal addresses of ledger nodes, any of which answers for all wallets; none =
 *     those that are members of the ledger's consumer group, found anew as they come and go
 * @param nodeKey secret that nodes and gateways show each other; empty where nodes ask for none
 * @param host address to listen on and no other; {@code 127.0.0.1} unless other machines ask
 * @param port 0 = any that is free
 * @param adminKey what callers send as {@code Authorization: Bearer KEY}
 * @param dataDir folder of the lines read from the event topics; rebuilt when lost
 * @param testClock whether the ledger's clock may be set
 */
public record GatewayConfig(
    ClusterConfig cluster,
    List<URI> nodes,
    String nodeKey,
    String host,
    int port,
    String adminKey,
    Path dataDir,
    boolean testClock) {
  public static final String DEFAULT_HOST = "127.0.0.1";

  private static final int LEAST_KEY = 16;

  public GatewayConfig {
    nodes = List.copyOf(nodes);
    List<String> faults = new ArrayList<>(cluster.faults());
    for (URI node : nodes) {
      ClusterConfig.addressFault("nodes", "a ledger node", node).ifPresent(faults::add);
    }
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
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(
          "The gateway cannot start with this configuration:\n  " + String.join("\n  ", faults));
    }
  }

  private static void expect(List<String> faults, boolean holds, String fault) {
    if (!holds) {
      faults.add(fault);
    }
  }

  /** Keys are left out. */
  @Override
  public String toString() {
    return "GatewayConfig[cluster="
        + cluster
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
        + "]";
  }
}
