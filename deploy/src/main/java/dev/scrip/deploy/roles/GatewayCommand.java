package dev.scrip.deploy.roles;

import dev.scrip.gateway.GatewayApp;
import dev.scrip.gateway.GatewayConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code scrip gateway}: the HTTP API in front of a ledger that is there. */
@Command(
    name = "gateway",
    description = "Runs a gateway: the HTTP API in front of the ledger's nodes. SIGTERM stops it.")
public final class GatewayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RoleOptions options;

  @Override
  public Integer call() {
    Settings settings = options.settings();
    Serving.log(settings);
    GatewayConfig config = RoleConfig.gateway(settings);
    return new Serving(Role.GATEWAY, config.cluster(), spec.commandLine().getOut())
        .run(
            "HTTP API",
            config.host(),
            config.port(),
            () -> GatewayApp.start(config),
            GatewayApp::address);
  }
}
