package dev.scrip.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.scrip.projector.audit.LineStore;
import dev.scrip.schemas.RulesSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Whether the gateway lives and can serve, what it counts, and what it says about itself. */
final class Health {
  private static final MediaType METRICS =
      MediaType.parse("text/plain; version=0.0.4; charset=utf-8");
  private static final MediaType SCHEMA = MediaType.create("application", "schema+json");

  private final CommandClient commands;
  private final NodeClient nodes;
  private final LineStore lines;
  private final AppDirectory apps;
  private final Metrics metrics;
  private final Executor blocking;
  private final HttpData openApi = resource("openapi.json");
  private final HttpData rulesSchema = HttpData.ofUtf8(RulesSchema.text());
  private final HttpData home = resource("home.html");

  Health(
      CommandClient commands,
      NodeClient nodes,
      LineStore lines,
      AppDirectory apps,
      Metrics metrics,
      Executor blocking) {
    this.commands = commands;
    this.nodes = nodes;
    this.lines = lines;
    this.apps = apps;
    this.metrics = metrics;
    this.blocking = blocking;
  }

  /** A gateway of which a part has stopped is to be started again. */
  CompletableFuture<HttpResponse> live(Request request) {
    boolean live = nodes.alive() && lines.alive() && apps.alive();
    return CompletableFuture.completedFuture(
        Reply.json(
            live ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE,
            Json.object().put("live", live)));
  }

  CompletableFuture<HttpResponse> ready(Request request) {
    CompletableFuture<Asked> node =
        nodes
            .ready()
            .thenApply(Health::asked)
            .exceptionally(failure ->
                new Asked(
                    String.valueOf(RouteService.problem(failure).getMessage()), Json.object()));
    CompletableFuture<String> publisher =
        CompletableFuture.supplyAsync(
                () -> {
                  commands.publisher();
                  return "";
                },
                blocking)
            .exceptionally(failure -> RouteService.problem(failure).getMessage());
    return node.thenCombine(publisher, this::ready);
  }

  /** What a node said of itself, or why none did. */
  private record Asked(String fault, JsonNode status) {
    /** What is written with a schema that the ledger does not know is a dead letter. */
    String unannounced(int schemaId) {
      JsonNode announced = status.path("announced");
      boolean known = announced.isMissingNode() || schemaId == 0;
      for (JsonNode id : announced) {
        known |= id.asInt() == schemaId;
      }
      return known
          ? ""
          : "the ledger has not announced the command schema "
              + schemaId
              + " yet: a ledger node of this version does, once it is ready";
    }
  }

  private static Asked asked(AggregatedHttpResponse answer) {
    return answer.status().equals(HttpStatus.SERVICE_UNAVAILABLE)
        ? new Asked("no ledger node is ready", Json.object())
        : new Asked("", NodeClient.json(answer));
  }

  private HttpResponse ready(Asked node, String publisher) {
    List<String> faults = new ArrayList<>();
    ObjectNode checks = Json.object();
    check(checks, faults, "node", node.fault());
    check(
        checks,
        faults,
        "commands",
        publisher.isEmpty() ? node.unannounced(commands.schemaId()) : publisher);
    String behind = lines.lag() + " records behind";
    check(
        checks,
        faults,
        "lines",
        lines.ready() ? "" : lines.fault().isEmpty() ? behind : lines.fault());
    check(checks, faults, "apps", apps.ready() ? "" : "not read yet");
    ObjectNode json = Json.object().put("ready", faults.isEmpty());
    json.set("checks", checks);
    if (faults.isEmpty()) {
      return Reply.json(HttpStatus.OK, json);
    }
    throw Problem.of(503, "NOT_READY", String.join("; ", faults), json);
  }

  private static void check(ObjectNode checks, List<String> faults, String name, String fault) {
    checks.put(name, fault.isEmpty() ? "ok" : fault);
    if (!fault.isEmpty()) {
      faults.add(name + ": " + fault);
    }
  }

  CompletableFuture<HttpResponse> metrics(Request request) {
    return CompletableFuture.supplyAsync(
        () -> HttpResponse.of(HttpStatus.OK, METRICS, metrics.scrape()), blocking);
  }

  CompletableFuture<HttpResponse> openApi(Request request) {
    return file(MediaType.JSON, openApi);
  }

  CompletableFuture<HttpResponse> rulesSchema(Request request) {
    return file(SCHEMA, rulesSchema);
  }

  CompletableFuture<HttpResponse> home(Request request) {
    return file(MediaType.HTML_UTF_8, home);
  }

  private static CompletableFuture<HttpResponse> file(MediaType type, HttpData content) {
    return CompletableFuture.completedFuture(
        HttpResponse.of(
            ResponseHeaders.builder(HttpStatus.OK)
                .contentType(type)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
                .build(),
            content));
  }

  private static HttpData resource(String name) {
    try (InputStream file = Health.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException("expected " + name + " in the gateway's jar, found none");
      }
      return HttpData.wrap(file.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
