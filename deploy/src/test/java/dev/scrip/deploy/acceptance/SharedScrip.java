package dev.scrip.deploy.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One {@code scrip up} with a test clock for all tests that ask for a {@link ScripProcess}:
 * starting one takes longer than most of them. They keep out of each other's way by wallet ids of
 * their own, and may move the clock forward.
 */
final class SharedScrip implements ParameterResolver {
  private static final String START = "2027-01-31T14:37:05Z";

  private record Running(Path folder, ScripProcess scrip) implements AutoCloseable {
    static Running start() {
      try {
        Path folder = Files.createTempDirectory("scrip-acceptance");
        return new Running(folder, ScripProcess.up(folder.resolve("data"), "--test-clock", START));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      scrip.close();
      Files.walkFileTree(folder, new Deleting());
    }
  }

  private static final class Deleting extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(
        Path folder, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ScripProcess.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    // In the root's store it lives until the last test of the run.
    return context
        .getRoot()
        .getStore(Namespace.create(SharedScrip.class))
        .getOrComputeIfAbsent(Running.class, key -> Running.start(), Running.class)
        .scrip();
  }
}
