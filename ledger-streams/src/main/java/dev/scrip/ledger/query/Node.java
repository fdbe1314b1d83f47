package dev.scrip.ledger.query;

import static dev.scrip.ledger.domain.Times.UNSET;

import dev.scrip.ledger.domain.Book;
import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Control;
import dev.scrip.ledger.domain.Decision;
import dev.scrip.ledger.domain.Entry;
import dev.scrip.ledger.domain.Ledger;
import dev.scrip.ledger.domain.Memory;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.Wallet;
import dev.scrip.ledger.query.Decisions.Question;
import dev.scrip.ledger.query.Progress.Place;
import dev.scrip.ledger.rules.RulesFaults;
import dev.scrip.ledger.rules.RulesReader;
import dev.scrip.ledger.streams.Answer;
import dev.scrip.ledger.streams.CommandReader;
import dev.scrip.ledger.streams.ControlPublisher;
import dev.scrip.ledger.streams.LineWire;
import dev.scrip.ledger.streams.Stored;
import dev.scrip.ledger.streams.Timers;
import dev.scrip.schemas.DecisionFrames;
import dev.scrip.schemas.DecisionFrames.Kind;
import dev.scrip.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/** What a ledger node answers: decisions, wallets, quotes, rules, clock. Decides nothing itself. */
final class Node {
  /**
   * What the node is made of.
   *
   * @param partitions of the command topic
   */
  record Parts(
      int partitions,
      CommandReader reader,
      LineWire lines,
      LocalState state,
      Progress progress,
      Decisions decisions,
      Timers timers,
      ControlPublisher control,
      LongSupplier systemClock) {}

  private static final long LATEST = Instant.parse("2200-01-01T00:00:00Z").toEpochMilli();
  private static final long CONTROL_WITHIN_S = 30;
  private static final long SETTLED_WITHIN_S = 110;

  private final Parts parts;
  private final AtomicReference<CompletableFuture<?>> publishing =
      new AtomicReference<>(CompletableFuture.completedFuture(""));

  Node(Parts parts) {
    this.parts = parts;
  }

  /** Waits for the decision on a command appended at an offset; -1 = offset unknown. */
  CompletableFuture<Answer> decision(byte[] bytes, long offset, long waitMs) {
    Awaited awaited = await(bytes, offset);
    return awaited
        .future()
        .orTimeout(waitMs, TimeUnit.MILLISECONDS)
        // Off the stream thread: whoever waits writes HTTP.
        .whenCompleteAsync((_, _) -> unregister(awaited))
        .thenApply(answer -> seenFrom(answer, offset));
  }

  /**
   * Waits for many decisions at once, as long as one of them is open; one answer a question, in
   * order. No thread waits, and one clock for all.
   */
  CompletableFuture<List<DecisionFrames.Answer>> decisions(
      List<DecisionFrames.Question> questions, long waitMs) {
    List<Optional<Awaited>> all = new ArrayList<>(questions.size());
    try {
      questions.forEach(asked -> all.add(awaitHere(asked.command(), asked.offset())));
    } catch (RuntimeException e) {
      all.forEach(asked -> asked.ifPresent(this::unregister));
      throw e;
    }
    CompletableFuture<?>[] open =
        all.stream()
            .flatMap(Optional::stream)
            .map(awaited -> awaited.future().exceptionally(_ -> Answer.nothing(-1)))
            .toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(open)
        .thenApply(_ -> true)
        .completeOnTimeout(true, waitMs, TimeUnit.MILLISECONDS)
        .thenApplyAsync(_ -> all.stream().map(this::told).toList());
  }

  private Optional<Awaited> awaitHere(byte[] command, long offset) {
    try {
      return Optional.of(await(command, offset));
    } catch (InvalidStateStoreException e) {
      return Optional.empty(); // the partition just left
    } catch (Problem problem) {
      if (problem.status() == 503) {
        return Optional.empty();
      }
      throw problem;
    }
  }

  private DecisionFrames.Answer told(Optional<Awaited> asked) {
    if (asked.isEmpty()) {
      return DecisionFrames.Answer.of(Kind.NOT_HERE);
    }
    Awaited awaited = asked.get();
    CompletableFuture<Answer> future = awaited.future();
    DecisionFrames.Answer told =
        switch (future.state()) {
          case SUCCESS -> frame(seenFrom(future.resultNow(), awaited.offset()));
          case RUNNING -> DecisionFrames.Answer.of(Kind.UNDECIDED);
          case FAILED, CANCELLED -> DecisionFrames.Answer.of(Kind.NOT_HERE);
        };
    unregister(awaited);
    return told;
  }

  private static DecisionFrames.Answer frame(Answer answer) {
    return switch (answer.kind()) {
      case ENTRY -> new DecisionFrames.Answer(Kind.ENTRY, answer.replayed(), answer.line().get());
      case REJECTION ->
          new DecisionFrames.Answer(Kind.REJECTION, answer.replayed(), answer.line().get());
      case NONE -> DecisionFrames.Answer.of(Kind.NONE);
    };
  }

  /** A decision that is waited for, or was there already. */
  private record Awaited(Question question, long offset, CompletableFuture<Answer> future) {}

  private Awaited await(byte[] bytes, long offset) {
    Command command = command(bytes);
    Question question = new Question(command.wallet(), command.id(), command.content());
    Awaited awaited = new Awaited(question, offset, parts.decisions().register(question, offset));
    try {
      known(question, offset).ifPresent(awaited.future()::complete);
    } catch (RuntimeException e) {
      unregister(awaited);
      throw e;
    }
    return awaited;
  }

  private void unregister(Awaited awaited) {
    parts.decisions().unregister(awaited.question(), awaited.future());
  }

  private Optional<Answer> known(Question question, long offset) {
    Place place = place(question.wallet());
    if (place.offset() >= 0 && place.offset() < offset) {
      return Optional.empty(); // not decided yet: the answer will find who is registered
    }
    Optional<Answer> late =
        parts
            .decisions()
            .unremembered(question)
            .filter(answer -> offset < 0 || answer.offset() == offset);
    if (late.isPresent()) {
      return late;
    }
    return parts
        .state()
        .decision(partition(question.wallet()), question.wallet(), question.commandId())
        .filter(stored -> stored.remembered().content().equals(question.content()))
        .filter(stored -> now(place.book()) < stored.remembered().forgetAt())
        .filter(stored -> reached(place, stored.answer(), offset))
        .map(stored -> seenFrom(stored.answer(), offset));
  }

  /** Whether what is stored is the answer to the command at the offset, or came after it. */
  private static boolean reached(Place place, Answer stored, long offset) {
    // A partition that has passed nothing since it opened does not know how far it is.
    return stored.offset() == offset || place.offset() < 0 || place.offset() >= offset;
  }

  private static Answer seenFrom(Answer answer, long offset) {
    return offset >= 0 && answer.offset() != offset ? answer.again() : answer;
  }

  /** The decision remembered for an id. */
  Answer decision(String wallet, String commandId) {
    long now = now(place(wallet).book());
    Optional<Stored.Decided> stored =
        parts
            .state()
            .decision(partition(wallet), wallet, commandId)
            .filter(decided -> now < decided.remembered().forgetAt())
            .filter(decided -> !decided.remembered().content().isNone());
    if (stored.isEmpty() && parts.state().wallet(partition(wallet), wallet).isEmpty()) {
      throw new Problem(404, "UNKNOWN_WALLET", "no wallet " + wallet + " was opened");
    }
    return stored
        .map(decided -> decided.answer().again())
        .orElseThrow(() ->
            new Problem(
                404,
                "UNKNOWN_DECISION",
                "wallet " + wallet + " remembers no decision on " + commandId));
  }

  /** What a command would come to now; nothing is appended. */
  Answer quote(byte[] bytes) {
    Command command = command(bytes);
    Book book = place(command.wallet()).book();
    Wallet wallet =
        parts
            .state()
            .wallet(partition(command.wallet()), command.wallet())
            .orElseGet(() -> Wallet.absent(command.wallet()));
    Decision decision = Ledger.decide(book, wallet, new AsIfNew(command), command, now(book));
    if (decision.outcome() instanceof Decision.Decided(var line, _)) {
      Answer.Kind kind = line instanceof Entry ? Answer.Kind.ENTRY : Answer.Kind.REJECTION;
      return new Answer(kind, Bytes.wrap(parts.lines().bytes(line, -1)), -1, false);
    }
    return Answer.nothing(-1);
  }

  /** What the wallet remembers, but for the id of the command itself. */
  private final class AsIfNew implements Memory {
    private final Command command;

    AsIfNew(Command command) {
      this.command = command;
    }

    @Override
    public Remembered of(String commandId) {
      return stored(commandId).map(Stored.Decided::remembered).orElse(Remembered.NOTHING);
    }

    @Override
    public Optional<Entry> entry(String commandId) {
      return stored(commandId).flatMap(Stored.Decided::entry);
    }

    private Optional<Stored.Decided> stored(String commandId) {
      return commandId.equals(command.id())
          ? Optional.empty()
          : parts.state().decision(partition(command.wallet()), command.wallet(), commandId);
    }
  }

  /** A wallet once it has a line of at least {@code minSequence}; the book to read it with. */
  CompletableFuture<Seen> wallet(String wallet, long minSequence, OptionalLong at, long waitMs) {
    CompletableFuture<Void> reached = parts.progress().awaitSequence(wallet, minSequence);
    Optional<Wallet> stored;
    try {
      stored = stored(wallet);
    } catch (RuntimeException e) {
      reached.complete(null); // nobody waits
      throw e;
    }
    long sequence = stored.map(Wallet::sequence).orElse(0L);
    if (sequence < minSequence) {
      return reached
          .orTimeout(waitMs, TimeUnit.MILLISECONDS)
          .thenApply(_ -> seen(wallet, stored(wallet), at));
    }
    reached.complete(null);
    return CompletableFuture.completedFuture(seen(wallet, stored, at));
  }

  record Seen(Book book, Wallet wallet, long at) {}

  private Seen seen(String wallet, Optional<Wallet> stored, OptionalLong at) {
    Wallet found =
        stored.orElseThrow(
            () -> new Problem(404, "UNKNOWN_WALLET", "no wallet " + wallet + " was opened"));
    Book book = place(wallet).book();
    long instant = at.orElse(Math.max(now(book), found.decidedAt()));
    if (instant > LATEST) {
      throw new Problem(422, "INVALID_FIELD", "at: expected an instant before the year 2200");
    }
    if (instant < found.decidedAt()) {
      throw new Problem(
          422,
          "UNSUPPORTED",
          "expected an instant not before the wallet's last line, decided at "
              + Instant.ofEpochMilli(found.decidedAt()));
    }
    return new Seen(book, found, instant);
  }

  private Optional<Wallet> stored(String wallet) {
    place(wallet);
    return parts.state().wallet(partition(wallet), wallet);
  }

  /** Wallets of partitions held here whose id holds a text, by id, after one. */
  List<Wallet> wallets(Set<Integer> partitions, String query, String after, int limit) {
    List<Wallet> found = new ArrayList<>();
    for (int partition : partitions) {
      try (Stream<Wallet> wallets = parts.state().wallets(partition, after)) {
        wallets
            .filter(wallet -> !wallet.id().equals(after) && wallet.id().contains(query))
            .limit(limit)
            .forEach(found::add);
      }
    }
    found.sort(Comparator.comparing(Node::utf8, Arrays::compareUnsigned));
    return found.size() > limit ? List.copyOf(found.subList(0, limit)) : found;
  }

  private static byte[] utf8(Wallet wallet) {
    return wallet.id().getBytes(StandardCharsets.UTF_8);
  }

  Book book() {
    return parts
        .progress()
        .newest()
        .filter(Book::ready)
        .orElseThrow(() -> Problem.notHere("this node has no partition yet"));
  }

  /** Publishes a version of the rules and answers what became of it. */
  CompletableFuture<Rules> publishRules(String name, String yaml) throws RulesFaults {
    Book book = book();
    Rules rules = RulesReader.read(name, yaml, book.rules().version() + 1);
    Optional<String> breach = Book.breach(book.rules(), rules);
    if (breach.isPresent()) {
      throw new Problem(409, "RULES_CONFLICT", breach.get());
    }
    return publish(new Control.PublishRules(rules), "RULES_CONFLICT").thenApply(_ -> rules);
  }

  /**
   * Sets the test clock; UNSET = back to real time. Completes when all that fell due is applied.
   */
  CompletableFuture<Book> setClock(long now) {
    return publish(new Control.SetClock(now), "CLOCK_CONFLICT")
        .thenCompose(book ->
            parts
                .timers()
                .settled(now == UNSET ? book.decidedAt() : now)
                .orTimeout(SETTLED_WITHIN_S, TimeUnit.SECONDS)
                .thenApply(_ -> book));
  }

  CompletableFuture<Book> announce(int id, String text) {
    CommandReader.check(text);
    if (text.equals(book().schemas().get(id))) {
      return CompletableFuture.completedFuture(book());
    }
    return publish(new Control.AnnounceSchema(id, text), "SCHEMA_CONFLICT");
  }

  /** One publication at a time, outcome included: the next follows what became of this one. */
  private CompletableFuture<Book> publish(Control.Body body, String conflict) {
    synchronized (publishing) {
      CompletableFuture<Book> next =
          publishing.get().handle((_, _) -> "").thenCompose(_ -> publishNow(body, conflict));
      publishing.set(next);
      return next;
    }
  }

  private CompletableFuture<Book> publishNow(Control.Body body, String conflict) {
    return CompletableFuture.supplyAsync(
            () -> published(body), task -> Thread.ofVirtual().name("scrip-control").start(task))
        .thenCompose(number -> parts.progress().awaitControl(number))
        .orTimeout(CONTROL_WITHIN_S, TimeUnit.SECONDS)
        .thenApply(outcome ->
            switch (outcome) {
              case Book.Applied(Book book) -> book;
              case Book.OutOfOrder(String detail) -> throw new Problem(409, conflict, detail);
              case Book.Refused(String detail) -> throw new Problem(409, conflict, detail);
            });
  }

  private long published(Control.Body body) {
    try {
      return parts.control().publish(List.of(body), () -> book().number());
    } catch (KafkaException e) {
      throw Problem.unknown("Kafka does not say whether it was published: " + e.getMessage());
    }
  }

  private Command command(byte[] bytes) {
    // Only announced schemas count, and those are the same in every partition.
    CommandReader.Read read = parts.reader().readCommand(book(), bytes);
    return switch (read) {
      case CommandReader.Requested(Command command) -> command;
      case CommandReader.Ordered _ ->
          throw new Problem(400, "INVALID_FIELD", "expected a command, found a control record");
      case CommandReader.Dead(var reason, String detail) ->
          throw new Problem(400, reason.name(), detail);
    };
  }

  /** The partitions that can be asked here. */
  Set<Integer> partitionsHere() {
    return parts.progress().places().entrySet().stream()
        .filter(place -> place.getValue().book().ready())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  boolean isHere(int partition) {
    Place place = parts.progress().places().get(partition);
    return place != null && place.book().ready();
  }

  int partition(String wallet) {
    return Topics.partition(wallet.getBytes(StandardCharsets.UTF_8), parts.partitions());
  }

  private Place place(String wallet) {
    Place place = parts.progress().places().get(partition(wallet));
    if (place == null || !place.book().ready()) {
      throw Problem.notHere("partition " + partition(wallet) + " is not on this node, or not yet");
    }
    return place;
  }

  private long now(Book book) {
    return book.now(parts.systemClock().getAsLong());
  }
}
