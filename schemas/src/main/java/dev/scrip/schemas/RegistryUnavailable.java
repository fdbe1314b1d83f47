package dev.scrip.schemas;

import org.jspecify.annotations.Nullable;

/** No registry of the list answered, or each answered with a fault of its own. Ask again later. */
public final class RegistryUnavailable extends RuntimeException {
  public RegistryUnavailable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
