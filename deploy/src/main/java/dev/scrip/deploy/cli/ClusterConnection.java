package dev.scrip.deploy.cli;

import dev.scrip.deploy.Complaint;
import dev.scrip.deploy.DataFolder;
import dev.scrip.deploy.DataFolder.Addresses;
import dev.scrip.deploy.roles.ClusterOptions;
import dev.scrip.deploy.roles.Key;
import dev.scrip.deploy.roles.RoleConfig;
import dev.scrip.deploy.roles.Settings;
import dev.scrip.schemas.ClusterConfig;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Where the cluster is: what the command line says, else the environment, else the configuration
 * file, else what {@code scrip up} left in its data folder.
 */
public final class ClusterConnection {
  @Mixin private ClusterOptions options;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "scrip-data",
      description = "The data folder of scrip up (default: ./${DEFAULT-VALUE}).")
  private Path data = Path.of("scrip-data");

  /** With all that it takes to be let in. */
  ClusterConfig cluster() {
    Settings settings = settings();
    if (settings.given(Key.REGISTRY).isEmpty()) {
      throw unknown("schema registry", Key.REGISTRY);
    }
    return RoleConfig.tools(settings, true);
  }

  /** For those who ask no registry. */
  ClusterConfig kafkaOnly() {
    return RoleConfig.tools(settings(), false);
  }

  /** The key that ledger nodes ask for; empty = none. */
  String nodeKey() {
    return settings().given(Key.NODE_KEY);
  }

  private Settings settings() {
    Addresses up = DataFolder.addresses(data);
    Settings settings = options.settings();
    if (up != null) {
      settings.otherwise(Key.BOOTSTRAP, up.kafka(), "scrip up");
      settings.otherwise(Key.REGISTRY, up.registry(), "scrip up");
    }
    if (settings.given(Key.BOOTSTRAP).isEmpty()) {
      throw unknown("Kafka", Key.BOOTSTRAP);
    }
    return settings;
  }

  private static Complaint unknown(String what, Key key) {
    return new Complaint(
        "No %s is known: name it with --%s or %s, in a file with --config, or the data folder of a running scrip up with --data DIR."
            .formatted(what, key.key(), key.variable()));
  }
}
