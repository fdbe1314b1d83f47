package dev.scrip.ledger.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A processor over a state that outlives it, as that of a partition do. */
class TakenTest {
  @TempDir private Path folder;

  private final LedgerStore state =
      LedgerStore.builder(LedgerTopology.STATE, Map.of(), new Commits())
          .withLoggingDisabled()
          .build();

  @AfterEach
  void close() {
    state.close();
  }

  @Test
  void shouldStopBeforeARecordThatItsStateHasTaken() {
    try (TestLedger ledger = new TestLedger("2027-01-31T14:37:05Z", 1)) {
      ledger.open("ana", "free");
      ledger.charge("c1", "ana", "chat.discuss");
      fold(ledger.log, 0);

      IllegalStateException fault =
          assertThrows(IllegalStateException.class, () -> fold(ledger.log, 0));

      assertTrue(
          fault.getMessage().startsWith("the record at offset 0 of partition 0"),
          fault.getMessage());
      ledger.at("2027-01-31T14:38:05Z");
      ledger.charge("c2", "ana", "chat.discuss");
      assertEquals(1, fold(ledger.log, ledger.log.size() - 1), "what is new is taken");
    }
  }

  @Test
  void shouldMarkEveryNowAndThenAndNameThePlace() {
    open();
    Taken taken = new Taken(state, "scrip-ledger", 3);
    for (long offset = 0; offset <= 70; offset++) {
      taken.take("scrip.commands", offset, false, 1_000);
    }
    assertEquals(OptionalLong.of(64), mark());
    taken.take("scrip.commands", 71, false, 2_000);
    assertEquals(OptionalLong.of(71), mark());

    String fault =
        assertThrows(
                IllegalStateException.class,
                () -> new Taken(state, "scrip-ledger", 3).take("scrip.commands", 71, false, 0))
            .getMessage();

    assertTrue(fault.contains("--group scrip-ledger --topic scrip.commands:3"), fault);
    assertTrue(fault.contains("--to-offset 72 "), fault);
    new Taken(state, "scrip-ledger", 3).take("scrip.commands", 72, false, 0);
  }

  @Test
  void shouldStopWhereItsStateIsGone() {
    try (TestLedger ledger = new TestLedger("2027-01-31T14:37:05Z", 1)) {
      ledger.open("ana", "free");

      IllegalStateException fault =
          assertThrows(IllegalStateException.class, () -> fold(ledger.log, ledger.log.size() - 1));

      assertTrue(fault.getMessage().contains("the partition has no state"), fault.getMessage());
    }
  }

  private OptionalLong mark() {
    return Taken.mark(
        LedgerStore.changelogKey(StateDb.Table.CONTROL, Taken.KEY), state.control(Taken.KEY));
  }

  /** The state, opened once, and a context that has it. */
  private MockProcessorContext<byte[], byte[]> open() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "scrip-ledger");
    MockProcessorContext<byte[], byte[]> context =
        new MockProcessorContext<>(properties, new TaskId(0, 0), folder.toFile());
    if (!state.isOpen()) {
      state.init(context.getStateStoreContext(), state);
    }
    context.addStateStore(state);
    return context;
  }

  /** A processor of its own takes the log from an offset on; how many lines it left. */
  private int fold(List<TestLedger.Logged> log, int from) {
    MockProcessorContext<byte[], byte[]> context = open();
    LedgerProcessor processor =
        new LedgerProcessor(TestLedger.LINES, TestLedger.DEAD_LETTER_ID, new TestLedger.Deaf());
    processor.init(context);
    for (int offset = from; offset < log.size(); offset++) {
      TestLedger.Logged logged = log.get(offset);
      context.setRecordMetadata("scrip.commands", 0, offset);
      processor.process(new Record<>(logged.key(), logged.value(), logged.appendedAt()));
    }
    return context.forwarded().size();
  }
}
