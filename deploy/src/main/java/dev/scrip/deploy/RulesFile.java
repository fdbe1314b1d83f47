package dev.scrip.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The text of a rules file, or of a preset that comes with the program. Reads it, judges nothing.
 *
 * @param name the preset's name or the file's, for messages and display
 */
public record RulesFile(String name, String text) {
  /** The preset that {@code scrip up} starts with. */
  public static final String DEFAULT = "base44-2025";

  private static final String PRESETS = "base44-2025";

  /** The file of that path, else the preset of that name. */
  public static RulesFile of(String nameOrFile) {
    try {
      Path file = Path.of(nameOrFile);
      if (Files.isRegularFile(file)) {
        return new RulesFile(nameOrFile, Files.readString(file));
      }
      if (nameOrFile.matches("[a-z0-9-]+")) {
        try (InputStream preset =
            RulesFile.class.getResourceAsStream("rules/" + nameOrFile + ".yaml")) {
          if (preset != null) {
            return new RulesFile(nameOrFile, new String(preset.readAllBytes(), UTF_8));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The rules in " + nameOrFile + " cannot be read", e);
    }
    throw new Complaint(
        "There is neither a file nor a preset named %s; presets are: %s."
            .formatted(nameOrFile, PRESETS));
  }
}
