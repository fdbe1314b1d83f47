package dev.scrip.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The JSON Schema of rules files, for editors and for programs that write them. It says what a
 * schema can; the ledger's own reader says the rest.
 */
public final class RulesSchema {
  private static final String FILE = "rules.schema.json";

  private RulesSchema() {}

  /** The whole document. */
  public static String text() {
    try (InputStream file = RulesSchema.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException("expected " + FILE + " in the jar of schemas, found none");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(FILE + " cannot be read", e);
    }
  }
}
