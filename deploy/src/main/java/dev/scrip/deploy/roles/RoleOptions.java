package dev.scrip.deploy.roles;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of every role. */
final class RoleOptions {
  @Mixin private ClusterOptions cluster;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Address to listen on (default: 127.0.0.1; 0.0.0.0 = all).")
  private @Nullable String host;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "HTTP port (default: 8090 ledger, 8080 gateway, 8095 projector; 0 = any).")
  private @Nullable String port;

  Settings settings() {
    return settings(Map.of());
  }

  /** The same with options that one role has of its own. */
  Settings settings(Map<Key, Setting> own) {
    Map<String, Setting> more = new LinkedHashMap<>();
    own.values().forEach(setting -> more.put(setting.key(), setting));
    if (host != null) {
      more.put(Key.HOST.key(), new Setting(Key.HOST.key(), host, "--host"));
    }
    if (port != null) {
      more.put(Key.PORT.key(), new Setting(Key.PORT.key(), port, "--port"));
    }
    return cluster.settings(more);
  }
}
