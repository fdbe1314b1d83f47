package dev.scrip.deploy;

import dev.scrip.ledger.rules.RulesFaults;
import dev.scrip.ledger.scenario.ScenarioFile;
import dev.scrip.ledger.scenario.ScenarioReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The text of a scenario file, or of the one that comes with a preset. Finds it and the rules it
 * names, judges nothing.
 *
 * @param name the file's or the preset's, for messages
 * @param folder where rules that it names are looked for, before the presets
 */
public record ScenarioText(String name, String text, Path folder) {
  /** The file of that path, else the scenarios of the preset of that name. */
  public static ScenarioText of(String nameOrFile) {
    Path file = Path.of(nameOrFile);
    if (Files.isRegularFile(file)) {
      return new ScenarioText(
          nameOrFile, text(file), file.resolveSibling("").toAbsolutePath().normalize());
    }
    return RulesFile.shipped("scenarios/", nameOrFile)
        .map(text -> new ScenarioText(nameOrFile, text, Path.of("").toAbsolutePath()))
        .orElseThrow(() ->
            new Complaint(
                "There is neither a scenario file nor a preset named %s; presets are: %s."
                    .formatted(nameOrFile, RulesFile.PRESETS)));
  }

  /** Reads it, with the rules it names. */
  public ScenarioFile read() throws RulesFaults {
    return ScenarioReader.read(name, text, this::rules);
  }

  /** Rules beside the file, or a preset. */
  private Optional<String> rules(String rules) {
    try {
      Path file = folder.resolve(rules);
      return Files.isRegularFile(file) ? Optional.of(text(file)) : RulesFile.shipped("", rules);
    } catch (InvalidPathException notOne) {
      return Optional.empty();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }
}
