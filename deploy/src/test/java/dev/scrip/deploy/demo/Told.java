package dev.scrip.deploy.demo;

import dev.scrip.deploy.FirstStart;
import dev.scrip.deploy.RulesFile;
import dev.scrip.ledger.domain.Book;
import dev.scrip.ledger.domain.Control;
import dev.scrip.ledger.domain.Decision;
import dev.scrip.ledger.domain.Entry;
import dev.scrip.ledger.domain.Ledger;
import dev.scrip.ledger.domain.Line;
import dev.scrip.ledger.domain.Memory;
import dev.scrip.ledger.domain.Memory.Remembered;
import dev.scrip.ledger.domain.Wallet;
import dev.scrip.ledger.streams.CommandReader;
import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A story folded in memory: the lines it leaves, without Kafka and without timers. */
final class Told {
  private static final int SCHEMA = 1;
  private static final AvroCodec<Command> CODEC = AvroCodec.of(Command.class);

  private final CommandReader reader = new CommandReader();
  private final Map<String, Wallet> wallets = new HashMap<>();
  private final Map<String, Remembered> remembered = new HashMap<>();
  private final Map<String, Entry> answers = new HashMap<>();
  private final List<Line> lines = new ArrayList<>();
  private Book book = Book.EMPTY;

  private Told(Story story) {
    apply(new Control.AnnounceSchema(SCHEMA, CODEC.schema().toString()));
    apply(new Control.SetClock(story.start().toEpochMilli()));
    apply(new Control.Setting(4, Duration.ofDays(14).toMillis()));
    apply(new Control.RaiseLevel(Book.NEWEST_LEVEL));
    apply(new Control.PublishRules(FirstStart.read(RulesFile.of(RulesFile.DEFAULT))));
    for (Story.Moment moment : story.moments()) {
      apply(new Control.SetClock(moment.at().toEpochMilli()));
      moment.commands().forEach(this::decide);
    }
  }

  /** Every line of the story, in the order of its commands. */
  static List<Line> lines(Story story) {
    return new Told(story).lines;
  }

  private void apply(Control.Body body) {
    Control control = new Control(book.number() + 1, book.number(), body);
    book =
        switch (book.apply(control, Instant.EPOCH.toEpochMilli())) {
          case Book.Applied(Book after) -> after;
          case Book.OutOfOrder(String detail) -> throw new AssertionError(detail);
          case Book.Refused(String detail) -> throw new AssertionError(detail);
        };
  }

  private void decide(Command command) {
    if (!(reader.readCommand(book, CODEC.encode(SCHEMA, command))
        instanceof CommandReader.Requested(var asked))) {
      throw new AssertionError("expected a command, found " + command);
    }
    String prefix = asked.wallet() + "/";
    Decision decision =
        Ledger.decide(
            book,
            wallets.getOrDefault(asked.wallet(), Wallet.absent(asked.wallet())),
            memory(prefix),
            asked,
            Instant.EPOCH.toEpochMilli());
    wallets.put(asked.wallet(), decision.wallet());
    if (decision.outcome() instanceof Decision.Decided(Line answer, List<Decision.Remember> keep)) {
      keep.forEach(row -> remembered.put(prefix + row.commandId(), row.remembered()));
      if (answer instanceof Entry entry) {
        answers.put(prefix + asked.id(), entry);
      }
    }
    lines.addAll(decision.lines());
  }

  private Memory memory(String prefix) {
    return new Memory() {
      @Override
      public Remembered of(String commandId) {
        return remembered.getOrDefault(prefix + commandId, Remembered.NOTHING);
      }

      @Override
      public Optional<Entry> entry(String commandId) {
        return Optional.ofNullable(answers.get(prefix + commandId));
      }
    };
  }
}
