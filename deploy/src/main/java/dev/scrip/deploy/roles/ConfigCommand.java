package dev.scrip.deploy.roles;

import dev.scrip.deploy.cli.Exit;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code scrip config}: what can be set, and what is. */
@Command(
    name = "config",
    description =
        "Lists every setting; for a role, checks what it would be told and where each value comes from. Starts nothing.",
    footer = {"", "Examples:", "  scrip config", "  scrip config ledger --config scrip.properties"})
public final class ConfigCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RoleOptions options;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "ROLE",
      description = "ledger, gateway, projector or tools (scrip topics, scrip tail).")
  private @Nullable String role;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (role == null) {
      for (Key key : Key.values()) {
        out.println(key.key());
        out.println(
            "    %s%s; %s"
                .formatted(
                    key.type(),
                    key.standard().isEmpty() ? "" : " (" + key.standard() + ")",
                    key.rolesText()));
        out.println("    " + key.meaning());
      }
      out.println(Key.KAFKA + "*");
      out.println("    as Kafka has it; goes to every Kafka client");
      return Exit.OK;
    }
    Settings settings = options.settings();
    Role asked = Settings.role(role);
    Object config =
        switch (asked) {
          case LEDGER -> RoleConfig.ledger(settings);
          case GATEWAY -> RoleConfig.gateway(settings);
          case PROJECTOR -> RoleConfig.projector(settings);
          case TOOLS -> RoleConfig.tools(settings, true);
        };
    List<Setting> given = settings.all();
    given.forEach(setting ->
        out.println("%s = %s  (%s)".formatted(setting.key(), setting.shown(), setting.from())));
    out.println("Right, with the defaults: " + config);
    return Exit.OK;
  }

  /** Puts the table of settings under the help of each role. */
  public static void explain(picocli.CommandLine program) {
    for (Role each : List.of(Role.LEDGER, Role.GATEWAY, Role.PROJECTOR)) {
      picocli.CommandLine command = program.getSubcommands().get(each.toString());
      if (command != null) {
        List<String> footer = new java.util.ArrayList<>();
        footer.add("");
        footer.add("Settings, in a file (--config), as SCRIP_… variables or with --set:");
        footer.addAll(Key.help(each));
        footer.add("  %-30s as Kafka has it; goes to every Kafka client".formatted("kafka.*"));
        command.getCommandSpec().usageMessage().footer(footer.toArray(new String[0]));
      }
    }
  }
}
