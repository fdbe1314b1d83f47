package dev.scrip.ledger.query;

import dev.scrip.ledger.domain.Hash;
import dev.scrip.ledger.streams.Answer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Those who wait for a decision, by wallet, id and content: register first, then look, so that no
 * decision slips between. Answers that the ledger does not remember are kept here for a while, for
 * those who come late; each belongs to the command at its offset alone.
 */
public final class Decisions {
  private static final int MOST_UNREMEMBERED = 10_000;
  private static final long MOST_UNREMEMBERED_BYTES = 16L << 20;

  /** Whom a decision is about. */
  public record Question(String wallet, String commandId, Hash content) {}

  /** One who waits; offset -1 = for whatever is decided. */
  private record Waiter(long offset, CompletableFuture<Answer> future) {}

  /** Thrown to those who wait when the ledger has moved to another generation. */
  public static final class LedgerMoved extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LedgerMoved() {
      super("the ledger has moved to another generation");
    }
  }

  private final Map<Question, List<Waiter>> waiting = new ConcurrentHashMap<>();
  private final Map<Question, Answer> unremembered = new LinkedHashMap<>();
  private long unrememberedBytes;

  /**
   * A future that the decision on the command at an offset completes, on the thread that decides:
   * whoever does more than to count hops off it.
   */
  public CompletableFuture<Answer> register(Question question, long offset) {
    CompletableFuture<Answer> future = new CompletableFuture<>();
    waiting.compute(question, (_, others) -> with(others, new Waiter(offset, future)));
    return future;
  }

  private static List<Waiter> with(
      @org.jspecify.annotations.Nullable List<Waiter> others, Waiter waiter) {
    List<Waiter> list = new ArrayList<>(others == null ? List.of() : others);
    list.add(waiter);
    return list;
  }

  /** Nobody waits on the future any more. */
  public void unregister(Question question, CompletableFuture<Answer> future) {
    future.cancel(false);
    waiting.computeIfPresent(
        question,
        (_, others) -> {
          List<Waiter> left = new ArrayList<>(others);
          left.removeIf(waiter -> waiter.future().isDone());
          return left.isEmpty() ? null : left;
        });
  }

  /** A late look at what is not remembered by the ledger itself. */
  public Optional<Answer> unremembered(Question question) {
    synchronized (unremembered) {
      return Optional.ofNullable(unremembered.get(question));
    }
  }

  /** What the ledger remembers answers all who ask for the id; what it does not, one command. */
  void decided(Question question, Answer answer, boolean remembered) {
    if (!remembered) {
      keep(question, answer);
    }
    List<Waiter> meant = new ArrayList<>();
    waiting.computeIfPresent(
        question,
        (_, others) -> {
          List<Waiter> left = new ArrayList<>();
          for (Waiter waiter : others) {
            boolean isMeant =
                remembered || waiter.offset() < 0 || waiter.offset() == answer.offset();
            (isMeant ? meant : left).add(waiter);
          }
          return left.isEmpty() ? null : left;
        });
    meant.forEach(waiter -> waiter.future().complete(answer));
  }

  private void keep(Question question, Answer answer) {
    synchronized (unremembered) {
      Answer before = unremembered.remove(question);
      unrememberedBytes -= before == null ? 0 : before.line().get().length;
      unremembered.put(question, answer);
      unrememberedBytes += answer.line().get().length;
      Iterator<Answer> eldest = unremembered.values().iterator();
      while (unremembered.size() > MOST_UNREMEMBERED
          || unrememberedBytes > MOST_UNREMEMBERED_BYTES) {
        unrememberedBytes -= eldest.next().line().get().length;
        eldest.remove();
      }
    }
  }

  /** Those who wait for wallets that are elsewhere now are to ask there. */
  void left(Predicate<String> wallets) {
    List<Question> gone =
        waiting.keySet().stream().filter(question -> wallets.test(question.wallet())).toList();
    gone.forEach(question -> fail(question, Problem.notHere("the partition left this node")));
  }

  void moved(Question question) {
    fail(question, new LedgerMoved());
  }

  private void fail(Question question, RuntimeException why) {
    List<Waiter> others = waiting.remove(question);
    if (others != null) {
      others.forEach(waiter -> waiter.future().completeExceptionally(why));
    }
  }
}
