package dev.scrip.ledger.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import dev.scrip.ledger.domain.Wallet;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The ledger's wallets by id, a page at a time: every node says which it has. A partition that
 * nobody has makes the list fail, since one with wallets missing would lie.
 */
final class WalletList {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long WITHIN_MS = 5_000;
  private static final String PARTITIONS = "partitions";

  /**
   * What is asked for.
   *
   * @param query text that the ids hold; empty = all
   * @param cursor id after which to begin; empty = at the first
   */
  record Page(String query, String cursor, int limit) {}

  /** What one node has: wallets of the page, and the partitions that it looked in. */
  record Part(List<JsonNode> wallets, Set<Integer> partitions) {}

  private final Node node;
  private final Peers peers;
  private final URI self;
  private final int partitions;

  WalletList(Node node, Peers peers, URI self, int partitions) {
    this.node = node;
    this.peers = peers;
    this.self = self;
    this.partitions = partitions;
  }

  CompletableFuture<ObjectNode> find(Call call, Page page) {
    CompletableFuture<Part> here =
        CompletableFuture.supplyAsync(() -> here(page), call.context().blockingTaskExecutor());
    if (call.forwarded()) {
      return here.thenApply(part -> forwarded(part, page.limit()));
    }
    List<CompletableFuture<Part>> parts = new ArrayList<>(List.of(here));
    for (URI other : new HashSet<>(peers.owners().values())) {
      if (!other.equals(self)) {
        parts.add(
            peers
                .ask(other, call, call.pathAndQuery(0), WITHIN_MS)
                .thenApply(answer -> part(other, answer)));
      }
    }
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
        .thenApply(
            _ -> whole(parts.stream().map(CompletableFuture::join).toList(), partitions, page));
  }

  /**
   * The page, from all nodes.
   *
   * @throws Problem where a partition is on none of them, or is being restored
   */
  static ObjectNode whole(List<Part> parts, int partitions, Page page) {
    Set<Integer> seen = new HashSet<>();
    parts.forEach(part -> seen.addAll(part.partitions()));
    if (seen.size() < partitions) {
      throw Problem.notHere(
          "%d of %d partitions are on no node that can be asked now"
              .formatted(partitions - seen.size(), partitions));
    }
    return page(parts.stream().flatMap(part -> part.wallets().stream()).toList(), page.limit());
  }

  private static ObjectNode forwarded(Part part, int limit) {
    ObjectNode json = page(part.wallets(), limit);
    part.partitions().forEach(json.putArray(PARTITIONS)::add);
    return json;
  }

  private Part here(Page page) {
    Set<Integer> partitionsHere = node.partitionsHere();
    List<JsonNode> wallets = new ArrayList<>();
    for (Wallet wallet : node.wallets(partitionsHere, page.query(), page.cursor(), page.limit())) {
      wallets.add(
          JSON.createObjectNode()
              .put("wallet", wallet.id())
              .put("plan", wallet.plan())
              .put("status", wallet.status().name().toLowerCase(Locale.ROOT))
              .put("sequence", wallet.sequence()));
    }
    return new Part(wallets, partitionsHere);
  }

  private static Part part(URI node, AggregatedHttpResponse answer) {
    try {
      if (answer.status().equals(HttpStatus.OK)) {
        JsonNode json = JSON.readTree(answer.contentUtf8());
        List<JsonNode> wallets = new ArrayList<>();
        json.path("wallets").forEach(wallets::add);
        Set<Integer> partitions = new HashSet<>();
        json.path(PARTITIONS).forEach(partition -> partitions.add(partition.asInt()));
        return new Part(wallets, partitions);
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("expected JSON from " + node + ", found " + e, e);
    }
    throw Problem.notHere("the node " + node + " answered " + answer.status());
  }

  private static ObjectNode page(List<JsonNode> wallets, int limit) {
    // A partition that moves meanwhile may be seen on two nodes.
    Map<String, JsonNode> distinct = new LinkedHashMap<>();
    wallets.forEach(wallet -> distinct.putIfAbsent(wallet.path("wallet").asText(), wallet));
    List<JsonNode> sorted =
        distinct.values().stream()
            .sorted(Comparator.comparing(WalletList::id, Arrays::compareUnsigned))
            .limit(limit)
            .toList();
    ObjectNode json = JSON.createObjectNode();
    ArrayNode list = json.putArray("wallets");
    list.addAll(sorted);
    return json.put(
        "nextCursor", sorted.size() < limit ? null : sorted.getLast().path("wallet").asText());
  }

  private static byte[] id(JsonNode wallet) {
    return wallet.path("wallet").asText().getBytes(StandardCharsets.UTF_8);
  }
}
