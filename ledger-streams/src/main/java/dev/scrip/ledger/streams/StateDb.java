package dev.scrip.ledger.streams;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The tables of one partition's state in RocksDB. What one batch writes is there whole or not at
 * all: there is no log beside the tables, and all of them are flushed at once, so that after a
 * crash they are as they were after some batch; closing flushes what is not yet. Written by one
 * thread, read by any; not to be used after it was closed.
 */
final class StateDb implements AutoCloseable {
  static {
    RocksDB.loadLibrary();
  }

  /** What is kept. */
  enum Table {
    /** Control records, and how far the partition is taken. */
    CONTROL('c'),
    WALLETS('w'),
    DECISIONS('d'),
    /** Offsets of the changelog up to which the other tables have it. */
    PLACES('p');

    private final char code;

    Table(char code) {
      this.code = code;
    }

    /** What stands for it. */
    byte code() {
      return (byte) code;
    }

    static Table of(byte code) {
      for (Table table : values()) {
        if (table.code == code) {
          return table;
        }
      }
      throw new IllegalStateException("no table of a state has the code " + code);
    }
  }

  private final Map<Table, ColumnFamilyHandle> tables = new EnumMap<>(Table.class);
  private final List<ColumnFamilyOptions> tableOptions = new ArrayList<>();
  private final DBOptions options;
  private final WriteOptions unlogged = new WriteOptions().setDisableWAL(true);
  private final RocksDB db;

  private StateDb(Path folder) throws RocksDBException {
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    for (Table table : Table.values()) {
      ColumnFamilyOptions its = BoundedMemory.table();
      tableOptions.add(its);
      byte[] name =
          table == Table.CONTROL
              ? RocksDB.DEFAULT_COLUMN_FAMILY
              : table.name().getBytes(StandardCharsets.US_ASCII);
      descriptors.add(new ColumnFamilyDescriptor(name, its));
    }
    options =
        new DBOptions()
            .setCreateIfMissing(true)
            .setCreateMissingColumnFamilies(true)
            .setAtomicFlush(true)
            .setWriteBufferManager(BoundedMemory.writeBuffers())
            .setInfoLogLevel(InfoLogLevel.ERROR_LEVEL);
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    db = RocksDB.open(options, folder.toString(), descriptors, handles);
    for (Table table : Table.values()) {
      tables.put(table, handles.get(tables.size()));
    }
  }

  /**
   * Opens the state in a folder, or makes it.
   *
   * @throws IllegalStateException where another process has it, or it is damaged
   */
  static StateDb open(Path folder) {
    try {
      Files.createDirectories(folder);
      return new StateDb(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("no state folder can be made at " + folder, e);
    } catch (RocksDBException e) {
      throw new IllegalStateException(
          "the state in " + folder + " cannot be opened; deleted, it is restored from the log", e);
    }
  }

  byte @Nullable [] get(Table table, byte[] key) {
    try {
      return db.get(handle(table), key);
    } catch (RocksDBException e) {
      throw failed("reading", e);
    }
  }

  /** Shows records in order of their keys, from one on (inclusive), as long as they are wanted. */
  void scan(Table table, byte[] from, BiPredicate<byte[], byte[]> wanted) {
    try (RocksIterator records = db.newIterator(handle(table))) {
      records.seek(from);
      while (records.isValid() && wanted.test(records.key(), records.value())) {
        records.next();
      }
      records.status();
    } catch (RocksDBException e) {
      throw failed("reading", e);
    }
  }

  Batch batch() {
    return new Batch();
  }

  void deleteAll(Table table) {
    try (Batch batch = batch()) {
      scan(
          table,
          new byte[0],
          (key, _) -> {
            batch.put(table, key, null);
            return true;
          });
      batch.write();
    }
  }

  /** What is written together. Close it. */
  final class Batch implements AutoCloseable {
    private final WriteBatch batch = new WriteBatch();

    /** Null deletes. */
    void put(Table table, byte[] key, byte @Nullable [] value) {
      try {
        if (value == null) {
          batch.delete(handle(table), key);
        } else {
          batch.put(handle(table), key, value);
        }
      } catch (RocksDBException e) {
        throw failed("writing", e);
      }
    }

    void write() {
      try {
        db.write(unlogged, batch);
      } catch (RocksDBException e) {
        throw failed("writing", e);
      }
    }

    @Override
    public void close() {
      batch.close();
    }
  }

  private ColumnFamilyHandle handle(Table table) {
    return Objects.requireNonNull(tables.get(table));
  }

  private IllegalStateException failed(String what, RocksDBException why) {
    return new IllegalStateException(what + " the state in " + db.getName() + " failed", why);
  }

  @Override
  public void close() {
    tables.values().forEach(ColumnFamilyHandle::close);
    db.close();
    options.close();
    tableOptions.forEach(ColumnFamilyOptions::close);
    unlogged.close();
  }
}
