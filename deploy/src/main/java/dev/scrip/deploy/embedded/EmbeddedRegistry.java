package dev.scrip.deploy.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.scrip.deploy.embedded.SchemaStore.Version;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A schema registry with the REST paths, error codes and storage format of Confluent's, for the
 * embedded mode: Avro only, no references, no permanent deletion. Serves the loopback address only.
 */
public final class EmbeddedRegistry implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRegistry.class);
  private static final MediaType TYPE = MediaType.parse("application/vnd.schemaregistry.v1+json");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SchemaStore store;
  private final Subjects subjects;
  private final Server server;

  private EmbeddedRegistry(SchemaStore store, Subjects subjects, int port) {
    this.store = store;
    this.subjects = subjects;
    this.server = server(port);
  }

  /**
   * Starts the registry on a port of the loopback address.
   *
   * @param announcedSubject the subject whose schemas the {@link Announcer} is told of
   */
  public static EmbeddedRegistry start(String bootstrapServers, int port, String announcedSubject) {
    SchemaStore store = new SchemaStore(bootstrapServers);
    EmbeddedRegistry registry =
        new EmbeddedRegistry(store, new Subjects(store, announcedSubject), port);
    try {
      registry.server.start().join();
    } catch (CompletionException e) {
      store.close();
      throw new IllegalStateException("The registry could not listen on port " + port, e);
    }
    return registry;
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.activeLocalPort());
  }

  public int port() {
    return server.activeLocalPort();
  }

  /** From now on the announcer is told of each new schema of the announced subject. */
  public void announceBy(Announcer announcer) {
    subjects.announceBy(announcer);
  }

  @Override
  public void close() {
    CompletableFuture<Void> stopped = server.stop();
    try {
      // Netty stays for two quiet seconds more; nobody has to wait for that.
      stopped.get(300, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.debug("The registry's server ends in the background", e);
    } catch (ExecutionException e) {
      LOG.warn("The registry's server did not stop", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    store.close();
  }

  private Server server(int port) {
    ServerBuilder routes =
        Server.builder()
            .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .gracefulShutdownTimeout(Duration.ZERO, Duration.ofSeconds(2))
            .requestTimeout(Duration.ofSeconds(60)) // an announcement may wait for the ledger
            .maxRequestLength(4 * 1024 * 1024);
    add(routes, HttpMethod.GET, "/", call -> JSON.createObjectNode());
    add(routes, HttpMethod.GET, "/subjects", call -> subjects.all(call.flag("deleted")));
    add(routes, HttpMethod.POST, "/subjects/{subject}", this::lookUp);
    add(routes, HttpMethod.DELETE, "/subjects/{subject}", this::deleteSubject);
    add(routes, HttpMethod.GET, "/subjects/{subject}/versions", this::versions);
    add(routes, HttpMethod.POST, "/subjects/{subject}/versions", this::register);
    add(routes, HttpMethod.GET, "/subjects/{subject}/versions/{version}", this::version);
    add(routes, HttpMethod.DELETE, "/subjects/{subject}/versions/{version}", this::deleteVersion);
    add(routes, HttpMethod.GET, "/subjects/{subject}/versions/{version}/schema", this::text);
    add(routes, HttpMethod.GET, "/schemas/types", call -> List.of("AVRO"));
    add(routes, HttpMethod.GET, "/schemas/ids/{id}", this::schema);
    add(
        routes,
        HttpMethod.GET,
        "/schemas/ids/{id}/schema",
        call -> json(subjects.schema(call.id())));
    add(routes, HttpMethod.GET, "/schemas/ids/{id}/versions", this::versionsOfSchema);
    add(routes, HttpMethod.GET, "/schemas/ids/{id}/subjects", this::subjectsOfSchema);
    add(routes, HttpMethod.POST, "/compatibility/subjects/{subject}/versions", this::checkNext);
    add(
        routes,
        HttpMethod.POST,
        "/compatibility/subjects/{subject}/versions/{version}",
        this::checkBeside);
    add(routes, HttpMethod.GET, "/config", call -> level(subjects.globalLevel()));
    add(routes, HttpMethod.PUT, "/config", call -> setLevel("", call));
    add(routes, HttpMethod.GET, "/config/{subject}", this::subjectLevel);
    add(routes, HttpMethod.PUT, "/config/{subject}", call -> setLevel(call.subject(), call));
    add(routes, HttpMethod.DELETE, "/config/{subject}", this::dropLevel);
    add(routes, HttpMethod.GET, "/mode", call -> mode());
    add(routes, HttpMethod.GET, "/mode/{subject}", call -> mode());
    add(routes, HttpMethod.PUT, "/mode", EmbeddedRegistry::refuseMode);
    add(routes, HttpMethod.PUT, "/mode/{subject}", EmbeddedRegistry::refuseMode);
    routes.serviceUnder(
        "/", (context, request) -> fault(RegistryFault.unknownPath(context.path())));
    return routes.build();
  }

  // ---- Answers, one for each route ----

  private Object lookUp(Call call) {
    return json(subjects.lookUp(call.subject(), call.schema()));
  }

  private Object register(Call call) {
    return JSON.createObjectNode().put("id", subjects.register(call.subject(), call.schema()));
  }

  private Object versions(Call call) {
    return subjects.present(call.subject()).stream().map(Version::version).toList();
  }

  private Object version(Call call) {
    return json(subjects.version(call.subject(), call.version()));
  }

  private Object text(Call call) {
    return json(subjects.version(call.subject(), call.version()).schema());
  }

  private Object deleteSubject(Call call) {
    refusePermanent(call);
    return subjects.delete(call.subject());
  }

  private Object deleteVersion(Call call) {
    refusePermanent(call);
    return subjects.delete(call.subject(), call.version());
  }

  private Object schema(Call call) {
    return JSON.createObjectNode().put("schema", subjects.schema(call.id()));
  }

  private Object versionsOfSchema(Call call) {
    return subjects.versionsOf(call.id(), call.flag("deleted")).stream()
        .map(v -> JSON.createObjectNode().put("subject", v.subject()).put("version", v.version()))
        .toList();
  }

  private Object subjectsOfSchema(Call call) {
    return subjects.versionsOf(call.id(), call.flag("deleted")).stream()
        .map(Version::subject)
        .distinct()
        .toList();
  }

  private Object checkBeside(Call call) {
    return verdict(subjects.faultBeside(call.subject(), call.version(), call.schema()), call);
  }

  private Object checkNext(Call call) {
    return verdict(subjects.faultAsNext(call.subject(), call.schema()), call);
  }

  private static ObjectNode verdict(String fault, Call call) {
    ObjectNode answer = JSON.createObjectNode().put("is_compatible", fault.isEmpty());
    if (call.flag("verbose") && !fault.isEmpty()) {
      answer.putArray("messages").add(fault);
    }
    return answer;
  }

  private Object subjectLevel(Call call) {
    return level(
        call.flag("defaultToGlobal")
            ? subjects.level(call.subject())
            : subjects.ownLevel(call.subject()));
  }

  private Object setLevel(String subject, Call call) {
    Compatibility level = Compatibility.named(call.body().path("compatibility").asText());
    subjects.setLevel(subject, level);
    return JSON.createObjectNode().put("compatibility", level.name());
  }

  private Object dropLevel(Call call) {
    Compatibility level = subjects.ownLevel(call.subject());
    subjects.setLevel(call.subject(), null);
    return level(level);
  }

  private static ObjectNode level(Compatibility level) {
    return JSON.createObjectNode().put("compatibilityLevel", level.name());
  }

  private static ObjectNode mode() {
    return JSON.createObjectNode().put("mode", "READWRITE");
  }

  private static Object refuseMode(Call call) {
    throw RegistryFault.notPermitted(
        "The embedded registry is always READWRITE, found a request to change that at "
            + call.context().path()
            + ". Leave it out.");
  }

  private static void refusePermanent(Call call) {
    if (call.flag("permanent")) {
      throw RegistryFault.notPermitted(
          "The embedded registry deletes softly only: records in the topics keep needing the schema. Leave out permanent=true.");
    }
  }

  private static ObjectNode json(Version version) {
    return JSON.createObjectNode()
        .put("subject", version.subject())
        .put("version", version.version())
        .put("id", version.id())
        .put("schema", version.schema());
  }

  private static JsonNode json(String schema) {
    try {
      return JSON.readTree(schema);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored schema is not JSON: " + schema, e);
    }
  }

  // ---- HTTP ----

  /** One request: its path, query and body. */
  private record Call(ServiceRequestContext context, AggregatedHttpRequest request) {
    String subject() {
      return path("subject");
    }

    String version() {
      return path("version");
    }

    int id() {
      try {
        return Integer.parseInt(path("id"));
      } catch (NumberFormatException e) {
        throw RegistryFault.unknownSchema("Schema " + path("id"));
      }
    }

    boolean flag(String name) {
      return Boolean.parseBoolean(context.queryParam(name));
    }

    JsonNode body() {
      try {
        JsonNode body = JSON.readTree(request.contentUtf8());
        if (body.isObject()) {
          return body;
        }
      } catch (JsonProcessingException e) {
        throw RegistryFault.unreadableBody(e.getOriginalMessage());
      }
      throw RegistryFault.unreadableBody("found something else");
    }

    String schema() {
      JsonNode body = body();
      String type = body.path("schemaType").asText("AVRO");
      if (!type.equals("AVRO") && !type.equals("null")) {
        throw RegistryFault.invalidSchema("expected schemaType AVRO, found " + type);
      }
      if (!body.path("references").isEmpty()) {
        throw RegistryFault.invalidSchema(
            "expected no references, found some; put the whole schema into one text");
      }
      if (!body.path("schema").isTextual()) {
        throw RegistryFault.invalidSchema("expected the field schema, found none");
      }
      return body.path("schema").asText();
    }

    private String path(String name) {
      String value = context.pathParam(name);
      if (value == null) {
        throw new IllegalStateException("the route has no part named " + name);
      }
      return value;
    }
  }

  private interface Answer {
    Object to(Call call);
  }

  private static void add(ServerBuilder routes, HttpMethod method, String path, Answer answer) {
    HttpService service =
        (context, request) ->
            HttpResponse.of(
                request
                    .aggregate()
                    .thenApplyAsync(
                        body -> respond(answer, new Call(context, body)),
                        context.blockingTaskExecutor()));
    routes.route().path(path).methods(method).build(service);
  }

  private static HttpResponse respond(Answer answer, Call call) {
    try {
      return respond(HttpStatus.OK, answer.to(call));
    } catch (RegistryFault fault) {
      return fault(fault);
    } catch (RuntimeException e) {
      LOG.error("{} failed", call.context().path(), e);
      return fault(RegistryFault.storage(String.valueOf(e.getMessage())));
    }
  }

  private static HttpResponse fault(RegistryFault fault) {
    return respond(
        HttpStatus.valueOf(fault.status()),
        JSON.createObjectNode().put("error_code", fault.code()).put("message", fault.getMessage()));
  }

  private static HttpResponse respond(HttpStatus status, Object body) {
    try {
      return HttpResponse.of(status, TYPE, HttpData.wrap(JSON.writeValueAsBytes(body)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
