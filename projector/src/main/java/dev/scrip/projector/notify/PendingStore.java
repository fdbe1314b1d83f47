package dev.scrip.projector.notify;

import dev.scrip.schemas.Delivery;
import dev.scrip.schemas.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * How things stand with every event and receiver, as the delivery log tells it. It holds nothing
 * that the log does not: it is emptied at every start and built anew. On disk, since a receiver
 * that is away for days may leave millions of events to be tried again.
 *
 * <p>First byte of a key: {@code S} state of a receiver and an event, {@code D} what is due by
 * receiver, partition and instant, {@code F} what is final by instant, so that it can be forgotten.
 */
final class PendingStore implements AutoCloseable {
  private static final byte STATE = 'S';
  private static final byte DUE = 'D';
  private static final byte FINAL = 'F';

  static {
    RocksDB.loadLibrary();
  }

  private record Lot(String receiver, int partition) {}

  private final Path folder;
  private final Options options =
      new Options()
          .setCreateIfMissing(true)
          .setWriteBufferSize(8L << 20)
          .setMaxOpenFiles(128)
          .setKeepLogFileNum(1);
  private final WriteOptions writing = new WriteOptions().setDisableWAL(true);
  private final RocksDB db;
  private final Map<Lot, Long> pending = new HashMap<>();
  private volatile int partitions;
  private volatile boolean broken;
  private boolean closed;

  /**
   * @param scratch a folder for this alone, or null for one among the temporary files
   */
  PendingStore(@Nullable Path scratch) {
    try {
      folder =
          scratch == null
              ? Files.createTempDirectory("scrip-notify-")
              : Files.createDirectories(scratch).resolve("pending");
      delete(folder);
      Files.createDirectories(folder);
      db = RocksDB.open(options, folder.toString());
    } catch (IOException | RocksDBException e) {
      throw new IllegalStateException(
          "expected a folder for what waits to be tried again, found: "
              + e.getMessage()
              + "; name another as scratch, and only one projector each",
          e);
    }
  }

  /** Whether it can still be written and read; where it cannot, only another start helps. */
  boolean isWell() {
    return !broken;
  }

  /** Says how many partitions the event topics have; before anything is applied. */
  void partitions(int partitions) {
    this.partitions = partitions;
  }

  /** The partition of a wallet's events. */
  int partition(String wallet) {
    return Topics.partition(wallet.getBytes(StandardCharsets.UTF_8), partitions);
  }

  /**
   * Takes in a record of the log. The same again changes nothing, nor does one that another
   * projector wrote late: what is final stays so.
   *
   * @param value the record's bytes
   */
  synchronized void apply(Delivery delivery, byte[] value) {
    if (closed) {
      return;
    }
    State before = state(delivery.getReceiver(), delivery.getEventId());
    State after = State.of(delivery);
    if (before != null && !after.follows(before)) {
      return;
    }
    Lot lot = new Lot(delivery.getReceiver(), partition(delivery.getWallet()));
    try (WriteBatch batch = new WriteBatch()) {
      if (before != null && !before.last()) {
        batch.delete(dueKey(lot, before.instantMs(), delivery.getEventId()));
        pending.merge(lot, -1L, Long::sum);
      }
      byte[] key = stateKey(delivery.getReceiver(), delivery.getEventId());
      batch.put(key, after.bytes());
      if (after.last()) {
        batch.put(finalKey(after.instantMs(), key), new byte[0]);
      } else {
        batch.put(dueKey(lot, after.instantMs(), delivery.getEventId()), value);
        pending.merge(lot, 1L, Long::sum);
      }
      db.write(writing, batch);
    } catch (RocksDBException e) {
      throw broken(e);
    }
  }

  /** Whether the log has anything of an event and a receiver. */
  synchronized boolean knows(String receiver, String eventId) {
    return !closed && state(receiver, eventId) != null;
  }

  /** Records of the log that are due to be tried again, the longest overdue first. */
  synchronized List<byte[]> due(
      String receiver, int partition, Instant now, int most, Predicate<String> busy) {
    Lot lot = new Lot(receiver, partition);
    List<byte[]> due = new ArrayList<>();
    if (closed || pending.getOrDefault(lot, 0L) == 0) {
      return due;
    }
    byte[] prefix = lotKey(lot);
    try (RocksIterator iterator = db.newIterator()) {
      for (iterator.seek(prefix); iterator.isValid() && due.size() < most; iterator.next()) {
        byte[] key = iterator.key();
        if (!Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length)) {
          break;
        }
        if (ByteBuffer.wrap(key, prefix.length, Long.BYTES).getLong() > now.toEpochMilli()) {
          break;
        }
        int id = prefix.length + Long.BYTES;
        if (!busy.test(new String(key, id, key.length - id, StandardCharsets.UTF_8))) {
          due.add(iterator.value());
        }
      }
      iterator.status();
    } catch (RocksDBException e) {
      throw broken(e);
    }
    return due;
  }

  /** How many events wait to be tried again, of all partitions. */
  synchronized long pending() {
    return pending.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Forgets what became final before an instant. */
  synchronized void forget(Instant before) {
    if (closed) {
      return;
    }
    try (RocksIterator iterator = db.newIterator();
        WriteBatch batch = new WriteBatch()) {
      for (iterator.seek(new byte[] {FINAL}); iterator.isValid(); iterator.next()) {
        byte[] key = iterator.key();
        if (key[0] != FINAL
            || ByteBuffer.wrap(key, 1, Long.BYTES).getLong() >= before.toEpochMilli()) {
          break;
        }
        batch.delete(key);
        batch.delete(Arrays.copyOfRange(key, 1 + Long.BYTES, key.length));
      }
      db.write(writing, batch);
    } catch (RocksDBException e) {
      throw broken(e);
    }
  }

  /**
   * @param instantMs when it is due, or became final
   */
  private record State(boolean last, int attempt, long atMs, long instantMs) {
    static State of(Delivery delivery) {
      Instant next = delivery.getNextAttemptAt();
      Instant instant = next == null ? delivery.getAt() : next;
      return new State(
          next == null,
          delivery.getAttempt(),
          delivery.getAt().toEpochMilli(),
          instant.toEpochMilli());
    }

    static State of(byte[] bytes) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      return new State(buffer.get() == 1, buffer.getInt(), buffer.getLong(), buffer.getLong());
    }

    byte[] bytes() {
      return ByteBuffer.allocate(1 + Integer.BYTES + 2 * Long.BYTES)
          .put((byte) (last ? 1 : 0))
          .putInt(attempt)
          .putLong(atMs)
          .putLong(instantMs)
          .array();
    }

    boolean follows(State before) {
      if (before.last() || equals(before)) {
        return false;
      }
      return last
          || attempt > before.attempt()
          || (attempt == before.attempt() && atMs >= before.atMs());
    }
  }

  private @Nullable State state(String receiver, String eventId) {
    try {
      byte[] bytes = db.get(stateKey(receiver, eventId));
      return bytes == null ? null : State.of(bytes);
    } catch (RocksDBException e) {
      throw broken(e);
    }
  }

  /** A zero byte ends a receiver: names have no control characters. */
  private static byte[] stateKey(String receiver, String eventId) {
    return (((char) STATE) + receiver + '\0' + eventId).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] lotKey(Lot lot) {
    byte[] name = lot.receiver().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(2 + name.length + Integer.BYTES)
        .put(DUE)
        .put(name)
        .put((byte) 0)
        .putInt(lot.partition())
        .array();
  }

  private static byte[] dueKey(Lot lot, long dueMs, String eventId) {
    byte[] prefix = lotKey(lot);
    byte[] id = eventId.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(prefix.length + Long.BYTES + id.length)
        .put(prefix)
        .putLong(dueMs)
        .put(id)
        .array();
  }

  private static byte[] finalKey(long atMs, byte[] stateKey) {
    return ByteBuffer.allocate(1 + Long.BYTES + stateKey.length)
        .put(FINAL)
        .putLong(atMs)
        .put(stateKey)
        .array();
  }

  private IllegalStateException broken(RocksDBException e) {
    broken = true;
    return new IllegalStateException(
        "expected to read and write what waits to be tried again, found: "
            + e.getMessage()
            + "; make room where scratch lies and start the projector again: nothing is lost",
        e);
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    db.close();
    writing.close();
    options.close();
    try {
      delete(folder);
    } catch (IOException e) {
      throw new IllegalStateException("expected to empty " + folder + ", found: " + e, e);
    }
  }
}
