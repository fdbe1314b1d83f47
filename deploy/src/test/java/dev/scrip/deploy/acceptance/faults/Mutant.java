package dev.scrip.deploy.acceptance.faults;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A bug planted in the ledger: its own source with a few words changed, compiled anew into a folder
 * that a process puts before the class path. The program itself has no hook for it.
 *
 * @param bug what is wrong with it; {@code none} = the program as it is
 */
record Mutant(String bug, List<Edit> edits) {
  static final Mutant NONE = new Mutant("none", List.of());

  /**
   * A change of one source.
   *
   * @param source file below the root of the repository
   * @param from words that stand there exactly once
   */
  record Edit(String source, String from, String to) {}

  static Mutant of(String bug, String source, String from, String to) {
    return new Mutant(bug, List.of(new Edit(source, from, to)));
  }

  Mutant and(String source, String from, String to) {
    List<Edit> more = new ArrayList<>(edits);
    more.add(new Edit(source, from, to));
    return new Mutant(bug, List.copyOf(more));
  }

  /**
   * Compiles it.
   *
   * @return the folder of its classes; empty = it has none
   */
  String compile(Path folder) {
    if (edits.isEmpty()) {
      return "";
    }
    try {
      Map<String, String> sources = new LinkedHashMap<>();
      for (Edit edit : edits) {
        String before = sources.get(edit.source());
        sources.put(edit.source(), edited(edit, before == null ? read(edit.source()) : before));
      }
      List<Path> files = new ArrayList<>();
      for (Map.Entry<String, String> source : sources.entrySet()) {
        Path file = folder.resolve("source").resolve(source.getKey());
        Files.createDirectories(file.getParent());
        files.add(Files.writeString(file, source.getValue()));
      }
      Path classes = Files.createDirectories(folder.resolve("classes"));
      compile(files, classes);
      return classes.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String edited(Edit edit, String text) {
    int at = text.indexOf(edit.from());
    if (at < 0 || text.indexOf(edit.from(), at + 1) >= 0) {
      throw new IllegalStateException(
          "%s: expected exactly once in %s, found %s: <%s>; plant the bug where the code is now"
              .formatted(bug, edit.source(), at < 0 ? "nowhere" : "more often", edit.from()));
    }
    return text.substring(0, at) + edit.to() + text.substring(at + edit.from().length());
  }

  private void compile(List<Path> files, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter output = new StringWriter();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  output,
                  manager,
                  null,
                  List.of(
                      "-proc:none",
                      "-nowarn",
                      "-d",
                      classes.toString(),
                      "-cp",
                      System.getProperty(
                          "surefire.test.class.path", System.getProperty("java.class.path"))),
                  null,
                  manager.getJavaFileObjectsFromPaths(files))
              .call();
      if (!compiled) {
        throw new IllegalStateException(bug + ": expected to compile, found: " + output);
      }
    }
  }

  private static String read(String source) throws IOException {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve(source))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException(
          "expected %s in a folder above %s, found none"
              .formatted(source, new File("").getAbsolutePath()));
    }
    return Files.readString(folder.resolve(source));
  }

  @Override
  public String toString() {
    return bug;
  }
}
