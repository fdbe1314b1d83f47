package dev.scrip.deploy.acceptance.faults;

import dev.scrip.deploy.acceptance.cluster.ChildProcess;
import dev.scrip.deploy.acceptance.cluster.Jvm;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** The processes of one ledger but its brokers, each with its folder, port and heap. */
final class Processes implements AutoCloseable {
  static final String NODE_KEY = "fault_run_node_key_0123456789";

  private static final String MAIN = "dev.scrip.deploy.acceptance.cluster.RoleMain";

  private final Path folder;
  private final String ledger;
  private final String kafka;
  private final URI registry;
  private final String classes;
  private final List<ChildProcess> all = new ArrayList<>();
  private final Map<String, URI> addresses = new HashMap<>();

  /**
   * @param classes folder of classes that come before those of this test; empty = none
   */
  Processes(Path folder, String ledger, String kafka, URI registry, String classes) {
    this.folder = folder;
    this.ledger = ledger;
    this.kafka = kafka;
    this.registry = registry;
    this.classes = classes;
  }

  /** The registry itself, on the port where all others look for it. */
  ChildProcess registry() {
    return process("registry", "registry", "160m", registry.getPort(), Map.of());
  }

  /** A ledger node, named within the ledger's group as its process is. */
  ChildProcess ledger(String name, int standbys, Duration session) {
    return process(
        "ledger",
        name,
        "320m",
        Map.of(
            "instance",
            name,
            "threads",
            "2",
            "standbys",
            Integer.toString(standbys),
            "sessionMs",
            Long.toString(session.toMillis()),
            "leave",
            "true"));
  }

  /**
   * A gateway.
   *
   * @param nodes of the ledger; none = it finds them by itself
   */
  ChildProcess gateway(String name, List<URI> nodes, String adminKey) {
    return process(
        "gateway",
        name,
        "224m",
        Map.of(
            "nodes",
            nodes.stream().map(URI::toString).collect(Collectors.joining(",")),
            "adminKey",
            adminKey));
  }

  /** A projector, told by a file who is told of what. */
  ChildProcess projector(String name, Path notify) {
    return process("projector", name, "224m", Map.of("notify", notify.toString()));
  }

  /** Where a process listens, whether it runs or not. */
  URI address(ChildProcess process) {
    return address(process.name());
  }

  URI address(String name) {
    URI address = addresses.get(name);
    if (address == null) {
      throw new IllegalArgumentException("no process is named " + name);
    }
    return address;
  }

  List<ChildProcess> all() {
    return List.copyOf(all);
  }

  private ChildProcess process(String role, String name, String heap, Map<String, String> own) {
    return process(role, name, heap, Jvm.freePort(), own);
  }

  private ChildProcess process(
      String role, String name, String heap, int port, Map<String, String> own) {
    Path home = folder.resolve(name);
    Properties told = new Properties();
    told.putAll(
        Map.of(
            "ledger",
            ledger,
            "bootstrap",
            kafka,
            "registries",
            registry.toString(),
            "port",
            Integer.toString(port),
            "nodeKey",
            NODE_KEY,
            "state",
            home.resolve("state").toString()));
    told.putAll(own);
    Path file = home.resolve("role.properties");
    try {
      Files.createDirectories(home);
      try (BufferedWriter writer = Files.newBufferedWriter(file)) {
        told.store(writer, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ChildProcess process =
        new ChildProcess(
            name,
            home,
            Jvm.command(
                classes,
                List.of(
                    "-Xmx" + heap,
                    "-Dlog4j2.configurationFile=classpath:log4j2.xml", // the program's, not a
                    // test's
                    "-Dscrip.log=" + home.resolve("scrip.log")),
                MAIN,
                role,
                file.toString()));
    all.add(process);
    addresses.put(name, URI.create("http://127.0.0.1:" + port));
    return process;
  }

  /** Kills what runs. */
  @Override
  public void close() {
    all.forEach(ChildProcess::close);
  }
}
