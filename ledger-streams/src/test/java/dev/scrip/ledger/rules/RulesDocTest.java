package dev.scrip.ledger.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example of docs/rules.md is read as a part of a file, and every key stands in one. */
class RulesDocTest {
  private static final Path DOC = Path.of("..", "docs", "rules.md");
  private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  /** What the other examples refer to; an example's own parts take the place of these. */
  private static final Map<String, String> REST =
      Map.of(
          "name", "name: doc\n",
          "pools", "pools: [{name: message, unit: credits}, {name: tokens, unit: tokens}]\n",
          "plans",
              """
              plans:
                - {name: free, grants: [{pool: message, amount: 1, every: P1M}]}
                - {name: pro, paid: true}
                - {name: team-1, paid: true}
              """,
          "actions", "actions: {chat.change: {pool: message, price: 1}}\n");

  static Stream<String> examples() throws IOException {
    return EXAMPLE.matcher(Files.readString(DOC)).results().map(found -> found.group(1));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void shouldReadEveryExample(String example) throws RulesFaults {
    StringBuilder file = new StringBuilder(example);
    REST.forEach((key, text) -> {
      if (!starts(example, key)) {
        file.append(text);
      }
    });
    if (!starts(example, "fallback")) {
      String first = example.contains("- name: free") || !starts(example, "plans") ? "free" : "pro";
      file.append("fallback: ").append(first).append('\n');
    }

    assertTrue(!RulesReader.read("rules.md", file.toString(), 1).plans().isEmpty());
  }

  private static boolean starts(String example, String key) {
    return ("\n" + example).contains("\n" + key + ":");
  }

  @Test
  void shouldShowEveryKeyOfTheGrammar() throws IOException {
    String all = examples().collect(Collectors.joining());
    Set<String> shown =
        Pattern.compile("[a-z_]+(?=:)")
            .matcher(all)
            .results()
            .map(MatchResult::group)
            .collect(Collectors.toCollection(TreeSet::new));
    // The key of a table stands in a sentence; it is told there.
    String text = Files.readString(DOC);
    Set<String> missing = new TreeSet<>();
    for (Shape shape : Shape.values()) {
      for (String key : shape.keys()) {
        if (!shown.contains(key) && !text.contains("`" + key + "`")) {
          missing.add(shape + "." + key);
        }
      }
    }
    assertEquals(Set.of(), missing);
  }
}
