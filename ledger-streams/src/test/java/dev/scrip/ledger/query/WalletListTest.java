package dev.scrip.ledger.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scrip.ledger.query.WalletList.Page;
import dev.scrip.ledger.query.WalletList.Part;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class WalletListTest {
  private static final Page TWO = new Page("", "", 2);

  @Test
  void shouldFailRatherThanLeaveOutWhatIsBeingRestored() {
    List<Part> parts = List.of(part(Set.of(0, 2), "ana"), part(Set.of(1), "bob"));

    Problem problem = assertThrows(Problem.class, () -> WalletList.whole(parts, 4, TWO));

    assertEquals(503, problem.status());
    assertEquals("1 of 4 partitions are on no node that can be asked now", problem.detail());
    assertEquals(List.of("ana", "bob"), ids(WalletList.whole(parts, 3, TWO)));
  }

  @Test
  void shouldListAWalletOnceWhileItsPartitionMoves() {
    ObjectNode page =
        WalletList.whole(
            List.of(part(Set.of(0, 1), "bob", "ana"), part(Set.of(1), "bob", "cleo")), 2, TWO);

    assertEquals(List.of("ana", "bob"), ids(page));
    assertEquals("bob", page.path("nextCursor").asText());
  }

  private static Part part(Set<Integer> partitions, String... wallets) {
    return new Part(
        Stream.of(wallets)
            .<JsonNode>map(id -> JsonNodeFactory.instance.objectNode().put("wallet", id))
            .toList(),
        partitions);
  }

  private static List<String> ids(JsonNode page) {
    return StreamSupport.stream(page.path("wallets").spliterator(), false)
        .map(wallet -> wallet.path("wallet").asText())
        .toList();
  }
}
