package dev.scrip.ledger.domain;

import dev.scrip.ledger.domain.Memory.Remembered;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A partition of the ledger in memory: keeps what a node's stores keep, and nothing else. */
final class Fold {
  static final long W = 14 * Span.DAY_MS;

  Book book = Book.EMPTY;
  final Map<String, Wallet> wallets = new TreeMap<>();
  final Map<String, Map<String, Remembered>> memories = new TreeMap<>();
  final Map<String, Map<String, Line>> answers = new TreeMap<>();
  final List<Line> lines = new ArrayList<>();

  Fold(Rules rules, long at) {
    control(new Control.Setting(4, W), at);
    control(new Control.RaiseLevel(1), at);
    control(new Control.PublishRules(rules), at);
  }

  Book.Outcome control(Control.Body body, long at) {
    Book.Outcome outcome = book.apply(new Control(book.number() + 1, book.number(), body), at);
    if (outcome instanceof Book.Applied(Book next)) {
      book = next;
    }
    return outcome;
  }

  Wallet wallet(String id) {
    return wallets.getOrDefault(id, Wallet.absent(id));
  }

  Memory memory(String wallet) {
    Map<String, Remembered> known = memories.getOrDefault(wallet, Map.of());
    Map<String, Line> answered = answers.getOrDefault(wallet, Map.of());
    return new Memory() {
      @Override
      public Remembered of(String id) {
        return known.getOrDefault(id, Remembered.NOTHING);
      }

      @Override
      public Optional<Entry> entry(String id) {
        return answered.get(id) instanceof Entry entry ? Optional.of(entry) : Optional.empty();
      }
    };
  }

  /** Decides without taking note. */
  Decision look(Command command, long appendedAt) {
    return Ledger.decide(
        book, wallet(command.wallet()), memory(command.wallet()), command, appendedAt);
  }

  Decision decide(Command command, long appendedAt) {
    Decision decision = look(command, appendedAt);
    if (!decision.wallet().status().equals(Wallet.Status.ABSENT)) {
      wallets.put(command.wallet(), decision.wallet());
    }
    if (decision.outcome() instanceof Decision.Decided(Line answer, List<Decision.Remember> rows)) {
      rows.forEach(row -> remember(command.wallet(), row, answer));
    }
    lines.addAll(decision.lines());
    return decision;
  }

  private void remember(String wallet, Decision.Remember row, Line answer) {
    memories.computeIfAbsent(wallet, _ -> new TreeMap<>()).put(row.commandId(), row.remembered());
    if (row.answered()) {
      answers.computeIfAbsent(wallet, _ -> new TreeMap<>()).put(row.commandId(), answer);
    }
  }
}
