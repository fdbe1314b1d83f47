package dev.scrip.deploy;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.LoggerFactory;

/**
 * The parts of one process, in the order in which they were started: stops them the other way
 * round, also on a signal, and logs how long each took to start.
 */
public final class Parts implements AutoCloseable {
  private static final Duration STOP_WITHIN = Duration.ofSeconds(30);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

  private final Deque<Part> parts = new ArrayDeque<>();
  private final StringBuilder phases = new StringBuilder();
  private final long startedAt = System.nanoTime();
  private long phaseAt = startedAt;
  private volatile boolean signalled;

  private record Part(String name, AutoCloseable part) {}

  /** Remembers a part that was started, to be stopped before those that came earlier. */
  public synchronized <T extends AutoCloseable> T opened(String name, T part) {
    parts.push(new Part(name, part));
    phase(name);
    return part;
  }

  /** Ends a phase of starting. */
  public synchronized void phase(String name) {
    long now = System.nanoTime();
    phases.append(' ').append(name).append(' ').append((now - phaseAt) / 1_000_000).append(" ms,");
    phaseAt = now;
  }

  /** Logs what starting took, since the JVM began. */
  public synchronized void started() {
    long jvmMs =
        System.currentTimeMillis()
            - java.lang.management.ManagementFactory.getRuntimeMXBean().getStartTime();
    LoggerFactory.getLogger(Parts.class)
        .info("started in {} ms since the JVM began:{}", jvmMs, phases);
  }

  /** On SIGINT or SIGTERM stops everything and ends the process with 0. */
  public void closeOnSignal() {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (closed()) {
                    return; // the program ends by itself, with its own exit code
                  }
                  signalled = true;
                  Thread closing = Thread.ofPlatform().daemon().start(this::close);
                  boolean done = false;
                  try {
                    done = closing.join(STOP_WITHIN);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  // A signal would end it with 143, though nothing went wrong.
                  Runtime.getRuntime().halt(done ? 0 : 1);
                },
                "stop"));
  }

  /** Returns when something has stopped by itself; a signal ends the process instead. */
  public int awaitFault(BooleanSupplier isAlive, PrintWriter out) {
    CountDownLatch never = new CountDownLatch(1);
    try {
      while (isAlive.getAsBoolean()) {
        if (never.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
          break;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException e) {
      if (!signalled) {
        LoggerFactory.getLogger(Parts.class).error("The ledger node does not answer", e);
      }
    }
    if (signalled) {
      sleepUntilHalted(never);
    }
    out.println("The ledger has stopped by itself rather than go on wrongly; the log says why.");
    out.flush();
    return 1;
  }

  /** On a signal waits for the end of the process; otherwise returns. */
  void restIfSignalled() {
    if (signalled) {
      sleepUntilHalted(new CountDownLatch(1));
    }
  }

  private static void sleepUntilHalted(CountDownLatch never) {
    try {
      never.await(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean closed() {
    return parts.isEmpty();
  }

  @Override
  public synchronized void close() {
    while (!parts.isEmpty()) {
      Part last = parts.pop();
      try {
        long from = System.nanoTime();
        last.part().close();
        LoggerFactory.getLogger(Parts.class)
            .info("stopped the {} in {} ms", last.name(), (System.nanoTime() - from) / 1_000_000);
      } catch (Exception e) {
        LoggerFactory.getLogger(Parts.class).warn("Stopping the {} failed", last.name(), e);
      }
    }
  }
}
