package dev.scrip.deploy.roles;

import dev.scrip.deploy.Complaint;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * Reads a {@code .properties} file in UTF-8 and remembers on which line each value stands. The form
 * is Java's, as in Kafka's own files: comments with {@code #}, a line that ends in a backslash goes
 * on in the next.
 */
final class ConfigFile {
  private ConfigFile() {}

  /** Every setting in order; a key that stands twice is there twice. */
  static List<Setting> read(Path file) {
    List<Setting> settings = new ArrayList<>();
    StringBuilder logical = new StringBuilder();
    int first = 0;
    int number = 0;
    for (String line : lines(file)) {
      number++;
      if (logical.isEmpty()) {
        if (line.isBlank() || line.stripLeading().matches("[#!].*")) {
          continue;
        }
        first = number;
      }
      logical.append(line).append('\n');
      if (!goesOn(line)) {
        settings.add(setting(logical.toString(), file, first));
        logical.setLength(0);
      }
    }
    if (!logical.isEmpty()) {
      settings.add(setting(logical.toString(), file, first));
    }
    return settings;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8).lines().toList();
    } catch (NoSuchFileException e) {
      throw new Complaint(
          "There is no configuration file %s; --config or SCRIP_CONFIG names it.".formatted(file),
          e);
    } catch (IOException e) {
      throw new Complaint("The configuration file %s cannot be read: %s.".formatted(file, e), e);
    }
  }

  /** An even number of backslashes at the end is that many halved, and nothing goes on. */
  private static boolean goesOn(String line) {
    int backslashes = 0;
    while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }

  private static Setting setting(String logical, Path file, int line) {
    Properties one = new Properties();
    String from = "%s line %d".formatted(file.getFileName(), line);
    try {
      one.load(new StringReader(logical));
    } catch (IOException | IllegalArgumentException e) {
      throw new Complaint("%s: expected key=value: %s.".formatted(from, e.getMessage()), e);
    }
    String key = one.stringPropertyNames().stream().findFirst().orElse("");
    return new Setting(key, one.getProperty(key, "").strip(), from);
  }
}
