package dev.scrip.deploy.bench.audit;

import java.util.List;

/** A ledger that was measured broke a promise: its numbers are worth nothing. */
public final class Breach extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With each broken promise in words. */
  public Breach(List<String> breaches) {
    super(
        "The ledger broke its promises while it was measured:\n  "
            + String.join("\n  ", breaches)
            + "\nIts numbers are not told.");
  }
}
