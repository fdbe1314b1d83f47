package dev.scrip.deploy.roles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The documents say what the code does. */
class ConfigurationDocTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final Pattern PROPERTIES =
      Pattern.compile("```properties\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  @Test
  void shouldHoldTheTableOfKeysAsTheCodeHasIt() throws IOException {
    String document = Files.readString(DOCS.resolve("configuration.md"));
    int from = document.indexOf("| key |");
    int to = document.indexOf("\n\n", from);

    assertEquals(Key.markdown(), document.substring(from, to) + "\n");
  }

  /** Every example of a file in the documents is one that is taken. */
  @ParameterizedTest
  @ValueSource(strings = {"configuration.md", "operations.md"})
  void shouldHoldOnlyExamplesThatAreTaken(String name) throws IOException {
    List<String> examples =
        PROPERTIES
            .matcher(Files.readString(DOCS.resolve(name)))
            .results()
            .map(found -> found.group(1))
            .toList();
    assertTrue(!examples.isEmpty(), name);
    for (String example : examples) {
      // Files with secrets are the reader's; here any text stands for them.
      Path secret = Files.writeString(folder.resolve("secret"), "0123456789abcdef");
      String text = example.replaceAll("(?m)^(.*\\.file=).*$", "$1" + secret);
      Path file = Files.writeString(folder.resolve("example.properties"), text);
      var environment =
          java.util.Map.of(
              "SCRIP_ADMIN_KEY", "0123456789abcdef",
              "SCRIP_NODE_KEY", "0123456789abcdef",
              "SCRIP_BOOTSTRAP", "kafka:9092",
              "SCRIP_REGISTRY", "http://registry:8081");
      RoleConfig.ledger(Settings.read(java.util.Map.of(), environment, file));
      RoleConfig.gateway(Settings.read(java.util.Map.of(), environment, file));
    }
  }
}
