package dev.scrip.deploy.acceptance;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every console block of the README in order, in a folder where {@code ./scrip} is the
 * program. In what is expected, {@code …} stands for anything within a line, and alone for any
 * lines.
 */
class ReadmeTest {
  private static final Path README = Path.of("../README.md");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```console\n(.*?)^```$");

  private record Example(String command, String expected) {}

  @Test
  void shouldPrintWhatTheReadmeSays(@TempDir Path folder) throws IOException {
    List<Example> examples = examples(Files.readString(README));
    assertFalse(examples.isEmpty());
    Path data = folder.resolve("scrip-data");
    try (ScripProcess scrip = ScripProcess.up(data)) {
      Files.writeString(data.resolve("admin-key"), ScripProcess.ADMIN_KEY + "\n");
      program(folder);
      for (Example example : examples) {
        String printed =
            example.command().equals("./scrip up")
                ? Files.readString(scrip.console())
                : run(folder, example.command(), scrip);
        assertTrue(
            pattern(example.expected()).matcher(printed).matches(),
            () ->
                "$ %s%nexpected:%n%s%nfound:%n%s"
                    .formatted(example.command(), example.expected(), printed));
      }
    }
  }

  private static List<Example> examples(String readme) {
    List<Example> examples = new ArrayList<>();
    Matcher block = BLOCK.matcher(readme);
    while (block.find()) {
      for (String part : block.group(1).split("(?m)^\\$ ", -1)) {
        if (!part.isBlank()) {
          int end = part.indexOf('\n');
          examples.add(new Example(part.substring(0, end), part.substring(end + 1)));
        }
      }
    }
    return examples;
  }

  private static String run(Path folder, String command, ScripProcess scrip) {
    String here = command.replace("http://127.0.0.1:8080", scrip.gateway().toString());
    Program program = Program.run(folder, Map.of(), List.of("bash", "-c", here));
    return program.out() + program.err();
  }

  /** {@code ./scrip} as the launcher starts it, without its build. */
  private static void program(Path folder) throws IOException {
    Path program = folder.resolve("scrip");
    Files.writeString(
        program,
        """
        #!/bin/sh
        exec '%s' --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '%s' dev.scrip.deploy.Scrip "$@"
        """
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path"))));
    assertTrue(program.toFile().setExecutable(true));
  }

  private static Pattern pattern(String expected) {
    StringBuilder regex = new StringBuilder();
    for (String line : expected.split("\n", -1)) {
      if (line.equals("…")) {
        regex.append("(?:.*\\R)*?");
      } else if (!line.isEmpty()) {
        String[] parts = line.split("…", -1);
        for (int i = 0; i < parts.length; i++) {
          regex.append(i == 0 ? "" : ".*?").append(Pattern.quote(parts[i]));
        }
        regex.append("\\s*?(?:\\R|$)");
      }
    }
    return Pattern.compile(regex + "\\s*");
  }
}
