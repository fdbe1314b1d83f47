package dev.scrip.deploy.acceptance.invariants;

import dev.scrip.ledger.domain.Book;
import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Control;
import dev.scrip.ledger.domain.model.Fact;
import dev.scrip.ledger.domain.model.NaiveLedger;
import dev.scrip.ledger.streams.CommandReader;
import dev.scrip.schemas.Depletion;
import dev.scrip.schemas.DepletionCause;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One partition decided again by the naive ledger, which was written from the text and not from the
 * fold: what it makes of the commands is the measure of the crossings.
 */
final class CrossingModel {
  private final CommandReader reader = new CommandReader();
  private final int partition;
  private final Map<String, String> crossings = new TreeMap<>();
  private Book book = Book.EMPTY;
  private @Nullable NaiveLedger ledger;

  CrossingModel(int partition) {
    this.partition = partition;
  }

  /** The crossings so far: words by event. */
  Map<String, String> crossings() {
    return crossings;
  }

  void take(byte[] key, byte[] value, long appendedAt) {
    switch (reader.read(book, partition, key, value)) {
      case CommandReader.Ordered(Control control) -> order(control, appendedAt);
      case CommandReader.Requested(Command command) -> decide(command, appendedAt);
      case CommandReader.Dead _ -> {}
    }
  }

  private void order(Control control, long appendedAt) {
    if (book.apply(control, appendedAt) instanceof Book.Applied(Book after)) {
      book = after;
      if (control.body() instanceof Control.PublishRules) {
        if (ledger == null) {
          ledger = new NaiveLedger(Duration.ofMillis(book.memoryMs()));
        }
        ledger.publish(book.rules(), Instant.ofEpochMilli(appendedAt));
      }
    }
  }

  private void decide(Command command, long appendedAt) {
    if (ledger == null) {
      return; // before the first rules nothing is decided
    }
    for (Fact line : ledger.decide(command, appendedAt).lines()) {
      if ("D".equals(line.fields().get("kind"))) {
        crossings.put(command.wallet() + ":" + line.fields().get("#"), words(line));
      }
    }
  }

  private static String words(Fact fact) {
    return new TreeMap<>(fact.fields()).toString();
  }

  /** A depletion of the topic in the model's words. */
  static String words(Depletion line) {
    Instant start = line.getWindowStart();
    Instant end = line.getWindowEnd();
    boolean none = line.getCause() == DepletionCause.UNKNOWN;
    return words(
        Fact.of("D", line.getSequence(), line.getType().name())
            .with("wallet", line.getWallet())
            .with("level", Integer.toString(line.getLevel()))
            .with("decided", line.getDecidedAt())
            .with("effective", line.getEffectiveAt())
            .with("by", line.getCommandId())
            .with("v", Long.toString(line.getRulesVersion()))
            .with("plan", line.getPlan())
            .with("cause", none ? "NONE" : line.getCause().name())
            .with("pool", line.getPool())
            .with("scope", line.getScope().toString())
            .with("balance", credits(line.getBalance()))
            .with("next", instant(line.getNextReset()))
            .with("limit", line.getLimit())
            .with("subject", line.getSubject())
            .with("threshold", credits(line.getThreshold()))
            .with("alert", line.getAlert())
            .with("grant", line.getGrant())
            .with("amount", credits(line.getAmount()))
            .with("expires", line.getExpiresAt() == null ? "" : Fact.text(line.getExpiresAt()))
            .with(
                "window", start == null ? "" : Fact.text(start) + ".." + Fact.text(instant(end))));
  }

  private static Instant instant(@Nullable Instant instant) {
    return instant == null ? Fact.NEVER : instant;
  }

  private static BigDecimal credits(long micros) {
    return BigDecimal.valueOf(micros, 6);
  }
}
