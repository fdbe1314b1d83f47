package dev.scrip.deploy.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * What a data folder remembers of the demo: up to which instant its story goes, and whether it has
 * been told. By the instant alone a start that was interrupted finds the same story again.
 */
public final class DemoMark {
  private static final String DONE = " done";

  private final Path file;

  /** The mark in a data folder. */
  public DemoMark(Path folder) {
    file = folder.resolve("demo");
  }

  /** Whether the ledger in this folder is the demo's, finished or not. */
  public boolean isThere() {
    return Files.exists(file);
  }

  /** The end of a story that was begun and not finished. */
  public Optional<Instant> begun() {
    if (!isThere()) {
      return Optional.empty();
    }
    try {
      String text = Files.readString(file).strip();
      return text.endsWith(DONE) ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (IOException e) {
      throw new UncheckedIOException("The file " + file + " cannot be read", e);
    } catch (DateTimeException e) {
      throw new IllegalStateException(
          "expected in " + file + " the instant at which the demo ends, found something else", e);
    }
  }

  /** To be called before the first record of the ledger is written. */
  public void begin(Instant end) {
    write(end.toString());
  }

  public void finish(Instant end) {
    write(end + DONE);
  }

  /** Takes it back: the ledger turned out to be another's. */
  public void remove() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("The file " + file + " cannot be deleted", e);
    }
  }

  /** In one step, so that a start that is interrupted leaves no half of it. */
  private void write(String text) {
    try {
      Path next = file.resolveSibling(file.getFileName() + ".next");
      Files.writeString(next, text + "\n");
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("The file " + file + " cannot be written", e);
    }
  }
}
