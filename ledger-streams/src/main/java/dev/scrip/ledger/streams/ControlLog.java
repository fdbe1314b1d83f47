package dev.scrip.ledger.streams;

import dev.scrip.ledger.domain.Book;
import dev.scrip.ledger.domain.Control;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The control records of a partition as it keeps them: the records themselves, by number, applied
 * anew when the task opens. So the store has no form of its own for rules.
 */
final class ControlLog {
  private static final byte APPLIED = 0;
  private static final byte REFUSED = 1;

  private final LedgerStore store;
  private final CommandReader reader;
  private final int partition;

  ControlLog(LedgerStore store, CommandReader reader, int partition) {
    this.store = store;
    this.reader = reader;
    this.partition = partition;
  }

  /** Everything kept so far, applied in order. */
  Book book() {
    TreeMap<Long, byte[]> records = new TreeMap<>();
    store.controls((key, value) -> {
      if (!Arrays.equals(key, Taken.KEY)) {
        records.put(ByteBuffer.wrap(key).getLong(), value);
      }
    });
    Book book = Book.EMPTY;
    for (Map.Entry<Long, byte[]> record : records.entrySet()) {
      book = apply(book, record.getKey(), record.getValue());
    }
    return book;
  }

  private Book apply(Book book, long number, byte[] kept) {
    StateBytes.In in = new StateBytes.In(kept);
    boolean refused = in.number() == REFUSED;
    long appendedAt = in.number();
    if (refused) {
      return book.skip(new Control(number, number - 1, new Control.RaiseLevel(0)), appendedAt);
    }
    CommandReader.Read read = reader.read(book, partition, in.bytes(), in.bytes());
    if (read instanceof CommandReader.Ordered(Control control)
        && book.apply(control, appendedAt) instanceof Book.Applied(Book after)) {
      return after;
    }
    throw new IllegalStateException(
        "control record "
            + number
            + " of partition "
            + partition
            + " was applied once and is not now: this program is not of the log's kind; start the"
            + " version that wrote it, or delete the state folder to read the log anew");
  }

  void keep(Control control, byte[] key, byte[] value, long appendedAt) {
    put(
        control.number(),
        new StateBytes.Out().number(APPLIED).number(appendedAt).bytes(key).bytes(value),
        appendedAt);
  }

  void keepRefused(Control control, long appendedAt) {
    put(control.number(), new StateBytes.Out().number(REFUSED).number(appendedAt), appendedAt);
  }

  private void put(long number, StateBytes.Out value, long at) {
    store.keepControl(ByteBuffer.allocate(Long.BYTES).putLong(number).array(), value.done(), at);
  }
}
