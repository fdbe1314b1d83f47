package dev.scrip.projector.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.projector.audit.TestBroker;
import dev.scrip.projector.audit.TestRegistry;
import dev.scrip.schemas.ClusterConfig;
import dev.scrip.schemas.Delivery;
import dev.scrip.schemas.DeliveryChannel;
import dev.scrip.schemas.DeliveryResult;
import dev.scrip.schemas.RegistryClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk under what waits to be tried again is gone. */
class FullScratchTest {
  private static final int EVENT_BYTES = 400_000;

  /** More than the database keeps in memory. */
  private static final int MOST = 100;

  @TempDir private Path folder;

  @Test
  void shouldWriteWhatIsDurableOnceAndBeNoLongerWell() throws Exception {
    try (TestBroker broker = new TestBroker(folder.resolve("broker"));
        TestRegistry server = new TestRegistry()) {
      ClusterConfig cluster =
          ClusterConfig.open("full", broker.address(), List.of(server.address()));
      broker.create(cluster.topics());
      RegistryClient registry = cluster.registryClient();
      PendingStore store = new PendingStore(folder.resolve("scratch"));
      store.partitions(2);
      try (DeliveryLog log =
          new DeliveryLog(cluster, registry, store, Duration.ofDays(1), InstantSource.system())) {
        log.start();
        log.write(delivery(0));
        assertTrue(store.isWell());
        empty(folder.resolve("scratch"));

        AtomicInteger written = new AtomicInteger(1);
        assertThrows(
            IllegalStateException.class,
            () -> {
              while (written.get() < MOST) {
                log.write(delivery(written.getAndIncrement()));
              }
            });

        assertFalse(store.isWell());
        assertEquals(
            written.get(), DeliveryReader.all(cluster.topics(), broker.client(), registry).size());
      }
    }
  }

  private static Delivery delivery(int number) {
    byte[] event = new byte[EVENT_BYTES];
    new Random(number).nextBytes(event);
    Instant now = Instant.parse("2027-01-31T14:37:05Z");
    return new Delivery(
        "ana:" + number,
        "depletion.depleted",
        "ana",
        "billing",
        DeliveryChannel.WEBHOOK,
        "evt_" + number,
        1,
        now,
        DeliveryResult.FAILED,
        503,
        "",
        now,
        now,
        ByteBuffer.wrap(event));
  }

  private static void empty(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    try (Stream<Path> folders = Files.walk(folder)) {
      for (Path one : folders.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    }
  }
}
