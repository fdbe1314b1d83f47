package dev.scrip.deploy.cli;

import dev.scrip.deploy.AdminKey;
import dev.scrip.deploy.Complaint;
import dev.scrip.deploy.DataFolder;
import dev.scrip.deploy.DataFolder.Addresses;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Where the running ledger is: what the command line says, else the environment, else what {@code
 * scrip up} left in its data folder.
 */
public final class Connection {
  private static final String DEFAULT_URL = "http://127.0.0.1:8080";

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The gateway; else SCRIP_URL, else the running scrip up's.")
  private @Nullable String url;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "An API key; else SCRIP_ADMIN_KEY, else the one scrip up keeps.")
  private @Nullable String key;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "scrip-data",
      description = "The data folder of scrip up (default: ./${DEFAULT-VALUE}).")
  private Path data = Path.of("scrip-data");

  GatewayClient gateway() {
    Addresses addresses = DataFolder.addresses(data);
    String address =
        firstOf(url, System.getenv("SCRIP_URL"), addresses == null ? null : addresses.gateway());
    String secret = firstOf(key, System.getenv("SCRIP_ADMIN_KEY"), DataFolder.adminKey(data));
    if (secret.isEmpty()) {
      throw new Complaint(
          "No API key: none in %s. Give one with --key KEY or in SCRIP_ADMIN_KEY, or name the data folder of scrip up with --data DIR."
              .formatted(data));
    }
    if (AdminKey.isMistyped(secret)) {
      throw new Complaint(
          "The API key is mistyped: its last six characters do not fit the others. Copy it again.");
    }
    return new GatewayClient(uri(address.isEmpty() ? DEFAULT_URL : address), secret);
  }

  /** Addresses of the running {@code scrip up}; null if the folder knows none. */
  @Nullable Addresses addresses() {
    return DataFolder.addresses(data);
  }

  Path data() {
    return data;
  }

  private static URI uri(String address) {
    if (!address.matches("https?://[^/\\s]+.*")) {
      throw new Complaint(
          "Expected an address like %s, found \"%s\".".formatted(DEFAULT_URL, address));
    }
    try {
      return URI.create(
          address.endsWith("/") ? address.substring(0, address.length() - 1) : address);
    } catch (IllegalArgumentException e) {
      throw new Complaint(
          "Expected an address like %s, found \"%s\".".formatted(DEFAULT_URL, address), e);
    }
  }

  static String firstOf(@Nullable String... values) {
    for (String value : values) {
      if (value != null && !value.isBlank()) {
        return value.strip();
      }
    }
    return "";
  }
}
