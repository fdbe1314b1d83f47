package dev.scrip.projector.notify;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Keeps webhooks away from this machine and from private networks. Names are judged by the very
 * addresses that are then connected to, so that a name cannot mean one thing when it is checked and
 * another when it is used.
 */
final class Guard extends AddressResolverGroup<InetSocketAddress> {
  private final boolean allowPrivate;

  Guard(boolean allowPrivate) {
    this.allowPrivate = allowPrivate;
  }

  /** Whether a host that is an address, and so is never resolved, may be connected to. */
  boolean allowsLiteral(String host) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
    if (allowPrivate || bytes == null) {
      return true;
    }
    try {
      return isPublic(InetAddress.getByAddress(bytes));
    } catch (UnknownHostException e) {
      return false;
    }
  }

  @Override
  protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
    return new Names(executor).asAddressResolver();
  }

  /** Asks the system, on threads that may block: a slow name server holds back nobody else. */
  private final class Names extends InetNameResolver {
    Names(EventExecutor executor) {
      super(executor);
    }

    @Override
    protected void doResolve(String name, Promise<InetAddress> promise) {
      Thread.startVirtualThread(() -> {
        try {
          promise.trySuccess(allowed(name).getFirst());
        } catch (UnknownHostException | RuntimeException e) {
          promise.tryFailure(e);
        }
      });
    }

    @Override
    protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
      Thread.startVirtualThread(() -> {
        try {
          promise.trySuccess(allowed(name));
        } catch (UnknownHostException | RuntimeException e) {
          promise.tryFailure(e);
        }
      });
    }
  }

  private List<InetAddress> allowed(String name) throws UnknownHostException {
    List<InetAddress> allowed =
        Arrays.stream(InetAddress.getAllByName(name))
            .filter(address -> allowPrivate || isPublic(address))
            .toList();
    if (allowed.isEmpty()) {
      throw new UnknownHostException(REFUSED);
    }
    return allowed;
  }

  static final String REFUSED =
      "expected a public address, found one of this machine or of a private network; set"
          + " allowPrivate: true if that is meant";

  /** Whether an address is one of the public internet. */
  static boolean isPublic(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] bytes = address.getAddress();
    if (address instanceof Inet6Address) {
      // Global unicast is 2000::/3; of it, not what carries another address or is for documents.
      boolean global = (bytes[0] & 0xe0) == 0x20;
      boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
      boolean teredoOrDocuments =
          bytes[0] == 0x20
              && bytes[1] == 0x01
              && ((bytes[2] == 0 && bytes[3] == 0)
                  || (bytes[2] == 0x0d && bytes[3] == (byte) 0xb8));
      return global && !sixToFour && !teredoOrDocuments;
    }
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    int third = bytes[2] & 0xff;
    boolean shared = first == 100 && second >= 64 && second < 128;
    boolean protocols = first == 192 && second == 0 && (third == 0 || third == 2);
    boolean benchmarks = first == 198 && (second == 18 || second == 19);
    boolean documents =
        (first == 198 && second == 51 && third == 100)
            || (first == 203 && second == 0 && third == 113);
    return first != 0 && first < 224 && !shared && !protocols && !benchmarks && !documents;
  }
}
