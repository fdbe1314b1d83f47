package dev.scrip.ledger.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.ledger.domain.Wallet;
import dev.scrip.schemas.AddGrant;
import dev.scrip.schemas.Authorize;
import dev.scrip.schemas.Capture;
import dev.scrip.schemas.ChangePlan;
import dev.scrip.schemas.Charge;
import dev.scrip.schemas.CloseWallet;
import dev.scrip.schemas.Forgo;
import dev.scrip.schemas.GrantSource;
import dev.scrip.schemas.OpenWallet;
import dev.scrip.schemas.PlanChangeTime;
import dev.scrip.schemas.Refund;
import dev.scrip.schemas.Release;
import dev.scrip.schemas.Reset;
import dev.scrip.schemas.Tick;
import dev.scrip.schemas.Transfer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the changelog gives back, and what the disk has, is what was committed: no less, no more.
 */
class LedgerStoreTest {
  private static final TopicPartition CHANGELOG =
      new TopicPartition(LedgerTopology.changelog(TestLedger.TOPICS), 0);
  private static final String START = "2027-01-31T14:37:05Z";
  private static final int WALLETS = 6;

  @TempDir private Path folder;
  private final LedgerStore store = store();

  @AfterEach
  void close() {
    store.close();
  }

  private static LedgerStore store() {
    return LedgerStore.builder(LedgerTopology.STATE, Map.of(), new Commits())
        .withLoggingDisabled()
        .build();
  }

  // ---- The changelog ----------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void shouldRestoreTheSameStateHoweverFarTheChangelogIsCompacted(long seed) {
    Random random = new Random(seed);
    try (TestLedger ledger = new TestLedger(START, 1)) {
      List<String> ids = tell(ledger, random, 400);
      List<KeyValue<byte[], byte[]>> changelog = changelog(ledger);
      for (int compacted : List.of(0, random.nextInt(changelog.size()), changelog.size())) {
        open();
        store.restore(compact(changelog, compacted));
        requireSame(ledger.state(), ids, "compacted up to " + compacted);

        // A crash may have written what comes later: the same records come again.
        store.restore(changelog.subList(compacted / 2, changelog.size()));
        requireSame(ledger.state(), ids, "again from " + compacted / 2);
        store.close();
        deleteFolder();
      }
    }
  }

  @Test
  void shouldLogAnOrdinaryChargeOnce() {
    try (TestLedger ledger = new TestLedger(START, 1)) {
      ledger.open("ana", "builder");
      int before = changelog(ledger).size();
      ledger.at("2027-01-31T14:37:06Z");
      ledger.charge("c1", "ana", "chat.change");

      List<Byte> tables =
          changelog(ledger).stream()
              .map(record -> record.key[0])
              .filter(table -> table != StateDb.Table.CONTROL.code())
              .toList();

      assertEquals(List.of(StateDb.Table.DECISIONS.code()), tables, before + " before");
    }
  }

  /** Everything that was logged, since the last time this was asked. */
  private static List<KeyValue<byte[], byte[]>> changelog(TestLedger ledger) {
    return ledger
        .driver
        .createOutputTopic(
            CHANGELOG.topic(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readKeyValuesToList();
  }

  /** As a broker leaves it that has compacted the first records: the last of each key, in place. */
  private static List<KeyValue<byte[], byte[]>> compact(
      List<KeyValue<byte[], byte[]>> records, int first) {
    Map<Bytes, KeyValue<byte[], byte[]>> last = new LinkedHashMap<>();
    for (KeyValue<byte[], byte[]> record : records.subList(0, first)) {
      Bytes key = Bytes.wrap(record.key);
      last.remove(key); // its place is that of the last
      last.put(key, record);
    }
    List<KeyValue<byte[], byte[]>> left = new ArrayList<>(last.values());
    left.addAll(records.subList(first, records.size()));
    return left;
  }

  private void requireSame(StateView live, List<String> ids, String when) {
    for (int i = 0; i < WALLETS; i++) {
      String wallet = "w" + i;
      assertEquals(live.findWallet(wallet), store.findWallet(wallet), when);
      for (String id : ids) {
        assertEquals(
            live.findDecision(wallet, id).map(Stored.Decided::remembered),
            store.findDecision(wallet, id).map(Stored.Decided::remembered),
            when + ": " + wallet + " " + id);
        assertEquals(
            live.findDecision(wallet, id).map(Stored.Decided::answer),
            store.findDecision(wallet, id).map(Stored.Decided::answer),
            when + ": " + wallet + " " + id);
      }
    }
  }

  /** Commands of every kind, with ids that come again, over months; every id that was used. */
  private static List<String> tell(TestLedger ledger, Random random, int commands) {
    Instant now = Instant.parse(START);
    TreeSet<String> ids = new TreeSet<>();
    for (int i = 0; i < commands; i++) {
      now = now.plus(random.nextInt(20) == 0 ? Duration.ofDays(9) : Duration.ofMinutes(40));
      ledger.at(now.toString());
      String wallet = "w" + random.nextInt(WALLETS);
      // Of few ids: they conflict, are repeated, and come again when they are forgotten.
      String id = "i" + random.nextInt(60);
      ids.add(id);
      ledger.send(i < WALLETS ? "open" + i : id, i < WALLETS ? "w" + i : wallet, body(random, i));
      ledger.carry(now.toEpochMilli()).forEach(sent -> ids.add(sent.getCommandId()));
    }
    ids.addAll(List.of("open0", "open5"));
    return List.copyOf(ids);
  }

  private static Object body(Random random, int i) {
    String other = "i" + random.nextInt(60);
    if (i < WALLETS) {
      return new OpenWallet(random.nextBoolean() ? "builder" : "free", null);
    }
    return switch (random.nextInt(22)) {
      case 0 -> grant(random.nextInt(1, 90));
      case 1 -> Authorize.newBuilder().setAction("chat.change").build();
      case 2 -> Capture.newBuilder().setHold(other).build();
      case 3 -> new Release(other);
      case 4, 5 -> Refund.newBuilder().setCharge(other).build();
      case 6 -> new Reset(List.of("message"));
      case 7 -> new ChangePlan(random.nextBoolean() ? "pro" : "free", PlanChangeTime.PERIOD_END);
      case 8 -> new Transfer("w" + random.nextInt(WALLETS), "message", 1_000_000L);
      case 9 -> new Tick();
      case 10 -> new Forgo(other);
      case 11 -> random.nextInt(20) == 0 ? new CloseWallet() : new OpenWallet("free", null);
      default ->
          Charge.newBuilder()
              .setAction(random.nextInt(3) == 0 ? "integration.call" : "chat.change")
              .setQuantity(random.nextInt(1, 30) * 1_000_000L)
              .build();
    };
  }

  private static AddGrant grant(long credits) {
    return AddGrant.newBuilder()
        .setPool("message")
        .setAmount(credits * 1_000_000)
        .setSource(GrantSource.ADJUSTMENT)
        .build();
  }

  // ---- The disk
  // -----------------------------------------------------------------------------------

  @Test
  void shouldHaveNothingOnDiskThatIsNotCommitted() {
    fold(charges(3));
    store.commit(Map.of(CHANGELOG, 7L)); // asked in the middle of a transaction
    reopen();

    assertEquals(Optional.empty(), store.findWallet("ana"));
    assertNull(store.committedOffset(CHANGELOG));
  }

  @Test
  void shouldHaveOnDiskWhatIsCommittedAndKnowItsPlace() {
    fold(charges(3));
    Optional<Wallet> ana = store.findWallet("ana");
    store.committed(7);
    store.commit(Map.of(CHANGELOG, 7L));
    reopen();

    assertTrue(ana.isPresent());
    assertEquals(ana, store.findWallet("ana"));
    assertTrue(store.findDecision("ana", "c2").isPresent());
    assertEquals(7L, store.committedOffset(CHANGELOG));
  }

  @Test
  void shouldWriteByItselfWhenMuchIsCommitted() {
    fold(charges(20_000));
    store.committed(20_004);
    Optional<Wallet> ana = store.findWallet("ana");
    reopen();

    assertEquals(ana, store.findWallet("ana"));
  }

  @Test
  void shouldForgetItsPlaceWhenToldThatItIsCorrupt() {
    open();
    store.commit(Map.of(CHANGELOG, 7L));
    assertEquals(7L, store.committedOffset(CHANGELOG));

    store.commit(Map.of());

    assertNull(store.committedOffset(CHANGELOG));
  }

  @Test
  void shouldListWalletsOfMemoryAndDiskInOrder() {
    try (TestLedger ledger = new TestLedger(START, 1)) {
      for (String id : List.of("b", "d", "é", "a", "c", "z")) {
        ledger.open(id, "free");
      }
      fold(ledger.log.subList(0, 7));
      store.committed(1);
      store.commit(Map.of(CHANGELOG, 1L));
      foldFrom(ledger.log, 7);
    }

    assertEquals(List.of("a", "b", "c", "d", "z", "é"), ids(store.listWallets("", 100)));
    assertEquals(List.of("c", "d", "z", "é"), ids(store.listWallets("b\0", 100)));
    assertEquals("a", ids(store.listWallets("", 2)).getFirst());
  }

  private static List<String> ids(List<Wallet> wallets) {
    return wallets.stream().map(Wallet::id).toList();
  }

  @Test
  void shouldDeleteOldIdsAndKeepTheWalletTheyMade() {
    try (TestLedger ledger = new TestLedger(START, 1)) {
      ledger.open("ana", "builder");
      ledger.charge("c1", "ana", "chat.change");
      fold(ledger.log);
    }
    store.committed(9);
    store.commit(Map.of(CHANGELOG, 9L));
    long at = Instant.parse(START).plus(Duration.ofDays(15)).toEpochMilli();
    Optional<Wallet> ana = store.findWallet("ana");

    store.forget(Instant.parse(START).toEpochMilli(), 10, at);
    assertTrue(store.findDecision("ana", "c1").isPresent(), "it is remembered still");
    store.forget(at, 10, at);
    assertFalse(store.findDecision("ana", "c1").isPresent());
    store.committed(12);
    store.commit(Map.of(CHANGELOG, 12L));
    reopen();

    assertFalse(store.findDecision("ana", "c1").isPresent());
    assertEquals(ana, store.findWallet("ana"));
  }

  @Test
  void shouldSayThatItIsClosedToThoseWhoStillAsk() {
    open();
    store.close();

    assertFalse(store.isOpen());
    assertThrows(InvalidStateStoreException.class, () -> store.findWallet("ana"));
    assertThrows(InvalidStateStoreException.class, () -> store.listWallets("", 1));
  }

  private static List<TestLedger.Logged> charges(int charges) {
    try (TestLedger ledger = new TestLedger(START, 1)) {
      ledger.open("ana", "builder");
      ledger.send("gift", "ana", grant(1_000_000));
      for (int i = 0; i < charges; i++) {
        ledger.charge("c" + i, "ana", "chat.change");
      }
      return ledger.log;
    }
  }

  private void reopen() {
    store.close();
    open();
  }

  private MockProcessorContext<byte[], byte[]> open() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "scrip-ledger");
    MockProcessorContext<byte[], byte[]> context =
        new MockProcessorContext<>(properties, new TaskId(0, 0), folder.toFile());
    if (!store.isOpen()) {
      store.init(context.getStateStoreContext(), store);
    }
    context.addStateStore(store);
    return context;
  }

  private void deleteFolder() {
    try (java.util.stream.Stream<Path> files = java.nio.file.Files.walk(folder)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void fold(List<TestLedger.Logged> log) {
    foldFrom(log, 0);
  }

  private void foldFrom(List<TestLedger.Logged> log, int first) {
    MockProcessorContext<byte[], byte[]> context = open();
    LedgerProcessor processor =
        new LedgerProcessor(TestLedger.LINES, TestLedger.DEAD_LETTER_ID, new TestLedger.Deaf());
    processor.init(context);
    for (int offset = first; offset < log.size(); offset++) {
      TestLedger.Logged logged = log.get(offset);
      context.setRecordMetadata("scrip.commands", 0, offset);
      processor.process(new Record<>(logged.key(), logged.value(), logged.appendedAt()));
    }
  }
}
