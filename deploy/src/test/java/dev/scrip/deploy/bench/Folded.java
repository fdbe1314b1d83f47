package dev.scrip.deploy.bench;

import dev.scrip.deploy.FirstStart;
import dev.scrip.deploy.RulesFile;
import dev.scrip.deploy.bench.load.Load;
import dev.scrip.ledger.domain.Book;
import dev.scrip.ledger.domain.Control;
import dev.scrip.ledger.domain.Decision;
import dev.scrip.ledger.domain.Entry;
import dev.scrip.ledger.domain.Ledger;
import dev.scrip.ledger.domain.Line;
import dev.scrip.ledger.domain.Memory.Remembered;
import dev.scrip.ledger.domain.Wallet;
import dev.scrip.ledger.streams.CommandReader;
import dev.scrip.ledger.streams.Fold;
import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** A load folded in memory, under the rules that benchmarks have in force. */
public final class Folded implements Fold.State {
  private static final int SCHEMA = 1;
  private static final AvroCodec<Command> CODEC = AvroCodec.of(Command.class);

  private final CommandReader reader = new CommandReader();
  private final Map<String, Wallet> wallets = new HashMap<>();
  private final Map<String, Remembered> remembered = new HashMap<>();
  private final Instant at;
  private Book book = Book.EMPTY;

  /** A ledger without wallets, at an instant. */
  public Folded(Instant at) {
    this.at = at;
    apply(new Control.AnnounceSchema(SCHEMA, CODEC.schema().toString()));
    apply(new Control.Setting(1, Duration.ofDays(14).toMillis()));
    apply(new Control.RaiseLevel(Book.NEWEST_LEVEL));
    apply(new Control.PublishRules(FirstStart.read(RulesFile.of(RulesFile.DEFAULT))));
  }

  /** Decides everything of a load, and tells what each command came to. */
  public void fold(Load load, BiConsumer<Command, Decision> told) {
    for (int wallet = 0; wallet < load.wallets(); wallet++) {
      load.opening(wallet).forEach(command -> told.accept(command, decide(command)));
    }
    for (long n = 0; n < load.commands(); n++) {
      Command command = load.at(n);
      told.accept(command, decide(command));
    }
  }

  private void apply(Control.Body body) {
    Control control = new Control(book.number() + 1, book.number(), body);
    if (!(book.apply(control, at.toEpochMilli()) instanceof Book.Applied(Book after))) {
      throw new AssertionError("refused: " + body);
    }
    book = after;
  }

  /** What a command comes to. */
  public Decision decide(Command command) {
    if (!(reader.readCommand(book, CODEC.encode(SCHEMA, command))
        instanceof CommandReader.Requested(var asked))) {
      throw new AssertionError("expected a command, found " + command);
    }
    Decision decision =
        Ledger.decide(
            book,
            wallet(asked.wallet()),
            new Fold.WalletMemory(this, asked.wallet()),
            asked,
            at.toEpochMilli());
    wallets.put(asked.wallet(), decision.wallet());
    if (decision.outcome() instanceof Decision.Decided(Line _, var all)) {
      all.forEach(
          keep -> remembered.put(asked.wallet() + "/" + keep.commandId(), keep.remembered()));
    }
    return decision;
  }

  @Override
  public Wallet wallet(String id) {
    return wallets.getOrDefault(id, Wallet.absent(id));
  }

  @Override
  public Remembered remembered(String wallet, String commandId) {
    return remembered.getOrDefault(wallet + "/" + commandId, Remembered.NOTHING);
  }

  /** Only refunds and the like ask for it. */
  @Override
  public Optional<Entry> entry(String wallet, String commandId) {
    return Optional.empty();
  }
}
