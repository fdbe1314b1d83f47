package dev.scrip.ledger.scenario;

import dev.scrip.ledger.rules.RulesFaults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The scenario files that the tests of this package read. */
final class ScenarioFiles {
  private static final Path PRESETS = Path.of("..", "deploy", "rules");

  /** Small rules, for files that are about the format. */
  static final String RULES =
      """
      name: small
      switches: {daily: {value: true, one_of: [true, false]}}
      pools: [{name: message, unit: credits}]
      plans:
        - name: free
          grants: [{id: free.month, pool: message, amount: 25, every: P1M}]
        - name: pro
          paid: true
          grants: [{id: pro.month, pool: message, amount: 100, every: P1M}]
      fallback: free
      limits:
        - {id: day, plans: [free], pool: message, amount: 5, window: calendar day, when: {daily: true}}
        - {id: spare, pool: message, amount: 1000, window: period}
      actions:
        chat.change: {pool: message, price: 1}
        member.chat: {pool: message, price: 1, payer: actor}
        app.call: {pool: message, price: 1, payer: app_owner}
      """;

  private ScenarioFiles() {}

  /** Every scenario file that is shipped. */
  static List<Path> all() {
    try (Stream<Path> files = Files.list(PRESETS.resolve("scenarios"))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String preset(String name) {
    return text(PRESETS.resolve(name + ".yaml"));
  }

  /** Rules beside the file, or a preset. */
  static ScenarioFile read(Path file) throws RulesFaults {
    return ScenarioReader.read(
        file.getFileName().toString(),
        text(file),
        name ->
            Stream.of(file.resolveSibling(name), PRESETS.resolve(name + ".yaml"))
                .filter(Files::isRegularFile)
                .findFirst()
                .map(ScenarioFiles::text));
  }

  /** A file about the small rules. */
  static ScenarioFile small(String yaml) throws RulesFaults {
    return ScenarioReader.read(
        "small.yaml", yaml, name -> name.equals("small") ? Optional.of(RULES) : Optional.empty());
  }

  /** A file about the small rules with one scenario of these steps, the first in line 6. */
  static String steps(String... steps) {
    return "rules: small\nstart: 2027-01-31T14:37:05Z\nscenarios:\n  - name: one\n    steps:\n"
        + Stream.of(steps).map(step -> "      - " + step + "\n").reduce("", String::concat);
  }
}
