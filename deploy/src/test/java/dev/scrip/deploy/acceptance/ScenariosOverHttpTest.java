package dev.scrip.deploy.acceptance;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.scrip.deploy.RulesFile;
import dev.scrip.deploy.ScenarioText;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.rules.RulesFaults;
import dev.scrip.ledger.rules.RulesReader;
import dev.scrip.ledger.scenario.Scenario;
import dev.scrip.ledger.scenario.ScenarioFile;
import dev.scrip.ledger.scenario.ScenarioRun;
import dev.scrip.ledger.scenario.ScenarioRun.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The scenarios that ship with the program, on ledgers that run: what {@code scrip rules test} says
 * of rules is what a client meets. Starting a ledger takes longest, so scenarios share one wherever
 * their switches allow.
 */
class ScenariosOverHttpTest {
  private static final Path FILES = Path.of("rules", "scenarios");

  /** Ledgers that are up at the same time: starting one waits more than it works. */
  private static final int AT_ONCE = 2;

  @TempDir Path folder;

  /** Scenarios on one ledger: a preset with switches that all of them can live with. */
  private record Group(String preset, Map<String, String> switches, List<Scenario> scenarios) {
    /** With those of another group too, if no story becomes another by the other's switches. */
    Optional<Group> with(Group other) throws RulesFaults {
      Map<String, String> both = new LinkedHashMap<>(switches);
      for (Map.Entry<String, String> chosen : other.switches.entrySet()) {
        String before = both.putIfAbsent(chosen.getKey(), chosen.getValue());
        if (before != null && !before.equals(chosen.getValue())) {
          return Optional.empty();
        }
      }
      Rules rules = RulesReader.read(preset, RulesFile.of(preset).text(), 1, both);
      List<Scenario> all =
          Stream.concat(scenarios.stream(), other.scenarios.stream())
              .map(scenario -> scenario.under(rules, both))
              .toList();
      return ScenarioRun.onFold(all).stream().allMatch(Result::passed)
          ? Optional.of(new Group(preset, both, all))
          : Optional.empty();
    }
  }

  @TestFactory
  Stream<DynamicTest> shouldGoAsOnTheFold()
      throws RulesFaults, IOException, ExecutionException, InterruptedException {
    Map<String, List<Scenario>> byRules = new TreeMap<>();
    for (ScenarioFile file : files()) {
      byRules.computeIfAbsent(file.rules(), _ -> new ArrayList<>()).addAll(file.scenarios());
    }
    List<Group> groups = new ArrayList<>();
    for (Map.Entry<String, List<Scenario>> scenarios : byRules.entrySet()) {
      groups.addAll(groups(scenarios.getKey(), scenarios.getValue()));
    }
    List<Result> results = new ArrayList<>();
    try (ExecutorService running = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<List<Result>>> playing = new ArrayList<>();
      groups.forEach(group -> playing.add(running.submit(() -> play(group))));
      for (Future<List<Result>> played : playing) {
        results.addAll(played.get());
      }
    }
    return results.stream()
        .map(result ->
            dynamicTest(
                result.scenario().file() + ": " + result.scenario().name(),
                () -> result.failure().ifPresent(failure -> fail(failure.text()))));
  }

  private static List<ScenarioFile> files() throws RulesFaults, IOException {
    List<ScenarioFile> files = new ArrayList<>();
    try (Stream<Path> paths = Files.list(FILES)) {
      for (Path path : paths.sorted().toList()) {
        String name = path.getFileName().toString().replace(".yaml", "");
        files.add(ScenarioText.of(name).read());
      }
    }
    return files;
  }

  /** As few as can be: each scenario joins the first group that it can share with. */
  private static List<Group> groups(String preset, List<Scenario> scenarios) throws RulesFaults {
    List<Group> groups = new ArrayList<>();
    for (Scenario scenario : scenarios) {
      Group alone = new Group(preset, scenario.switches(), List.of(scenario));
      boolean joined = false;
      for (int i = 0; i < groups.size() && !joined; i++) {
        Optional<Group> both = groups.get(i).with(alone);
        if (both.isPresent()) {
          groups.set(i, both.get());
          joined = true;
        }
      }
      if (!joined) {
        groups.add(alone);
      }
    }
    return groups;
  }

  private List<Result> play(Group group) throws IOException {
    Path own = Files.createTempDirectory(folder, group.preset());
    Path rules = Files.writeString(own.resolve("rules.yaml"), rules(group));
    long start =
        group.scenarios().stream()
            .mapToLong(scenario -> scenario.steps().getFirst().at())
            .min()
            .orElseThrow();
    try (ScripProcess scrip =
        ScripProcess.up(
            own.resolve("data"),
            "--rules",
            rules.toString(),
            "--test-clock",
            Instant.ofEpochMilli(start).toString())) {
      ScenarioOverHttp.SharedLedger ledger = new ScenarioOverHttp.SharedLedger(scrip);
      return ScenarioRun.on(group.scenarios(), scenario -> new ScenarioOverHttp(ledger, scenario));
    } catch (UncheckedIOException e) {
      throw new IllegalStateException(group.preset() + " " + group.switches(), e);
    }
  }

  /** The preset's file with the values of the switches changed. */
  private static String rules(Group group) {
    String rules = RulesFile.of(group.preset()).text();
    for (Map.Entry<String, String> chosen : group.switches().entrySet()) {
      String changed =
          rules.replaceFirst(
              "(?m)^(  " + chosen.getKey() + ":\n    value: ).*$", "$1" + chosen.getValue());
      assertNotEquals(rules, changed, chosen.toString());
      rules = changed;
    }
    return rules;
  }
}
