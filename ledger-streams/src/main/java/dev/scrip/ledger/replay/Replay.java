package dev.scrip.ledger.replay;

import dev.scrip.ledger.domain.Book;
import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Decision;
import dev.scrip.ledger.domain.Line;
import dev.scrip.ledger.domain.Memory.Remembered;
import dev.scrip.ledger.domain.Wallet;
import dev.scrip.ledger.streams.CommandReader;
import dev.scrip.ledger.streams.Fold;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One partition folded again from its first record, in memory, away from Kafka Streams: the lines
 * and heads must be those of the running ledger, byte for byte.
 */
public final class Replay implements Fold.State {
  private record Id(String wallet, String commandId) {}

  private final Map<String, Wallet> wallets = new TreeMap<>();
  private final Map<Id, Remembered> remembered = new HashMap<>();
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
      if (decision.outcome() instanceof Decision.Decided(_, Decision.Remember keep)
          && !keep.commandId().isEmpty()) {
        Command command = decided.command();
        remembered.put(new Id(command.wallet(), keep.commandId()), keep.remembered());
      }
      return decision.lines();
    }
    return List.of();
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

  /** Every wallet by id, as the records so far left it. */
  public Map<String, Wallet> wallets() {
    return wallets;
  }

  public Book book() {
    return fold.book();
  }
}
