package dev.scrip.gateway;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Problems for what never reaches a route: no such path or method, a body too large. */
final class ErrorPages implements ServerErrorHandler {
  private final List<Routes.Route> routes;

  ErrorPages(List<Routes.Route> routes) {
    this.routes = routes;
  }

  @Override
  public @Nullable HttpResponse onServiceException(ServiceRequestContext context, Throwable cause) {
    if (cause instanceof com.linecorp.armeria.server.HttpStatusException
        || cause instanceof com.linecorp.armeria.server.HttpResponseException) {
      // Rendered below, by status.
      return null;
    }
    return RouteService.problem(cause).response().toHttpResponse();
  }

  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext context,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    String path = headers == null ? "" : headers.path().replaceFirst("\\?.*", "");
    String method = headers == null ? "" : headers.method().name();
    return problem(status, method, path, description).response();
  }

  private Problem problem(
      HttpStatus status, String method, String path, @Nullable String description) {
    return switch (status.code()) {
      case 404 ->
          Problem.of(
              404,
              "NOT_FOUND",
              "expected a path of the API, found " + path + "; see /openapi.json");
      case 405 -> Problem.methodNotAllowed(method, allowed(path));
      case 413 -> RouteService.tooLarge(mostBytes(method, path));
      case 503 -> Problem.unavailable("the gateway cannot answer in time; try again");
      default ->
          Problem.of(
              status.code(),
              status.reasonPhrase().toUpperCase(Locale.ROOT).replaceAll("[^A-Z]+", "_"),
              description == null ? status.reasonPhrase() : description);
    };
  }

  private String allowed(String path) {
    return String.join(
        ", ",
        routes.stream()
            .filter(route -> matches(route, path))
            .map(route -> route.method().name())
            .sorted()
            .toList());
  }

  private int mostBytes(String method, String path) {
    return routes.stream()
        .filter(route -> matches(route, path) && route.method().name().equals(method))
        .mapToInt(Routes.Route::mostBytes)
        .findFirst()
        .orElse(0);
  }

  private static boolean matches(Routes.Route route, String path) {
    return Pattern.matches(route.path().replaceAll("\\{[^/]+}", "[^/]+"), path);
  }
}
