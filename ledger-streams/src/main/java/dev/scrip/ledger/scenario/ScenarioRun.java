package dev.scrip.ledger.scenario;

import dev.scrip.ledger.scenario.Scenario.Expectation;
import dev.scrip.ledger.scenario.Scenario.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Plays scenarios and says of each whether it went as written. */
public final class ScenarioRun {
  /**
   * How a scenario went.
   *
   * @param failure of the first step that went otherwise; what follows it was not played
   */
  public record Result(Scenario scenario, Optional<Failure> failure) {
    public boolean passed() {
      return failure.isEmpty();
    }
  }

  /**
   * A step that went otherwise than expected.
   *
   * @param differences one sentence for each expectation not met
   * @param story what happened instead
   */
  public record Failure(String file, int line, List<String> differences, List<String> story) {
    public Failure {
      differences = List.copyOf(differences);
      story = List.copyOf(story);
    }

    /** Several lines for people: where, what was expected and found, what happened. */
    public String text() {
      return file
          + ":"
          + line
          + ": "
          + String.join("; ", differences)
          + "\n    "
          + String.join("\n    ", story);
    }
  }

  private record Due(Scenario scenario, Step step) {}

  private ScenarioRun() {}

  /** Each scenario on a ledger of its own, in memory. */
  public static List<Result> onFold(List<Scenario> scenarios) {
    return on(scenarios, FoldPlayer::new);
  }

  /**
   * All steps of all scenarios in order of time, so that those on one ledger can share its clock.
   *
   * @param players called once for each scenario
   */
  public static List<Result> on(List<Scenario> scenarios, Function<Scenario, Player> players) {
    IdentityHashMap<Scenario, Player> playing = new IdentityHashMap<>();
    IdentityHashMap<Scenario, Failure> failures = new IdentityHashMap<>();
    List<Due> steps = new ArrayList<>();
    for (Scenario scenario : scenarios) {
      playing.put(scenario, players.apply(scenario));
      scenario.steps().forEach(step -> steps.add(new Due(scenario, step)));
    }
    steps.sort(Comparator.comparingLong(due -> due.step().at()));
    for (Due due : steps) {
      Player player = playing.get(due.scenario());
      if (player != null && !failures.containsKey(due.scenario())) {
        play(due, player).ifPresent(failure -> failures.put(due.scenario(), failure));
      }
    }
    return scenarios.stream()
        .map(scenario -> new Result(scenario, Optional.ofNullable(failures.get(scenario))))
        .toList();
  }

  private static Optional<Failure> play(Due due, Player player) {
    Seen seen = player.play(due.step());
    List<String> differences = new ArrayList<>();
    for (Expectation expectation : due.step().expected()) {
      String found = expectation.reading().of(seen);
      if (!found.equals(expectation.expected())) {
        differences.add(
            expectation.what() + ": expected " + expectation.expected() + ", found " + found);
      }
    }
    return differences.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Failure(due.scenario().file(), due.step().line(), differences, seen.story()));
  }
}
