package dev.scrip.ledger.streams;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How far a partition of the command log is taken, kept with its state and written in the same
 * transaction. Kafka forgets the place of a group that nobody runs for a while: taken up from the
 * beginning, the log would be decided once more on top of what it came to.
 *
 * <p>A record of the changelog for every command would cost as much as the fold, so the mark is
 * written at times: what lies behind it was appended within a second of it, and the memory of
 * command ids answers that.
 */
public final class Taken {
  /** Beside the control records, whose keys have eight bytes. */
  static final byte[] KEY = {'t', 'a', 'k', 'e', 'n'};

  private static final byte[] CHANGELOG_KEY = LedgerStore.changelogKey(StateDb.Table.CONTROL, KEY);

  private static final long MARK_RECORDS = 64;
  private static final long MARK_MS = 1_000;
  private static final long NONE = -1;

  private final LedgerStore store;
  private final String group;
  private final int partition;
  private long taken;
  private long marked;
  private long markedAt;

  /**
   * @param group that reads the log, for what is said
   */
  Taken(LedgerStore store, String group, int partition) {
    this.store = store;
    this.group = group;
    this.partition = partition;
    byte[] mark = store.control(KEY);
    marked = mark == null ? NONE : offset(mark);
    taken = marked;
  }

  private static long offset(byte[] mark) {
    return ByteBuffer.wrap(mark).getLong();
  }

  /** The last offset taken, if a record of the state's changelog tells it. */
  public static OptionalLong mark(byte @Nullable [] key, byte @Nullable [] value) {
    return value != null && Arrays.equals(key, CHANGELOG_KEY)
        ? OptionalLong.of(offset(value))
        : OptionalLong.empty();
  }

  /**
   * The record at an offset is taken now.
   *
   * @param control whether it is a control record, as the first one of a log is
   * @param appendedAt the broker's append time
   * @throws IllegalStateException where it was taken before, or there is no state although others
   *     were taken: the partition stops before it
   */
  void take(String topic, long offset, boolean control, long appendedAt) {
    if (taken == NONE && offset > 0 && !control) {
      throw new IllegalStateException(
          ("the group %s takes partition %d of %s up at offset %d, and the partition has no state:"
                  + " its changelog is lost, or another version of Scrip wrote it. Nothing is"
                  + " decided; start the version that wrote it, or a ledger of another name")
              .formatted(group, partition, topic, offset));
    }
    if (offset <= taken) {
      throw new IllegalStateException(
          ("the record at offset %d of partition %d of %s comes again, and its state has taken all"
                  + " up to %d: the group %s has lost its place, or was set back. Nothing is"
                  + " decided; stop all nodes and set the place: kafka-consumer-groups.sh"
                  + " --bootstrap-server HOST:PORT --group %s --topic %s:%d --reset-offsets"
                  + " --to-offset %d --execute")
              .formatted(
                  offset, partition, topic, taken, group, group, topic, partition, taken + 1));
    }
    taken = offset;
    if (marked == NONE || offset - marked >= MARK_RECORDS || appendedAt - markedAt >= MARK_MS) {
      store.keepControl(KEY, ByteBuffer.allocate(Long.BYTES).putLong(offset).array(), appendedAt);
      marked = offset;
      markedAt = appendedAt;
    }
  }
}
