package dev.scrip.projector.audit;

import dev.scrip.projector.audit.LineQuery.Place;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The RocksDB under {@link LineStore}: lines, and the offsets up to which they are complete, in one
 * key space so that one batch writes both. First byte of a key: {@code L} line, {@code O} offset,
 * {@code T} id of a topic.
 */
final class LineDb implements AutoCloseable {
  private static final byte LINE = 'L';
  private static final byte OFFSET = 'O';
  private static final byte TOPIC = 'T';
  private static final byte[] END = {(byte) 0xff};

  static {
    RocksDB.loadLibrary();
  }

  /** Called for each stored line; false ends the scan. */
  interface Visitor {
    boolean visit(Place place, Line.Kind kind, byte[] bytes);
  }

  private final Cache cache = new LRUCache(8L << 20);
  private final BloomFilter filter = new BloomFilter(10);
  private final Options options;
  private final WriteOptions writing = new WriteOptions();
  private final RocksDB db;
  private final ReentrantReadWriteLock open = new ReentrantReadWriteLock();
  private boolean closed;

  LineDb(Path folder) {
    options =
        new Options()
            .setCreateIfMissing(true)
            .setWriteBufferSize(4L << 20)
            .setMaxWriteBufferNumber(2)
            .setMaxOpenFiles(128)
            .setMaxTotalWalSize(16L << 20)
            .setKeepLogFileNum(2)
            .setMaxBackgroundJobs(2)
            .setTableFormatConfig(
                new BlockBasedTableConfig()
                    .setBlockCache(cache)
                    .setCacheIndexAndFilterBlocks(true)
                    .setFilterPolicy(filter));
    try {
      Files.createDirectories(folder);
      db = RocksDB.open(options, folder.toString());
    } catch (RocksDBException | java.io.IOException e) {
      throw new IllegalStateException(
          "expected a line store in "
              + folder
              + " that only this process uses, found: "
              + e.getMessage()
              + "; stop the other process, or delete the folder: it is rebuilt from the topics",
          e);
    }
  }

  /** What one poll brought, written all at once. */
  final class Batch implements AutoCloseable {
    private final WriteBatch batch = new WriteBatch();

    void line(Line line, byte[] bytes) throws RocksDBException {
      byte[] value = new byte[1 + bytes.length];
      value[0] = line.kind().code();
      System.arraycopy(bytes, 0, value, 1, bytes.length);
      batch.put(lineKey(line.wallet(), Place.of(line)), value);
    }

    void offset(TopicPartition partition, long next) throws RocksDBException {
      batch.put(
          key(OFFSET, partition.toString()), ByteBuffer.allocate(Long.BYTES).putLong(next).array());
    }

    void topic(String topic, String id) throws RocksDBException {
      batch.put(key(TOPIC, topic), id.getBytes(StandardCharsets.UTF_8));
    }

    /** Forgets everything written before. */
    void clear() throws RocksDBException {
      batch.deleteRange(new byte[0], END);
    }

    void write() throws RocksDBException {
      open.readLock().lock();
      try {
        if (closed) {
          throw new IllegalStateException("the line store is closed; nothing was written");
        }
        db.write(writing, batch);
      } finally {
        open.readLock().unlock();
      }
    }

    @Override
    public void close() {
      batch.close();
    }
  }

  Batch batch() {
    return new Batch();
  }

  /** The next offset to read, of each partition it is known of. */
  Map<TopicPartition, Long> offsets(Iterable<TopicPartition> partitions) throws RocksDBException {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (TopicPartition partition : partitions) {
      byte[] value = db.get(key(OFFSET, partition.toString()));
      if (value != null) {
        offsets.put(partition, ByteBuffer.wrap(value).getLong());
      }
    }
    return offsets;
  }

  /** The id a topic had when its lines were first read, or empty. */
  String topic(String topic) throws RocksDBException {
    byte[] value = db.get(key(TOPIC, topic));
    return value == null ? "" : new String(value, StandardCharsets.UTF_8);
  }

  /** Visits the lines of a wallet that stand before a place, newest first. */
  void descending(String wallet, Place before, Visitor visitor) {
    scan(
        wallet,
        iterator -> {
          byte[] prefix = walletKey(wallet);
          iterator.seekForPrev(lineKey(wallet, before));
          if (iterator.isValid() && Arrays.equals(iterator.key(), lineKey(wallet, before))) {
            iterator.prev();
          }
          while (visit(iterator, prefix, visitor)) {
            iterator.prev();
          }
        });
  }

  /** Visits the lines of a wallet from a sequence on, oldest first. */
  void ascending(String wallet, long from, Visitor visitor) {
    scan(
        wallet,
        iterator -> {
          byte[] prefix = walletKey(wallet);
          iterator.seek(lineKey(wallet, new Place(from, "")));
          while (visit(iterator, prefix, visitor)) {
            iterator.next();
          }
        });
  }

  private interface Scan {
    void over(RocksIterator iterator);
  }

  private void scan(String wallet, Scan scan) {
    open.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the line store is closed; asked for wallet " + wallet);
      }
      try (ReadOptions reading = new ReadOptions();
          RocksIterator iterator = db.newIterator(reading)) {
        scan.over(iterator);
        iterator.status();
      } catch (RocksDBException e) {
        throw unreadable(wallet, e);
      }
    } finally {
      open.readLock().unlock();
    }
  }

  private static boolean visit(RocksIterator iterator, byte[] prefix, Visitor visitor) {
    if (!iterator.isValid()) {
      return false;
    }
    Place place = place(iterator.key(), prefix);
    if (place == null) {
      return false;
    }
    byte[] value = iterator.value();
    return visitor.visit(place, Line.Kind.of(value[0]), Arrays.copyOfRange(value, 1, value.length));
  }

  private static @Nullable Place place(byte[] key, byte[] prefix) {
    if (key.length < prefix.length + Long.BYTES
        || !Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length)) {
      return null;
    }
    long sequence = ByteBuffer.wrap(key, prefix.length, Long.BYTES).getLong();
    int rest = prefix.length + Long.BYTES;
    return new Place(sequence, new String(key, rest, key.length - rest, StandardCharsets.UTF_8));
  }

  private static IllegalStateException unreadable(String wallet, RocksDBException e) {
    return new IllegalStateException(
        "expected to read the lines of wallet "
            + wallet
            + ", found: "
            + e.getMessage()
            + "; if this stays, delete the line store's folder: it is rebuilt from the topics",
        e);
  }

  private static byte[] key(byte space, String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(1 + text.length).put(space).put(text).array();
  }

  /** A zero byte ends the wallet: ids have no control characters. */
  private static byte[] walletKey(String wallet) {
    byte[] text = wallet.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(2 + text.length).put(LINE).put(text).put((byte) 0).array();
  }

  private static byte[] lineKey(String wallet, Place place) {
    byte[] prefix = walletKey(wallet);
    byte[] id = place.commandId().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(prefix.length + Long.BYTES + id.length)
        .put(prefix)
        .putLong(place.sequence())
        .put(id)
        .array();
  }

  @Override
  public void close() {
    open.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        for (AutoCloseable part : List.<AutoCloseable>of(db, writing, options, filter, cache)) {
          closeQuietly(part);
        }
      }
    } finally {
      open.writeLock().unlock();
    }
  }

  private static void closeQuietly(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      throw new IllegalStateException("expected to close the line store, found: " + e, e);
    }
  }
}
