package dev.scrip.deploy.roles;

import dev.scrip.projector.ProjectorApp;
import dev.scrip.projector.ProjectorConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code scrip projector}: tells people of what a ledger decided. */
@Command(
    name = "projector",
    description =
        "Runs a projector: sends e-mail and webhooks on rejections and depletions, as the file says that the setting notify names. SIGTERM stops it.")
public final class ProjectorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RoleOptions options;

  @Override
  public Integer call() {
    Settings settings = options.settings();
    Serving.log(settings);
    ProjectorConfig config = RoleConfig.projector(settings);
    return new Serving(Role.PROJECTOR, config.cluster(), spec.commandLine().getOut())
        .run(
            "notices to %d receivers".formatted(config.notices().receivers().size()),
            config.host(),
            config.port(),
            () -> ProjectorApp.start(config),
            ProjectorApp::address);
  }
}
