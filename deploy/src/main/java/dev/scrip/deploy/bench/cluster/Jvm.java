package dev.scrip.deploy.bench.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Command lines of the benchmark's JVMs: the options of the launcher, unless others were asked for.
 *
 * @param options by the name of a role, further options as one text; they win
 */
public record Jvm(Map<String, String> options) {
  private static final List<String> ALWAYS =
      List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

  public Jvm {
    options = Map.copyOf(options);
  }

  /** Options by which a start keeps its classes in a file, and the next takes them from there. */
  public static String archive(Path file) {
    return "-XX:+AutoCreateSharedArchive -XX:SharedArchiveFile=%s -Xshare:auto -Xlog:cds*=off -Xlog:aot*=off -XX:-PrintWarnings"
        .formatted(file);
  }

  /** A JVM of that role that runs {@link Child} with arguments. */
  public List<String> command(String role, String... arguments) {
    String own = options.getOrDefault(role, "");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ALWAYS);
    if (!own.matches(".*-XX:\\+Use\\w+GC.*")) { // two collectors are one too many
      command.add("-XX:+UseSerialGC");
    }
    command.add(role.equals(Child.REPLAY) ? "-XX:MaxRAMPercentage=50" : "-Xmx1g");
    if (!own.isBlank()) {
      command.addAll(Arrays.asList(own.strip().split("\\s+")));
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
    command.addAll(Arrays.asList(arguments));
    return command;
  }
}
