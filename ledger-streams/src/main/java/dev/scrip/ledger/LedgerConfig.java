package dev.scrip.ledger;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Everything a ledger node is told. No part of it takes part in a decision.
 *
 * @param ledger name of the ledger, the prefix of its topics
 * @param bootstrapServers of the Kafka cluster
 * @param registries addresses of the schema registry, one or more
 * @param stateDir folder of the RocksDB stores, outside the temporary folder
 * @param host address to listen on
 * @param port of the node's own HTTP server; 0 = any free one
 * @param instanceId static name of this node within the ledger's group
 * @param threads stream threads
 * @param leaveOnClose whether closing gives the partitions up at once: for a node that is alone or
 *     not to come back
 * @param testClock whether the test clock may be set
 * @param kafka further settings of every Kafka client (security, time-outs)
 */
public record LedgerConfig(
    String ledger,
    String bootstrapServers,
    List<URI> registries,
    Path stateDir,
    String host,
    int port,
    String instanceId,
    int threads,
    boolean leaveOnClose,
    boolean testClock,
    Map<String, String> kafka) {

  public LedgerConfig {
    registries = List.copyOf(registries);
    kafka = Map.copyOf(kafka);
    List<String> faults = new ArrayList<>();
    if (!ledger.matches("[a-z][a-z0-9-]{0,30}")) {
      faults.add("ledger: expected [a-z][a-z0-9-]{0,30}, found '" + ledger + "'");
    }
    if (bootstrapServers.isBlank()) {
      faults.add("bootstrapServers: expected host:port, found nothing");
    }
    if (registries.isEmpty()) {
      faults.add("registries: expected at least one address, found none");
    }
    if (port < 0 || port > 65_535) {
      faults.add("port: expected 0 to 65535, found " + port);
    }
    if (instanceId.isBlank()) {
      faults.add("instanceId: expected a name of this node, found nothing");
    }
    if (threads < 1 || threads > 64) {
      faults.add("threads: expected 1 to 64, found " + threads);
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException("ledger node: " + String.join("; ", faults));
    }
  }
}
