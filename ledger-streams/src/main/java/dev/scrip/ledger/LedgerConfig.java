package dev.scrip.ledger;

import dev.scrip.schemas.ClusterConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything a ledger node is told. No part of it takes part in a decision.
 *
 * @param cluster where the ledger lives
 * @param stateDir folder of the RocksDB stores, outside the temporary folder
 * @param host address to listen on
 * @param port of the node's own HTTP server; 0 = any free one
 * @param advertisedHost name or address under which the other nodes and the gateways reach this one
 * @param nodeKey secret that nodes and gateways show each other; may be empty on loopback only
 * @param instanceId static name of this node within the ledger's group, the same at every start
 * @param threads stream threads
 * @param standbys copies of each partition's state kept warm on other nodes
 * @param sessionTimeout how long a node may be silent until its partitions are given to others
 * @param leaveOnClose whether closing gives the partitions up at once: for a node that is alone or
 *     not to come back
 * @param testClock whether the test clock may be set
 */
public record LedgerConfig(
    ClusterConfig cluster,
    Path stateDir,
    String host,
    int port,
    String advertisedHost,
    String nodeKey,
    String instanceId,
    int threads,
    int standbys,
    Duration sessionTimeout,
    boolean leaveOnClose,
    boolean testClock) {

  /** The least that brokers take unless they are told otherwise. */
  public static final Duration DEFAULT_SESSION_TIMEOUT = Duration.ofSeconds(6);

  private static final int LEAST_KEY = 16;

  public LedgerConfig {
    List<String> faults = new ArrayList<>(cluster.faults());
    if (host.isBlank()) {
      faults.add("host: expected an address to listen on such as 127.0.0.1, found nothing");
    }
    if (port < 0 || port > 65_535) {
      faults.add("port: expected 0 to 65535, found " + port);
    }
    if (!advertisedHost.matches("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]")) {
      faults.add(
          "advertisedHost: expected a host name or address without a port, found \""
              + advertisedHost
              + "\"");
    }
    boolean guarded = nodeKey.length() >= LEAST_KEY && nodeKey.matches("[!-~]+");
    if (!guarded && !(nodeKey.isEmpty() && isLoopback(host))) {
      // The key itself is never part of a message.
      faults.add(
          "nodeKey: expected at least "
              + LEAST_KEY
              + " characters of printable ASCII without spaces, the same on every node and gateway,"
              + " found "
              + nodeKey.length()
              + "; only a node on 127.0.0.1 goes without");
    }
    if (!instanceId.matches("[A-Za-z0-9._-]{1,100}")) {
      faults.add(
          "instanceId: expected 1 to 100 of A-Z a-z 0-9 . _ -, found \"" + instanceId + "\"");
    }
    if (threads < 1 || threads > 64) {
      faults.add("threads: expected 1 to 64, found " + threads);
    }
    if (standbys < 0 || standbys > 3) {
      faults.add("standbys: expected 0 to 3, found " + standbys);
    }
    if (sessionTimeout.compareTo(Duration.ofSeconds(1)) < 0
        || sessionTimeout.compareTo(Duration.ofMinutes(5)) > 0) {
      faults.add("sessionTimeout: expected 1 s to 5 min, found " + sessionTimeout);
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(
          "The ledger node cannot start with this configuration:\n  "
              + String.join("\n  ", faults));
    }
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
  }

  /** The key is left out. */
  @Override
  public String toString() {
    return "LedgerConfig[cluster="
        + cluster
        + ", stateDir="
        + stateDir
        + ", host="
        + host
        + ", port="
        + port
        + ", advertisedHost="
        + advertisedHost
        + ", instanceId="
        + instanceId
        + ", threads="
        + threads
        + ", standbys="
        + standbys
        + ", sessionTimeout="
        + sessionTimeout
        + ", leaveOnClose="
        + leaveOnClose
        + ", testClock="
        + testClock
        + "]";
  }
}
