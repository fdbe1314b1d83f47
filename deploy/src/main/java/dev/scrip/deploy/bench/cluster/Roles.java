package dev.scrip.deploy.bench.cluster;

import dev.scrip.schemas.ClusterConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Starts the processes of a bed, each as the {@code scrip} program starts it. */
record Roles(Bed.Setup setup, Path folder, ClusterConfig cluster) {
  private static final String PORT = "--port";
  private static final String SET = "--set";

  BenchProcess ledger(int node, Path state) {
    List<String> arguments = role("ledger");
    arguments.addAll(List.of(SET, "instance.id=ledger-" + node, SET, "state.dir=" + state));
    setup.settings().forEach((key, value) -> arguments.addAll(List.of(SET, key + "=" + value)));
    return started("ledger", Map.of(), arguments);
  }

  BenchProcess gateway() {
    List<String> arguments = role("gateway");
    arguments.addAll(List.of(SET, "data.dir=" + folder.resolve("gateway")));
    return started("gateway", Map.of("SCRIP_ADMIN_KEY", Bed.ADMIN_KEY), arguments);
  }

  BenchProcess passThrough() {
    return started(
        Child.PASS_THROUGH,
        Map.of(),
        List.of(
            Child.PASS_THROUGH,
            cluster.bootstrapServers(),
            cluster.ledger(),
            folder.resolve(Child.PASS_THROUGH).toString(),
            setup.settings().getOrDefault("threads", "2")));
  }

  BenchProcess replay() {
    int threads = Math.min(setup.partitions(), Runtime.getRuntime().availableProcessors());
    return started(
        Child.REPLAY,
        Map.of(),
        List.of(
            Child.REPLAY,
            cluster.bootstrapServers(),
            cluster.ledger(),
            Integer.toString(setup.partitions()),
            Integer.toString(threads)));
  }

  static BenchProcess broker(Bed.Setup setup, Path folder, int port) {
    List<String> arguments =
        List.of(Child.BROKER, folder.resolve("kafka").toString(), Integer.toString(port));
    return started(setup, folder, Child.BROKER, Map.of(), arguments);
  }

  private List<String> role(String role) {
    String registry = cluster.registries().getFirst().toString();
    return new ArrayList<>(
        Arrays.asList(
            role, "--bootstrap", cluster.bootstrapServers(), "--registry", registry, PORT, "0"));
  }

  private BenchProcess started(
      String role, Map<String, String> environment, List<String> arguments) {
    return started(setup, folder, role, environment, arguments);
  }

  private static BenchProcess started(
      Bed.Setup setup,
      Path folder,
      String role,
      Map<String, String> environment,
      List<String> arguments) {
    return BenchProcess.start(
        role,
        folder.resolve(role + "-" + System.nanoTime() + ".txt"), // a role may start again
        setup.jvm().command(role, arguments.toArray(String[]::new)),
        environment);
  }
}
