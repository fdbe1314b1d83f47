package dev.scrip.deploy.bench.cluster;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Processor time that processes have taken, at an instant. Processes of one name are taken
 * together.
 *
 * @param atNanos of {@link System#nanoTime}
 */
public record Usage(long atNanos, Map<String, Duration> cpu) {
  /** The benchmark's own process. */
  public static final String BENCH = "bench";

  public static Usage now(List<BenchProcess> processes) {
    Map<String, Duration> cpu = new LinkedHashMap<>();
    processes.forEach(process -> cpu.merge(process.name(), process.cpu(), Duration::plus));
    cpu.put(BENCH, ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO));
    return new Usage(System.nanoTime(), cpu);
  }

  public double secondsSince(Usage before) {
    return (atNanos - before.atNanos) / 1e9;
  }

  /** Microseconds of processor time a command, by process. */
  public Map<String, Double> microsPerCommand(Usage before, long commands) {
    Map<String, Double> micros = new LinkedHashMap<>();
    cpu.forEach((name, now) -> {
      Duration then = before.cpu.getOrDefault(name, Duration.ZERO);
      micros.put(name, now.minus(then).toNanos() / 1e3 / commands);
    });
    return micros;
  }
}
