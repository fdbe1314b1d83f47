package dev.scrip.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scrip.deploy.Complaint;
import dev.scrip.deploy.RulesFile;
import dev.scrip.deploy.cli.GatewayClient.Answer;
import dev.scrip.ledger.rules.RulesFaults;
import dev.scrip.ledger.rules.RulesReader;
import dev.scrip.schemas.RulesSchema;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Rules: what is in force, whether a file is right, putting a file in force. */
@Command(
    name = "rules",
    description = "Lists, shows, checks, compares, tests and publishes rules.",
    subcommands = {
      RulesCommand.ListVersions.class,
      RulesCommand.Show.class,
      RulesCommand.Check.class,
      RulesCommand.SchemaOfFiles.class,
      RulesDiffCommand.class,
      RulesTestCommand.class,
      RulesCommand.Publish.class
    },
    footer = {
      "",
      "Examples:",
      "  scrip rules list",
      "  scrip rules check my-rules.yaml && scrip rules diff my-rules.yaml",
      "  scrip rules test base44-2025",
      "  scrip rules publish my-rules.yaml"
    })
public final class RulesCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static Answer rules(GatewayClient gateway) {
    Answer answer = gateway.get("/v1/rules");
    if (!answer.isOk()) {
      throw gateway.complaint(answer);
    }
    return answer;
  }

  @Command(name = "list", description = "Lists every version published.")
  static final class ListVersions extends GatewayCommand {
    @Override
    int run(GatewayClient gateway) {
      Answer answer = rules(gateway);
      if (json) {
        out().println(answer.text());
        return Exit.OK;
      }
      Table table = new Table("VERSION", "NAME", "PUBLISHED AT", "IN FORCE");
      String current = answer.body().path("current").asText();
      for (JsonNode version : answer.body().path("versions")) {
        String number = version.path("version").asText();
        table.add(
            number,
            version.path("name").asText(),
            version.path("publishedAt").asText(),
            number.equals(current) ? "yes" : "");
      }
      table.print(out());
      return Exit.OK;
    }
  }

  @Command(name = "show", description = "Prints a version's file.")
  static final class Show extends GatewayCommand {
    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "VERSION",
        description = "Its number (default: the one in force).")
    private @Nullable String version;

    @Override
    int run(GatewayClient gateway) {
      JsonNode rules = rules(gateway).body();
      String wanted = version == null ? rules.path("current").asText() : version;
      for (JsonNode candidate : rules.path("versions")) {
        if (candidate.path("version").asText().equals(wanted)) {
          out()
              .println(
                  json ? candidate.toString() : candidate.path("source").asText().stripTrailing());
          return Exit.OK;
        }
      }
      throw new Complaint(
          "There is no version %s of the rules; scrip rules list shows those there are."
              .formatted(wanted));
    }
  }

  @Command(
      name = "check",
      description = "Reads a file and names every fault in it; asks no ledger.",
      footer = {"", "Example:", "  scrip rules check my-rules.yaml"})
  static final class Check implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "A rules file, or a preset's name.")
    private String file = "";

    @Option(names = "--json", description = "Print the faults as JSON.")
    private boolean json;

    @Override
    public Integer call() {
      RulesFile rules = RulesFile.of(file);
      try {
        var read = RulesReader.read(rules.name(), rules.text(), 1);
        var out = spec.commandLine().getOut();
        if (json) {
          out.println("{\"faults\":[]}");
        } else {
          out.println(
              "%s is right: %d pools, %d plans, %d actions."
                  .formatted(
                      rules.name(),
                      read.pools().size(),
                      read.plans().size(),
                      read.actions().size()));
        }
        return Exit.OK;
      } catch (RulesFaults faults) {
        print(faults);
        return Exit.FAILED;
      }
    }

    private void print(RulesFaults faults) {
      if (!json) {
        int count = faults.faults().size();
        spec.commandLine().getErr().println(faults.getMessage());
        spec.commandLine()
            .getErr()
            .println(
                count == 1
                    ? "1 fault: mend it and check again."
                    : count + " faults: mend them and check again.");
        return;
      }
      var all = GatewayClient.JSON.createObjectNode();
      var list = all.putArray("faults");
      for (RulesReader.Fault fault : faults.faults()) {
        list.addObject()
            .put("line", fault.line())
            .put("column", fault.column())
            .put("key", fault.key())
            .put("message", fault.message());
      }
      spec.commandLine().getOut().println(all);
    }
  }

  @Command(
      name = "schema",
      description = "Prints the JSON Schema of rules files, for editors; asks no ledger.",
      footer = {
        "",
        "A ledger's gateway serves the same at /rules.schema.json. Editors find it by a first line",
        "  # yaml-language-server: $schema=rules.schema.json",
        "",
        "Example:",
        "  scrip rules schema > rules.schema.json"
      })
  static final class SchemaOfFiles implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
      spec.commandLine().getOut().println(RulesSchema.text().stripTrailing());
    }
  }

  @Command(
      name = "publish",
      description = "Puts a file in force as the next version.",
      footer = {"", "Example:", "  scrip rules publish my-rules.yaml"})
  static final class Publish extends GatewayCommand {
    @Parameters(index = "0", paramLabel = "FILE", description = "A rules file, or a preset's name.")
    private String file = "";

    @Override
    int run(GatewayClient gateway) {
      RulesFile rules = RulesFile.of(file);
      Answer answer =
          gateway.send(
              "POST", "/v1/rules", rules.text(), Map.of("Content-Type", "application/yaml"));
      if (answer.isOk()) {
        out()
            .println(
                json
                    ? answer.text()
                    : "Version %s of the rules, %s, is in force."
                        .formatted(
                            answer.body().path("version").asText(),
                            answer.body().path("name").asText(rules.name())));
        return Exit.OK;
      }
      JsonNode faults = answer.body().path("faults");
      if (json || faults.isEmpty()) {
        if (json) {
          out().println(answer.text());
        }
        throw gateway.complaint(answer);
      }
      for (JsonNode fault : faults) {
        spec.commandLine()
            .getErr()
            .println(
                "%s:%s: %s: %s"
                    .formatted(
                        file,
                        fault.path("line").asText(),
                        fault.path("key").asText(),
                        fault.path("message").asText()));
      }
      return Exit.FAILED;
    }
  }
}
