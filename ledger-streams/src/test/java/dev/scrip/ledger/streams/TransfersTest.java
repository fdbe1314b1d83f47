package dev.scrip.ledger.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.ledger.domain.Grant;
import dev.scrip.ledger.domain.Line;
import dev.scrip.ledger.domain.Source;
import dev.scrip.ledger.replay.Replay;
import dev.scrip.schemas.AddGrant;
import dev.scrip.schemas.CloseWallet;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.Deliver;
import dev.scrip.schemas.DeliveredGrant;
import dev.scrip.schemas.Entry;
import dev.scrip.schemas.EntryType;
import dev.scrip.schemas.GrantSource;
import dev.scrip.schemas.Restore;
import dev.scrip.schemas.Settle;
import dev.scrip.schemas.Transfer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Transfers from wallet to wallet through the topology, with copies and answers that get lost. */
class TransfersTest {
  private static final long LATER_MS = 2_000;

  private final TestLedger ledger = new TestLedger("2027-01-31T14:37:05Z", 1);

  @BeforeEach
  void open() {
    ledger.open("ana", "builder");
    ledger.send(
        "gift",
        "ana",
        AddGrant.newBuilder()
            .setPool("message")
            .setAmount(30_000_000)
            .setSource(GrantSource.ADJUSTMENT)
            .build());
    ledger.entries();
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  @Test
  void shouldArriveInTheOtherWalletAndBeSettled() {
    ledger.open("ben", "free");
    transfer("t1", "ben");
    assertEquals(List.of("t1"), underWay());
    assertEquals(260_000_000, ledger.wallet("ana").balance("message"));

    assertEquals(List.of("deliver:ana:t1"), ids(ledger.carry(0)));
    assertEquals(List.of("settle:ben:t1"), ids(ledger.carry(1)));
    assertEquals(List.of(), underWay());
    Grant arrived =
        ledger.wallet("ben").grants().stream()
            .filter(grant -> grant.source() == Source.TRANSFER)
            .findFirst()
            .orElseThrow();
    assertEquals(20_000_000, arrived.remaining());
    assertEquals(List.of(), ids(ledger.carry(2 * LATER_MS)));
    assertTrue(
        types()
            .containsAll(
                List.of(
                    EntryType.TRANSFER_SENT,
                    EntryType.TRANSFER_RECEIVED,
                    EntryType.TRANSFER_SETTLED)));
  }

  @Test
  void shouldBeDecidedOnceHoweverOftenCopiesAndAnswersCome() {
    ledger.open("ben", "free");
    transfer("t1", "ben");
    List<Command> copy = ledger.carry(0);
    ledger.courier.round(1);
    List<Command> lost = List.copyOf(ledger.posted);
    ledger.posted.clear();
    assertEquals(List.of("settle:ben:t1"), ids(lost));
    assertEquals(List.of("t1"), underWay(), "its answer was lost on the way");

    assertEquals(copy, ledger.carry(LATER_MS));
    assertEquals(lost, ledger.carry(LATER_MS + 1));
    lost.forEach(ledger::send);
    copy.forEach(ledger::send);
    assertEquals(List.of(), underWay());
    List<EntryType> types = types();
    assertEquals(1, types.stream().filter(EntryType.TRANSFER_RECEIVED::equals).count());
    assertEquals(1, types.stream().filter(EntryType.TRANSFER_SETTLED::equals).count());
    assertEquals(
        20_000_000,
        ledger.wallet("ben").grants().stream()
            .filter(grant -> grant.source() == Source.TRANSFER)
            .mapToLong(Grant::remaining)
            .sum());
  }

  @Test
  void shouldComeBackFromAWalletNobodyOpenedAndStayRefusedThere() {
    transfer("t1", "ben");
    ledger.carry(0);
    ledger.courier.round(1);
    List<Command> lost = List.copyOf(ledger.posted);
    ledger.posted.clear();
    assertEquals(new Restore("t1", "UNKNOWN_WALLET"), lost.getFirst().getBody());

    // The first decision stands for ever: what is repeated to a wallet opened since changes
    // nothing.
    ledger.open("ben", "free");
    ledger.carry(LATER_MS);
    assertEquals(lost, ledger.carry(LATER_MS + 1));
    assertEquals(List.of(), underWay());
    assertEquals(280_000_000, ledger.wallet("ana").balance("message"));
    assertTrue(types().contains(EntryType.TRANSFER_RESTORED));
  }

  @Test
  void shouldComeBackFromAClosedWallet() {
    ledger.open("ben", "free");
    ledger.send("close", "ben", new CloseWallet());
    transfer("t1", "ben");
    ledger.carry(0);
    List<Command> answer = ledger.carry(1);
    assertEquals(new Restore("t1", "WALLET_CLOSED"), answer.getFirst().getBody());
    assertEquals(280_000_000, ledger.wallet("ana").balance("message"));
  }

  @Test
  void shouldTellTheSenderThatThereIsNoSuchPool() {
    ledger.open("ben", "free");
    Deliver forged =
        new Deliver(
            "t9",
            "ana",
            List.of(
                DeliveredGrant.newBuilder()
                    .setId("gift")
                    .setPool("gold")
                    .setSource(GrantSource.PROMO)
                    .setAmount(1_000_000)
                    .setEffectiveAt(java.time.Instant.EPOCH)
                    .setOrigin(java.time.Instant.EPOCH)
                    .build()),
            null);
    ledger.send("deliver:ana:t9", "ben", forged);
    ledger.entries();

    List<Command> answer = ledger.carry(0);
    assertEquals(new Restore("t9", "UNKNOWN_POOL"), answer.getFirst().getBody());
    assertEquals(List.of(), ledger.entries(), "no such transfer is under way: it leaves no line");
  }

  @Test
  void shouldSettleInAWalletThatWasClosedMeanwhile() {
    ledger.open("ben", "free");
    transfer("t1", "ben");
    ledger.send("close", "ana", new CloseWallet());
    ledger.carry(0);
    assertEquals(new Settle("t1"), ledger.carry(1).getFirst().getBody());
    assertEquals(List.of(), underWay());
  }

  @Test
  void shouldLeaveTheLinesThatAReplayLeaves() {
    ledger.open("ben", "free");
    transfer("t1", "ben");
    transfer("t2", "nobody");
    ledger.carry(0);
    ledger.carry(1);
    ledger.charge("c", "ana", "chat.change");
    ledger.send("r", "ana", dev.scrip.schemas.Refund.newBuilder().setCharge("c").build());

    List<Line> replayed = new ArrayList<>();
    Replay replay = new Replay(0);
    for (TestLedger.Logged logged : ledger.log) {
      replayed.addAll(replay.next(logged.key(), logged.value(), logged.appendedAt()));
    }
    List<Line> entries =
        replayed.stream().filter(dev.scrip.ledger.domain.Entry.class::isInstance).toList();
    // The first two were read by open().
    assertEquals(
        entries.subList(2, entries.size()),
        ledger.entryRecords().stream().map(record -> LineWire.entry(record.value())).toList());
    assertEquals(ledger.wallet("ana"), replay.wallet("ana"));
    assertEquals(ledger.wallet("ben"), replay.wallet("ben"));
  }

  private void transfer(String id, String to) {
    ledger.send(id, "ana", new Transfer(to, "message", 20_000_000L));
  }

  private List<String> underWay() {
    return ledger.wallet("ana").dealings().transits().stream()
        .map(transit -> transit.id())
        .toList();
  }

  private List<EntryType> types() {
    return ledger.entries().stream().map(Entry::getType).toList();
  }

  private static List<String> ids(List<Command> commands) {
    return commands.stream().map(Command::getCommandId).toList();
  }
}
