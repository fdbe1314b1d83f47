package dev.scrip.deploy.bench.cluster;

import dev.scrip.deploy.Scrip;
import dev.scrip.deploy.embedded.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The main class of a benchmark's processes: a broker, or any command of the {@code scrip} program.
 * It ends when its standard input does, so that nothing outlives the benchmark, however that ends.
 */
final class Child {
  static final String BROKER = "broker";

  private Child() {}

  /** Arguments: {@code broker FOLDER PORT}, or those of {@code scrip}. */
  public static void main(String[] args) {
    Thread.ofPlatform().daemon().name("orphan").start(Child::endWithTheBenchmark);
    if (args[0].equals(BROKER)) {
      EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(args[1]), Integer.parseInt(args[2]));
      Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "stop"));
      System.out.println("broker at http://" + kafka.bootstrapServers());
      System.out.flush();
    } else {
      Scrip.main(Arrays.copyOf(args, args.length));
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
