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

  /**
   * What is asked for.
   *
   * @param query text that the ids hold; empty = all
   * @param cursor id after which to begin; empty = at the first
   */
  record Page(String query, String cursor, int limit) {}

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
    CompletableFuture<List<JsonNode>> here =
        CompletableFuture.supplyAsync(() -> here(page), call.context().blockingTaskExecutor());
    if (call.forwarded()) {
      return here.thenApply(wallets -> page(wallets, page.limit()));
    }
    Map<Integer, URI> owners = peers.owners();
    Set<Integer> known = new HashSet<>(owners.keySet());
    known.addAll(node.partitionsHere());
    if (known.size() < partitions) {
      throw Problem.notHere("some partitions are on no node now");
    }
    List<CompletableFuture<List<JsonNode>>> parts = new ArrayList<>(List.of(here));
    for (URI other : new HashSet<>(owners.values())) {
      if (!other.equals(self)) {
        parts.add(
            peers
                .ask(other, call, call.pathAndQuery(0), WITHIN_MS)
                .thenApply(answer -> wallets(other, answer)));
      }
    }
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
        .thenApply(
            _ -> page(parts.stream().flatMap(part -> part.join().stream()).toList(), page.limit()));
  }

  private List<JsonNode> here(Page page) {
    List<JsonNode> wallets = new ArrayList<>();
    for (Wallet wallet : node.wallets(page.query(), page.cursor(), page.limit())) {
      wallets.add(
          JSON.createObjectNode()
              .put("wallet", wallet.id())
              .put("plan", wallet.plan())
              .put("status", wallet.status().name().toLowerCase(Locale.ROOT))
              .put("sequence", wallet.sequence()));
    }
    return wallets;
  }

  private static List<JsonNode> wallets(URI node, AggregatedHttpResponse answer) {
    try {
      if (answer.status().equals(HttpStatus.OK)) {
        List<JsonNode> wallets = new ArrayList<>();
        JSON.readTree(answer.contentUtf8()).path("wallets").forEach(wallets::add);
        return wallets;
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("expected JSON from " + node + ", found " + e, e);
    }
    throw Problem.notHere("the node " + node + " answered " + answer.status());
  }

  private static ObjectNode page(List<JsonNode> wallets, int limit) {
    List<JsonNode> sorted =
        wallets.stream()
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
