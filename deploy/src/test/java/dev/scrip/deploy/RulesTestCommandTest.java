package dev.scrip.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** {@code scrip rules test}: what it prints, and how it ends. */
class RulesTestCommandTest {
  @TempDir Path folder;

  private record Ran(int exit, String out, String err) {}

  static List<String> shipped() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("rules", "scenarios"))) {
      return files
          .map(file -> file.getFileName().toString().replace(".yaml", ""))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void shouldPlayTheScenariosThatShip(String name) {
    Ran ran = run(name);

    assertEquals(0, ran.exit(), ran.toString());
    assertFalse(ran.out().contains("✗"), ran.out());
    assertTrue(ran.out().contains("scenarios went as written, in "), ran.out());
  }

  /** Word for word but for the width of columns; {@code …} stands for anything. */
  @Test
  void shouldPrintWhatTheDocumentShows() throws IOException {
    String document = Files.readString(Path.of("..", "docs", "scenarios.md"));
    String command = "```console\n$ scrip rules test ";
    String block = document.substring(document.indexOf(command) + command.length());
    String preset = block.substring(0, block.indexOf('\n'));
    List<String> shown =
        block.substring(block.indexOf('\n') + 1, block.indexOf("```")).lines().toList();
    List<String> printed = run(preset).out().lines().map(String::strip).toList();

    int from = 0;
    for (String line : shown) {
      Pattern expected =
          Pattern.compile(
              Stream.of(line.strip().split("…", -1))
                  .map(part -> Pattern.quote(part).replaceAll(" {2,}", "\\\\E +\\\\Q"))
                  .collect(Collectors.joining(".*")));
      while (from < printed.size() && !expected.matcher(printed.get(from)).matches()) {
        from++;
      }
      assertTrue(from < printed.size(), () -> "not printed, or not in this order: " + line);
    }
  }

  @Test
  void shouldTellWhatGoesOtherwiseAndExitWith1() throws IOException {
    Path file =
        file(
            "base44-2025",
            "{open: free, expect: {message: 25}}",
            "{charge: chat.change, quantity: 4, expect: {message: 20}}");

    Ran ran = run(file.toString());

    assertEquals(1, ran.exit());
    assertTrue(
        ran.out()
            .startsWith(
                """
                   SCENARIO  SWITCHES           STEPS
                ✗  one       carry_usage: true      2

                ✗ one
                  %s:8: message: expected 20, found 21
                    charged 4 message (free.message@2027-01-31T14:37:05Z 25 → 21)
                    now plan free, integration 100, message 21

                0 of 1 scenarios went as written, in \
                """
                    .formatted(file)),
        ran.out());
  }

  @Test
  void shouldPrintJson() throws IOException {
    Path right = Files.move(file("base44-2025", "{open: free}"), folder.resolve("right.yaml"));
    Path wrong = file("base44-2025", "{open: free, expect: {message: 1}}");

    Ran ran = run(right.toString(), wrong.toString(), "--json");

    assertEquals(1, ran.exit());
    JsonNode told = new ObjectMapper().readTree(ran.out());
    assertFalse(told.path("passed").asBoolean(true));
    assertTrue(told.at("/files/0/scenarios/0/passed").asBoolean());
    assertFalse(told.at("/files/1/scenarios/0/passed").asBoolean(true));
    assertEquals(
        "message: expected 1, found 25",
        told.at("/files/1/scenarios/0/failure/differences/0").asText());
    assertEquals(7, told.at("/files/1/scenarios/0/failure/line").asInt());
    assertEquals("true", told.at("/files/0/scenarios/0/switches/carry_usage").asText());
  }

  @Test
  void shouldTellTheFaultsOfAFile() throws IOException {
    Path file = file("base44-2025", "{opne: free}");

    Ran ran = run(file.toString());
    Ran json = run(file.toString(), "--json");

    assertEquals(1, ran.exit());
    assertTrue(ran.err().contains(file + ":7:10: scenarios[0].steps[0].opne: "), ran.err());
    assertTrue(ran.err().contains("did you mean 'open'?"), ran.err());
    assertEquals(1, json.exit());
    assertEquals(7, new ObjectMapper().readTree(json.out()).at("/files/0/faults/0/line").asInt());
  }

  @Test
  void shouldFindRulesBesideTheFile() throws IOException {
    Files.writeString(folder.resolve("mine.yaml"), RulesFile.of("bolt").text());
    Path file = file("mine.yaml", "{open: free, expect: {tokens: 1000000}}");
    Files.writeString(
        file, Files.readString(file).replace("switches: {carry_usage: true}", "switches: {}"));

    assertEquals(0, run(file.toString()).exit());
  }

  @Test
  void shouldComplainOfAnUnknownName() {
    Ran ran = run("base44");

    assertEquals(1, ran.exit());
    assertTrue(
        ran.err().contains("neither a scenario file nor a preset named base44; presets are:"),
        ran.err());
  }

  /** One scenario whose first step stands in line 7. */
  private Path file(String rules, String... steps) throws IOException {
    String head =
        """
        rules: %s
        switches: {carry_usage: true}
        start: 2027-01-31T14:37:05Z
        scenarios:
          - name: one
            steps:
        """
            .formatted(rules);
    return Files.writeString(
        folder.resolve("scenarios.yaml"),
        head + "      - " + String.join("\n      - ", steps) + "\n");
  }

  private static Ran run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine program =
        Scrip.program().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    String[] all = new String[args.length + 2];
    all[0] = "rules";
    all[1] = "test";
    System.arraycopy(args, 0, all, 2, args.length);
    return new Ran(program.execute(all), out.toString(), err.toString());
  }
}
