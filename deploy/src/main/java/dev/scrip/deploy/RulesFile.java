package dev.scrip.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The text of a rules file, or of a preset that comes with the program. Reads it, judges nothing.
 *
 * @param name the preset's name or the file's, for messages and display
 */
public record RulesFile(String name, String text) {
  /** The preset that {@code scrip up} starts with. */
  public static final String DEFAULT = "base44-2025";

  static final String PRESETS = "base44-2025, base44-2026, bolt, lovable";

  /** The file of that path, else the preset of that name. */
  public static RulesFile of(String nameOrFile) {
    try {
      Path file = Path.of(nameOrFile);
      if (Files.isRegularFile(file)) {
        return new RulesFile(nameOrFile, Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The rules in " + nameOrFile + " cannot be read", e);
    }
    return shipped("", nameOrFile)
        .map(text -> new RulesFile(nameOrFile, text))
        .orElseThrow(() ->
            new Complaint(
                "There is neither a file nor a preset named %s; presets are: %s."
                    .formatted(nameOrFile, PRESETS)));
  }

  /** The text of a file that comes with the program, below its folder of rules, by its name. */
  static Optional<String> shipped(String folder, String name) {
    if (!name.matches("[a-z0-9-]+")) {
      return Optional.empty();
    }
    String path = "rules/" + folder + name + ".yaml";
    try (InputStream file = RulesFile.class.getResourceAsStream(path)) {
      return file == null ? Optional.empty() : Optional.of(new String(file.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(path + " cannot be read", e);
    }
  }
}
