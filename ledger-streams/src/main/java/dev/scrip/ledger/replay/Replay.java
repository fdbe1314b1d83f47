package dev.scrip.ledger.replay;

import dev.scrip.ledger.domain.Book;
import dev.scrip.ledger.domain.Decision;
import dev.scrip.ledger.domain.Decision.Remember;
import dev.scrip.ledger.domain.Entry;
import dev.scrip.ledger.domain.Line;
import dev.scrip.ledger.domain.Memory.Remembered;
import dev.scrip.ledger.domain.Wallet;
import dev.scrip.ledger.streams.CommandReader;
import dev.scrip.ledger.streams.Fold;
import dev.scrip.ledger.streams.LineWire;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One partition folded again from its first record, in memory, away from Kafka Streams: the lines
 * and heads must be those of the running ledger, byte for byte.
 */
public final class Replay implements Fold.State {
  private record Id(String wallet, String commandId) {}

  /** What is kept here never leaves the process: any ids do. */
  private static final LineWire LINES = new LineWire(0, 0, 0);

  private final Map<String, Wallet> wallets = new TreeMap<>();
  private final Map<Id, Remembered> remembered = new HashMap<>();

  /** Entries that answered an id, as bytes: they take a fraction of the room. */
  private final Map<Id, byte[]> answers = new HashMap<>();

  private final Fold fold;

  public Replay(int partition) {
    fold = new Fold(partition, new CommandReader(), Book.EMPTY, this);
  }

  /** The lines that a record leaves. */
  public List<Line> next(byte @Nullable [] key, byte @Nullable [] value, long appendedAt) {
    if (fold.step(key, value, appendedAt) instanceof Fold.Decided decided) {
      Decision decision = decided.decision();
      if (decided.changed()) {
        wallets.put(decision.wallet().id(), decision.wallet());
      }
      if (decision.outcome() instanceof Decision.Decided(Line answer, List<Remember> all)) {
        all.forEach(keep -> remember(decided.command().wallet(), keep, answer));
      }
      return decision.lines();
    }
    return List.of();
  }

  private void remember(String wallet, Remember keep, Line answer) {
    Id id = new Id(wallet, keep.commandId());
    remembered.put(id, keep.remembered());
    if (keep.answered()) {
      answers.remove(id);
      if (answer instanceof Entry) {
        answers.put(id, LINES.bytes(answer, -1));
      }
    }
  }

  @Override
  public Wallet wallet(String id) {
    Wallet wallet = wallets.get(id);
    return wallet == null ? Wallet.absent(id) : wallet;
  }

  @Override
  public Remembered remembered(String wallet, String commandId) {
    return remembered.getOrDefault(new Id(wallet, commandId), Remembered.NOTHING);
  }

  @Override
  public Optional<Entry> entry(String wallet, String commandId) {
    return Optional.ofNullable(answers.get(new Id(wallet, commandId))).map(LineWire::entry);
  }

  /** Every wallet by id, as the records so far left it. */
  public Map<String, Wallet> wallets() {
    return wallets;
  }

  public Book book() {
    return fold.book();
  }
}
