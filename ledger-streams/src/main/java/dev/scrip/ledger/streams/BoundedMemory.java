package dev.scrip.ledger.streams;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactionStyle;
import org.rocksdb.CompressionType;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/** One cache and one write-buffer budget for the states of all partitions of the process. */
final class BoundedMemory {
  private static final long CACHE_BYTES = 256L << 20;
  private static final long WRITE_BUFFER_BYTES = 64L << 20;
  private static final long TABLE_WRITE_BUFFER_BYTES = 16L << 20;
  private static final double BITS_PER_KEY = 10;

  /** Of a write buffer, for its own filter: most ids that are looked for were never seen. */
  private static final double BUFFER_FILTER = 0.05;

  private static final Shared SHARED = new Shared();

  /** Native memory that lives as long as the process. */
  private static final class Shared {
    private final Cache cache;
    private final WriteBufferManager writeBuffers;
    private final BloomFilter filter;

    Shared() {
      RocksDB.loadLibrary();
      cache = new LRUCache(CACHE_BYTES, -1, false, 0.1);
      writeBuffers = new WriteBufferManager(WRITE_BUFFER_BYTES, cache);
      filter = new BloomFilter(BITS_PER_KEY, false);
    }
  }

  private BoundedMemory() {}

  static WriteBufferManager writeBuffers() {
    return SHARED.writeBuffers;
  }

  /** Options of a table of one partition's state; the caller closes them. */
  static ColumnFamilyOptions table() {
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(SHARED.cache)
            .setCacheIndexAndFilterBlocks(true)
            .setCacheIndexAndFilterBlocksWithHighPriority(true)
            .setPinTopLevelIndexAndFilter(true)
            .setFilterPolicy(SHARED.filter);
    return new ColumnFamilyOptions()
        .setTableFormatConfig(table)
        .setWriteBufferSize(TABLE_WRITE_BUFFER_BYTES)
        .setMaxWriteBufferNumber(3)
        .setMemtablePrefixBloomSizeRatio(BUFFER_FILTER)
        .setMemtableWholeKeyFiltering(true)
        .setCompactionStyle(CompactionStyle.UNIVERSAL)
        .setCompressionType(CompressionType.LZ4_COMPRESSION);
  }
}
