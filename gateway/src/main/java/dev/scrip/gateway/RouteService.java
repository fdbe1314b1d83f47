package dev.scrip.gateway;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.util.Exceptions;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.scrip.gateway.Problem.Fault;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One route as the server runs it: key, query parameters, body, handler, problem, count. */
final class RouteService implements HttpService {
  private static final Logger LOG = LoggerFactory.getLogger(RouteService.class);
  private static final String BEARER = "Bearer ";

  private final Routes.Route route;
  private final byte[] adminKey;
  private final Metrics metrics;

  RouteService(Routes.Route route, String adminKey, Metrics metrics) {
    this.route = route;
    this.adminKey = adminKey.getBytes(StandardCharsets.UTF_8);
    this.metrics = metrics;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest http) {
    var _ =
        context
            .log()
            .whenComplete()
            .thenAccept(log ->
                metrics.request(
                    route.name(), log.responseHeaders().status().code(), log.totalDurationNanos()));
    return HttpResponse.of(
        http.aggregate()
            .thenCompose(whole -> handle(context, whole))
            .exceptionally(failure -> problem(context, failure).response().toHttpResponse()));
  }

  private CompletableFuture<HttpResponse> handle(
      ServiceRequestContext context, AggregatedHttpRequest whole) {
    if (!route.open()) {
      authenticate(whole.headers().get(HttpHeaderNames.AUTHORIZATION, ""));
    }
    checkQuery(context);
    return route.handler().handle(new Request(context, whole));
  }

  private void authenticate(String authorization) {
    if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw Problem.unauthenticated(
          "expected a header Authorization: Bearer KEY, found "
              + (authorization.isEmpty() ? "none" : "another scheme"));
    }
    byte[] key = authorization.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8);
    // Takes as long for a key that is nearly right as for one that is not.
    if (!MessageDigest.isEqual(adminKey, key)) {
      throw Problem.unauthenticated("expected the admin key of this ledger, found another");
    }
  }

  private void checkQuery(ServiceRequestContext context) {
    List<Fault> faults = new ArrayList<>();
    for (String name : context.queryParams().names()) {
      if (!route.query().contains(name)) {
        String known =
            route.query().isEmpty()
                ? "no query parameters"
                : "only " + String.join(", ", route.query().stream().sorted().toList());
        faults.add(new Fault(name, "this parameter", known));
      } else if (context.queryParams(name).size() > 1) {
        faults.add(new Fault(name, String.join(", ", context.queryParams(name)), "one value"));
      }
    }
    if (!faults.isEmpty()) {
      throw Problem.invalid(faults);
    }
  }

  private static Problem problem(ServiceRequestContext context, Throwable failure) {
    Problem problem = problem(failure);
    if (problem.status() == 500) {
      LOG.error("{} {} failed", context.method(), context.path(), Exceptions.peel(failure));
    }
    return problem;
  }

  /** What a caller is told of a failure. */
  static Problem problem(Throwable failure) {
    return switch (Exceptions.peel(failure)) {
      case Problem problem -> problem;
      case ContentTooLargeException large -> tooLarge(large.maxContentLength());
      default ->
          Problem.of(
              500,
              "INTERNAL",
              "the gateway failed; its log says why. A command may have been appended: send it"
                  + " again with the same Idempotency-Key");
    };
  }

  static Problem tooLarge(long most) {
    return Problem.of(
        413, "TOO_LARGE", "expected a body of at most " + most + " bytes, found a larger one");
  }
}
