package dev.scrip.ledger.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.ledger.domain.Book;
import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Control;
import dev.scrip.ledger.domain.Ledger;
import dev.scrip.ledger.domain.Memory;
import dev.scrip.ledger.domain.Text;
import dev.scrip.ledger.domain.Times;
import dev.scrip.ledger.domain.Wallet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimersTest {
  private static final long START = Instant.parse("2027-01-31T14:37:05Z").toEpochMilli();
  private static final long RESET = Instant.parse("2027-02-28T14:37:05Z").toEpochMilli();

  private final Book book = book();
  private final Map<String, Wallet> state = new ConcurrentHashMap<>();
  private final BlockingQueue<String> ticks = new LinkedBlockingQueue<>();
  private final AtomicLong clock = new AtomicLong(START);
  private final Timers timers =
      new Timers(
          _ -> state.values().stream(),
          (_, wallet) -> state.getOrDefault(wallet, Wallet.absent(wallet)),
          ticks::add,
          new Courier((_, wallet) -> Wallet.absent(wallet), _ -> {}),
          clock::get);

  @AfterEach
  void close() {
    timers.close();
  }

  @Test
  void shouldTickAWalletWhoseGrantWasUsedWhenItsPeriodEnds() throws InterruptedException {
    open("used");
    decide("used", "c", Command.Charge.of("chat.change"));
    open("idle");
    start();
    clock.set(RESET);
    assertEquals("used", ticks.poll(20, TimeUnit.SECONDS));

    decide("used", "tick", new Command.Tick());
    assertTrue(timers.settled(RESET).orTimeout(20, TimeUnit.SECONDS).thenApply(_ -> true).join());
    assertEquals(List.of(), List.copyOf(ticks), "an idle wallet waits for its next command");
  }

  @Test
  void shouldRepeatATickUntilTheStateHasPassedTheInstant() throws InterruptedException {
    open("used");
    decide("used", "c", Command.Charge.of("chat.change"));
    start();
    clock.set(RESET);
    assertEquals("used", ticks.poll(20, TimeUnit.SECONDS));
    CompletableFuture<Void> settled = timers.settled(RESET);
    clock.addAndGet(2_001);
    assertEquals("used", ticks.poll(20, TimeUnit.SECONDS), "nobody decided the first one");
    assertFalse(settled.isDone());
  }

  @Test
  void shouldFindDueWalletsAgainWhenAPartitionOpens() throws InterruptedException {
    open("used");
    decide("used", "c", Command.Charge.of("chat.change"));
    clock.set(RESET + 1);
    start();
    assertEquals("used", ticks.poll(20, TimeUnit.SECONDS));
  }

  private void start() {
    timers.start();
    timers.opened(0, book);
  }

  private void open(String wallet) {
    decide(wallet, "open", new Command.Open("free", Times.UNSET));
  }

  private void decide(String wallet, String id, Command.Body body) {
    Wallet after =
        Ledger.decide(
                book,
                state.getOrDefault(wallet, Wallet.absent(wallet)),
                Memory.NONE,
                new Command(id, wallet, "", "", Text.NONE, body),
                clock.get())
            .wallet();
    state.put(wallet, after);
    timers.changed(0, after, Ledger.nextDue(book, after));
  }

  private static Book book() {
    Book book = Book.EMPTY;
    List<Control.Body> first =
        List.of(
            new Control.Setting(1, 1_209_600_000),
            new Control.RaiseLevel(1),
            new Control.PublishRules(TestLedger.base44()));
    for (Control.Body body : first) {
      Book.Outcome outcome = book.apply(new Control(book.number() + 1, book.number(), body), START);
      book = ((Book.Applied) outcome).book();
    }
    return book;
  }
}
