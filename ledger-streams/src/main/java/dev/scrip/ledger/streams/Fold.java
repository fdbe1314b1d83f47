package dev.scrip.ledger.streams;

import dev.scrip.ledger.domain.Book;
import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Control;
import dev.scrip.ledger.domain.Decision;
import dev.scrip.ledger.domain.Entry;
import dev.scrip.ledger.domain.Ledger;
import dev.scrip.ledger.domain.Memory;
import dev.scrip.ledger.domain.Memory.Remembered;
import dev.scrip.ledger.domain.Wallet;
import dev.scrip.schemas.DeadLetterReason;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One partition of the command log, folded record by record: the same for the live processor and
 * for a replay, which differ only in where the state lies and where the lines go.
 */
public final class Fold {
  /** Where wallets and remembered ids lie. */
  public interface State {
    /** {@link Wallet#absent} if unknown. */
    Wallet wallet(String id);

    /** {@link Remembered#NOTHING} if unknown. */
    Remembered remembered(String wallet, String commandId);

    /** The entry that answered a remembered id, if it was accepted. */
    Optional<Entry> entry(String wallet, String commandId);
  }

  /** What one wallet remembers. */
  public record WalletMemory(State state, String wallet) implements Memory {
    @Override
    public Remembered of(String commandId) {
      return state.remembered(wallet, commandId);
    }

    @Override
    public Optional<Entry> entry(String commandId) {
      return state.entry(wallet, commandId);
    }
  }

  /** What a record came to; the caller stores and forwards. */
  public sealed interface Step {}

  /** A dead letter. */
  public record Unread(DeadLetterReason reason, String detail) implements Step {}

  /** A control record, and the book after it. */
  public record Controlled(Control control, Book.Outcome outcome, Book book) implements Step {}

  /** A command, and the wallet before it. */
  public record Decided(Command command, Wallet before, Decision decision) implements Step {
    /** Whether it left a line. */
    public boolean changed() {
      return decision.wallet().sequence() > before.sequence();
    }
  }

  /** A command after the ledger has moved: nothing is decided any more. */
  public record TooLate(Command command) implements Step {}

  private final int partition;
  private final CommandReader reader;
  private final State state;
  private Book book;

  public Fold(int partition, CommandReader reader, Book book, State state) {
    this.partition = partition;
    this.reader = reader;
    this.state = state;
    this.book = known(book, partition);
  }

  public Book book() {
    return book;
  }

  /**
   * Takes the next record of the partition.
   *
   * @param appendedAt the broker's append time
   * @throws IllegalStateException where the log asks for a level this program lacks: the partition
   *     stops before it
   */
  public Step step(byte @Nullable [] key, byte @Nullable [] value, long appendedAt) {
    return switch (reader.read(book, partition, key, value)) {
      case CommandReader.Dead(DeadLetterReason reason, String detail) -> new Unread(reason, detail);
      case CommandReader.Ordered(Control control) -> order(control, appendedAt);
      case CommandReader.Requested(Command command) -> request(command, appendedAt);
    };
  }

  private Step order(Control control, long appendedAt) {
    Book.Outcome outcome = book.apply(control, appendedAt);
    book =
        switch (outcome) {
          case Book.Applied(Book after) -> known(after, partition);
          case Book.OutOfOrder _ -> book;
          case Book.Refused _ -> book.skip(control, appendedAt);
        };
    return new Controlled(control, outcome, book);
  }

  private static Book known(Book after, int partition) {
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
    return after;
  }

  private Step request(Command command, long appendedAt) {
    if (!book.ready()) {
      return new Unread(
          DeadLetterReason.UNANNOUNCED_SCHEMA,
          "no setting, level and rules stand before this command: run `scrip topics apply` first");
    }
    if (!book.movedTo().isEmpty()) {
      return new TooLate(command);
    }
    Wallet before = state.wallet(command.wallet());
    Decision decision =
        Ledger.decide(book, before, new WalletMemory(state, command.wallet()), command, appendedAt);
    return new Decided(command, before, decision);
  }
}
