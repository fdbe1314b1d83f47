package dev.scrip.ledger.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.scrip.ledger.rules.RulesFaults;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The document's files go as it says, and it names every key. */
class ScenarioDocTest {
  private static final String DOCUMENT = ScenarioFiles.text(Path.of("..", "docs", "scenarios.md"));
  private static final Pattern FILE = Pattern.compile("```yaml\n(rules:.*?)```", Pattern.DOTALL);

  @Test
  void shouldGoAsTheDocumentSays() throws RulesFaults {
    List<String> files =
        FILE.matcher(DOCUMENT).results().map((MatchResult file) -> file.group(1)).toList();

    assertEquals(2, files.size());
    for (String file : files) {
      ScenarioRun.onFold(
              ScenarioReader.read(
                      "docs/scenarios.md", file, name -> Optional.of(ScenarioFiles.preset(name)))
                  .scenarios())
          .forEach(result -> result.failure().ifPresent(failure -> fail(failure.text())));
    }
  }

  @Test
  void shouldNameEveryKey() {
    Stream.of(
            Verb.WORDS.stream(),
            Verb.COMMON.stream(),
            Stream.of(Verb.values()).flatMap(verb -> verb.own().stream()),
            ExpectationReader.KEYS.stream(),
            Stream.of(Shape.values()).flatMap(shape -> shape.keys().stream()))
        .flatMap(keys -> keys)
        .forEach(key ->
            assertTrue(
                Pattern.compile("\\b" + key + "\\b").matcher(DOCUMENT).find(),
                () -> "docs/scenarios.md says nothing of " + key));
  }
}
