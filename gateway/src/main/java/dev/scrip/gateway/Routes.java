package dev.scrip.gateway;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Every route of the API, one line each. */
final class Routes {
  private static final int BODY = 64 << 10;
  private static final int LARGE_BODY = 1 << 20;

  /** What answers a request. May throw a {@link Problem}, at once or in the future. */
  @FunctionalInterface
  interface Handler {
    CompletableFuture<HttpResponse> handle(Request request);
  }

  /**
   * One route.
   *
   * @param open whether it needs no key
   * @param mostBytes of a body
   * @param query names of the parameters it takes
   */
  record Route(
      HttpMethod method,
      String path,
      boolean open,
      int mostBytes,
      Set<String> query,
      Handler handler) {
    String name() {
      return method + " " + path;
    }
  }

  private Routes() {}

  /** The parts that answer. */
  record Parts(
      Wallets wallets,
      Charges charges,
      PayerCharges payerCharges,
      ChargeBatch chargeBatch,
      Holds holds,
      Refunds refunds,
      Grants grants,
      Transfers transfers,
      Entries entries,
      Events events,
      Apps apps,
      RulesRoutes rules,
      TestClock testClock,
      Health health) {}

  static List<Route> all(Parts to) {
    String wallet = "/v1/wallets/{wallet}";
    return List.of(
        get("/v1/wallets", to.wallets()::list, "query", "cursor", "limit"),
        put(wallet, to.wallets()::open),
        get(wallet, to.wallets()::get, "minSequence", "at"),
        post(wallet + "/charges", to.charges()::charge),
        post("/v1/charges", to.payerCharges()::charge),
        large(post("/v1/charges:batch", to.chargeBatch()::charge)),
        post(wallet + "/quotes", to.charges()::quote),
        post(wallet + "/holds", to.holds()::authorize),
        post(wallet + "/holds/{hold}/capture", to.holds()::capture),
        post(wallet + "/holds/{hold}/release", to.holds()::release),
        post(wallet + "/refunds", to.refunds()::refund),
        post(wallet + "/grants", to.grants()::add),
        post(wallet + "/grants/{grant}/void", to.grants()::takeBack),
        post(wallet + "/resets", to.wallets()::reset),
        post(wallet + "/plan", to.wallets()::changePlan),
        post(wallet + "/plan/cancel", to.wallets()::cancelPlan),
        post(wallet + "/plan/resume", to.wallets()::resumePlan),
        post(wallet + "/transfers", to.transfers()::send),
        post(wallet + "/seat", to.transfers()::moveSeat),
        put(wallet + "/limits/{limit}/actors/{actor}", to.wallets()::setLimit),
        post(wallet + "/close", to.wallets()::close),
        get(
            wallet + "/entries",
            to.entries()::list,
            "limit",
            "cursor",
            "type",
            "action",
            "actor",
            "app",
            "pool",
            "from",
            "to"),
        get(wallet + "/decisions/{commandId}", to.charges()::decision),
        get(wallet + "/events", to.events()::stream),
        put("/v1/apps/{app}", to.apps()::put),
        get("/v1/apps/{app}", to.apps()::get),
        get("/v1/rules", to.rules()::list),
        large(post("/v1/rules", to.rules()::publish, "name")),
        put("/v1/test-clock", to.testClock()::put),
        get("/v1/test-clock", to.testClock()::get),
        open("/livez", to.health()::live),
        open("/readyz", to.health()::ready),
        open("/metrics", to.health()::metrics),
        open("/openapi.json", to.health()::openApi),
        open("/rules.schema.json", to.health()::rulesSchema),
        open("/", to.health()::home));
  }

  private static Route get(String path, Handler handler, String... query) {
    return new Route(HttpMethod.GET, path, false, BODY, Set.of(query), handler);
  }

  private static Route put(String path, Handler handler, String... query) {
    return new Route(HttpMethod.PUT, path, false, BODY, Set.of(query), handler);
  }

  private static Route post(String path, Handler handler, String... query) {
    return new Route(HttpMethod.POST, path, false, BODY, Set.of(query), handler);
  }

  private static Route open(String path, Handler handler) {
    return new Route(HttpMethod.GET, path, true, BODY, Set.of(), handler);
  }

  private static Route large(Route route) {
    return new Route(
        route.method(), route.path(), route.open(), LARGE_BODY, route.query(), route.handler());
  }
}
