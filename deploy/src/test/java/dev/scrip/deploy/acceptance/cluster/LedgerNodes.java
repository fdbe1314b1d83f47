package dev.scrip.deploy.acceptance.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.scrip.deploy.acceptance.Aftermath;
import dev.scrip.deploy.acceptance.invariants.Evidence.Health;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** How far the nodes of a ledger are together, as each says of itself. */
public final class LedgerNodes implements Aftermath.Nodes, AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final Supplier<List<URI>> nodes;
  private final String nodeKey;

  /**
   * @param nodes the internal addresses of those that should run now
   * @param nodeKey empty = they ask for none
   */
  public LedgerNodes(Supplier<List<URI>> nodes, String nodeKey) {
    this.nodes = nodes;
    this.nodeKey = nodeKey;
  }

  /** About how many records of the command topic are taken, over all partitions. */
  public long taken(int partitions) {
    return Arrays.stream(offsets(partitions)).map(offset -> offset + 1).sum();
  }

  /** Whether every record before these ends of the command topic is taken. */
  public boolean hasTaken(long[] ends) {
    long[] offsets = offsets(ends.length);
    for (int partition = 0; partition < ends.length; partition++) {
      if (offsets[partition] + 1 < ends[partition]) {
        return false;
      }
    }
    return true;
  }

  /** Whether every node is ready, and every partition is with one of them and no other. */
  public boolean whole(int partitions) {
    int[] owners = new int[partitions];
    for (URI node : nodes.get()) {
      JsonNode status = status(node);
      if (!status.path("ready").asBoolean()) {
        return false;
      }
      status.path("partitions").forEach(place -> owners[place.path("partition").asInt()]++);
    }
    return Arrays.stream(owners).allMatch(count -> count == 1);
  }

  /** The last offset each partition has taken; -1 = nobody says. */
  private long[] offsets(int partitions) {
    long[] offsets = new long[partitions];
    Arrays.fill(offsets, -1);
    for (URI node : nodes.get()) {
      for (JsonNode place : status(node).path("partitions")) {
        int partition = place.path("partition").asInt();
        if (partition < partitions) {
          offsets[partition] = Math.max(offsets[partition], place.path("offset").asLong());
        }
      }
    }
    return offsets;
  }

  @Override
  public Health health(int partition, long held) {
    boolean ready = nodes.get().stream().allMatch(node -> status(node).path("ready").asBoolean());
    return new Health(ready, offsets(partition + 1)[partition], held);
  }

  /** What a node says of itself; missing = nothing. */
  public JsonNode status(URI node) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(node.resolve("/status")).timeout(Duration.ofSeconds(2));
    if (!nodeKey.isEmpty()) {
      request.header("Authorization", "Bearer " + nodeKey);
    }
    try {
      HttpResponse<String> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200 ? JSON.readTree(answer.body()) : MissingNode.getInstance();
    } catch (IOException e) {
      return MissingNode.getInstance();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking a node", e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
