package dev.scrip.projector;

import com.linecorp.armeria.server.Server;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Objects;

/** Starting a server, and where it listens then. */
public final class Listening {
  private Listening() {}

  /**
   * Starts it; it listens when this returns.
   *
   * @throws IllegalStateException if the port is taken
   */
  public static void start(Server server, String host, int port) {
    try {
      server.start().join();
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "expected to listen on "
              + host
              + ":"
              + port
              + ", found: "
              + e.getCause()
              + "; stop what uses the port or choose another",
          e);
    }
  }

  /** For example {@code http://127.0.0.1:8083}. */
  public static URI address(Server server) {
    InetSocketAddress local =
        Objects.requireNonNull(server.activePort(), "the server is not started").localAddress();
    String host = local.getAddress().getHostAddress();
    return URI.create(
        "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + local.getPort());
  }
}
