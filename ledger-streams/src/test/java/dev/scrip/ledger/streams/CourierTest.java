package dev.scrip.ledger.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Reason;
import dev.scrip.ledger.domain.Source;
import dev.scrip.ledger.domain.Terms;
import dev.scrip.ledger.domain.Times;
import dev.scrip.ledger.domain.Wallet;
import dev.scrip.schemas.Deliver;
import dev.scrip.schemas.Restore;
import dev.scrip.schemas.Settle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CourierTest {
  private final Map<String, Wallet> state = new HashMap<>();
  private final List<dev.scrip.schemas.Command> sent = new ArrayList<>();
  private boolean away;
  private final Courier courier =
      new Courier(
          (_, wallet) -> state.getOrDefault(wallet, Wallet.absent(wallet)),
          command -> {
            if (away) {
              throw new IllegalStateException("the broker is away");
            }
            sent.add(command);
          });

  @Test
  void shouldCarryWhatATransferBringsAtOnceAndAgainUntilItIsSettled() {
    see(wallet("ana", transit("t1", "ben")));
    courier.round(1_000);
    courier.round(2_999);
    assertEquals(List.of("deliver:ana:t1"), ids());
    dev.scrip.schemas.Command copy = sent.getFirst();
    assertEquals("ben", copy.getWallet());
    Deliver body = (Deliver) copy.getBody();
    assertEquals("t1", body.getTransfer());
    assertEquals("ana", body.getFrom());
    assertEquals(
        new Command.Deliver("t1", "ana", List.of(terms()), Command.Seat.NONE),
        DeliveryWire.toDomain(body));

    courier.round(3_000);
    assertEquals(List.of("deliver:ana:t1", "deliver:ana:t1"), ids());
    assertEquals(copy, sent.getLast(), "each copy is the same");

    see(wallet("ana"));
    courier.round(5_000);
    courier.round(7_000);
    assertEquals(2, sent.size());
  }

  @Test
  void shouldNotSendAgainBecauseTheWalletHasAnotherLine() {
    assertTrue(courier.seen(0, keep(wallet("ana", transit("t1", "ben")))));
    courier.round(1_000);
    assertFalse(courier.seen(0, wallet("ana", transit("t1", "ben"))));
    courier.round(1_100);
    assertEquals(List.of("deliver:ana:t1"), ids());
  }

  @Test
  void shouldTellTheSenderWhatWasDecided() {
    Command.Deliver taken = new Command.Deliver("t1", "ana", List.of(terms()), Command.Seat.NONE);
    courier.delivered("ben", taken, Optional.empty());
    courier.delivered("ben", taken, Optional.empty());
    courier.delivered("eve", taken, Optional.of(Reason.UNKNOWN_WALLET));
    courier.round(1_000);
    courier.round(9_000);
    assertEquals(List.of("settle:ben:t1", "restore:eve:t1"), ids());
    assertEquals(List.of("ana", "ana"), sent.stream().map(c -> c.getWallet()).toList());
    assertEquals(new Settle("t1"), sent.getFirst().getBody());
    assertEquals(new Restore("t1", "UNKNOWN_WALLET"), sent.getLast().getBody());
  }

  @Test
  void shouldCarryOnWhenTheBrokerIsBack() {
    see(wallet("ana", transit("t1", "ben"), transit("t2", "eve")));
    away = true;
    courier.round(1_000);
    away = false;
    courier.round(3_000);
    assertEquals(List.of("deliver:ana:t1", "deliver:ana:t2"), ids());
  }

  @Test
  void shouldLeaveWhatWentToAnotherNode() {
    see(wallet("ana", transit("t1", "ben")));
    courier.closed(0);
    courier.round(1_000);
    assertEquals(List.of(), ids());
    see(wallet("ana", transit("t1", "ben")));
    courier.round(1_000);
    assertEquals(List.of("deliver:ana:t1"), ids());
  }

  @Test
  void shouldNameEachTransferByAnIdOfItsOwn() {
    assertEquals("deliver:ana:b:c", TransferIds.of("deliver", "ana", "b:c"));
    assertNotEquals(
        TransferIds.of("deliver", "ana", "b:c"), TransferIds.of("deliver", "ana:b", "c"));
    String longest = TransferIds.of("deliver", "w".repeat(200), "t".repeat(200));
    assertTrue(longest.length() <= 200, longest);
    assertNotEquals(longest, TransferIds.of("deliver", "w".repeat(200), "u".repeat(200)));
  }

  private void see(Wallet wallet) {
    courier.seen(0, keep(wallet));
  }

  private Wallet keep(Wallet wallet) {
    state.put(wallet.id(), wallet);
    return wallet;
  }

  private List<String> ids() {
    return sent.stream().map(command -> command.getCommandId()).toList();
  }

  private static Terms terms() {
    return new Terms(
        "gift",
        "message",
        Source.PROMO,
        5_000_000,
        1_000,
        Times.NEVER,
        2,
        List.of("chat.*"),
        "",
        true,
        500,
        1,
        "SHARE20");
  }

  private static Wallet.Transit transit(String id, String to) {
    return new Wallet.Transit(id, to, List.of(terms()), Command.Seat.NONE);
  }

  private static Wallet wallet(String id, Wallet.Transit... transits) {
    Wallet none = Wallet.absent(id);
    return new Wallet(
        id,
        Wallet.Status.OPEN,
        7,
        none.head(),
        0,
        "free",
        0,
        "free",
        0,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        none.redeemed(),
        0,
        new Wallet.Dealings(
            List.of(),
            List.of(),
            List.of(),
            Wallet.Pending.NONE,
            List.of(transits),
            List.of(),
            Times.UNSET));
  }
}
