package dev.scrip.deploy.bench.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.util.EventLoopGroups;
import dev.scrip.schemas.AddGrant;
import dev.scrip.schemas.Charge;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.OpenWallet;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends the commands of a load to a gateway as its HTTP API has them, by HTTP/1.1: as many
 * connections as there are requests under way, all of them on one thread.
 */
public final class GatewayHttp implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BATCH = "/v1/charges:batch";
  private static final MediaType LINES = MediaType.parse("application/x-ndjson");
  private static final Pattern STATUS = Pattern.compile("\"status\":(\\d{3})");
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(30);

  private final ClientFactory factory;
  private final WebClient client;
  private final String key;

  public GatewayHttp(URI gateway, String key) {
    this.key = key;
    factory =
        ClientFactory.builder().workerGroup(EventLoopGroups.newEventLoopGroup(1), true).build();
    client =
        WebClient.builder(SessionProtocol.H1C.uriText() + "://" + gateway.getAuthority())
            .factory(factory)
            .responseTimeout(ANSWERS_WITHIN)
            .maxResponseLength(16 << 20)
            .build();
  }

  /** What became of a request: its HTTP status. */
  public CompletableFuture<Integer> send(Command command) {
    String wallet = "/v1/wallets/" + command.getWallet();
    return switch (command.getBody()) {
      case OpenWallet open ->
          status(
              HttpMethod.PUT,
              wallet,
              command.getCommandId(),
              JSON.createObjectNode().put("plan", open.getPlan()));
      case Charge charge ->
          status(
              HttpMethod.POST,
              wallet + "/charges",
              command.getCommandId(),
              charge(JSON.createObjectNode(), command, charge));
      case AddGrant grant ->
          status(HttpMethod.POST, wallet + "/grants", command.getCommandId(), grant(grant));
      default ->
          throw new IllegalArgumentException("a load sends no " + command.getBody().getClass());
    };
  }

  private static ObjectNode charge(ObjectNode json, Command command, Charge charge) {
    json.put("action", charge.getAction()).put("quantity", credits(charge.getQuantity()));
    if (!command.getActor().isEmpty()) {
      json.put("actor", command.getActor());
    }
    return command.getApp().isEmpty() ? json : json.put("app", command.getApp());
  }

  private static ObjectNode grant(AddGrant grant) {
    ObjectNode json =
        JSON.createObjectNode()
            .put("pool", grant.getPool())
            .put("amount", credits(grant.getAmount()))
            .put("source", grant.getSource().name().toLowerCase(Locale.ROOT));
    if (grant.getExpiresAt() != null) {
      json.put("expiresAt", grant.getExpiresAt().toString());
    }
    return json;
  }

  /** The status of every line of a batch of charges, in order. */
  public CompletableFuture<List<Integer>> batch(List<Command> charges) {
    StringBuilder lines = new StringBuilder();
    for (Command command : charges) {
      ObjectNode line =
          JSON.createObjectNode()
              .put("id", command.getCommandId())
              .put("wallet", command.getWallet());
      lines.append(text(charge(line, command, (Charge) command.getBody()))).append('\n');
    }
    RequestHeaders headers = headers(HttpMethod.POST, BATCH).contentType(LINES).build();
    return client
        .execute(HttpRequest.of(headers, HttpData.ofUtf8(lines)))
        .aggregate()
        .thenApply(answer -> statuses(answer, charges.size()));
  }

  private static List<Integer> statuses(AggregatedHttpResponse answer, int asked) {
    if (answer.status().code() != 200) {
      throw new IllegalStateException(
          "the gateway answered a batch with %d: %s"
              .formatted(answer.status().code(), answer.contentUtf8()));
    }
    List<Integer> statuses = answer.contentUtf8().lines().map(GatewayHttp::status).toList();
    if (statuses.size() != asked) {
      throw new IllegalStateException(
          "expected %d answers to a batch, found %d".formatted(asked, statuses.size()));
    }
    return statuses;
  }

  /** Found without reading the line: the bench measures the gateway, not its own JSON. */
  private static int status(String line) {
    Matcher status = STATUS.matcher(line);
    return status.find() ? Integer.parseInt(status.group(1)) : 0;
  }

  private CompletableFuture<Integer> status(
      HttpMethod method, String path, String id, ObjectNode body) {
    RequestHeaders headers =
        headers(method, path).contentType(MediaType.JSON).add("idempotency-key", id).build();
    return client
        .execute(HttpRequest.of(headers, HttpData.ofUtf8(text(body))))
        .aggregate()
        .thenApply(answer -> answer.status().code());
  }

  private RequestHeadersBuilder headers(HttpMethod method, String path) {
    return RequestHeaders.builder(method, path).add(HttpHeaderNames.AUTHORIZATION, "Bearer " + key);
  }

  private static String text(ObjectNode json) {
    try {
      return JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String credits(long micros) {
    return BigDecimal.valueOf(micros, 6).stripTrailingZeros().toPlainString();
  }

  @Override
  public void close() {
    factory.close();
  }
}
