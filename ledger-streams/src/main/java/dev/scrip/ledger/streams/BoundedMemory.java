package dev.scrip.ledger.streams;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * One cache and one write-buffer budget for all stores of the process. Atomic flush stays as Kafka
 * Streams sets it: recovery after a crash relies on it.
 */
public final class BoundedMemory implements RocksDBConfigSetter {
  private static final long CACHE_BYTES = 128L << 20;
  private static final long WRITE_BUFFER_BYTES = 64L << 20;
  private static final long STORE_WRITE_BUFFER_BYTES = 8L << 20;
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
      filter = new BloomFilter(10, false);
    }
  }

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(SHARED.cache);
    table.setCacheIndexAndFilterBlocks(true);
    table.setCacheIndexAndFilterBlocksWithHighPriority(true);
    table.setPinTopLevelIndexAndFilter(true);
    table.setFilterPolicy(SHARED.filter);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(SHARED.writeBuffers);
    options.setWriteBufferSize(STORE_WRITE_BUFFER_BYTES);
    options.setMaxWriteBufferNumber(3);
    options.setCompressionType(CompressionType.LZ4_COMPRESSION);
  }

  @Override
  public void close(String storeName, Options options) {
    // The shared cache and filter outlive every store.
  }
}
