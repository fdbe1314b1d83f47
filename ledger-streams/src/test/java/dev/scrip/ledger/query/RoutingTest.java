package dev.scrip.ledger.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A partition whose node takes what it is asked, and never answers. */
class RoutingTest {
  private static final URI SELF = URI.create("http://127.0.0.1:1");

  private final AtomicInteger taken = new AtomicInteger();
  private final Server silent =
      Server.builder()
          .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
          .gracefulShutdownTimeoutMillis(0, 0)
          .serviceUnder(
              "/",
              (context, request) -> {
                taken.incrementAndGet();
                return HttpResponse.streaming();
              })
          .build();
  private Peers peers;
  private Routing routing;

  @BeforeEach
  void start() {
    silent.start().join();
    URI address = URI.create("http://127.0.0.1:" + silent.activeLocalPort());
    peers = new Peers(() -> Map.of(0, address), "");
    routing = new Routing(peers, _ -> false, SELF);
  }

  @AfterEach
  void stop() {
    peers.close();
    silent.stop().join();
  }

  @Test
  void shouldNotSayThatSomethingIsSurelyNotDone() {
    Problem problem = problem(routing.onceAt(0, call(), 200, _ -> here()));

    assertEquals(504, problem.status(), problem.detail());
    assertEquals("OUTCOME_UNKNOWN", problem.code());
    assertEquals(1, taken.get());
  }

  @Test
  void shouldAskAgainWhatDoesNoHarm() {
    Problem problem = problem(routing.at(0, call(), 200, _ -> here()));

    assertEquals(503, problem.status(), problem.detail());
  }

  @Test
  void shouldReachANodeByItsIpv6Address() {
    assertEquals(
        URI.create("http://[fd00::5]:8090"),
        Peers.address(HostInfo.buildFromEndpoint("[fd00::5]:8090")));
    assertEquals(URI.create("http://ledger-0:8090"), Peers.address(new HostInfo("ledger-0", 8090)));
  }

  private static Problem problem(CompletableFuture<HttpResponse> answer) {
    return assertInstanceOf(
        Problem.class, assertThrows(CompletionException.class, answer::join).getCause());
  }

  private static CompletableFuture<HttpResponse> here() {
    return CompletableFuture.failedFuture(new AssertionError("the partition is not here"));
  }

  private static Call call() {
    HttpRequest request = HttpRequest.of(HttpMethod.POST, "/rules");
    AggregatedHttpRequest whole = request.aggregate().join();
    return new Call(ServiceRequestContext.of(HttpRequest.of(HttpMethod.POST, "/rules")), whole);
  }
}
