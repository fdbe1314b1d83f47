package dev.scrip.ledger.streams;

import dev.scrip.ledger.domain.Entry;
import dev.scrip.ledger.domain.Ledger;
import dev.scrip.ledger.domain.Memory.Remembered;
import dev.scrip.ledger.domain.Wallet;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.processor.BatchingStateRestoreCallback;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The state of one partition: its wallets, the command ids they remember, and its control records.
 *
 * <p>A command is logged as what it left behind: most leave one line, by which the wallet changes,
 * so the changelog has that line once, with the id that remembers it, and a restored state folds
 * it. Whatever else a command does, its wallet is logged whole. Changes stay in memory until their
 * transaction is committed; then, some at a time, they are written together with the place in the
 * changelog. So the disk never has what may be taken back, and after a crash only what came later
 * is restored.
 *
 * <p>Changed and asked by the partition's thread; others ask by {@link StateView}.
 */
final class LedgerStore implements StateStore, StateView, Fold.State, Commits.Logged {
  /** Records and wallets kept in memory until they are written. */
  private static final int MOST_UNWRITTEN = 8_192;

  private static final Bytes NO_KEY = Bytes.wrap(new byte[0]);

  /** What was looked for last: who decides on an id keeps it next. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Found(String wallet, String commandId, Bytes key, byte @Nullable [] value) {
    boolean is(String wallet, String commandId) {
      return this.commandId.equals(commandId) && this.wallet.equals(wallet);
    }
  }

  /** An id with what it remembers from here on. */
  record Kept(String commandId, RememberedState state) {}

  /** Where changes are logged. */
  private interface Log {
    void log(StateDb.Table table, byte[] key, byte @Nullable [] value, long at);
  }

  private final String name;
  private final boolean logged;
  private final Commits commits;
  private final Unwritten unwritten = new Unwritten();
  private final RecentWallets recent = new RecentWallets();
  private final ReadWriteLock open = new ReentrantReadWriteLock();
  private volatile @Nullable StateDb db;
  private Log log = (_, _, _, _) -> {};
  private TopicPartition changelog = new TopicPartition("", 0);
  private Found found = new Found("", "", NO_KEY, null);
  private boolean uncommitted;
  private byte[] sweptTo = new byte[0];

  private LedgerStore(String name, boolean logged, Commits commits) {
    this.name = name;
    this.logged = logged;
    this.commits = commits;
  }

  /** For a topology. Nothing is cached above the state: it caches for itself. */
  static StoreBuilder<LedgerStore> builder(
      String name, Map<String, String> changelog, Commits commits) {
    return new Builder(name, true, changelog, commits);
  }

  private record Builder(
      String name, boolean loggingEnabled, Map<String, String> logConfig, Commits commits)
      implements StoreBuilder<LedgerStore> {
    @Override
    public LedgerStore build() {
      return new LedgerStore(name, loggingEnabled, commits);
    }

    @Override
    public StoreBuilder<LedgerStore> withLoggingEnabled(Map<String, String> config) {
      return new Builder(name, true, config, commits);
    }

    @Override
    public StoreBuilder<LedgerStore> withLoggingDisabled() {
      return new Builder(name, false, Map.of(), commits);
    }

    @Override
    public StoreBuilder<LedgerStore> withCachingEnabled() {
      return this;
    }

    @Override
    public StoreBuilder<LedgerStore> withCachingDisabled() {
      return this;
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    db = StateDb.open(context.stateDir().toPath().resolve("rocksdb").resolve(name));
    if (logged) {
      InternalProcessorContext<?, ?> internal = (InternalProcessorContext<?, ?>) context;
      changelog = new TopicPartition(internal.changelogFor(name), context.taskId().partition());
      commits.add(changelog, this);
      log =
          (table, key, value, at) ->
              internal.logChange(
                  name,
                  Bytes.wrap(changelogKey(table, key)),
                  value,
                  at,
                  null,
                  Position.emptyPosition());
    }
    context.register(root, (BatchingStateRestoreCallback) this::restore);
  }

  /** A byte for the table, then the key within it. */
  static byte[] changelogKey(StateDb.Table table, byte[] key) {
    return ByteBuffer.allocate(1 + key.length).put(table.code()).put(key).array();
  }

  // ---- What the fold asks and keeps -----------------------------------------------------------

  @Override
  public Wallet wallet(String id) {
    Wallet known = recent.get(id);
    if (known == null) {
      known = stored(id).orElseGet(() -> Wallet.absent(id));
      recent.put(known);
    }
    return known;
  }

  @Override
  public Remembered remembered(String wallet, String commandId) {
    return decided(wallet, commandId).map(Stored.Decided::remembered).orElse(Remembered.NOTHING);
  }

  @Override
  public Optional<Entry> entry(String wallet, String commandId) {
    return decided(wallet, commandId).flatMap(Stored.Decided::entry);
  }

  Optional<Stored.Decided> decided(String wallet, String commandId) {
    return Stored.decided(find(wallet, commandId).value());
  }

  private Found find(String wallet, String commandId) {
    if (!found.is(wallet, commandId)) {
      Bytes key = Bytes.wrap(RememberedState.key(wallet, commandId));
      found = new Found(wallet, commandId, key, decision(key));
    }
    return found;
  }

  /**
   * Keeps what a command came to.
   *
   * @param after the wallet, where it has changed
   * @param oneLine whether all that changed it is one line, which the one id remembers
   * @param at of the changelog's records
   */
  void keep(Wallet after, boolean changed, List<Kept> decisions, boolean oneLine, long at) {
    boolean whole = changed && !oneLine;
    for (Kept kept : decisions) {
      Found before = find(after.id(), kept.commandId());
      // The record of a line that this one takes the place of will be gone when it is restored.
      whole |= changed && before.value() != null;
      byte[] value = kept.state().write();
      change(StateDb.Table.DECISIONS, before.key().get(), value, at);
      unwritten.putDecision(before.key(), value);
      found = new Found(before.wallet(), before.commandId(), before.key(), value);
    }
    if (changed) {
      hold(after);
    }
    if (whole) {
      change(StateDb.Table.WALLETS, utf8(after.id()), WalletState.write(after), at);
    }
  }

  byte @Nullable [] control(byte[] key) {
    byte[] value = unwritten.control(key);
    return value == null ? db().get(StateDb.Table.CONTROL, key) : value;
  }

  void keepControl(byte[] key, byte[] value, long at) {
    change(StateDb.Table.CONTROL, key, value, at);
    unwritten.putControl(key, value);
  }

  /** Every control record and mark, by key. */
  void controls(BiConsumer<byte[], byte[]> each) {
    TreeMap<Bytes, byte[]> all = new TreeMap<>();
    db().scan(
            StateDb.Table.CONTROL,
            new byte[0],
            (key, value) -> {
              all.put(Bytes.wrap(key), value);
              return true;
            });
    unwritten.controls((key, value) -> all.put(Bytes.wrap(key), value));
    all.forEach((key, value) -> each.accept(key.get(), value));
  }

  /**
   * Deletes what nobody may ask for any more, some at a time; meaning never waits for it. A wallet
   * is logged whole before lines of it are deleted, since they are what it is restored from.
   *
   * @param before what may be forgotten at this decision time
   */
  void forget(long before, int most, long at) {
    List<Bytes> old = new ArrayList<>();
    byte[] from = sweptTo;
    List<byte[]> last = new ArrayList<>(List.of(new byte[0]));
    int[] seen = {0};
    db().scan(
            StateDb.Table.DECISIONS,
            from,
            (key, value) -> {
              byte[] newest = unwritten.decision(Bytes.wrap(key));
              byte[] now = newest == null ? value : newest;
              if (now.length > 0 && RememberedState.read(now).remembered().forgetAt() <= before) {
                old.add(Bytes.wrap(key));
              }
              last.set(0, key);
              return ++seen[0] < most;
            });
    sweptTo = seen[0] < most ? new byte[0] : last.getFirst();
    Set<String> logged = new HashSet<>();
    for (Bytes key : old) {
      String id = RememberedState.wallet(key.get());
      if (logged.add(id)) {
        change(StateDb.Table.WALLETS, utf8(id), WalletState.write(wallet(id)), at);
      }
      change(StateDb.Table.DECISIONS, key.get(), null, at);
      unwritten.deleteDecision(key);
    }
    found = new Found("", "", NO_KEY, null);
  }

  private void change(StateDb.Table table, byte[] key, byte @Nullable [] value, long at) {
    uncommitted = true;
    log.log(table, key, value, at);
  }

  private void hold(Wallet wallet) {
    unwritten.put(wallet);
    recent.put(wallet);
  }

  // ---- What is on disk ------------------------------------------------------------------------

  private Optional<Wallet> stored(String id) {
    Wallet newest = unwritten.wallet(id);
    return newest == null
        ? Stored.wallet(db().get(StateDb.Table.WALLETS, utf8(id)))
        : Optional.of(newest);
  }

  private byte @Nullable [] decision(Bytes key) {
    byte[] newest = unwritten.decision(key);
    if (newest == null) {
      return db().get(StateDb.Table.DECISIONS, key.get());
    }
    return newest.length == 0 ? null : newest;
  }

  @Override
  public void committed(long offset) {
    uncommitted = false;
    if (unwritten.size() >= MOST_UNWRITTEN) {
      write(Map.of(changelog, offset));
    }
  }

  /** Asked when the partition leaves, and while it is restored. */
  @Override
  public void commit(Map<TopicPartition, Long> offsets) {
    if (offsets.isEmpty()) {
      db().deleteAll(StateDb.Table.PLACES); // all of it is to be restored
    } else if (!uncommitted) {
      write(offsets);
    }
  }

  /**
   * Writes what is in memory, all of which is committed.
   *
   * @param places in changelogs up to which it is here then; none = not known
   */
  private void write(Map<TopicPartition, Long> places) {
    try (StateDb.Batch batch = db().batch()) {
      unwritten.write(batch);
      places.forEach((partition, offset) ->
          batch.put(
              StateDb.Table.PLACES,
              utf8(partition.toString()),
              ByteBuffer.allocate(Long.BYTES).putLong(offset).array()));
      batch.write();
    }
    unwritten.clear();
  }

  @Override
  public @Nullable Long committedOffset(TopicPartition partition) {
    byte[] offset = db().get(StateDb.Table.PLACES, utf8(partition.toString()));
    return offset == null ? null : ByteBuffer.wrap(offset).getLong();
  }

  @Override
  @SuppressWarnings("deprecation") // it is the only way to say so
  public boolean managesOffsets() {
    return true;
  }

  /** What is restored was committed; what is here already may come again. */
  void restore(Collection<KeyValue<byte[], byte[]>> records) {
    for (KeyValue<byte[], byte[]> record : records) {
      byte[] key = Arrays.copyOfRange(record.key, 1, record.key.length);
      switch (StateDb.Table.of(record.key[0])) {
        case CONTROL -> unwritten.putControl(key, record.value);
        case WALLETS -> restoreWallet(WalletState.read(record.value));
        case DECISIONS -> restoreDecision(Bytes.wrap(key), record.value);
        case PLACES -> throw new IllegalStateException("a place is in no changelog");
      }
    }
    if (unwritten.size() >= MOST_UNWRITTEN) {
      write(Map.of());
    }
  }

  private void restoreWallet(Wallet whole) {
    if (whole.sequence() >= wallet(whole.id()).sequence()) {
      hold(whole);
    }
  }

  private void restoreDecision(Bytes key, byte @Nullable [] value) {
    if (value == null) {
      unwritten.deleteDecision(key);
      return;
    }
    unwritten.putDecision(key, value);
    RememberedState.read(value)
        .answer()
        .decided()
        .ifPresent(line -> {
          Wallet wallet = wallet(line.stamp().wallet());
          if (line.stamp().sequence() == wallet.sequence() + 1) {
            hold(Ledger.evolve(wallet, line));
          }
        });
  }

  @Override
  public void close() {
    open.writeLock().lock();
    try {
      StateDb known = db;
      if (known != null) {
        commits.remove(changelog, this);
        db = null;
        known.close();
        unwritten.clear(); // what is committed of it is in the changelog
        recent.clear();
        found = new Found("", "", NO_KEY, null);
        uncommitted = false;
        sweptTo = new byte[0];
      }
    } finally {
      open.writeLock().unlock();
    }
  }

  @Override
  public boolean persistent() {
    return true;
  }

  @Override
  public boolean isOpen() {
    return db != null;
  }

  private StateDb db() {
    StateDb known = db;
    if (known == null) {
      throw new InvalidStateStoreException("the state " + name + " of " + changelog + " is closed");
    }
    return known;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  // ---- What others ask ------------------------------------------------------------------------

  @Override
  public Optional<Wallet> findWallet(String wallet) {
    return whileOpen(() -> stored(wallet));
  }

  @Override
  public Optional<Stored.Decided> findDecision(String wallet, String commandId) {
    Bytes key = Bytes.wrap(RememberedState.key(wallet, commandId));
    return whileOpen(() -> Stored.decided(decision(key)));
  }

  @Override
  public List<Wallet> listWallets(String from, int most) {
    return whileOpen(() -> list(utf8(from), most));
  }

  private List<Wallet> list(byte[] from, int most) {
    // First what is in memory: it may be written, and so be found on disk, but not the other way.
    NavigableMap<Bytes, Wallet> all = unwritten.wallets(Bytes.wrap(from));
    int[] seen = {0};
    List<Bytes> last = new ArrayList<>();
    db().scan(
            StateDb.Table.WALLETS,
            from,
            (key, value) -> {
              all.computeIfAbsent(Bytes.wrap(key), _ -> WalletState.read(value));
              if (++seen[0] < most) {
                return true;
              }
              last.add(Bytes.wrap(key));
              return false;
            });
    Map<Bytes, Wallet> known = last.isEmpty() ? all : all.headMap(last.getFirst(), true);
    return List.copyOf(known.values());
  }

  private <T> T whileOpen(Supplier<T> question) {
    open.readLock().lock();
    try {
      return question.get();
    } finally {
      open.readLock().unlock();
    }
  }
}
