package dev.scrip.ledger.streams;

import dev.scrip.ledger.domain.Book;
import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Control;
import dev.scrip.ledger.domain.Decision;
import dev.scrip.ledger.domain.Ledger;
import dev.scrip.ledger.domain.Line;
import dev.scrip.ledger.domain.Memory;
import dev.scrip.ledger.domain.Wallet;
import dev.scrip.schemas.DeadLetterReason;
import java.time.Duration;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Loads, decides, stores, forwards: the only class that touches the stores. Holds no rule. One
 * partition of the command topic each.
 */
final class LedgerProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  private static final Duration SWEEP_EVERY = Duration.ofSeconds(30);
  private static final int SWEEP_AT_MOST = 20_000;

  private final CommandReader reader = new CommandReader();
  private final LineWire lines;
  private final int deadLetterId;
  private final Listener listener;

  private ProcessorContext<byte[], byte[]> context;
  private KeyValueStore<byte[], byte[]> wallets;
  private KeyValueStore<byte[], byte[]> decisions;
  private ControlLog control;
  private Book book = Book.EMPTY;
  private int partition;
  private long latest = Long.MIN_VALUE;
  private byte[] sweptTo = new byte[0];

  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
  LedgerProcessor(LineWire lines, int deadLetterId, Listener listener) {
    this.lines = lines;
    this.deadLetterId = deadLetterId;
    this.listener = listener;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    partition = context.taskId().partition();
    wallets = context.getStateStore(LedgerTopology.WALLETS);
    decisions = context.getStateStore(LedgerTopology.DECISIONS);
    control = new ControlLog(context.getStateStore(LedgerTopology.CONTROL), reader, partition);
    book = control.book();
    context.schedule(SWEEP_EVERY, PunctuationType.WALL_CLOCK_TIME, _ -> forget());
    listener.opened(partition, book);
  }

  @Override
  public void close() {
    listener.closed(partition);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata at = context.recordMetadata().orElseThrow();
    long appendedAt = record.timestamp();
    switch (reader.read(book, partition, record.key(), record.value())) {
      case CommandReader.Requested(Command command) -> request(command, record, at.offset());
      case CommandReader.Ordered(Control ordered) -> order(ordered, record, at);
      case CommandReader.Dead(DeadLetterReason reason, String detail) ->
          bury(record, at, reason, detail);
    }
    listener.passed(partition, at.offset(), appendedAt);
  }

  private void order(Control ordered, Record<byte[], byte[]> record, RecordMetadata at) {
    Book.Outcome outcome = book.apply(ordered, record.timestamp());
    switch (outcome) {
      case Book.Applied(Book after) -> {
        refuseNewerLevel(after);
        control.keep(ordered, record.key(), record.value(), record.timestamp());
        book = after;
      }
      case Book.OutOfOrder(String detail) ->
          bury(record, at, DeadLetterReason.CONTROL_ORDER, detail);
      case Book.Refused(String detail) -> {
        // It has its number all the same, in every partition: what follows it is in order.
        control.keepRefused(ordered, record.timestamp());
        book = book.skip(ordered, record.timestamp());
        bury(record, at, DeadLetterReason.CONTROL_REFUSED, detail);
      }
    }
    listener.controlled(partition, ordered, outcome, book);
  }

  private void refuseNewerLevel(Book after) {
    if (after.level() > Book.NEWEST_LEVEL) {
      throw new IllegalStateException(
          "the log raises the level to "
              + after.level()
              + ", this program has "
              + Book.NEWEST_LEVEL
              + ": partition "
              + partition
              + " stops before it; start a newer version");
    }
  }

  private void request(Command command, Record<byte[], byte[]> record, long offset) {
    if (!book.movedTo().isEmpty()) {
      listener.moved(command.wallet(), command.id(), command.content());
      return;
    }
    byte[] stored = wallets.get(record.key());
    Wallet before = stored == null ? Wallet.absent(command.wallet()) : WalletState.read(stored);
    Memory memory = id -> remembered(command.wallet(), id);
    Decision decision = Ledger.decide(book, before, memory, command, record.timestamp());
    latest = Math.max(latest, book.now(record.timestamp()));
    if (decision.wallet().sequence() > before.sequence()) {
      wallets.put(record.key(), WalletState.write(decision.wallet()));
    }
    Answer answer = answer(command, decision, record, offset);
    boolean remembered =
        switch (decision.outcome()) {
          case Decision.Decided(_, Decision.Remember remember) -> remember(command, remember, answer);
          case Decision.Replayed _ -> true;
          case Decision.Nothing _ -> false;
        };
    listener.decided(command.wallet(), command.id(), command.content(), answer, remembered);
    if (decision.wallet().sequence() > before.sequence()) {
      long next = Ledger.nextDue(book, decision.wallet());
      listener.changed(partition, command.wallet(), decision.wallet().sequence(), next);
    }
  }

  /** Forwards the lines and finds the one that answers. */
  private Answer answer(
      Command command, Decision decision, Record<byte[], byte[]> record, long offset) {
    Answer answer = Answer.nothing(offset);
    for (Line line : decision.lines()) {
      byte[] bytes = lines.bytes(line, offset);
      Headers headers = LineHeaders.of(line, record.headers());
      context.forward(
          new Record<>(record.key(), bytes, line.stamp().decidedAt(), headers),
          LedgerTopology.sink(line));
      if (decision.outcome() instanceof Decision.Decided decided && decided.answer() == line) {
        answer = new Answer(kind(line), bytes, offset, false);
      }
    }
    return decision.outcome() instanceof Decision.Replayed(String first)
        ? RememberedState.read(decisions.get(RememberedState.key(command.wallet(), first)))
            .answer()
            .again()
        : answer;
  }

  private static Answer.Kind kind(Line line) {
    return line instanceof dev.scrip.ledger.domain.Entry
        ? Answer.Kind.ENTRY
        : Answer.Kind.REJECTION;
  }

  private Memory.Remembered remembered(String wallet, String commandId) {
    byte[] stored = decisions.get(RememberedState.key(wallet, commandId));
    return stored == null
        ? Memory.Remembered.NOTHING
        : RememberedState.read(stored).remembered();
  }

  private boolean remember(Command command, Decision.Remember remember, Answer answer) {
    if (remember.commandId().isEmpty()) {
      return false;
    }
    decisions.put(
        RememberedState.key(command.wallet(), remember.commandId()),
        new RememberedState(remember.remembered(), answer).write());
    return remember.commandId().equals(command.id());
  }

  private void bury(
      Record<byte[], byte[]> record, RecordMetadata at, DeadLetterReason reason, String detail) {
    byte[] letter = DeadLetters.letter(deadLetterId, record, at, reason, detail);
    context.forward(
        new Record<>(null, letter, record.timestamp(), DeadLetters.headers(reason)),
        LedgerTopology.DEAD_LETTERS_SINK);
    listener.deadLetter(partition, at.offset(), reason.name());
  }

  /** Deletes what nobody may ask for any more, some at a time: meaning never waits for it. */
  private void forget() {
    int seen = 0;
    byte[] last = new byte[0];
    try (KeyValueIterator<byte[], byte[]> range = decisions.range(sweptTo, null)) {
      while (range.hasNext() && seen < SWEEP_AT_MOST) {
        var next = range.next();
        last = next.key;
        seen++;
        if (RememberedState.read(next.value).remembered().forgetAt() <= latest) {
          decisions.delete(next.key);
        }
      }
    }
    sweptTo = seen < SWEEP_AT_MOST ? new byte[0] : last;
  }
}
