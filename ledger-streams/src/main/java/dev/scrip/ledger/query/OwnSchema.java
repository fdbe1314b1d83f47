package dev.scrip.ledger.query;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import dev.scrip.ledger.domain.Book;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.Schemas;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the ledger announce the command schema of this program once the node is ready, if it does not
 * know it: what is written with a schema that was not announced is a dead letter. Asks the node
 * that publishes control records, which may be this one.
 */
final class OwnSchema implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OwnSchema.class);
  private static final int CONTROL_PARTITION = 0;
  private static final long LOOK_EVERY_MS = 1_000;
  private static final long WITHIN_MS = 35_000;

  private final int id;
  private final String text = Schemas.of(Command.class).toString();
  private final Node node;
  private final Progress progress;
  private final Peers peers;
  private final BooleanSupplier ready;
  private final CountDownLatch closing = new CountDownLatch(1);

  /**
   * @param id of the schema in the registry
   * @param ready whether the node can be asked
   */
  OwnSchema(int id, Node node, Progress progress, Peers peers, BooleanSupplier ready) {
    this.id = id;
    this.node = node;
    this.progress = progress;
    this.peers = peers;
    this.ready = ready;
  }

  void start() {
    Thread.ofVirtual().name("scrip-schema").start(this::run);
  }

  private void run() {
    try {
      while (!closing.await(LOOK_EVERY_MS, TimeUnit.MILLISECONDS)) {
        if (ready.getAsBoolean() && (progress.isAnnounced(id) || announce())) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean announce() throws InterruptedException {
    try {
      if (node.isHere(CONTROL_PARTITION)) {
        CompletableFuture<Book> announced = node.announce(id, text);
        announced.get(WITHIN_MS, TimeUnit.MILLISECONDS);
      } else if (!announceThere()) {
        return false;
      }
      LOG.info("The ledger has announced the command schema {}", id);
      return true;
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      LOG.warn("The command schema {} is not announced yet, trying again: {}", id, e.toString());
      return false;
    }
  }

  private boolean announceThere()
      throws ExecutionException, InterruptedException, TimeoutException {
    Optional<URI> owner = peers.owner(CONTROL_PARTITION);
    if (owner.isEmpty()) {
      return false;
    }
    String body = JsonNodeFactory.instance.objectNode().put("id", id).put("text", text).toString();
    AggregatedHttpResponse answer =
        peers.post(owner.get(), "/schemas", body, WITHIN_MS).get(WITHIN_MS, TimeUnit.MILLISECONDS);
    if (!answer.status().equals(HttpStatus.OK)) {
      throw new IllegalStateException(owner.get() + " answered " + answer.contentUtf8());
    }
    return true;
  }

  @Override
  public void close() {
    closing.countDown();
  }
}
