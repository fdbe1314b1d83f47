package dev.scrip.ledger.streams;

import dev.scrip.ledger.domain.Book;
import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Control;
import dev.scrip.ledger.domain.Hash;
import dev.scrip.ledger.domain.Reason;
import dev.scrip.ledger.domain.Wallet;
import java.util.Optional;

/**
 * Hears of a node's progress, on the stream thread: before the transaction commits, which is safe
 * to tell since any re-execution decides the same. Must be quick; takes no part in a decision.
 */
public interface Listener {
  /** A task opened or re-read its state. */
  void opened(int partition, Book book);

  void closed(int partition);

  /** A command was decided. Content is that of the command. */
  void decided(String wallet, String commandId, Hash content, Answer answer, boolean remembered);

  /** A wallet has a new line, and something next falls due then. */
  void changed(int partition, Wallet wallet, long nextDue);

  /** What another wallet sent here was decided on, now or before; empty = taken. */
  void delivered(String wallet, Command.Deliver delivery, Optional<Reason> refusal);

  /** A control record came to something. */
  void controlled(int partition, Control control, Book.Outcome outcome, Book book);

  /** A command was refused because the ledger has moved. */
  void moved(String wallet, String commandId, Hash content);

  /** The record at an offset, appended at an instant, has been dealt with. */
  void passed(int partition, long offset, long appendedAt);

  /** A record could not be read. */
  void deadLetter(int partition, long offset, String reason);
}
