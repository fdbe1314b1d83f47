package dev.scrip.ledger.query;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.RequestOptions;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.state.HostInfo;

/**
 * The other nodes of the ledger: which has which partition, as the group last agreed, and how to
 * ask them. What is forwarded to a node is not forwarded again.
 */
final class Peers implements AutoCloseable {
  /** Marks what a node asks of another. */
  static final String FORWARDED = "scrip-forwarded";

  private static final long MOST_BYTES = 256L << 20;
  private static final long PING_EVERY_MS = 1_000;

  private final Supplier<Map<Integer, URI>> owners;
  private final String key;
  private final ClientFactory factory =
      ClientFactory.builder()
          .connectTimeoutMillis(1_000)
          .idleTimeoutMillis(30_000)
          // A node that was stopped keeps its connections: it is given up when it answers no ping.
          .pingIntervalMillis(PING_EVERY_MS)
          .build();
  private final WebClient client =
      WebClient.builder().factory(factory).maxResponseLength(MOST_BYTES).build();

  /**
   * @param owners addresses of the nodes that have partitions, this one's too, by partition
   * @param key what nodes show each other; empty = they ask for none
   */
  Peers(Supplier<Map<Integer, URI>> owners, String key) {
    this.owners = owners;
    this.key = key;
  }

  /** As the members of a Streams application tell each other. */
  static Supplier<Map<Integer, URI>> membersOf(KafkaStreams streams, String topic) {
    return () -> {
      Map<Integer, URI> owners = new TreeMap<>();
      if (!streams.state().isRunningOrRebalancing()) {
        return owners;
      }
      for (StreamsMetadata member : streams.metadataForAllStreamsClients()) {
        member.topicPartitions().stream()
            .filter(partition -> partition.topic().equals(topic))
            .forEach(partition -> owners.put(partition.partition(), address(member.hostInfo())));
      }
      return owners;
    };
  }

  /** Kafka Streams takes the brackets off an IPv6 address. */
  static URI address(HostInfo host) {
    String name = host.host();
    return URI.create(
        "http://" + (name.contains(":") ? "[" + name + "]" : name) + ":" + host.port());
  }

  /** Every partition's node, as far as known. */
  Map<Integer, URI> owners() {
    return owners.get();
  }

  Optional<URI> owner(int partition) {
    return Optional.ofNullable(owners.get().get(partition));
  }

  /** Asks another node the same thing. */
  CompletableFuture<AggregatedHttpResponse> ask(
      URI node, Call call, String pathAndQuery, long timeoutMs) {
    RequestHeadersBuilder headers =
        RequestHeaders.builder(call.request().method(), node.resolve(pathAndQuery).toString())
            .add(FORWARDED, "true");
    if (call.request().contentType() != null) {
      headers.contentType(call.request().contentType());
    }
    return send(headers, call.request().content(), timeoutMs);
  }

  /** Sends another node JSON. */
  CompletableFuture<AggregatedHttpResponse> post(
      URI node, String path, String json, long timeoutMs) {
    RequestHeadersBuilder headers =
        RequestHeaders.builder(HttpMethod.POST, node.resolve(path).toString())
            .add(FORWARDED, "true")
            .contentType(MediaType.JSON);
    return send(headers, HttpData.ofUtf8(json), timeoutMs);
  }

  private CompletableFuture<AggregatedHttpResponse> send(
      RequestHeadersBuilder headers, HttpData content, long timeoutMs) {
    if (!key.isEmpty()) {
      headers.add(HttpHeaderNames.AUTHORIZATION, "Bearer " + key);
    }
    return client
        .execute(
            HttpRequest.of(headers.build(), content),
            RequestOptions.builder().responseTimeoutMillis(timeoutMs).build())
        .aggregate();
  }

  @Override
  public void close() {
    factory.close();
  }
}
