package dev.scrip.deploy.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How {@code ./scrip} finds its JDK, tried with folders that only look like JDKs. */
class LauncherTest {
  private static final Path LAUNCHER = Path.of("../scrip").toAbsolutePath().normalize();

  @TempDir private Path folder;

  @Test
  void shouldRunTheProgramOnTheJdkThatIsNamed() throws IOException {
    Path jdk = jdk("25.0.3");
    Program run = scrip(Map.of("SCRIP_JAVA_HOME", jdk.toString()), "balance", "ana");
    assertEquals(0, run.exit(), run.err());
    assertTrue(run.out().startsWith("jdk 25.0.3: "), run.out());
    assertTrue(run.out().strip().endsWith("dev.scrip.deploy.Scrip balance ana"), run.out());
  }

  @Test
  void shouldSayInOneSentenceThatTheNamedJdkIsTooOld() throws IOException {
    Path jdk = jdk("17.0.15");
    Program run = scrip(Map.of("SCRIP_JAVA_HOME", jdk.toString()), "balance", "ana");
    assertEquals(1, run.exit());
    assertEquals("", run.out());
    assertEquals(
        "scrip: SCRIP_JAVA_HOME is "
            + jdk
            + ", which is not a JDK 25 or later; set it to one, or unset it.",
        run.err().strip());
  }

  @Test
  void shouldPassOverAnOlderJdkAndTakeTheOneOnThePath() throws IOException {
    String path = jdk("26").resolve("bin") + ":" + System.getenv("PATH");
    Program run = scrip(Map.of("JAVA_HOME", jdk("17").toString(), "PATH", path), "--help");
    assertTrue(run.out().startsWith("jdk 26: "), run.out() + run.err());
  }

  private Program scrip(Map<String, String> environment, String... arguments) {
    Map<String, String> all = new java.util.TreeMap<>(environment);
    all.put("SCRIP_BUILD", "skip");
    all.putIfAbsent("SCRIP_JAVA_HOME", "");
    List<String> command = new java.util.ArrayList<>(List.of("bash", LAUNCHER.toString()));
    command.addAll(List.of(arguments));
    return Program.run(folder, all, command);
  }

  private Path jdk(String version) throws IOException {
    Path home = Files.createDirectories(folder.resolve("jdk-" + version));
    Path bin = Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    for (String program : List.of("java", "javac")) {
      Path file = bin.resolve(program);
      Files.writeString(file, "#!/bin/sh\necho \"jdk " + version + ": $*\"\n");
      assertTrue(file.toFile().setExecutable(true));
    }
    return home;
  }
}
