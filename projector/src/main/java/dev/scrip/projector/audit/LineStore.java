package dev.scrip.projector.audit;

import dev.scrip.projector.audit.LineQuery.Place;
import dev.scrip.schemas.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The lines of every wallet, read from a ledger's event topics into a folder of its own, where they
 * can be listed and followed. A restart goes on exactly where the last one ended; a folder that is
 * lost or does not belong to the topics any more is rebuilt from them. Decides nothing, writes to
 * no topic. Reading blocks; use a pool.
 */
public final class LineStore implements AutoCloseable {
  /** Lines that are read for one page at most, wanted or not. */
  static final int MOST_SCANNED = 10_000;

  /** Lines that a follower gets at once at most. */
  private static final int MOST_FOLLOWED = 200;

  private final LineDb db;
  private final LineReader reader;
  private final LineFeed feed;
  private final Map<String, Set<Follow>> followers = new ConcurrentHashMap<>();

  private LineStore(Topics topics, Map<String, Object> kafka, Path folder, LineReader reader) {
    this.db = new LineDb(folder);
    this.reader = reader;
    this.feed = new LineFeed(topics, kafka, db, reader, this::wake);
  }

  /**
   * Opens the folder and reads on in a thread of its own, for as long as it takes the topics and
   * the broker to be there.
   *
   * @param kafka settings of the clients, {@code bootstrap.servers} among them
   */
  public static LineStore start(
      Topics topics, Map<String, Object> kafka, Path folder, LineReader reader) {
    LineStore store = new LineStore(topics, kafka, folder, reader);
    store.feed.start();
    return store;
  }

  /** Lines of a wallet, newest first. */
  public LinePage lines(LineQuery query) {
    Pager pager = new Pager(query);
    db.descending(query.wallet(), query.before(), pager);
    return new LinePage(pager.lines, pager.next);
  }

  /** Sequence of the newest line of a wallet; 0 = none yet. */
  public long newest(String wallet) {
    long[] newest = {0};
    db.descending(
        wallet,
        Place.END,
        (place, kind, bytes) -> {
          newest[0] = place.sequence();
          return false;
        });
    return newest[0];
  }

  /**
   * Follows a wallet from behind a sequence on; close it when done.
   *
   * @param executor runs the reading
   */
  public Follow follow(String wallet, long after, Executor executor) {
    Follow follow = new Follow(wallet, after, executor);
    // Added within compute, as it is removed: an emptied set may be dropped between two steps.
    followers.compute(
        wallet,
        (key, present) -> {
          Set<Follow> set = present == null ? ConcurrentHashMap.newKeySet() : present;
          set.add(follow);
          return set;
        });
    return follow;
  }

  /** The next offset of each partition; what is before it is stored. */
  public Map<TopicPartition, Long> position() {
    return feed.position();
  }

  /** Records of the topics that are not stored yet, as far as is known. */
  public long lag() {
    return feed.lag();
  }

  /** Whether all that was in the topics at the start has been stored, and nothing is wrong. */
  public boolean ready() {
    return feed.caughtUp() && feed.fault().isEmpty();
  }

  /** Whether lines are read, or will be once what they need is there; else only a start helps. */
  public boolean alive() {
    return feed.alive();
  }

  /** Why the store does not get on, in a sentence; empty = it does. */
  public String fault() {
    return feed.fault();
  }

  private void wake(Set<String> wallets) {
    for (String wallet : wallets) {
      followers.getOrDefault(wallet, Set.of()).forEach(Follow::wake);
    }
  }

  @Override
  public void close() {
    feed.close();
    followers.values().forEach(set -> List.copyOf(set).forEach(Follow::close));
    db.close();
  }

  /** Collects a page. */
  private final class Pager implements LineDb.Visitor {
    private final LineQuery query;
    private final boolean fromTheTop;
    private final List<Line> lines = new ArrayList<>();
    private int scanned;
    private @Nullable Place last;
    private @Nullable Place next;

    Pager(LineQuery query) {
      this.query = query;
      this.fromTheTop = query.before().equals(Place.END);
    }

    @Override
    public boolean visit(Place place, Line.Kind kind, byte[] bytes) {
      if (last != null && (lines.size() == query.limit() || scanned == MOST_SCANNED)) {
        next = last;
        return false;
      }
      if (fromTheTop && last != null && place.sequence() < last.sequence() - 1) {
        // A line of another topic is still to come: what is above it would be skipped for ever.
        lines.clear();
      }
      last = place;
      scanned++;
      Line line = reader.read(kind, bytes);
      // An id with a zero byte, refused for being one, may look like another wallet's line.
      if (line.wallet().equals(query.wallet()) && query.wants(line)) {
        lines.add(line);
      }
      return true;
    }
  }

  /**
   * One reader that gets each line of a wallet once, in order. Asks for more when it can take it.
   */
  public final class Follow implements AutoCloseable {
    private final String wallet;
    private final Executor executor;
    private volatile long after;
    private volatile boolean closed;
    private volatile CompletableFuture<Void> signal = new CompletableFuture<>();

    private Follow(String wallet, long after, Executor executor) {
      this.wallet = wallet;
      this.after = after;
      this.executor = executor;
    }

    /**
     * The next lines, at least one; completes when there are some, exceptionally once closed. One
     * call at a time.
     */
    public CompletableFuture<List<Line>> next() {
      // The signal is set before looking, so that no line falls between.
      CompletableFuture<Void> fresh = new CompletableFuture<>();
      signal = fresh;
      if (closed) {
        return CompletableFuture.failedFuture(new CancellationException("no longer followed"));
      }
      return CompletableFuture.supplyAsync(this::look, executor)
          .thenCompose(lines ->
              lines.isEmpty()
                  ? fresh.thenCompose(woken -> next())
                  : CompletableFuture.completedFuture(lines));
    }

    private List<Line> look() {
      List<Line> lines = new ArrayList<>();
      long from = after + 1;
      db.ascending(
          wallet,
          from,
          (place, kind, bytes) -> {
            // A gap: the line is on its way from another topic.
            if (place.sequence() != from + lines.size() || lines.size() == MOST_FOLLOWED) {
              return false;
            }
            lines.add(reader.read(kind, bytes));
            return true;
          });
      if (!lines.isEmpty()) {
        after = lines.getLast().sequence();
      }
      return lines;
    }

    private void wake() {
      signal.complete(null);
    }

    @Override
    public void close() {
      closed = true;
      followers.computeIfPresent(
          wallet,
          (key, set) -> {
            set.remove(this);
            return set.isEmpty() ? null : set;
          });
      wake();
    }
  }
}
