package dev.scrip.deploy.acceptance.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** How a test starts other JVMs, and on which ports they listen. */
public final class Jvm {
  private static final int FROM = 20_000;
  private static final int FORKS = 4;
  private static final int PORTS = 11_000 / FORKS; // up to 31,000: what follows is for callers

  /** Tests that run at the same time in another JVM choose from other ports. */
  private static final int FIRST =
      FROM + PORTS * Math.floorMod(Integer.getInteger("scrip.test.fork", 1) - 1, FORKS);

  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(PORTS));

  private Jvm() {}

  /**
   * The command line of a main class with the classes of this test. It does without the optimizing
   * compiler: a process of a test ends before that pays, and it takes a third of a start.
   *
   * @param classes folder of classes that come before those of this test; empty = none
   * @param options of the JVM, such as its heap
   */
  public static List<String> command(
      String classes, List<String> options, String mainClass, String... arguments) {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1"));
    command.addAll(options);
    command.addAll(
        List.of("-cp", classes.isEmpty() ? path : classes + java.io.File.pathSeparator + path));
    command.add(mainClass);
    command.addAll(List.of(arguments));
    return command;
  }

  /** A main class with options of its JVM; small, since a cluster of them shares a machine. */
  static List<String> command(List<String> options, String mainClass, List<String> arguments) {
    return command("", options, mainClass, arguments.toArray(String[]::new));
  }

  /** Sends a signal that Java itself cannot: STOP, CONT. */
  static void signal(Process process, String name) {
    try {
      int exit =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
              .inheritIO()
              .start()
              .waitFor();
      if (exit != 0) {
        throw new IllegalStateException(
            "kill -%s %d ended with %d".formatted(name, process.pid(), exit));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a process is sent a signal", e);
    }
  }

  /**
   * A free port that is not one the system gives to outgoing connections: while a process is away,
   * a client that knocks could be given the very port it knocks at.
   */
  public static int freePort() {
    while (true) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), PORTS);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // taken: the next
      }
    }
  }
}
