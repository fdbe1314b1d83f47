package dev.scrip.ledger.streams;

import dev.scrip.ledger.domain.Book;
import dev.scrip.ledger.domain.Control;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The control records of a partition as it keeps them: the records themselves, by number, applied
 * anew when the task opens. So the store has no form of its own for rules.
 */
final class ControlLog {
  private static final byte APPLIED = 0;
  private static final byte REFUSED = 1;

  private final KeyValueStore<byte[], byte[]> store;
  private final CommandReader reader;
  private final int partition;

  ControlLog(KeyValueStore<byte[], byte[]> store, CommandReader reader, int partition) {
    this.store = store;
    this.reader = reader;
    this.partition = partition;
  }

  /** Everything kept so far, applied in order. */
  Book book() {
    Book book = Book.EMPTY;
    try (KeyValueIterator<byte[], byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<byte[], byte[]> kept = all.next();
        if (!Arrays.equals(kept.key, Taken.KEY)) {
          book = apply(book, kept);
        }
      }
    }
    return book;
  }

  private Book apply(Book book, KeyValue<byte[], byte[]> kept) {
    long number = ByteBuffer.wrap(kept.key).getLong();
    StateBytes.In in = new StateBytes.In(kept.value);
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
        new StateBytes.Out().number(APPLIED).number(appendedAt).bytes(key).bytes(value));
  }

  void keepRefused(Control control, long appendedAt) {
    put(control.number(), new StateBytes.Out().number(REFUSED).number(appendedAt));
  }

  private void put(long number, StateBytes.Out value) {
    store.put(ByteBuffer.allocate(Long.BYTES).putLong(number).array(), value.done());
  }
}
