package dev.scrip.ledger.streams;

import dev.scrip.ledger.domain.Wallet;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What a partition's state has become since it was last written to disk, the newest of each wallet
 * and record. Changed by one thread, read by any.
 */
final class Unwritten {
  /** Stands for a record that is to be deleted. */
  private static final byte[] DELETED = new byte[0];

  private final Map<String, Wallet> wallets = new ConcurrentHashMap<>();
  private final Map<Bytes, byte[]> decisions = new ConcurrentHashMap<>();
  private final Map<Bytes, byte[]> control = new ConcurrentHashMap<>();

  @Nullable Wallet wallet(String id) {
    return wallets.get(id);
  }

  /** Null = nothing of it here; without a byte = it is deleted. */
  byte @Nullable [] decision(Bytes key) {
    return decisions.get(key);
  }

  byte @Nullable [] control(byte[] key) {
    return control.get(Bytes.wrap(key));
  }

  void put(Wallet wallet) {
    wallets.put(wallet.id(), wallet);
  }

  void putDecision(Bytes key, byte[] value) {
    decisions.put(key, value);
  }

  void deleteDecision(Bytes key) {
    decisions.put(key, DELETED);
  }

  void putControl(byte[] key, byte[] value) {
    control.put(Bytes.wrap(key), value);
  }

  void controls(BiConsumer<byte[], byte[]> each) {
    control.forEach((key, value) -> each.accept(key.get(), value));
  }

  /** Its wallets from an id on, by the bytes of their ids. */
  NavigableMap<Bytes, Wallet> wallets(Bytes from) {
    NavigableMap<Bytes, Wallet> sorted = new TreeMap<>();
    wallets
        .values()
        .forEach(wallet -> {
          Bytes id = Bytes.wrap(wallet.id().getBytes(StandardCharsets.UTF_8));
          if (id.compareTo(from) >= 0) {
            sorted.put(id, wallet);
          }
        });
    return sorted;
  }

  int size() {
    return wallets.size() + decisions.size() + control.size();
  }

  void write(StateDb.Batch batch) {
    wallets.forEach((id, wallet) ->
        batch.put(
            StateDb.Table.WALLETS, id.getBytes(StandardCharsets.UTF_8), WalletState.write(wallet)));
    decisions.forEach((key, value) ->
        batch.put(StateDb.Table.DECISIONS, key.get(), value.length == 0 ? null : value));
    control.forEach((key, value) -> batch.put(StateDb.Table.CONTROL, key.get(), value));
  }

  void clear() {
    wallets.clear();
    decisions.clear();
    control.clear();
  }
}
