package dev.scrip.deploy.roles;

import java.util.Locale;

/** Who is configured: a process of its own, or a command that talks to the cluster. */
public enum Role {
  LEDGER(8090),
  GATEWAY(8080),
  PROJECTOR(8095),
  /** {@code scrip topics}, {@code scrip topics apply}, {@code scrip tail}. */
  TOOLS(0);

  private final int port;

  Role(int port) {
    this.port = port;
  }

  /** Where it listens unless it is told otherwise. */
  int port() {
    return port;
  }

  /** As on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
