package dev.scrip.ledger.rules;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files the tests of this package read. */
final class RulesFiles {
  static final String EVERYTHING = resource("everything.yaml");
  static final String BASE44_2025 = preset("base44-2025.yaml");
  static final String BASE44_2026 = preset("base44-2026.yaml");
  static final String LOVABLE = preset("lovable.yaml");
  static final String BOLT = preset("bolt.yaml");
  static final String SHAPES = preset("shapes.yaml");

  /** Small and right: what the faulty files are made from. */
  static final String SMALL =
      """
      name: small
      pools: [{name: message, unit: credits}, {name: other, unit: credits}]
      plans:
        - name: free
          grants: [{pool: message, amount: 25, every: P1M}]
        - name: pro
          paid: true
      fallback: free
      actions:
        chat.change: {pool: message, price: 1}
        run: {pool: other, price: 0}
      """;

  private RulesFiles() {}

  private static String resource(String name) {
    try (InputStream file = RulesFiles.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException("no test file " + name);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unread) {
      throw new UncheckedIOException(unread);
    }
  }

  private static String preset(String name) {
    try {
      return Files.readString(Path.of("..", "deploy", "rules", name));
    } catch (IOException unread) {
      throw new UncheckedIOException(unread);
    }
  }
}
