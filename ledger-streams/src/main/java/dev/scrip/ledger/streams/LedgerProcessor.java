package dev.scrip.ledger.streams;

import dev.scrip.ledger.domain.Book;
import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Decision;
import dev.scrip.ledger.domain.Entry;
import dev.scrip.ledger.domain.Hash;
import dev.scrip.ledger.domain.Ledger;
import dev.scrip.ledger.domain.Line;
import dev.scrip.ledger.domain.Reason;
import dev.scrip.ledger.domain.Wallet;
import dev.scrip.schemas.DeadLetterReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Feeds the fold, keeps what it says, forwards the lines: the only class that changes the state.
 * Holds no rule. One partition of the command topic each.
 */
final class LedgerProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  private static final Duration SWEEP_EVERY = Duration.ofSeconds(5);

  /** Append time may go back when a partition's leader moves: nothing is deleted so soon. */
  private static final long SWEEP_MARGIN_MS = Duration.ofDays(1).toMillis();

  private static final int SWEEP_AT_MOST = 50_000;

  private final CommandReader reader = new CommandReader();
  private final LineWire lines;
  private final int deadLetterId;
  private final Listener listener;

  private ProcessorContext<byte[], byte[]> context;
  private LedgerStore state;
  private ControlLog control;
  private Taken taken;
  private Fold fold;
  private int partition;
  private long latest;

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
    state = context.getStateStore(LedgerTopology.STATE);
    control = new ControlLog(state, reader, partition);
    taken = new Taken(state, context.applicationId(), partition);
    fold = new Fold(partition, reader, control.book(), state);
    context.schedule(
        SWEEP_EVERY,
        PunctuationType.WALL_CLOCK_TIME,
        _ -> state.forget(latest - SWEEP_MARGIN_MS, SWEEP_AT_MOST, latest));
    listener.opened(partition, fold.book());
  }

  @Override
  public void close() {
    listener.closed(partition);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata at = context.recordMetadata().orElseThrow();
    taken.take(at.topic(), at.offset(), CommandReader.isControl(record.key()), record.timestamp());
    Fold.Step step = fold.step(record.key(), record.value(), record.timestamp());
    switch (step) {
      case Fold.Unread(DeadLetterReason reason, String detail) -> bury(record, at, reason, detail);
      case Fold.Controlled controlled -> order(controlled, record, at);
      case Fold.TooLate(Command command) ->
          listener.moved(command.wallet(), command.id(), command.content());
      case Fold.Decided decided -> decide(decided, record, at.offset());
    }
    if (!(step instanceof Fold.Decided)) {
      listener.passed(partition, at.offset(), record.timestamp());
    }
  }

  private void order(Fold.Controlled controlled, Record<byte[], byte[]> record, RecordMetadata at) {
    switch (controlled.outcome()) {
      case Book.Applied _ ->
          control.keep(controlled.control(), record.key(), record.value(), record.timestamp());
      case Book.OutOfOrder(String detail) ->
          bury(record, at, DeadLetterReason.CONTROL_ORDER, detail);
      case Book.Refused(String detail) -> {
        control.keepRefused(controlled.control(), record.timestamp());
        bury(record, at, DeadLetterReason.CONTROL_REFUSED, detail);
      }
    }
    listener.controlled(partition, controlled.control(), controlled.outcome(), controlled.book());
  }

  private void decide(Fold.Decided decided, Record<byte[], byte[]> record, long offset) {
    Command command = decided.command();
    Wallet wallet = decided.decision().wallet();
    latest = Math.max(latest, fold.book().now(record.timestamp()));
    Answer answer = forward(decided, record, offset);
    List<LedgerStore.Kept> kept =
        decided.decision().outcome() instanceof Decision.Decided(_, List<Decision.Remember> all)
            ? remember(command, all, answer)
            : List.of();
    boolean own = kept.size() == 1 && kept.getFirst().commandId().equals(command.id());
    state.keep(
        wallet,
        decided.changed(),
        kept,
        own && decided.decision().lines().size() == 1,
        record.timestamp());
    boolean remembered =
        switch (decided.decision().outcome()) {
          case Decision.Decided _ ->
              kept.stream().anyMatch(one -> one.commandId().equals(command.id()));
          // A forgoing is answered by another id's decision: under its own nothing is kept.
          case Decision.Replayed(String first) -> first.equals(command.id());
          case Decision.Nothing _ -> false;
        };
    // First how far the partition is, then the answer: who asks in between finds either.
    listener.passed(partition, offset, record.timestamp());
    if (!(command.body() instanceof Command.Tick)) {
      Hash content = content(command, decided.decision());
      listener.decided(command.wallet(), command.id(), content, answer, remembered);
    }
    if (decided.changed()) {
      listener.changed(partition, wallet, Ledger.nextDue(fold.book(), wallet));
    }
    if (command.body() instanceof Command.Deliver delivery) {
      tellSender(command.wallet(), delivery, answer);
    }
  }

  /** Hashing it again takes longer than to look where the decision has it. */
  private static Hash content(Command command, Decision decision) {
    if (decision.outcome() instanceof Decision.Decided(_, List<Decision.Remember> all)) {
      for (Decision.Remember remember : all) {
        Hash content = remember.remembered().content();
        if (remember.answered() && remember.commandId().equals(command.id()) && !content.isNone()) {
          return content;
        }
      }
    }
    return command.content();
  }

  /** A conflict says nothing of the transfer: what was decided on the id first does. */
  private void tellSender(String wallet, Command.Deliver delivery, Answer answer) {
    switch (answer.kind()) {
      case NONE -> {}
      case ENTRY -> listener.delivered(wallet, delivery, Optional.empty());
      case REJECTION -> {
        Reason reason = LineWire.rejection(answer.line().get()).reason();
        if (reason != Reason.IDEMPOTENCY_CONFLICT) {
          listener.delivered(wallet, delivery, Optional.of(reason));
        }
      }
    }
  }

  /** Forwards the lines and finds what answers the sender. */
  private Answer forward(Fold.Decided decided, Record<byte[], byte[]> record, long offset) {
    Decision decision = decided.decision();
    Answer answer = Answer.nothing(offset);
    for (Line line : decision.lines()) {
      byte[] bytes = lines.bytes(line, offset);
      context.forward(
          new Record<>(
              record.key(),
              bytes,
              Math.max(0, line.stamp().decidedAt()),
              LineHeaders.of(line, record.headers())),
          LedgerTopology.sink(line));
      if (decision.outcome() instanceof Decision.Decided(Line answering, _)
          && answering.stamp().sequence() == line.stamp().sequence()) {
        Answer.Kind kind = line instanceof Entry ? Answer.Kind.ENTRY : Answer.Kind.REJECTION;
        answer = new Answer(kind, Bytes.wrap(bytes), offset, false);
      }
    }
    return decision.outcome() instanceof Decision.Replayed(String first)
        ? first(decided.command().wallet(), first).again(offset)
        : answer;
  }

  private Answer first(String wallet, String commandId) {
    return state
        .decided(wallet, commandId)
        .map(Stored.Decided::answer)
        .orElseThrow(() ->
            new IllegalStateException(
                "wallet " + wallet + " knows of " + commandId + ", which it does not remember"));
  }

  /** What each id remembers from here on. */
  private List<LedgerStore.Kept> remember(
      Command command, List<Decision.Remember> all, Answer answer) {
    List<LedgerStore.Kept> kept = new ArrayList<>(all.size());
    for (Decision.Remember remember : all) {
      String id = remember.commandId();
      Answer its = remember.answered() ? answer : first(command.wallet(), id);
      kept.add(new LedgerStore.Kept(id, new RememberedState(remember.remembered(), its)));
    }
    return kept;
  }

  private void bury(
      Record<byte[], byte[]> record, RecordMetadata at, DeadLetterReason reason, String detail) {
    byte[] letter = DeadLetters.letter(deadLetterId, record, at, reason, detail);
    context.forward(
        new Record<>(new byte[0], letter, record.timestamp(), DeadLetters.headers(reason)),
        LedgerTopology.DEAD_LETTERS_SINK);
    listener.deadLetter(partition, at.offset(), reason.name());
  }
}
