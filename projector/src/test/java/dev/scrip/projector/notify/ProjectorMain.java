package dev.scrip.projector.notify;

import dev.scrip.projector.ProjectorApp;
import dev.scrip.projector.ProjectorConfig;
import dev.scrip.schemas.ClusterConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A projector as a process of its own, to be killed: ledger, bootstrap, registry, file. */
public final class ProjectorMain {
  private ProjectorMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    ClusterConfig cluster =
        ClusterConfig.open(arguments[0], arguments[1], List.of(URI.create(arguments[2])));
    NotifyConfig notices = NotifyFile.read(Path.of(arguments[3]), System.getenv());
    ProjectorApp app =
        ProjectorApp.start(new ProjectorConfig(cluster, ProjectorConfig.DEFAULT_HOST, 0, notices));
    Runtime.getRuntime().addShutdownHook(new Thread(app::close));
    new CountDownLatch(1).await();
  }
}
