package dev.scrip.ledger.streams;

import static dev.scrip.ledger.domain.Times.NEVER;

import dev.scrip.ledger.domain.Book;
import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Ledger;
import dev.scrip.ledger.domain.Reason;
import dev.scrip.ledger.domain.Wallet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes time punctual: appends a tick where something fell due that people are told of. Only a
 * convenience, since every command applies what is due before it. The index of due instants is a
 * hint kept in memory; the wallet's state is the truth, and a tick is repeated until the state has
 * passed the instant.
 */
public final class Timers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Timers.class);

  private static final long ROUND_MS = 50;
  private static final int MOST_PER_ROUND = 200;
  private static final int MOST_IN_FLIGHT = 2_000;
  private static final long REPEAT_AFTER_MS = 2_000;

  /** Where ticks go. */
  @FunctionalInterface
  public interface Ticker {
    void tick(String wallet);
  }

  private record Due(long instant, int partition, String wallet) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      int byInstant = Long.compare(instant, other.instant);
      int byPartition = Integer.compare(partition, other.partition);
      return byInstant != 0
          ? byInstant
          : byPartition != 0 ? byPartition : wallet.compareTo(other.wallet);
    }
  }

  private record Sent(int partition, long repeatAt) {}

  private record Settled(long until, CompletableFuture<Void> done) {}

  private final Function<Integer, Stream<Wallet>> scan;
  private final BiFunction<Integer, String, Wallet> load;
  private final Ticker ticker;
  private final Courier courier;
  private final LongSupplier systemClock;
  private final Thread thread;

  private final TreeSet<Due> due = new TreeSet<>();
  private final Map<String, Due> byWallet = new HashMap<>();
  private final Map<String, Sent> sent = new HashMap<>();
  private final Map<Integer, Book> books = new TreeMap<>();
  private final List<Integer> unscanned = new ArrayList<>();
  private final List<Settled> settling = new ArrayList<>();
  private boolean closed;

  /** Whether there is reason to look before the round is over. */
  private boolean nudged;

  /**
   * @param scan every wallet of a partition held here
   * @param load a wallet of a partition held here, {@link Wallet#absent} if unknown
   * @param courier carries transfers on the same thread, and hears of the same wallets
   * @param systemClock epoch milliseconds, for ledgers without a test clock
   */
  public Timers(
      Function<Integer, Stream<Wallet>> scan,
      BiFunction<Integer, String, Wallet> load,
      Ticker ticker,
      Courier courier,
      LongSupplier systemClock) {
    this.scan = scan;
    this.load = load;
    this.ticker = ticker;
    this.courier = courier;
    this.systemClock = systemClock;
    thread = Thread.ofPlatform().name("scrip-timers").daemon().unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** A partition is here, or its rules changed: its due instants are derived in the background. */
  public synchronized void opened(int partition, Book book) {
    books.put(partition, book);
    unscanned.add(partition);
    notifyAll();
  }

  /** The partition's control state changed without a change of due instants. */
  public synchronized void controlled(int partition, Book book) {
    books.put(partition, book);
    nudge();
  }

  public synchronized void closed(int partition) {
    books.remove(partition);
    unscanned.removeIf(waiting -> waiting == partition);
    due.removeIf(entry -> entry.partition() == partition);
    byWallet.values().removeIf(entry -> entry.partition() == partition);
    sent.values().removeIf(entry -> entry.partition() == partition);
    courier.closed(partition);
  }

  /**
   * Something next falls due for a wallet then; {@link dev.scrip.ledger.domain.Times#NEVER} =
   * nothing.
   */
  public synchronized void changed(int partition, Wallet wallet, long nextDue) {
    sent.remove(wallet.id());
    put(partition, wallet.id(), nextDue);
    if (courier.seen(partition, wallet) || !settling.isEmpty()) {
      nudge();
    }
  }

  /** What another wallet sent here was decided on: its sender is told. */
  public synchronized void delivered(
      String wallet, Command.Deliver delivery, Optional<Reason> refusal) {
    courier.delivered(wallet, delivery, refusal);
    nudge();
  }

  private void nudge() {
    nudged = true;
    notifyAll();
  }

  private void put(int partition, String wallet, long instant) {
    Due before = byWallet.get(wallet);
    if (before != null && before.instant() == instant) {
      return;
    }
    if (before != null) {
      due.remove(before);
      byWallet.remove(wallet);
    }
    if (instant != NEVER) {
      Due entry = new Due(instant, partition, wallet);
      due.add(entry);
      byWallet.put(wallet, entry);
    }
  }

  /** Completes once nothing that a tick is wanted for is due at or before an instant. */
  public synchronized CompletableFuture<Void> settled(long until) {
    Settled waiting = new Settled(until, new CompletableFuture<>());
    settling.add(waiting);
    nudge();
    return waiting.done();
  }

  private void run() {
    boolean failing = false; // told once, not every round
    while (true) {
      try {
        if (!round()) {
          return;
        }
        if (failing) {
          LOG.info("timers go on");
        }
        failing = false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        // A store that is not open yet or moves away, a broker that is gone: try again, later.
        if (!failing) {
          LOG.info("timers try again: {}", e.toString());
        }
        failing = true;
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ROUND_MS));
      }
    }
  }

  private boolean round() throws InterruptedException {
    List<Due> candidates;
    synchronized (this) {
      if (closed) {
        return false;
      }
      long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ROUND_MS);
      while (!nudged && unscanned.isEmpty() && System.nanoTime() < until) {
        wait(ROUND_MS);
      }
      nudged = false;
    }
    scanNext();
    synchronized (this) {
      candidates = candidates();
    }
    for (Due candidate : candidates) {
      look(candidate);
    }
    courier.round(systemClock.getAsLong());
    synchronized (this) {
      settle();
    }
    return true;
  }

  private void scanNext() {
    int partition;
    Book book;
    synchronized (this) {
      if (unscanned.isEmpty()) {
        return;
      }
      partition = unscanned.getFirst();
      book = books.getOrDefault(partition, Book.EMPTY);
    }
    if (book.ready()) {
      try (Stream<Wallet> wallets = scan.apply(partition)) {
        wallets.forEach(wallet -> {
          long next = Ledger.nextDue(book, wallet);
          synchronized (this) {
            if (next != NEVER) {
              put(partition, wallet.id(), Math.min(next, known(wallet.id())));
            }
            courier.seen(partition, wallet);
          }
        });
      }
    }
    synchronized (this) {
      unscanned.remove(Integer.valueOf(partition));
    }
  }

  private long known(String wallet) {
    Due known = byWallet.get(wallet);
    return known == null ? NEVER : known.instant();
  }

  private List<Due> candidates() {
    List<Due> found = new ArrayList<>();
    long system = systemClock.getAsLong();
    long latest =
        books.values().stream().mapToLong(book -> book.now(system)).max().orElse(Long.MIN_VALUE);
    for (Due entry : due) {
      if (entry.instant() > latest
          || found.size() >= MOST_PER_ROUND
          || sent.size() >= MOST_IN_FLIGHT) {
        break;
      }
      Book book = books.get(entry.partition());
      Sent before = sent.get(entry.wallet());
      if (book != null
          && entry.instant() <= book.now(system)
          && (before == null || before.repeatAt() <= system)) {
        found.add(entry);
      }
    }
    return found;
  }

  /** What is due is judged on the wallet as it is, not on the hint. */
  private void look(Due candidate) {
    Book book;
    synchronized (this) {
      book = books.get(candidate.partition());
    }
    if (book == null) {
      return;
    }
    long system = systemClock.getAsLong();
    long now = book.now(system);
    Wallet wallet = load.apply(candidate.partition(), candidate.wallet());
    boolean wants = Ledger.wantsTick(book, wallet, now);
    long next = wants ? candidate.instant() : Ledger.nextDue(book, Ledger.asOf(book, wallet, now));
    synchronized (this) {
      if (!candidate.equals(byWallet.get(candidate.wallet()))) {
        return; // It changed while we looked.
      }
      if (!wants) {
        put(candidate.partition(), candidate.wallet(), next);
        return;
      }
      sent.put(candidate.wallet(), new Sent(candidate.partition(), system + REPEAT_AFTER_MS));
    }
    ticker.tick(candidate.wallet());
  }

  private void settle() {
    settling.removeIf(waiting -> {
      boolean nothingDue = due.isEmpty() || due.first().instant() > waiting.until();
      boolean settled = waiting.done().isDone() || (unscanned.isEmpty() && nothingDue);
      if (settled) {
        waiting.done().completeAsync(() -> null);
      }
      return settled;
    });
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
