package dev.scrip.deploy.roles;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command that talks to a cluster. */
public final class ClusterOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "A .properties file (docs/configuration.md); else the one that SCRIP_CONFIG names.")
  private @Nullable Path config;

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT,…",
      description = "Kafka; else SCRIP_BOOTSTRAP, else the file's.")
  private @Nullable String bootstrap;

  @Option(
      names = "--registry",
      paramLabel = "URL,…",
      description = "Schema registry; else SCRIP_REGISTRY, else the file's.")
  private @Nullable String registry;

  @Option(
      names = "--ledger",
      paramLabel = "NAME",
      description = "Name of the ledger, the prefix of its topics (default: scrip).")
  private @Nullable String ledger;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Any other setting; not for secrets, which others can see in a command line.")
  private Map<String, String> others = new LinkedHashMap<>();

  /** What was given, with the environment and the file. */
  public Settings settings() {
    return settings(Map.of());
  }

  /** The same with further options that a command has of its own. */
  Settings settings(Map<String, Setting> more) {
    Map<String, Setting> options = new LinkedHashMap<>();
    others.forEach((key, value) -> options.put(key, new Setting(key, value.strip(), "--set")));
    options.putAll(more);
    put(options, Key.BOOTSTRAP, bootstrap);
    put(options, Key.REGISTRY, registry);
    put(options, Key.NAME, ledger);
    return Settings.read(options, System.getenv(), config);
  }

  private static void put(Map<String, Setting> options, Key key, @Nullable String value) {
    if (value != null) {
      options.put(key.key(), new Setting(key.key(), value.strip(), "--" + key.key()));
    }
  }
}
