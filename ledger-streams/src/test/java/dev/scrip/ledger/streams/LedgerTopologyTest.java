package dev.scrip.ledger.streams;

import static dev.scrip.ledger.streams.TestLedger.COMMANDS;
import static dev.scrip.ledger.streams.TestLedger.COMMAND_ID;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.ledger.domain.Book;
import dev.scrip.ledger.domain.Control;
import dev.scrip.ledger.domain.Entry;
import dev.scrip.ledger.domain.Line;
import dev.scrip.ledger.domain.Rejection;
import dev.scrip.ledger.domain.Wallet;
import dev.scrip.ledger.replay.Replay;
import dev.scrip.schemas.AddGrant;
import dev.scrip.schemas.Charge;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.DeadLetter;
import dev.scrip.schemas.DeadLetterReason;
import dev.scrip.schemas.EntryType;
import dev.scrip.schemas.Forgo;
import dev.scrip.schemas.GrantSource;
import dev.scrip.schemas.RejectionReason;
import dev.scrip.schemas.Tick;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LedgerTopologyTest {
  private TestLedger ledger = new TestLedger("2027-01-31T14:37:05Z", 1);

  @AfterEach
  void close() {
    ledger.close();
  }

  @Test
  void shouldHaveTheApprovedShape() throws IOException {
    try (InputStream approved = getClass().getResourceAsStream("topology.approved.txt")) {
      assertEquals(
          new String(approved.readAllBytes(), StandardCharsets.UTF_8).strip(),
          TestLedger.topology().describe().toString().strip());
    }
  }

  @Test
  void shouldLeaveOneEntryForACharge() {
    ledger.open("ana", "free");
    ledger.charge("c1", "ana", "chat.discuss");

    List<dev.scrip.schemas.Entry> entries = ledger.entries();
    assertEquals(
        List.of(EntryType.OPENED, EntryType.CHARGED),
        entries.stream().map(e -> e.getType()).toList());
    dev.scrip.schemas.Entry charged = entries.getLast();
    assertEquals(2, charged.getSequence());
    assertEquals(300_000, charged.getAmount());
    assertEquals(24_700_000, charged.getBalanceAfter());
    assertEquals("free.message@2027-01-31T14:37:05Z", charged.getPostings().getFirst().getGrant());
    assertEquals(5, charged.getCommandOffset());
    assertEquals(List.of(), ledger.deadLetters());
  }

  @Test
  void shouldAnswerASecondTimeAsTheFirstAndLeaveNoLine() {
    ledger.open("ana", "free");
    ledger.charge("c1", "ana", "chat.change");
    ledger.charge("c1", "ana", "chat.change");

    assertEquals(2, ledger.entries().size());
    TestLedger.Heard first = ledger.heard.get(1);
    TestLedger.Heard second = ledger.heard.get(2);
    assertEquals(first.answer().line(), second.answer().line());
    assertEquals(false, first.answer().replayed());
    assertEquals(true, second.answer().replayed());
  }

  @Test
  void shouldRejectOtherContentUnderTheSameId() {
    ledger.open("ana", "free");
    ledger.charge("c1", "ana", "chat.change");
    ledger.charge("c1", "ana", "chat.discuss");
    ledger.charge("c1", "ana", "chat.change");

    List<dev.scrip.schemas.Rejection> rejections = ledger.rejections();
    assertEquals(1, rejections.size());
    assertEquals(RejectionReason.IDEMPOTENCY_CONFLICT, rejections.getFirst().getReason());
    assertEquals(2, rejections.getFirst().getFirstSequence());
    assertTrue(
        ledger.heard.getLast().answer().replayed(), "the first content is answered as before");
  }

  @Test
  void shouldTellWhenThePoolRunsOutAndSayItInHeaders() {
    ledger.open("ana", "starter");
    ledger.send(
        "c1", "ana", Charge.newBuilder().setAction("chat.change").setQuantity(100_000_000).build());
    ledger.charge("c2", "ana", "chat.change");

    List<TestRecord<byte[], byte[]>> depletions = ledger.depletionRecords();
    assertEquals(
        List.of(
            Map.of("type", "depleted", "reason", "empty", "pool", "message"),
            Map.of("type", "depleted", "reason", "refused", "pool", "message")),
        depletions.stream().map(ledger::headers).toList());
    assertEquals(
        List.of(
            Map.of(
                "type",
                "rejected",
                "reason",
                "INSUFFICIENT_CREDITS",
                "pool",
                "message",
                "action",
                "chat.change")),
        ledger.rejectionRecords().stream().map(ledger::headers).toList());
  }

  @Test
  void shouldApplyWhatIsDueBeforeACommandWithoutAnyTimer() {
    ledger.open("ana", "free");
    ledger.charge("c1", "ana", "chat.change");
    ledger.at("2027-03-31T14:37:05Z");
    ledger.charge("c2", "ana", "chat.change");

    List<String> entries =
        ledger.entries().stream()
            .filter(entry -> entry.getPool().equals("message"))
            .map(entry ->
                entry.getType()
                    + " "
                    + entry.getAmount() / 1_000_000
                    + " "
                    + entry.getEffectiveAt())
            .toList();
    assertEquals(
        List.of(
            "CHARGED 1 2027-01-31T14:37:05Z",
            "EXPIRED 24 2027-02-28T14:37:05Z",
            "RESET 25 2027-02-28T14:37:05Z",
            "EXPIRED 25 2027-03-31T14:37:05Z",
            "RESET 25 2027-03-31T14:37:05Z",
            "CHARGED 1 2027-03-31T14:37:05Z"),
        entries);
  }

  @Test
  void shouldLeaveNoLineForATickWithNothingDue() {
    ledger.open("ana", "free");
    ledger.entries();
    ledger.send("tick", "ana", new Tick());
    ledger.send("tick", "nobody", new Tick());

    assertEquals(List.of(), ledger.entries());
  }

  @Test
  void shouldBuryWhatCannotBeReadAndGoOn() {
    ledger.close();
    ledger = new TestLedger("2027-01-31T14:37:05Z", 4);
    String here = keyIn(0);
    String elsewhere = keyIn(1);
    byte[] good =
        COMMANDS.encode(
            COMMAND_ID,
            Command.newBuilder().setCommandId("x").setWallet(here).setBody(new Tick()).build());
    byte[] noId = bytes("", here, new Tick());
    byte[] other = bytes("x", "other", new Tick());
    byte[] large = bytes("x", here, Charge.newBuilder().setAction("a".repeat(70_000)).build());
    byte[] unannounced = good.clone();
    unannounced[4] = 99;
    byte[] truncated = java.util.Arrays.copyOf(good, good.length - 1);

    ledger.raw(here, new byte[] {1, 2, 3});
    ledger.raw(here, truncated);
    ledger.raw(here, null);
    ledger.raw(here, unannounced);
    ledger.raw(here, noId);
    ledger.raw(here, other);
    ledger.raw(elsewhere, bytes("x", elsewhere, new Tick()));
    ledger.raw(here, large);
    ledger.raw((byte[]) null, good);
    ledger.raw("$nonsense", good);
    ledger.control(3, new Control.SetClock(0));
    ledger.open(here, "free");

    assertEquals(
        List.of(
            DeadLetterReason.UNREADABLE,
            DeadLetterReason.UNREADABLE,
            DeadLetterReason.UNREADABLE,
            DeadLetterReason.UNANNOUNCED_SCHEMA,
            DeadLetterReason.MISSING_ID,
            DeadLetterReason.KEY_MISMATCH,
            DeadLetterReason.WRONG_PARTITION,
            DeadLetterReason.TOO_LARGE,
            DeadLetterReason.KEY_MISMATCH,
            DeadLetterReason.RESERVED_KEY,
            DeadLetterReason.CONTROL_ORDER),
        ledger.deadLetters().stream().map(DeadLetter::getReason).toList());
    assertEquals(1, ledger.entries().size(), "the partition goes on");
  }

  @Test
  void shouldKeepAtMost64KibOfWhatItBuries() {
    byte[] huge = new byte[200_000];
    ledger.raw("ana", huge);
    DeadLetter letter = ledger.deadLetters().getFirst();
    assertEquals(64 * 1024, letter.getValue().remaining());
    assertEquals(200_000, letter.getValueSize());
    assertEquals(4, letter.getOffset());
  }

  @Test
  void shouldRejectAbsurdAmountsWithoutStopping() {
    ledger.open("ana", "starter");
    ledger.send(
        "c1",
        "ana",
        Charge.newBuilder().setAction("chat.change").setQuantity(Long.MAX_VALUE).build());
    ledger.send(
        "c2",
        "ana",
        Charge.newBuilder().setAction("chat.change").setQuantity(Long.MIN_VALUE).build());
    ledger.send(
        "c3",
        "ana",
        Charge.newBuilder()
            .setAction("integration.call")
            .setQuantity(Long.MAX_VALUE)
            .setAmount(5L)
            .build());
    ledger.send(
        "c4",
        "ana",
        Charge.newBuilder().setAction("agent.message").setQuantity(Long.MAX_VALUE).build());
    ledger.send(
        "g1",
        "ana",
        AddGrant.newBuilder()
            .setPool("message")
            .setAmount(Long.MAX_VALUE)
            .setSource(GrantSource.ADJUSTMENT)
            .build());
    ledger.send(
        "g2",
        "ana",
        AddGrant.newBuilder()
            .setPool("message")
            .setAmount(1)
            .setSource(GrantSource.ADJUSTMENT)
            .setExpiresAt(java.time.Instant.ofEpochMilli(Long.MAX_VALUE))
            .build());

    assertEquals(
        List.of(
            RejectionReason.INSUFFICIENT_CREDITS,
            RejectionReason.INVALID_AMOUNT,
            RejectionReason.INVALID_AMOUNT,
            RejectionReason.OVERFLOW,
            RejectionReason.OVERFLOW,
            RejectionReason.INVALID_FIELD),
        ledger.rejections().stream().map(dev.scrip.schemas.Rejection::getReason).toList());
  }

  @Test
  void shouldAnswerForAnUnknownWalletWithoutRememberingTheId() {
    ledger.charge("c1", "ana", "chat.change");
    ledger.open("ana", "free");
    ledger.charge("c1", "ana", "chat.change");

    dev.scrip.schemas.Rejection rejection = ledger.rejections().getFirst();
    assertEquals(RejectionReason.UNKNOWN_WALLET, rejection.getReason());
    assertEquals(0, rejection.getSequence());
    assertEquals(0, rejection.getHash().remaining());
    assertEquals(EntryType.CHARGED, ledger.entries().getLast().getType());
  }

  /**
   * Who asks late finds a forgoing only among what listeners keep: nothing is stored under its id.
   */
  @Test
  void shouldSayThatAForgoingIsNotRememberedUnderItsOwnId() {
    ledger.open("ana", "free");
    ledger.charge("c1", "ana", "chat.change");

    ledger.send("forgo-decided", "ana", new Forgo("c1"));
    ledger.send("forgo-new", "ana", new Forgo("c2"));

    TestLedger.Heard decided = ledger.heard.get(2);
    assertEquals(ledger.heard.get(1).answer().line(), decided.answer().line());
    assertTrue(decided.answer().replayed());
    assertEquals(ledger.log.size() - 2, decided.answer().offset());
    assertFalse(decided.remembered());
    assertFalse(ledger.heard.get(3).remembered());
  }

  @Test
  void shouldStopBeforeALevelItLacks() {
    assertThrows(
        StreamsException.class,
        () -> ledger.control(new Control.RaiseLevel(Book.NEWEST_LEVEL + 1)));
  }

  @Test
  void shouldDecideNothingAfterTheLedgerMoved() {
    ledger.open("ana", "free");
    ledger.control(new Control.MoveLedger("next"));
    ledger.charge("c1", "ana", "chat.change");

    assertEquals(1, ledger.entries().size());
    assertEquals(List.of(), ledger.rejections());
  }

  @Test
  void shouldGoOnWithNumbersAfterARefusedControlRecord() {
    ledger.control(new Control.RaiseLevel(Book.NEWEST_LEVEL));
    ledger.control(new Control.PublishRules(TestLedger.base44().numbered(2)));
    ledger.open("ana", "free");

    assertEquals(
        List.of(DeadLetterReason.CONTROL_REFUSED),
        ledger.deadLetters().stream().map(DeadLetter::getReason).toList());
    assertEquals(2, ledger.entries().getFirst().getRulesVersion());
  }

  @Test
  void shouldGiveTheSameBytesAndHeadsOnReplay() {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      ledger.at(java.time.Instant.parse("2027-01-01T00:00:00Z").plusSeconds(i * 4_000L).toString());
      String wallet = "w" + random.nextInt(10);
      switch (random.nextInt(6)) {
        case 0 -> ledger.open(wallet, random.nextBoolean() ? "free" : "starter");
        case 1 -> ledger.raw(wallet, new byte[] {0, 0, 0, 0, 1, 9});
        case 2 -> ledger.charge("c" + random.nextInt(300), wallet, "agent.message");
        default -> ledger.charge("c" + i, wallet, "chat.change");
      }
    }
    List<byte[]> live = new ArrayList<>();
    Stream.of(ledger.entryRecords(), ledger.rejectionRecords(), ledger.depletionRecords())
        .flatMap(List::stream)
        .forEach(record -> live.add(record.value()));

    Replay replay = new Replay(0);
    List<List<byte[]>> again = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int offset = 0; offset < ledger.log.size(); offset++) {
      TestLedger.Logged logged = ledger.log.get(offset);
      for (Line line : replay.next(logged.key(), logged.value(), logged.appendedAt())) {
        again
            .get(line instanceof Entry ? 0 : line instanceof Rejection ? 1 : 2)
            .add(TestLedger.LINES.bytes(line, offset));
      }
    }
    List<byte[]> replayed = again.stream().flatMap(List::stream).toList();
    assertEquals(live.size(), replayed.size());
    for (int i = 0; i < live.size(); i++) {
      assertArrayEquals(live.get(i), replayed.get(i));
    }
    assertTrue(live.size() > 1_000, "a history worth the name, found " + live.size());

    List<Wallet> wallets = ledger.state().listWallets("", 100);
    wallets.forEach(wallet -> assertEquals(replay.wallets().get(wallet.id()), wallet));
    assertEquals(10, wallets.size());
  }

  private static byte[] bytes(String id, String wallet, Object body) {
    return COMMANDS.encode(
        COMMAND_ID, Command.newBuilder().setCommandId(id).setWallet(wallet).setBody(body).build());
  }

  /** A wallet whose partition of four this is. */
  private static String keyIn(int partition) {
    return Stream.iterate(0, i -> i + 1)
        .map(i -> "w" + i)
        .filter(key ->
            dev.scrip.schemas.Topics.partition(
                    new org.apache.kafka.common.serialization.StringSerializer().serialize("", key),
                    4)
                == partition)
        .findFirst()
        .orElseThrow();
  }
}
