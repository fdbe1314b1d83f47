package dev.scrip.deploy.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Ports of the loopback address, probed before a server is started on them: a broker that cannot
 * bind ends the whole process.
 */
public final class Ports {
  private Ports() {}

  /** Whether a server could listen on the port now. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true); // as servers do: connections that linger do not count
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The preferred port if it is free, else any free one. */
  public static int freeOr(int preferred) {
    return preferred > 0 && isFree(preferred) ? preferred : anyFree();
  }

  /** A port that was free a moment ago. */
  public static int anyFree() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no port of the loopback address is free", e);
    }
  }
}
