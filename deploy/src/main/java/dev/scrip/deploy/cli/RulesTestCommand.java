package dev.scrip.deploy.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scrip.deploy.ScenarioText;
import dev.scrip.ledger.rules.RulesFaults;
import dev.scrip.ledger.rules.RulesReader;
import dev.scrip.ledger.scenario.ScenarioFile;
import dev.scrip.ledger.scenario.ScenarioRun;
import dev.scrip.ledger.scenario.ScenarioRun.Result;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Plays scenarios on the fold, in memory: unit tests for rules. */
@Command(
    name = "test",
    description = "Plays scenario files against the rules they name; asks no ledger.",
    footer = {
      "",
      "Exit code 1 when a scenario goes otherwise than written.",
      "",
      "Examples:",
      "  scrip rules test base44-2025",
      "  scrip rules test my-scenarios.yaml more-scenarios.yaml --json"
    })
final class RulesTestCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0..*",
      arity = "1..*",
      paramLabel = "FILE",
      description = "Scenario files, or presets' names.")
  private List<String> files = List.of();

  @Option(names = "--json", description = "Print what came of them as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    ObjectNode all = GatewayClient.JSON.createObjectNode();
    ArrayNode played = all.putArray("files");
    boolean passed = true;
    for (String file : files) {
      ScenarioText scenarios = ScenarioText.of(file);
      ObjectNode told = played.addObject().put("file", scenarios.name());
      try {
        passed &= play(scenarios.read(), told);
      } catch (RulesFaults faults) {
        passed = false;
        refused(faults, told);
      }
    }
    if (json) {
      spec.commandLine().getOut().println(all.put("passed", passed));
    }
    return passed ? Exit.OK : Exit.FAILED;
  }

  private boolean play(ScenarioFile file, ObjectNode told) {
    long started = System.nanoTime();
    List<Result> results = ScenarioRun.onFold(file.scenarios());
    long tookMs = (System.nanoTime() - started) / 1_000_000;
    told.put("rules", file.rules()).put("tookMs", tookMs);
    ArrayNode list = told.putArray("scenarios");
    results.forEach(result -> tell(result, list.addObject()));
    if (!json) {
      print(results, tookMs);
    }
    return results.stream().allMatch(Result::passed);
  }

  private void print(List<Result> results, long tookMs) {
    PrintWriter out = spec.commandLine().getOut();
    Table table = new Table("", "SCENARIO", "SWITCHES", "STEPS");
    for (Result result : results) {
      table.add(
          result.passed() ? "✓" : "✗",
          result.scenario().name(),
          switches(result.scenario().switches()),
          Integer.toString(result.scenario().steps().size()));
    }
    table.print(out);
    out.println();
    for (Result result : results) {
      result
          .failure()
          .ifPresent(failure ->
              out.println("✗ " + result.scenario().name() + "\n  " + failure.text() + "\n"));
    }
    out.println(
        "%d of %d scenarios went as written, in %d ms."
            .formatted(results.stream().filter(Result::passed).count(), results.size(), tookMs));
  }

  private static String switches(Map<String, String> switches) {
    return switches.entrySet().stream()
        .map(chosen -> chosen.getKey() + ": " + chosen.getValue())
        .collect(Collectors.joining(", "));
  }

  private static void tell(Result result, ObjectNode told) {
    told.put("name", result.scenario().name())
        .put("line", result.scenario().line())
        .put("steps", result.scenario().steps().size())
        .put("passed", result.passed());
    ObjectNode switches = told.putObject("switches");
    result.scenario().switches().forEach(switches::put);
    result
        .failure()
        .ifPresent(failure -> {
          ObjectNode node = told.putObject("failure").put("line", failure.line());
          ArrayNode differences = node.putArray("differences");
          failure.differences().forEach(differences::add);
          ArrayNode story = node.putArray("story");
          failure.story().forEach(story::add);
        });
  }

  private void refused(RulesFaults faults, ObjectNode told) {
    ArrayNode list = told.put("faultsIn", faults.fileName()).putArray("faults");
    for (RulesReader.Fault fault : faults.faults()) {
      list.addObject()
          .put("line", fault.line())
          .put("column", fault.column())
          .put("key", fault.key())
          .put("message", fault.message());
    }
    if (!json) {
      spec.commandLine().getErr().println(faults.getMessage());
    }
  }
}
