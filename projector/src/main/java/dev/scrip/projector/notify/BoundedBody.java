package dev.scrip.projector.notify;

import com.linecorp.armeria.common.HttpData;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Reads an answer to its end, or to a bound, and keeps nothing of it. An answer that breaks off is
 * none: what came before may be somebody else's.
 */
final class BoundedBody implements Subscriber<HttpData> {
  private static final int MOST_BYTES = 16 * 1024;

  private final CompletableFuture<@Nullable Void> read = new CompletableFuture<>();
  private @Nullable Subscription subscription;
  private int bytes;

  /** Done when enough is read; fails when the answer breaks off. */
  CompletableFuture<@Nullable Void> read() {
    return read;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    this.subscription = subscription;
    subscription.request(1);
  }

  @Override
  public void onNext(HttpData data) {
    bytes += data.length();
    data.close();
    Subscription present = subscription;
    if (present == null) {
      return;
    }
    if (bytes > MOST_BYTES) {
      present.cancel();
      read.complete(null);
    } else {
      present.request(1);
    }
  }

  @Override
  public void onError(Throwable failure) {
    read.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    read.complete(null);
  }
}
