package dev.scrip.ledger.scenario;

import dev.scrip.ledger.domain.Book;
import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Control;
import dev.scrip.ledger.domain.Decision;
import dev.scrip.ledger.domain.Entry;
import dev.scrip.ledger.domain.Ledger;
import dev.scrip.ledger.domain.Line;
import dev.scrip.ledger.domain.Memory;
import dev.scrip.ledger.domain.Rejection;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.Span;
import dev.scrip.ledger.domain.Text;
import dev.scrip.ledger.domain.Wallet;
import dev.scrip.ledger.streams.TransferIds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A ledger in memory: keeps what a node's stores keep, and carries transfers between its wallets at
 * once. It decides nothing itself.
 */
final class MemoryLedger {
  private static final long MEMORY_MS = 14 * Span.DAY_MS;

  /** What one wallet remembers of command ids. */
  private static final class Ids implements Memory {
    private final Map<String, Remembered> known = new TreeMap<>();
    private final Map<String, Line> answers = new TreeMap<>();

    @Override
    public Remembered of(String commandId) {
      return known.getOrDefault(commandId, Remembered.NOTHING);
    }

    @Override
    public Optional<Entry> entry(String commandId) {
      return answers.get(commandId) instanceof Entry entry ? Optional.of(entry) : Optional.empty();
    }

    void keep(Decision.Remember remember, Line answer) {
      known.put(remember.commandId(), remember.remembered());
      if (remember.answered()) {
        answers.put(remember.commandId(), answer);
      }
    }
  }

  /** Who is told of every line of a wallet. */
  @FunctionalInterface
  interface Listener {
    void told(String wallet, List<Line> lines);
  }

  private Book book;
  private final Listener listener;
  private final Map<String, Wallet> wallets = new TreeMap<>();
  private final Map<String, Ids> ids = new TreeMap<>();

  /**
   * A ledger that begins with these rules.
   *
   * @param at epoch milliseconds
   */
  MemoryLedger(Rules rules, long at, Listener listener) {
    this.listener = listener;
    book = Book.EMPTY;
    control(new Control.Setting(1, MEMORY_MS), at);
    control(new Control.RaiseLevel(Book.NEWEST_LEVEL), at);
    control(new Control.PublishRules(rules), at);
  }

  private void control(Control.Body body, long at) {
    Book.Outcome outcome = book.apply(new Control(book.number() + 1, book.number(), body), at);
    if (!(outcome instanceof Book.Applied(Book next))) {
      throw new IllegalArgumentException("the fold refuses these rules: " + outcome);
    }
    book = next;
  }

  Book book() {
    return book;
  }

  Wallet wallet(String id) {
    return wallets.getOrDefault(id, Wallet.absent(id));
  }

  /** The line that answered an id. */
  Line answer(String wallet, String commandId) {
    Line line = ids(wallet).answers.get(commandId);
    if (line == null) {
      throw new IllegalStateException("no answer is kept to " + commandId + " of " + wallet);
    }
    return line;
  }

  private Ids ids(String wallet) {
    return ids.computeIfAbsent(wallet, _ -> new Ids());
  }

  /** Decides a command at an instant, then carries what it sent. */
  Decision decide(Command command, long at) {
    Decision decision = take(command, at);
    for (Wallet.Transit transit : wallet(command.wallet()).dealings().transits()) {
      carry(command.wallet(), transit, at);
    }
    return decision;
  }

  private Decision take(Command command, long at) {
    String wallet = command.wallet();
    Decision decision = Ledger.decide(book, wallet(wallet), ids(wallet), command, at);
    if (decision.wallet().status() != Wallet.Status.ABSENT) {
      wallets.put(wallet, decision.wallet());
    }
    if (decision.outcome() instanceof Decision.Decided decided) {
      decided.remember().forEach(remember -> ids(wallet).keep(remember, decided.answer()));
    }
    listener.told(wallet, decision.lines());
    return decision;
  }

  private void carry(String from, Wallet.Transit transit, long at) {
    Command.Body delivery =
        new Command.Deliver(transit.id(), from, transit.grants(), transit.seat());
    Decision decision =
        take(command(TransferIds.of("deliver", from, transit.id()), transit.to(), delivery), at);
    if (!(decision.outcome() instanceof Decision.Decided decided)) {
      throw new IllegalStateException(
          "transfer " + transit.id() + " of " + from + " was not decided: " + decision.outcome());
    }
    if (decided.answer() instanceof Rejection refusal) {
      answer("restore", transit, from, new Command.Restore(transit.id(), refusal.reason()), at);
    } else {
      answer("settle", transit, from, new Command.Settle(transit.id()), at);
    }
  }

  private void answer(
      String kind, Wallet.Transit transit, String from, Command.Body body, long at) {
    take(command(TransferIds.of(kind, transit.to(), transit.id()), from, body), at);
  }

  private static Command command(String id, String wallet, Command.Body body) {
    return new Command(id, wallet, "", "", Text.NONE, body);
  }
}
