package dev.scrip.schemas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Asks a schema registry with the Confluent API: any product, or the one that {@code scrip up}
 * serves. Thread-safe. An id never changes its schema, so answers are kept for ever.
 *
 * <p>The registries are copies of one. A request goes to the first; on a connection failure, a 5xx
 * or 429 to the next, and once more round the list.
 */
public final class RegistryClient {
  private static final String JSON = "application/vnd.schemaregistry.v1+json";
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
  private static final int ROUNDS = 2;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final List<URI> registries;
  private final Map<String, String> headers;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();
  private final Map<Registration, Integer> ids = new ConcurrentHashMap<>();
  private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

  /** The text and not the schema: schemas are equal whatever their docs say, registrations not. */
  private record Registration(String subject, String text) {}

  /**
   * @param registries base addresses, asked in this order
   * @param headers sent with every request, for example {@code Authorization}
   */
  public RegistryClient(List<URI> registries, Map<String, String> headers) {
    if (registries.isEmpty()) {
      throw new IllegalArgumentException("expected the address of a schema registry, found none");
    }
    for (URI registry : registries) {
      if (!"http".equals(registry.getScheme()) && !"https".equals(registry.getScheme())) {
        throw new IllegalArgumentException(
            "expected http:// or https:// before a registry's address, found " + registry);
      }
      if (registry.getUserInfo() != null) {
        throw new IllegalArgumentException(
            "expected no user and password in the registry's address ("
                + registry.getHost()
                + "); give them as an Authorization header");
      }
    }
    this.registries = List.copyOf(registries);
    this.headers = Map.copyOf(headers);
  }

  /**
   * Registers a schema and returns its id; the same again gives the same id.
   *
   * @throws RegistryRefused where it is invalid or incompatible with the subject's versions
   * @throws RegistryUnavailable where no registry answers
   */
  public int register(String subject, Schema schema) {
    return idFrom("/subjects/" + encoded(subject) + "/versions", subject, schema);
  }

  /**
   * The id of a schema that somebody registered before.
   *
   * @throws RegistryRefused where the subject has no such version
   * @throws RegistryUnavailable where no registry answers
   */
  public int registeredId(String subject, Schema schema) {
    return idFrom("/subjects/" + encoded(subject), subject, schema);
  }

  /** Whether the schema of an id is known without asking a registry. */
  public boolean knows(int id) {
    return schemas.containsKey(id);
  }

  /**
   * The schema of an id.
   *
   * @throws RegistryRefused where the registry has no such id, or no Avro schema under it
   * @throws RegistryUnavailable where no registry answers
   */
  public Schema schema(int id) {
    Schema known = schemas.get(id);
    if (known != null) {
      return known;
    }
    String path = "/schemas/ids/" + id;
    JsonNode answer = ask(path, null);
    String kind = answer.path("schemaType").asText("AVRO");
    if (!kind.equals("AVRO")) {
      throw new RegistryRefused(200, "expected an Avro schema under id " + id + ", found " + kind);
    }
    Schema schema = Schemas.parse(member(answer, "schema", path).asText());
    schemas.putIfAbsent(id, schema);
    return schema;
  }

  /**
   * Sets how a subject may evolve, for example {@code FULL_TRANSITIVE}; nothing is written where it
   * is so already.
   *
   * @throws RegistryRefused where it may not be set
   * @throws RegistryUnavailable where no registry answers
   */
  public void setCompatibility(String subject, String level) {
    String path = "/config/" + encoded(subject);
    try {
      if (ask("GET", path, null).path("compatibilityLevel").asText().equals(level)) {
        return;
      }
    } catch (RegistryRefused e) {
      if (e.status() != 404) { // 404: the subject has no level of its own yet
        throw e;
      }
    }
    ask("PUT", path, MAPPER.createObjectNode().put("compatibility", level).toString());
  }

  private int idFrom(String path, String subject, Schema schema) {
    Registration registration = new Registration(subject, schema.toString());
    Integer known = ids.get(registration);
    if (known != null) {
      return known;
    }
    String body =
        MAPPER
            .createObjectNode()
            .put("schemaType", "AVRO")
            .put("schema", registration.text())
            .toString();
    int id = member(ask(path, body), "id", path).asInt();
    ids.put(registration, id);
    return id;
  }

  /** GET without a body, POST with one. */
  private JsonNode ask(String path, @Nullable String body) {
    return ask(body == null ? "GET" : "POST", path, body);
  }

  private JsonNode ask(String method, String path, @Nullable String body) {
    StringBuilder faults = new StringBuilder();
    IOException last = null;
    for (int attempt = 0; attempt < ROUNDS * registries.size(); attempt++) {
      URI registry = registries.get(attempt % registries.size());
      try {
        HttpResponse<String> response =
            http.send(request(registry, method, path, body), BodyHandlers.ofString());
        int status = response.statusCode();
        if (status < 300) {
          return MAPPER.readTree(response.body());
        }
        if (status < 500 && status != 429) {
          throw new RegistryRefused(
              status,
              "the registry "
                  + registry
                  + " refused "
                  + path
                  + " with "
                  + status
                  + ": "
                  + message(response.body()));
        }
        faults.append("; ").append(registry).append(" answered ").append(status);
      } catch (IOException e) {
        last = e;
        faults.append("; ").append(registry).append(" failed: ").append(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new RegistryUnavailable("interrupted while asking " + registry + path, e);
      }
    }
    throw new RegistryUnavailable(
        "expected an answer to " + path + " from a schema registry" + faults, last);
  }

  private HttpRequest request(URI registry, String method, String path, @Nullable String body) {
    String base = registry.toString();
    URI uri = URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(REQUEST_TIMEOUT).header("Accept", JSON);
    headers.forEach(request::setHeader);
    if (body != null) {
      request.header("Content-Type", JSON).method(method, BodyPublishers.ofString(body));
    }
    return request.build();
  }

  private static JsonNode member(JsonNode answer, String name, String path) {
    JsonNode member = answer.get(name);
    if (member == null) {
      throw new RegistryUnavailable(
          "expected \"" + name + "\" in the registry's answer to " + path + ", found " + answer,
          null);
    }
    return member;
  }

  /** What the registry says, which is JSON as a rule. */
  private static String message(String body) {
    try {
      return MAPPER.readTree(body).path("message").asText(body);
    } catch (JsonProcessingException e) {
      return body;
    }
  }

  private static String encoded(String subject) {
    return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
