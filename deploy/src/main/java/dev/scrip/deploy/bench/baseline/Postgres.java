package dev.scrip.deploy.bench.baseline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scrip.deploy.bench.cluster.Bed;
import dev.scrip.deploy.bench.cluster.BenchProcess;
import dev.scrip.deploy.bench.cluster.ProcStat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * A real PostgreSQL server with a folder of its own, reached by a Unix socket, tuned for many small
 * transactions, with the schema of {@code ledger.sql}. It goes with its data when it is closed.
 */
final class Postgres implements AutoCloseable {
  private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
  private static final String USER = "scrip";

  /** Ends the server when our end of its input is closed, as it is even when we are killed. */
  private static final String UNTIL_WE_END = "\"$@\" & read _; kill -QUIT $!; wait";

  private static final Map<String, String> TUNED =
      Map.of(
          "listen_addresses", "",
          "shared_buffers", "1GB",
          "wal_buffers", "16MB",
          "max_wal_size", "8GB",
          "checkpoint_timeout", "30min",
          "jit", "off");

  private final Binaries binaries;
  private final Path folder;
  private final BenchProcess server;

  private Postgres(Binaries binaries, Path folder, BenchProcess server) {
    this.binaries = binaries;
    this.folder = folder;
    this.server = server;
  }

  /** Why it cannot be measured on this machine. */
  static final class Missing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Missing(String why) {
      super(why);
    }
  }

  /**
   * Starts one with so many wallets, none of which runs out.
   *
   * @throws Missing where the machine lacks what it takes
   */
  static Postgres start(Path parent, int wallets) {
    Binaries binaries = Binaries.find();
    try {
      Path folder = Files.createTempDirectory(parent, "pg-");
      own(binaries, parent, folder);
      String data = folder.resolve("data").toString();
      List<String> init = new ArrayList<>(binaries.as());
      init.addAll(
          List.of(binaries.path("initdb"), "-D", data, "-U", USER, "--auth=trust", "--no-sync"));
      init.addAll(List.of("--encoding=UTF8", "--locale=C"));
      Command.run(init);
      List<String> serve = new ArrayList<>(List.of("sh", "-c", UNTIL_WE_END, "sh"));
      serve.addAll(binaries.as());
      serve.addAll(List.of(binaries.path("postgres"), "-D", data, "-k", folder.toString()));
      TUNED.forEach((key, value) -> serve.addAll(List.of("-c", key + "=" + value)));
      Postgres postgres =
          new Postgres(
              binaries,
              folder,
              BenchProcess.start("postgres", folder.resolve("printed.txt"), serve));
      try {
        postgres.prepare(wallets);
        return postgres;
      } catch (RuntimeException e) {
        postgres.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no folder could be made in " + parent, e);
    }
  }

  /** Root's folders are closed to the user whom the server runs as. */
  private static void own(Binaries binaries, Path parent, Path folder) throws IOException {
    if (!binaries.owner().isEmpty()) {
      Set<PosixFilePermission> all = EnumSet.noneOf(PosixFilePermission.class);
      all.addAll(Files.getPosixFilePermissions(parent));
      all.add(PosixFilePermission.OTHERS_EXECUTE);
      Files.setPosixFilePermissions(parent, all);
      Files.setOwner(
          folder,
          folder
              .getFileSystem()
              .getUserPrincipalLookupService()
              .lookupPrincipalByName(binaries.owner()));
    }
  }

  private void prepare(int wallets) {
    long until = System.nanoTime() + STARTS_WITHIN.toNanos();
    while (!Command.succeeds(psql("select 1"))) {
      server.requireAlive();
      if (System.nanoTime() > until) {
        throw new IllegalStateException("PostgreSQL did not start within " + STARTS_WITHIN);
      }
      LockSupport.parkNanos(100_000_000);
    }
    query(resource("ledger.sql"));
    query("insert into wallet select n, 1e15 from generate_series(1, " + wallets + ") n");
    query("vacuum analyze wallet");
    query("checkpoint");
  }

  private static String resource(String name) {
    try (InputStream file = Postgres.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException("the program was packaged without " + name);
      }
      return new String(file.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a query says, as plain text. */
  String query(String sql) {
    return Command.run(psql(sql)).strip();
  }

  private List<String> psql(String sql) {
    return List.of(
        binaries.path("psql"),
        "-h",
        folder.toString(),
        "-U",
        USER,
        "-v",
        "ON_ERROR_STOP=1",
        "-qAtX",
        "-c",
        sql,
        "postgres");
  }

  /**
   * Runs a script by pgbench with prepared statements.
   *
   * @param options of the session, as {@code -c name=value}
   * @return what pgbench printed
   */
  String pgbench(String script, String options, int clients, int seconds, String... more) {
    try {
      Path file = Files.createTempFile(folder, "script-", ".sql");
      Files.writeString(file, script);
      List<String> command =
          new ArrayList<>(List.of(binaries.path("pgbench"), "-h", folder.toString(), "-U", USER));
      command.addAll(List.of("-n", "-M", "prepared", "-j", "2"));
      command.addAll(List.of("-c", Integer.toString(clients), "-T", Integer.toString(seconds)));
      command.addAll(List.of("-f", file.toString()));
      command.addAll(Arrays.asList(more));
      command.add("postgres");
      return Command.run(command, Map.of("PGOPTIONS", options));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Processor time of the server and all its processes. */
  Duration cpu() {
    return ProcStat.family(server.pid());
  }

  @Override
  public void close() {
    server.endInput();
    if (server.exitWithin(STARTS_WITHIN).isEmpty()) {
      server.kill();
    }
    Bed.delete(folder);
  }
}
