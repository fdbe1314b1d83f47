package dev.scrip.deploy.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * On what was measured.
 *
 * @param load how many processes wanted a processor in the minute before; below 0 = not known
 * @param commit of the sources; empty = not known
 */
record Machine(
    Instant at,
    int cores,
    String processor,
    long memoryMiB,
    String system,
    String jdk,
    String kafka,
    String commit,
    double load) {

  static Machine here() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new Machine(
        Instant.now().truncatedTo(ChronoUnit.SECONDS),
        system.getAvailableProcessors(),
        foundProcessor(),
        system.getTotalMemorySize() >> 20,
        system.getName() + " " + system.getVersion() + " " + system.getArch(),
        Runtime.version().toString(),
        AppInfoParser.getVersion(),
        foundCommit(),
        system.getSystemLoadAverage());
  }

  private static String foundProcessor() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  /** Where the program runs from its sources, as a developer's does. */
  private static String foundCommit() {
    try {
      Path here =
          Path.of(Machine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty")
              .directory(here.resolveSibling("").toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String found = new String(git.getInputStream().readAllBytes(), UTF_8).strip();
      return git.waitFor(5, TimeUnit.SECONDS) && git.exitValue() == 0 ? found : "";
    } catch (IOException | java.net.URISyntaxException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /** Two lines for people. */
  String text() {
    return """
    %s, %d cores%s, %,d MiB, %s
    JDK %s, Kafka %s%s; load before: %s\
    """
        .formatted(
            at,
            cores,
            processor.isEmpty() ? "" : " (" + processor + ")",
            memoryMiB,
            system,
            jdk,
            kafka,
            commit.isEmpty() ? "" : ", commit " + commit,
            load < 0 ? "not known" : "%.2f".formatted(load));
  }

  ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("at", at.toString())
        .put("cores", cores)
        .put("processor", processor)
        .put("memoryMiB", memoryMiB)
        .put("system", system)
        .put("jdk", jdk)
        .put("kafka", kafka)
        .put("commit", commit)
        .put("loadBefore", load);
  }
}
