package dev.scrip.deploy.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One {@code scrip up} with a test clock for all tests that ask for a {@link ScripProcess}:
 * starting one takes longer than most of them. They keep out of each other's way by wallet ids of
 * their own, and may move the clock forward.
 */
final class SharedScrip implements ParameterResolver {
  private static final String START = "2027-01-31T14:37:05Z";

  /** Made when it is first asked for, and ended with this JVM: a run of tests may have several. */
  private static final class Running {
    static final ScripProcess SCRIP = start();

    private static ScripProcess start() {
      try {
        Path folder = Files.createTempDirectory("scrip-acceptance");
        ScripProcess scrip = ScripProcess.up(folder.resolve("data"), "--test-clock", START);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(scrip, folder)));
        return scrip;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void end(ScripProcess scrip, Path folder) {
      scrip.close();
      try {
        Files.walkFileTree(folder, new Deleting());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
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
    return Running.SCRIP;
  }
}
