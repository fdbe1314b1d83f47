package dev.scrip.ledger.query;

import dev.scrip.ledger.domain.Book;
import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Control;
import dev.scrip.ledger.domain.Hash;
import dev.scrip.ledger.domain.Reason;
import dev.scrip.ledger.domain.Wallet;
import dev.scrip.ledger.query.Decisions.Question;
import dev.scrip.ledger.streams.Answer;
import dev.scrip.ledger.streams.Listener;
import dev.scrip.ledger.streams.Timers;
import dev.scrip.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** How far this node is: what its stream threads tell, kept for those who ask and wait. */
public final class Progress implements Listener {
  /** A partition held here. */
  public record Place(Book book, long offset, long appendedAt) {}

  private record SequenceWait(long sequence, CompletableFuture<Void> done) {}

  private record ControlWait(long number, CompletableFuture<Book.Outcome> done) {}

  private final int partitions;
  private final Decisions decisions;
  private final Supplier<Timers> timers;
  private final Telemetry telemetry;
  private final Map<Integer, Place> places = new ConcurrentSkipListMap<>();
  private final Map<String, List<SequenceWait>> sequences = new ConcurrentHashMap<>();
  private final List<ControlWait> controls = new ArrayList<>();
  private final Map<Long, Book.Outcome> outcomes = new TreeMap<>();

  /**
   * @param partitions of the command topic
   */
  public Progress(
      int partitions, Decisions decisions, Supplier<Timers> timers, Telemetry telemetry) {
    this.partitions = partitions;
    this.decisions = decisions;
    this.timers = timers;
    this.telemetry = telemetry;
  }

  /** Partitions held here, by number. */
  public Map<Integer, Place> places() {
    return places;
  }

  /** The furthest control state of any partition held here. */
  public Optional<Book> newest() {
    return places.values().stream()
        .map(Place::book)
        .max(java.util.Comparator.comparingLong(Book::number));
  }

  /** Whether a command schema is announced, as far as is known here. */
  public boolean isAnnounced(int schemaId) {
    return newest().filter(book -> book.schemas().containsKey(schemaId)).isPresent();
  }

  @Override
  public void opened(int partition, Book book) {
    places.put(partition, new Place(book, -1, 0));
    timers.get().opened(partition, book);
    settle();
  }

  @Override
  public void closed(int partition) {
    places.remove(partition);
    timers.get().closed(partition);
    Predicate<String> wallets =
        wallet ->
            Topics.partition(wallet.getBytes(StandardCharsets.UTF_8), partitions) == partition;
    decisions.left(wallets);
    List<String> gone = sequences.keySet().stream().filter(wallets).toList();
    for (String wallet : gone) {
      List<SequenceWait> waits = sequences.remove(wallet);
      if (waits != null) {
        Problem why = Problem.notHere("the partition left this node");
        waits.forEach(wait -> wait.done().completeExceptionally(why));
      }
    }
  }

  @Override
  public void decided(
      String wallet, String commandId, Hash content, Answer answer, boolean remembered) {
    decisions.decided(new Question(wallet, commandId, content), answer, remembered);
    telemetry.decided(answer);
  }

  @Override
  public void moved(String wallet, String commandId, Hash content) {
    decisions.moved(new Question(wallet, commandId, content));
  }

  @Override
  public void changed(int partition, Wallet wallet, long nextDue) {
    timers.get().changed(partition, wallet, nextDue);
    if (!sequences.isEmpty()) {
      sequences.computeIfPresent(wallet.id(), (_, waits) -> reached(waits, wallet.sequence()));
    }
  }

  @Override
  public void delivered(String wallet, Command.Deliver delivery, Optional<Reason> refusal) {
    timers.get().delivered(wallet, delivery, refusal);
  }

  private static @org.jspecify.annotations.Nullable List<SequenceWait> reached(
      List<SequenceWait> waits, long sequence) {
    List<SequenceWait> left = new ArrayList<>();
    for (SequenceWait wait : waits) {
      if (wait.sequence() <= sequence) {
        wait.done().completeAsync(() -> null);
      } else if (!wait.done().isDone()) {
        left.add(wait);
      }
    }
    return left.isEmpty() ? null : left;
  }

  /** Completes when a wallet has a line of at least this sequence. Register, then look. */
  public CompletableFuture<Void> awaitSequence(String wallet, long sequence) {
    SequenceWait wait = new SequenceWait(sequence, new CompletableFuture<>());
    sequences.compute(
        wallet,
        (_, waits) -> {
          List<SequenceWait> list = new ArrayList<>(waits == null ? List.of() : waits);
          list.removeIf(old -> old.done().isDone());
          list.add(wait);
          return list;
        });
    return wait.done();
  }

  @Override
  public void controlled(int partition, Control control, Book.Outcome outcome, Book book) {
    Place before = places.getOrDefault(partition, new Place(book, -1, 0));
    places.put(partition, new Place(book, before.offset(), before.appendedAt()));
    boolean rules =
        control.body() instanceof Control.PublishRules && outcome instanceof Book.Applied;
    if (rules) {
      timers.get().opened(partition, book);
    } else {
      timers.get().controlled(partition, book);
    }
    synchronized (outcomes) {
      if (!(outcome instanceof Book.OutOfOrder)) {
        outcomes.put(control.number(), outcome); // what has the number, not what asked for it
      }
      while (outcomes.size() > 100) {
        outcomes.remove(outcomes.keySet().iterator().next());
      }
    }
    settle();
  }

  /** Completes when every partition held here has come to this control number, with its outcome. */
  public CompletableFuture<Book.Outcome> awaitControl(long number) {
    ControlWait wait = new ControlWait(number, new CompletableFuture<>());
    synchronized (controls) {
      controls.add(wait);
    }
    settle();
    return wait.done();
  }

  private void settle() {
    synchronized (controls) {
      controls.removeIf(wait -> {
        if (wait.done().isDone()) {
          return true; // nobody waits any more
        }
        boolean everywhere =
            !places.isEmpty()
                && places.values().stream()
                    .allMatch(place -> place.book().number() >= wait.number());
        if (everywhere) {
          Book.Outcome outcome = outcome(wait.number());
          wait.done().completeAsync(() -> outcome);
        }
        return everywhere;
      });
    }
  }

  private Book.Outcome outcome(long number) {
    synchronized (outcomes) {
      Book.Outcome known = outcomes.get(number);
      return known == null ? new Book.Applied(newest().orElse(Book.EMPTY)) : known;
    }
  }

  @Override
  public void passed(int partition, long offset, long appendedAt) {
    Place before = places.get(partition);
    if (before != null) {
      places.put(partition, new Place(before.book(), offset, appendedAt));
    }
  }

  @Override
  public void deadLetter(int partition, long offset, String reason) {
    telemetry.deadLetter(reason);
  }
}
