package dev.scrip.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scrip.deploy.Complaint;
import dev.scrip.deploy.RulesFile;
import dev.scrip.deploy.cli.GatewayClient.Answer;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.Successor;
import dev.scrip.ledger.rules.RulesDiff;
import dev.scrip.ledger.rules.RulesDiff.Change;
import dev.scrip.ledger.rules.RulesDiff.Effect;
import dev.scrip.ledger.rules.RulesFaults;
import dev.scrip.ledger.rules.RulesReader;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a rules file changes of another, or of the rules in force, and whether it may follow. */
@Command(
    name = "diff",
    description = {
      "Tells in sentences what a file changes, and from when.",
      "With one file: of the rules in force. Ends with 1 where it may not follow them."
    },
    footer = {
      "",
      "Examples:",
      "  scrip rules diff my-rules.yaml",
      "  scrip rules diff base44-2025 my-rules.yaml"
    })
final class RulesDiffCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private Connection connection;

  @Option(names = "--json", description = "Print the changes as JSON.")
  private boolean json;

  @Parameters(
      arity = "1..2",
      paramLabel = "FILE",
      description = "The old rules, if not those in force, and the new: files, or presets' names.")
  private List<String> files = List.of();

  @Override
  public Integer call() {
    Rules after = file(files.getLast());
    Rules before = files.size() == 2 ? file(files.getFirst()) : inForce(connection.gateway());
    List<Change> changes = RulesDiff.of(before, after);
    List<String> breaches = Successor.breaches(before, after);
    if (json) {
      spec.commandLine().getOut().println(asJson(changes, breaches));
    } else {
      print(changes, breaches);
    }
    return breaches.isEmpty() ? Exit.OK : Exit.FAILED;
  }

  private static Rules file(String nameOrFile) {
    RulesFile file = RulesFile.of(nameOrFile);
    return read(file.name(), file.text(), 1);
  }

  private static Rules inForce(GatewayClient gateway) {
    Answer answer = gateway.get("/v1/rules");
    if (!answer.isOk()) {
      throw gateway.complaint(answer);
    }
    long current = answer.body().path("current").asLong();
    for (JsonNode version : answer.body().path("versions")) {
      if (version.path("version").asLong() == current) {
        return read(
            version.path("name").asText() + " in force", version.path("source").asText(), current);
      }
    }
    throw new Complaint("The gateway names no rules in force: " + answer.text());
  }

  private static Rules read(String name, String text, long version) {
    try {
      return RulesReader.read(name, text, version);
    } catch (RulesFaults faults) {
      throw new Complaint("The rules are not right:\n" + faults.getMessage(), faults);
    }
  }

  private void print(List<Change> changes, List<String> breaches) {
    PrintWriter out = spec.commandLine().getOut();
    if (changes.isEmpty()) {
      out.println("Nothing changes: both decide alike.");
    }
    print(out, "At once, with the version:", texts(changes, Effect.AT_ONCE));
    print(out, "For each wallet when its next period begins:", texts(changes, Effect.NEXT_PERIOD));
    print(out, "May not follow, and would be refused:", breaches);
  }

  private static List<String> texts(List<Change> changes, Effect effect) {
    return changes.stream().filter(change -> change.effect() == effect).map(Change::text).toList();
  }

  private static void print(PrintWriter out, String title, List<String> lines) {
    if (!lines.isEmpty()) {
      out.println(title);
      lines.forEach(line -> out.println("  " + line));
    }
  }

  private static ObjectNode asJson(List<Change> changes, List<String> breaches) {
    ObjectNode all = GatewayClient.JSON.createObjectNode();
    ArrayNode list = all.putArray("changes");
    for (Change change : changes) {
      list.addObject()
          .put("text", change.text())
          .put("effect", change.effect().name().toLowerCase(Locale.ROOT));
    }
    ArrayNode refused = all.putArray("breaches");
    breaches.forEach(refused::add);
    return all;
  }
}
