package dev.scrip.deploy.embedded;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Runs an embedded broker in a process of its own, for tests that kill it. */
final class KafkaProcess {
  private KafkaProcess() {}

  /** Arguments: folder, port. Prints READY once the broker serves. */
  public static void main(String[] args) throws InterruptedException {
    EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(args[0]), Integer.parseInt(args[1]));
    System.out.println("READY " + kafka.bootstrapServers());
    new CountDownLatch(1).await();
  }
}
