package dev.scrip.deploy.bench.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Processor time of processes that are not ours alone, as Linux tells it; none elsewhere. */
public final class ProcStat {
  /** Ticks of /proc are hundredths of a second on every Linux that Java runs on. */
  private static final long NANOS_PER_TICK = 10_000_000;

  /** Where user time stands, counted from the state, the first field after the name. */
  private static final int USER = 11;

  private ProcStat() {}

  /** Of a process and all below it, those that have ended and were waited for too. */
  public static Duration family(long pid) {
    Duration living =
        ProcessHandle.of(pid).stream()
            .flatMap(ProcessHandle::descendants)
            .map(child -> time(child.pid(), 0, 1, 2, 3))
            .reduce(Duration.ZERO, Duration::plus);
    return living.plus(time(pid, 0, 1, 2, 3));
  }

  /** Of this process's children that have ended. */
  public static Duration endedChildren() {
    return time(ProcessHandle.current().pid(), 2, 3);
  }

  private static Duration time(long pid, int... fields) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      String[] parts = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = 0;
      for (int field : fields) {
        ticks += Long.parseLong(parts[USER + field]);
      }
      return Duration.ofNanos(ticks * NANOS_PER_TICK);
    } catch (IOException e) {
      return Duration.ZERO; // it has ended meanwhile, or this is no Linux
    }
  }
}
