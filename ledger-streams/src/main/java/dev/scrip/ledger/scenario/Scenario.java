package dev.scrip.ledger.scenario;

import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Rules;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One story that a price list must tell as written: steps in order of time, on wallets of its own.
 *
 * @param file the scenario file's name
 * @param line where it stands in the file
 * @param rules resolved with the switches it is about
 * @param switches those it chooses, by name
 * @param apps owner of each app, by name
 */
public record Scenario(
    String file,
    int line,
    String name,
    Rules rules,
    Map<String, String> switches,
    Map<String, String> apps,
    List<Step> steps) {
  public Scenario {
    switches = Collections.unmodifiableMap(new LinkedHashMap<>(switches));
    apps = Collections.unmodifiableMap(new LinkedHashMap<>(apps));
    steps = List.copyOf(steps);
  }

  /** The same story under other rules. */
  public Scenario under(Rules others, Map<String, String> chosen) {
    return new Scenario(file, line, name, others, chosen, apps, steps);
  }

  /**
   * What is asked of one wallet at an instant, and what is expected to come of it.
   *
   * @param line where it stands in the file
   * @param at epoch milliseconds
   * @param command a {@link Command.Tick} = nothing is asked: the wallet is looked at
   * @param byPayerRule whether the wallet was found by the action's payer rule
   */
  public record Step(
      int line, long at, Command command, boolean byPayerRule, List<Expectation> expected) {
    public Step {
      expected = List.copyOf(expected);
    }

    public String wallet() {
      return command.wallet();
    }

    /** Whether nothing is asked: the wallet is looked at. */
    public boolean looks() {
      return command.body() instanceof Command.Tick;
    }
  }

  /**
   * Something expected of a step, compared as text, so that what is told is what was compared.
   *
   * @param what is compared: {@code message}, {@code rejected}
   * @param expected as its reading would say it
   */
  public record Expectation(String what, String expected, Reading reading) {}

  /** Reads from what a step came to the text that is compared. */
  @FunctionalInterface
  public interface Reading {
    String of(Seen seen);
  }
}
