package dev.scrip.projector;

import dev.scrip.projector.notify.NotifyConfig;
import dev.scrip.schemas.ClusterConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * All that a projector is told.
 *
 * @param cluster where the ledger lives
 * @param host address to listen on and no other; {@code 127.0.0.1} unless other machines ask
 * @param port 0 = any that is free
 * @param notices who is told of what
 */
public record ProjectorConfig(ClusterConfig cluster, String host, int port, NotifyConfig notices) {
  public static final String DEFAULT_HOST = "127.0.0.1";

  public ProjectorConfig {
    List<String> faults = new ArrayList<>(cluster.faults());
    if (host.isBlank()) {
      faults.add("host: expected an address such as 127.0.0.1, found nothing");
    }
    if (port < 0 || port > 65_535) {
      faults.add("port: expected 0 to 65535, found " + port);
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(
          "The projector cannot start with this configuration:\n  " + String.join("\n  ", faults));
    }
  }
}
