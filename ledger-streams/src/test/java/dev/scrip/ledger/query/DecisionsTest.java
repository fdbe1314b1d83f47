package dev.scrip.ledger.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.ledger.domain.Hash;
import dev.scrip.ledger.query.Decisions.Question;
import dev.scrip.ledger.streams.Answer;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

/** Who is told of a decision, and on which thread. */
class DecisionsTest {
  private static final Question QUESTION = new Question("ada", "k1", Hash.NONE);
  private static final Answer ANSWER =
      new Answer(Answer.Kind.ENTRY, Bytes.wrap(new byte[] {1}), 7, false);

  private final Decisions decisions = new Decisions();

  @Test
  void shouldTellAllWhoWaitForAnIdThatIsRemembered() {
    CompletableFuture<Answer> first = decisions.register(QUESTION, 7);
    CompletableFuture<Answer> second = decisions.register(QUESTION, 8);
    CompletableFuture<Answer> other = decisions.register(new Question("ada", "k2", Hash.NONE), 9);

    decisions.decided(QUESTION, ANSWER, true);

    assertEquals(ANSWER, first.resultNow());
    assertEquals(ANSWER, second.resultNow());
    assertFalse(other.isDone());
  }

  @Test
  void shouldTellOneCommandOnlyOfWhatIsNotRemembered() {
    CompletableFuture<Answer> first = decisions.register(QUESTION, 7);
    CompletableFuture<Answer> second = decisions.register(QUESTION, 8);
    CompletableFuture<Answer> any = decisions.register(QUESTION, -1);

    decisions.decided(QUESTION, ANSWER, false);

    assertEquals(ANSWER, first.resultNow());
    assertEquals(ANSWER, any.resultNow());
    assertFalse(second.isDone());
    assertEquals(ANSWER, decisions.unremembered(QUESTION).orElseThrow());
  }

  @Test
  void shouldTellOnTheThreadThatDecidesAndLetItAskAgain() {
    Thread decides = Thread.currentThread();
    CompletableFuture<Boolean> told =
        decisions
            .register(QUESTION, 7)
            .thenApply(answer -> {
              var _ = decisions.register(QUESTION, 8); // the map is not in the middle of a change
              return Thread.currentThread() == decides;
            });

    decisions.decided(QUESTION, ANSWER, true);

    assertTrue(told.resultNow());
  }

  @Test
  void shouldSendThoseElsewhereWhoseWalletLeft() {
    CompletableFuture<Answer> gone = decisions.register(QUESTION, 7);
    CompletableFuture<Answer> stays = decisions.register(new Question("bob", "k", Hash.NONE), 8);

    decisions.left("ada"::equals);

    assertTrue(gone.isCompletedExceptionally());
    assertFalse(stays.isDone());
  }
}
