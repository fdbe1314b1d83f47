package dev.scrip.deploy.bench.audit;

import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * A map from long to long by open addressing, for millions of keys: 16 bytes each at half load.
 * Keys should be well mixed; nothing is ever removed.
 */
final class LongMap {
  private static final int FIRST_SIZE = 1_024;

  /** Stands for a free slot; the key itself is kept as its neighbour. */
  private static final long FREE = 0;

  private long[] keys = new long[FIRST_SIZE];
  private long[] values = new long[FIRST_SIZE];
  private int size;

  int size() {
    return size;
  }

  boolean has(long key) {
    return keys[slot(used(key))] != FREE;
  }

  long get(long key, long absent) {
    int slot = slot(used(key));
    return keys[slot] == FREE ? absent : values[slot];
  }

  void put(long key, long value) {
    int slot = slot(used(key));
    if (keys[slot] == FREE) {
      keys[slot] = used(key);
      values[slot] = value;
      size++;
      if (size * 2 > keys.length) {
        grow();
      }
    } else {
      values[slot] = value;
    }
  }

  /** Adds to what is there, 0 at first, and returns the sum. */
  long add(long key, long more) {
    long sum = Math.addExact(get(key, 0), more);
    put(key, sum);
    return sum;
  }

  void forEachKey(LongConsumer receiver) {
    Arrays.stream(keys).filter(key -> key != FREE).forEach(receiver);
  }

  private static long used(long key) {
    return key == FREE ? 1 : key;
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    int slot = (int) (key ^ (key >>> 32)) & mask;
    while (keys[slot] != FREE && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldValues = values;
    keys = new long[oldKeys.length * 2];
    values = new long[oldKeys.length * 2];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != FREE) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }
}
