package dev.scrip.ledger.query;

import dev.scrip.ledger.domain.Hash;
import dev.scrip.ledger.streams.Answer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Those who wait for a decision, by wallet, id and content: register first, then look, so that no
 * decision slips between. Answers that the ledger does not remember are kept here for a while, for
 * those who come late.
 */
public final class Decisions {
  private static final int MOST_UNREMEMBERED = 10_000;

  /** Whom a decision is about. */
  public record Question(String wallet, String commandId, Hash content) {}

  /** Thrown to those who wait when the ledger has moved to another generation. */
  public static final class LedgerMoved extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LedgerMoved() {
      super("the ledger has moved to another generation");
    }
  }

  private final Map<Question, List<CompletableFuture<Answer>>> waiting = new ConcurrentHashMap<>();
  private final Map<Question, Answer> unremembered =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Answer> eldest) {
          return size() > MOST_UNREMEMBERED;
        }
      };

  /** A future that the next decision on the question completes. */
  public CompletableFuture<Answer> register(Question question) {
    CompletableFuture<Answer> future = new CompletableFuture<>();
    waiting.compute(
        question,
        (_, others) -> {
          List<CompletableFuture<Answer>> list =
              others == null ? new CopyOnWriteArrayList<>() : others;
          list.add(future);
          return list;
        });
    return future;
  }

  /** Nobody waits on the future any more. */
  public void unregister(Question question, CompletableFuture<Answer> future) {
    future.cancel(false);
    waiting.computeIfPresent(
        question,
        (_, others) -> {
          others.removeIf(CompletableFuture::isDone);
          return others.isEmpty() ? null : others;
        });
  }

  /** A late look at what is not remembered by the ledger itself. */
  public Optional<Answer> unremembered(Question question) {
    synchronized (unremembered) {
      return Optional.ofNullable(unremembered.get(question));
    }
  }

  void decided(Question question, Answer answer, boolean remembered) {
    if (!remembered) {
      synchronized (unremembered) {
        unremembered.put(question, answer);
      }
    }
    List<CompletableFuture<Answer>> others = waiting.remove(question);
    if (others != null) {
      // Off the stream thread: whoever waits writes HTTP.
      others.forEach(future -> future.completeAsync(() -> answer));
    }
  }

  void moved(Question question) {
    List<CompletableFuture<Answer>> others = waiting.remove(question);
    if (others != null) {
      others.forEach(future -> future.completeExceptionally(new LedgerMoved()));
    }
  }

  /** How many wait. */
  public int waiting() {
    return waiting.size();
  }
}
