package dev.scrip.deploy.bench.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/** Resident memory of a process, as Linux tells it; other systems tell nothing here. */
public final class Memory {
  private static final double KIB_PER_MIB = 1024;

  private Memory() {}

  /** MiB now. */
  public static OptionalDouble residentMiB(long pid) {
    return field(pid, "VmRSS:");
  }

  /** MiB at most since it began. */
  public static OptionalDouble peakMiB(long pid) {
    return field(pid, "VmHWM:");
  }

  private static OptionalDouble field(long pid, String name) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
          .filter(line -> line.startsWith(name))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / KIB_PER_MIB)
          .findFirst();
    } catch (IOException e) {
      return OptionalDouble.empty();
    }
  }
}
