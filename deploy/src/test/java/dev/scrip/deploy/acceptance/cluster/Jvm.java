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
  private static final int UP_TO = 31_000; // from 32,768 on the system gives ports to callers
  private static final AtomicInteger NEXT =
      new AtomicInteger(FROM + ThreadLocalRandom.current().nextInt(UP_TO - FROM));

  private Jvm() {}

  /**
   * The command line of a main class with the classes of this test.
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
            "-XX:+UseSerialGC"));
    command.addAll(options);
    command.addAll(
        List.of("-cp", classes.isEmpty() ? path : classes + java.io.File.pathSeparator + path));
    command.add(mainClass);
    command.addAll(List.of(arguments));
    return command;
  }

  /** A main class with options of its JVM; small, since a cluster of them shares a machine. */
  static List<String> command(List<String> options, String mainClass, List<String> arguments) {
    List<String> all = new ArrayList<>(options);
    all.addFirst("-XX:TieredStopAtLevel=1");
    return command("", all, mainClass, arguments.toArray(String[]::new));
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
      int port = FROM + Math.floorMod(NEXT.getAndIncrement() - FROM, UP_TO - FROM);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // taken: the next
      }
    }
  }
}
