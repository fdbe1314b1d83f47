package dev.scrip.ledger.domain;

import static org.junit.jupiter.api.Assertions.fail;

import dev.scrip.ledger.domain.Histories.Carry;
import dev.scrip.ledger.domain.Histories.Do;
import dev.scrip.ledger.domain.Histories.History;
import dev.scrip.ledger.domain.Histories.Publish;
import dev.scrip.ledger.domain.Histories.Step;
import dev.scrip.ledger.domain.model.Fact;
import dev.scrip.ledger.domain.model.NaiveLedger;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The fold against the naive model, on random histories; a difference is shrunk and told. */
class SimulationTest {
  /** How many histories of each preset, instead of what fits the suite. */
  private static final String HISTORIES = "scrip.simulation.histories";

  @ParameterizedTest
  @EnumSource(Preset.class)
  void shouldAgreeWithTheModelOnSeededHistories(Preset preset) {
    agree(preset, 1, Integer.getInteger(HISTORIES, 100));
  }

  @ParameterizedTest
  @EnumSource(Preset.class)
  @Tag("soak")
  void shouldAgreeWithTheModelOnManyHistories(Preset preset) {
    agree(preset, 1_000_000, Integer.getInteger(HISTORIES, 10_000));
  }

  private static void agree(Preset preset, long from, int count) {
    for (long seed = from; seed < from + count; seed++) {
      History history = Histories.of(preset, seed);
      if (difference(history).isPresent()) {
        History least = shrink(history, SimulationTest::difference);
        fail(least.table() + difference(least).orElse(""));
      }
    }
  }

  /** Drops steps while the history still fails. */
  static History shrink(History history, Function<History, Optional<String>> test) {
    List<Step> steps = new ArrayList<>(history.steps());
    for (int size = Math.max(1, steps.size() / 2); size >= 1; size /= 2) {
      for (int i = steps.size() - size; i >= 0; i -= size) {
        List<Step> fewer = new ArrayList<>(steps);
        fewer.subList(i, i + size).clear();
        if (test.apply(history.with(fewer)).isPresent()) {
          steps = fewer;
        }
      }
    }
    return history.with(steps);
  }

  /** The first difference between fold and model. */
  static Optional<String> difference(History history) {
    Fold fold = new Fold(history.rules(), history.start());
    NaiveLedger model = new NaiveLedger(Duration.ofMillis(Fold.W));
    model.publish(history.rules(), Instant.ofEpochMilli(history.start()));
    Courier courier = new Courier();
    for (Step step : history.steps()) {
      switch (step) {
        case Carry(int choice, long at) -> {
          Optional<String> difference =
              courier
                  .next(choice)
                  .flatMap(command -> difference(fold, model, courier, command, at));
          if (difference.isPresent()) {
            return difference;
          }
        }
        case Publish(Rules rules, long at) -> {
          Rules next = rules.numbered(fold.book.rules().version() + 1);
          if (fold.control(new Control.PublishRules(next), at) instanceof Book.Applied) {
            model.publish(next, Instant.ofEpochMilli(at));
          }
        }
        case Do(Command command, long at) -> {
          Optional<String> difference = difference(fold, model, courier, command, at);
          if (difference.isPresent()) {
            return difference;
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> difference(
      Fold fold, NaiveLedger model, Courier courier, Command command, long at) {
    List<Fact> found;
    String outcome;
    NaiveLedger.Answer expected;
    try {
      Decision decision = fold.decide(command, at);
      courier.saw(command, decision);
      found = Facts.of(decision.lines());
      outcome =
          switch (decision.outcome()) {
            case Decision.Decided(Line answer, var _) -> "decided #" + answer.stamp().sequence();
            case Decision.Replayed(String id) -> "replayed " + id;
            case Decision.Nothing() -> "nothing";
          };
    } catch (RuntimeException e) {
      return Optional.of("the fold failed: " + e + " at " + e.getStackTrace()[0]);
    }
    try {
      expected = model.decide(command, at);
    } catch (RuntimeException e) {
      return Optional.of("the model failed: " + e + " at " + List.of(e.getStackTrace()));
    }
    for (int i = 0; i < Math.max(found.size(), expected.lines().size()); i++) {
      if (i >= found.size()) {
        return Optional.of("the fold misses: " + expected.lines().get(i));
      }
      if (i >= expected.lines().size()) {
        return Optional.of("only in the fold: " + found.get(i));
      }
      if (!found.get(i).fields().equals(expected.lines().get(i).fields())) {
        return Optional.of(compare(found.get(i), expected.lines().get(i)));
      }
    }
    if (!outcome.equals(expected.outcome())) {
      return Optional.of("fold: " + outcome + ", model: " + expected.outcome());
    }
    for (Rules.Pool pool : fold.book.rules().pools()) {
      BigDecimal balance =
          BigDecimal.valueOf(fold.wallet(command.wallet()).balance(pool.name()), 6);
      if (balance.compareTo(model.balance(command.wallet(), pool.name())) != 0) {
        return Optional.of("balance of " + pool.name() + " differs: " + balance);
      }
    }
    return Optional.empty();
  }

  private static String compare(Fact found, Fact expected) {
    StringBuilder text = new StringBuilder("fold:  " + found + "\nmodel: " + expected + "\n");
    TreeSet<String> names = new TreeSet<>(found.fields().keySet());
    names.addAll(expected.fields().keySet());
    for (String name : names) {
      String one = found.fields().getOrDefault(name, "");
      String other = expected.fields().getOrDefault(name, "");
      if (!one.equals(other)) {
        text.append("  ")
            .append(name)
            .append(": fold <")
            .append(one)
            .append("> model <")
            .append(other)
            .append(">\n");
      }
    }
    return text.toString();
  }
}
