package dev.scrip.deploy.bench;

import dev.scrip.deploy.Complaint;
import dev.scrip.deploy.bench.cluster.Bed;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs measurements one after the other, and all of them again as often as asked, so that what
 * disturbs the machine for a while does not fall on one of them alone.
 */
record Runner(int runs, List<String> commandLine, PrintWriter err) {
  Runner {
    if (runs < 1) {
      throw new Complaint("--runs: expected at least 1, found %d.".formatted(runs));
    }
    commandLine = List.copyOf(commandLine);
  }

  /**
   * Measures.
   *
   * @param folder in which a folder of its own is made for the data, and removed; null = that for
   *     temporary files
   * @param measurements those to run with their data in a folder
   * @throws dev.scrip.deploy.bench.audit.Breach where the ledger broke a promise meanwhile
   */
  Report run(@Nullable Path folder, Function<Path, List<Measurement>> measurements) {
    Path data = dataFolder(folder);
    Thread cleaning = new Thread(() -> clean(data), "clean");
    Runtime.getRuntime().addShutdownHook(cleaning); // Ctrl-C leaves nothing behind either
    Report report = new Report(Machine.here(), commandLine);
    try (ConsoleProgress progress = new ConsoleProgress(err)) {
      List<Measurement> all = measurements.apply(data);
      for (int run = 0; run < runs; run++) {
        for (int i = 0; i < all.size(); i++) {
          progress.begin(all.get(i).name(), run * all.size() + i + 1, runs * all.size());
          try {
            report.add(all.get(i).run(progress));
          } catch (Measurement.Skipped skipped) {
            report.skip(all.get(i).name(), String.valueOf(skipped.getMessage()));
          }
        }
      }
    } finally {
      Bed.delete(data);
      unhook(cleaning);
    }
    return report;
  }

  /** Ends the processes that this one has started, and removes their data. */
  private static void clean(Path data) {
    List<ProcessHandle> started = ProcessHandle.current().descendants().toList();
    started.forEach(ProcessHandle::destroyForcibly);
    started.forEach(process -> process.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    if (Files.exists(data)) {
      Bed.delete(data);
    }
  }

  private static void unhook(Thread cleaning) {
    try {
      Runtime.getRuntime().removeShutdownHook(cleaning);
    } catch (IllegalStateException e) {
      // it is running: the program is being ended
    }
  }

  private static Path dataFolder(@Nullable Path folder) {
    try {
      return folder == null
          ? Files.createTempDirectory("scrip-bench-")
          : Files.createTempDirectory(Files.createDirectories(folder), "scrip-bench-");
    } catch (IOException e) {
      throw new Complaint(
          "--folder: no folder can be made in %s: %s. Name another."
              .formatted(folder == null ? "the temporary folder" : folder, e),
          e);
    }
  }
}
