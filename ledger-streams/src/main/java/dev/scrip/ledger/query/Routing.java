package dev.scrip.ledger.query;

import com.linecorp.armeria.client.ResponseTimeoutException;
import com.linecorp.armeria.client.UnprocessedRequestException;
import com.linecorp.armeria.common.ClosedSessionException;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.stream.ClosedStreamException;
import com.linecorp.armeria.common.util.Exceptions;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.function.LongFunction;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/**
 * Answers a question where its partition is: here, or at the node that has it. A partition may move
 * meanwhile, and have nobody for a while: then the question is asked again until its time is up.
 */
final class Routing {
  private static final long AGAIN_AFTER_MS = 50;
  private static final long MARGIN_MS = 1_000;

  private final Peers peers;
  private final IntPredicate isHere;
  private final URI self;

  /**
   * @param isHere whether a partition can be asked on this node
   * @param self this node's address, as the others know it
   */
  Routing(Peers peers, IntPredicate isHere, URI self) {
    this.peers = peers;
    this.isHere = isHere;
    this.self = self;
  }

  /**
   * One question.
   *
   * @param repeatable whether asking twice does no harm
   * @param here how it is answered here, in so many milliseconds
   */
  private record Asked(
      int partition,
      Call call,
      boolean repeatable,
      long deadlineNs,
      LongFunction<CompletableFuture<HttpResponse>> here) {

    long leftMs() {
      return Math.max(0, (deadlineNs - System.nanoTime()) / 1_000_000);
    }
  }

  /** Answers a question that may be asked any number of times. */
  CompletableFuture<HttpResponse> at(
      int partition, Call call, long withinMs, LongFunction<CompletableFuture<HttpResponse>> here) {
    return attempt(new Asked(partition, call, true, deadline(withinMs), here));
  }

  /** Answers what must not be done twice. */
  CompletableFuture<HttpResponse> onceAt(
      int partition, Call call, long withinMs, LongFunction<CompletableFuture<HttpResponse>> here) {
    return attempt(new Asked(partition, call, false, deadline(withinMs), here));
  }

  private static long deadline(long withinMs) {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(withinMs);
  }

  private CompletableFuture<HttpResponse> attempt(Asked asked) {
    return answer(asked)
        .exceptionallyCompose(fault -> {
          boolean another =
              !asked.call().forwarded()
                  && asked.leftMs() > AGAIN_AFTER_MS
                  && isWorthAnother(asked, Exceptions.peel(fault));
          return another
              ? later().thenCompose(_ -> attempt(asked))
              : CompletableFuture.failedFuture(understood(asked, fault));
        });
  }

  private CompletableFuture<HttpResponse> answer(Asked asked) {
    try {
      if (isHere.test(asked.partition())) {
        return asked.here().apply(asked.leftMs());
      }
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    Optional<URI> owner =
        asked.call().forwarded()
            ? Optional.empty()
            : peers.owner(asked.partition()).filter(node -> !node.equals(self));
    return owner
        .map(node -> forward(asked, node))
        .orElseGet(() -> CompletableFuture.failedFuture(notHere(asked.partition())));
  }

  private CompletableFuture<HttpResponse> forward(Asked asked, URI node) {
    long waitMs = asked.leftMs();
    return peers
        .ask(node, asked.call(), asked.call().pathAndQuery(waitMs), waitMs + MARGIN_MS)
        .thenApply(answer -> {
          if (answer.status().equals(HttpStatus.SERVICE_UNAVAILABLE)) {
            throw notHere(asked.partition());
          }
          return answer.toHttpResponse();
        });
  }

  private static boolean isWorthAnother(Asked asked, Throwable fault) {
    return switch (fault) {
      case Problem problem -> problem.status() == 503;
      case InvalidStateStoreException _ -> true; // the partition just left
      case UnprocessedRequestException _ -> true;
      default -> asked.repeatable() && isOfTheWay(fault);
    };
  }

  private static boolean isOfTheWay(Throwable fault) {
    return fault instanceof UnprocessedRequestException
        || fault instanceof IOException
        || fault instanceof ClosedSessionException
        || fault instanceof ClosedStreamException
        || fault instanceof ResponseTimeoutException;
  }

  /**
   * A fault of the way to another node is the partition's being away, unless the node may have done
   * what must not be done twice.
   */
  private static Throwable understood(Asked asked, Throwable fault) {
    Throwable cause = Exceptions.peel(fault);
    if (!isOfTheWay(cause)) {
      return cause;
    }
    String detail = "the node that has the partition does not answer: " + cause;
    return asked.repeatable() || cause instanceof UnprocessedRequestException
        ? Problem.notHere(detail)
        : Problem.unknown(detail);
  }

  private static Problem notHere(int partition) {
    return Problem.notHere("partition " + partition + " is on no node that answers, or not yet");
  }

  private static CompletableFuture<Void> later() {
    Executor delayed = CompletableFuture.delayedExecutor(AGAIN_AFTER_MS, TimeUnit.MILLISECONDS);
    return CompletableFuture.runAsync(() -> {}, delayed);
  }
}
