package dev.scrip.deploy.cli;

import dev.scrip.deploy.Complaint;
import dev.scrip.deploy.DataFolder;
import dev.scrip.deploy.DataFolder.Addresses;
import dev.scrip.schemas.Topics;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Where the cluster is: what the command line says, else the environment, else what {@code scrip
 * up} left in its data folder.
 */
public final class ClusterConnection {
  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      description = "Kafka; else SCRIP_BOOTSTRAP, else the running scrip up's.")
  private @Nullable String bootstrap;

  @Option(
      names = "--registry",
      paramLabel = "URL",
      description = "Schema registry; else SCRIP_REGISTRY, else the running scrip up's.")
  private @Nullable String registry;

  @Option(
      names = "--ledger",
      paramLabel = "NAME",
      defaultValue = "scrip",
      description = "Name of the ledger, the prefix of its topics (default: ${DEFAULT-VALUE}).")
  private String ledger = "scrip";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "scrip-data",
      description = "The data folder of scrip up (default: ./${DEFAULT-VALUE}).")
  private Path data = Path.of("scrip-data");

  Topics topics() {
    try {
      return Topics.of(ledger);
    } catch (IllegalArgumentException e) {
      throw new Complaint("--ledger: " + e.getMessage(), e);
    }
  }

  String bootstrap() {
    return known("Kafka", "--bootstrap", bootstrap, "SCRIP_BOOTSTRAP", Addresses::kafka);
  }

  URI registry() {
    String address =
        known("schema registry", "--registry", registry, "SCRIP_REGISTRY", Addresses::registry);
    try {
      return URI.create(
          address.endsWith("/") ? address.substring(0, address.length() - 1) : address);
    } catch (IllegalArgumentException e) {
      throw new Complaint("--registry: expected an address, found \"" + address + "\".", e);
    }
  }

  private String known(
      String what,
      String option,
      @Nullable String given,
      String variable,
      Function<Addresses, String> kept) {
    Addresses addresses = DataFolder.addresses(data);
    String found =
        Connection.firstOf(
            given, System.getenv(variable), addresses == null ? null : kept.apply(addresses));
    if (found.isEmpty()) {
      throw new Complaint(
          "No %s is known: name it with %s or %s, or the data folder of a running scrip up with --data DIR."
              .formatted(what, option, variable));
    }
    return found;
  }
}
