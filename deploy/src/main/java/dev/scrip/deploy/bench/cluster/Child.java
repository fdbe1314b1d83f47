package dev.scrip.deploy.bench.cluster;

import dev.scrip.deploy.Scrip;
import dev.scrip.deploy.embedded.EmbeddedKafka;
import dev.scrip.schemas.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * The main class of a benchmark's processes: a broker, or any command of the {@code scrip} program.
 * It ends when its standard input does, so that nothing outlives the benchmark, however that ends.
 */
final class Child {
  static final String BROKER = "broker";
  static final String PASS_THROUGH = "pass-through";
  static final String REPLAY = "replay";

  private Child() {}

  /**
   * Arguments: {@code broker FOLDER PORT}, {@code pass-through KAFKA LEDGER FOLDER THREADS}, {@code
   * replay KAFKA LEDGER PARTITIONS THREADS}, or those of {@code scrip}.
   */
  public static void main(String[] args) {
    Thread.ofPlatform().daemon().name("orphan").start(Child::endWithTheBenchmark);
    switch (args[0]) {
      case BROKER -> broker(Path.of(args[1]), Integer.parseInt(args[2]));
      case PASS_THROUGH -> {
        PassThrough.start(args[1], Topics.of(args[2]), args[3], args[4]);
        rest();
      }
      case REPLAY -> {
        ReplayRun.run(args[1], args[2], Integer.parseInt(args[3]), Integer.parseInt(args[4]));
        rest();
      }
      default -> Scrip.main(args);
    }
  }

  private static void broker(Path folder, int port) {
    EmbeddedKafka kafka = EmbeddedKafka.start(folder, port);
    Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "stop"));
    System.out.println("broker at http://" + kafka.bootstrapServers());
    System.out.flush();
  }

  /** What a process has used can be asked only as long as it is there. */
  private static void rest() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void endWithTheBenchmark() {
    try {
      while (System.in.read() >= 0) {
        // nothing is ever sent
      }
    } catch (IOException e) {
      // closed all the same
    }
    Runtime.getRuntime().halt(1);
  }
}
