package dev.scrip.deploy.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.scrip.deploy.RulesFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Base44's credits as its users meet them, day by day: the tables are to be read beside its pages.
 */
class Base44OverHttpTest {
  private static final String START = "2027-01-31T14:37:05Z";

  @TempDir Path folder;
  private final List<ScripProcess> running = new ArrayList<>();

  @AfterEach
  void stop() {
    running.forEach(ScripProcess::close);
  }

  @TestFactory
  Stream<DynamicTest> shouldChargeAsBase44Does() {
    return play("base44-2025.table");
  }

  /** The values that the preset's switches do not have by default, where they are seen by users. */
  @TestFactory
  Stream<DynamicTest> shouldChargeAsBase44DoesWithTheOtherSwitches() throws IOException {
    String preset = RulesFile.of("base44-2025").text();
    String rolling = switched(preset, "calendar_day", "rolling_24h");
    String rules = switched(rolling, "true", "false");
    Path file = Files.writeString(folder.resolve("base44-2025-other.yaml"), rules);
    return play("base44-2025-other-switches.table", "--rules", file.toString());
  }

  private static String switched(String rules, String from, String to) {
    String value = "    value: " + from + "\n";
    assertEquals(2, rules.split(value, -1).length, "one switch has the value " + from);
    String switched = rules.replace(value, "    value: " + to + "\n");
    assertFalse(switched.equals(rules));
    return switched;
  }

  private Stream<DynamicTest> play(String table, String... options) {
    String[] all =
        Stream.concat(Stream.of("--test-clock", START), Stream.of(options)).toArray(String[]::new);
    ScripProcess scrip = ScripProcess.up(folder.resolve("data"), all);
    running.add(scrip);
    HttpTable played = new HttpTable(scrip);
    return HttpTable.rows(table).stream()
        .map(row -> dynamicTest(row.toString(), () -> played.play(row)));
  }
}
