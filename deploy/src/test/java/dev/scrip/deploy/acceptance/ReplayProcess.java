package dev.scrip.deploy.acceptance;

import dev.scrip.deploy.acceptance.cluster.Jvm;
import dev.scrip.deploy.acceptance.invariants.Evidence.Head;
import dev.scrip.deploy.acceptance.invariants.Evidence.Replayed;
import dev.scrip.deploy.acceptance.invariants.Evidence.Stock;
import dev.scrip.ledger.streams.LineWire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A replay of a ledger's command log in a fresh JVM. */
final class ReplayProcess {
  private static final long WITHIN_MINUTES = 10;

  private final Process process;
  private final Path output;
  private final int partitions;

  private ReplayProcess(Process process, Path output, int partitions) {
    this.process = process;
    this.output = output;
    this.partitions = partitions;
  }

  /**
   * Starts one.
   *
   * @param classes folder of classes that come before those of this test; empty = none
   * @param until for each partition of the command topic, the offset to stop before
   */
  static ReplayProcess start(
      Path output, String classes, String kafka, String ledger, LineWire wire, long[] until) {
    List<String> command =
        Jvm.command(
            classes,
            List.of("-Xmx768m"),
            "dev.scrip.deploy.acceptance.ReplayMain",
            kafka,
            ledger,
            Integer.toString(wire.entryId()),
            Integer.toString(wire.rejectionId()),
            Integer.toString(wire.depletionId()));
    for (long offset : until) {
      command.add(Long.toString(offset));
    }
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(output.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      return new ReplayProcess(process, output, until.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for it; what it came to, by partition. */
  List<Replayed> result() {
    try {
      if (!process.waitFor(WITHIN_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IllegalStateException(
            "expected a replay within " + WITHIN_MINUTES + " minutes, found none");
      }
      if (process.exitValue() != 0) {
        throw new IllegalStateException("a replay ended with exit code " + process.exitValue());
      }
      List<Replayed> partitions = new ArrayList<>();
      for (int partition = 0; partition < this.partitions; partition++) {
        partitions.add(new Replayed(new TreeMap<>(), new TreeMap<>()));
      }
      for (String line : Files.readAllLines(output)) {
        String[] words = line.split(" ", -1);
        Replayed of = partitions.get(Integer.parseInt(words[1]));
        if (words[0].equals("digest")) {
          of.digests().put(words[2], words[3]);
        } else {
          Head head = new Head(Long.parseLong(words[3]), words[4], words[5], stock(words));
          of.heads().put(words[2], head);
        }
      }
      return partitions;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Stock stock(String[] words) {
    Map<String, Map<String, Long>> stock = new TreeMap<>();
    for (String word : List.of(words).subList(6, words.length)) {
      int colon = word.indexOf(':');
      int equals = word.lastIndexOf('=');
      stock
          .computeIfAbsent(word.substring(0, colon), _ -> new TreeMap<>())
          .put(word.substring(colon + 1, equals), Long.parseLong(word.substring(equals + 1)));
    }
    return new Stock(
        stock.getOrDefault("left", Map.of()),
        stock.getOrDefault("held", Map.of()),
        stock.getOrDefault("transit", Map.of()));
  }
}
