package dev.scrip.deploy.roles;

import dev.scrip.ledger.LedgerApp;
import dev.scrip.ledger.LedgerConfig;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code scrip ledger}: one ledger node on a cluster that is there. */
@Command(
    name = "ledger",
    description =
        "Runs a ledger node: decides the commands of its share of the partitions. SIGTERM stops it; its partitions wait for its return, or go to other nodes once its session is over.")
public final class LedgerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RoleOptions options;

  @Option(
      names = "--leave",
      description = "Give the partitions up at once when stopped: this node is not to come back.")
  private boolean leave;

  @Override
  public Integer call() {
    Settings settings =
        options.settings(
            leave
                ? Map.of(
                    Key.LEAVE_ON_CLOSE, new Setting(Key.LEAVE_ON_CLOSE.key(), "true", "--leave"))
                : Map.of());
    Serving.log(settings);
    LedgerConfig config = RoleConfig.ledger(settings);
    return new Serving(Role.LEDGER, config.cluster(), spec.commandLine().getOut())
        .run(
            "node " + config.instanceId(),
            config.host(),
            config.port(),
            () -> LedgerApp.start(config),
            LedgerApp::address);
  }
}
