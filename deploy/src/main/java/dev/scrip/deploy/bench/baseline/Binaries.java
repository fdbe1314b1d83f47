package dev.scrip.deploy.bench.baseline;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The PostgreSQL that the system has, and how to run it as somebody who may: it refuses root.
 *
 * @param folder with {@code initdb}, {@code postgres}, {@code psql} and {@code pgbench}
 * @param owner whose its data must be; empty = ours
 * @param as what to put before a command of the server
 */
record Binaries(Path folder, String owner, List<String> as) {
  private static final List<String> NEEDED = List.of("initdb", "postgres", "psql", "pgbench");

  /** Where packages put versions side by side, each with a folder {@code bin}. */
  private static final List<String> VERSIONS =
      List.of("/usr/lib/postgresql", "/usr/local/opt", "/opt/homebrew/opt", "/usr");

  Binaries {
    as = List.copyOf(as);
  }

  /**
   * Looks on PATH and where packages put it.
   *
   * @throws Postgres.Missing saying what is missing
   */
  static Binaries find() {
    Path folder =
        folders()
            .filter(
                each -> NEEDED.stream().allMatch(name -> Files.isExecutable(each.resolve(name))))
            .findFirst()
            .orElseThrow(() ->
                new Postgres.Missing(
                    "no PostgreSQL server with %s was found on PATH or in %s; install one (Debian: apt-get install postgresql)"
                        .formatted(
                            String.join(", ", NEEDED),
                            String.join(", ", VERSIONS.subList(0, VERSIONS.size() - 1)))));
    if (!System.getProperty("user.name").equals("root")) {
      return new Binaries(folder, "", List.of());
    }
    String user = user();
    Optional<String[]> account = account(user);
    if (account.isEmpty()) {
      throw new Postgres.Missing(
          "PostgreSQL refuses to run as root, and there is no user postgres or nobody to run it as");
    }
    if (onPath("setpriv").isPresent()) {
      return new Binaries(
          folder,
          user,
          List.of("setpriv", "--reuid=" + user, "--regid=" + account.get()[3], "--clear-groups"));
    }
    return new Binaries(folder, user, List.of("runuser", "-u", user, "--"));
  }

  String path(String name) {
    return folder.resolve(name).toString();
  }

  private static Stream<Path> folders() {
    return Stream.concat(
        path(),
        VERSIONS.stream()
            .map(Path::of)
            .flatMap(Binaries::versions)
            .map(version -> version.resolve("bin")));
  }

  /** Newest first. */
  private static Stream<Path> versions(Path parent) {
    if (!Files.isDirectory(parent)) {
      return Stream.empty();
    }
    try (Stream<Path> children = Files.list(parent)) {
      List<Path> found = new ArrayList<>(children.toList());
      found.removeIf(child ->
          !String.valueOf(child.getFileName()).matches("[0-9]+|pgsql-[0-9]+|postgresql@?[0-9]*"));
      found.sort(Comparator.comparingInt(Binaries::number).reversed());
      return found.stream();
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  private static int number(Path folder) {
    String digits = String.valueOf(folder.getFileName()).replaceAll("[^0-9]", "");
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  private static Optional<Path> onPath(String program) {
    return path().map(folder -> folder.resolve(program)).filter(Files::isExecutable).findFirst();
  }

  private static Stream<Path> path() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .map(Path::of);
  }

  private static String user() {
    return account("postgres").isPresent() ? "postgres" : "nobody";
  }

  /** The line of /etc/passwd. */
  private static Optional<String[]> account(String user) {
    try (Stream<String> lines = Files.lines(Path.of("/etc/passwd"))) {
      return lines
          .map(line -> line.split(":", -1))
          .filter(line -> line[0].equals(user))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
