package dev.scrip.gateway;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.scrip.projector.audit.Line;
import dev.scrip.projector.audit.LineStore;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The lines of a wallet as they come, as server-sent events whose id is the sequence. Each stream
 * reads when its caller has taken what it got: a slow one costs no memory.
 */
final class Events implements AutoCloseable {
  private static final long HEARTBEAT_MS = 15_000;

  private final LineStore lines;
  private final Wallets wallets;
  private final Executor reading;
  private final Set<HttpResponseWriter> open = ConcurrentHashMap.newKeySet();

  Events(LineStore lines, Wallets wallets, Executor reading) {
    this.lines = lines;
    this.wallets = wallets;
    this.reading = reading;
  }

  CompletableFuture<HttpResponse> stream(Request request) {
    String wallet = request.path("wallet");
    String last = request.header("last-event-id");
    if (!last.isEmpty() && !last.matches("\\d{1,18}")) {
      throw Problem.invalid("Last-Event-ID", last, "the id of an event, which is a sequence");
    }
    return wallets
        .existing(wallet)
        .thenApplyAsync(
            known -> last.isEmpty() ? lines.newest(wallet) : Long.parseLong(last), reading)
        .thenApply(after -> start(request, wallet, after));
  }

  private HttpResponse start(Request request, String wallet, long after) {
    request.context().clearRequestTimeout();
    HttpResponseWriter writer = HttpResponse.streaming();
    writer.write(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.EVENT_STREAM)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .build());
    writer.write(HttpData.ofUtf8(": lines after " + after + "\n\n"));
    open.add(writer);
    LineStore.Follow follow = lines.follow(wallet, after, reading);
    Future<?> heartbeat =
        request
            .context()
            .eventLoop()
            .scheduleAtFixedRate(
                () -> beat(writer), HEARTBEAT_MS, HEARTBEAT_MS, TimeUnit.MILLISECONDS);
    CompletableFuture<Void> ended =
        writer
            .whenComplete()
            .handle((done, failure) -> {
              heartbeat.cancel(false);
              follow.close();
              open.remove(writer);
              return null;
            });
    if (!ended.isDone()) {
      pump(writer, follow);
    }
    return writer;
  }

  private static void pump(HttpResponseWriter writer, LineStore.Follow follow) {
    var _ =
        follow
            .next()
            .thenCompose(next -> written(writer, next))
            .whenComplete((done, failure) -> {
              if (failure == null) {
                pump(writer, follow);
              } else {
                writer.close();
              }
            });
  }

  /** Completes when the caller has taken the lines. */
  private static CompletableFuture<Void> written(HttpResponseWriter writer, List<Line> next) {
    for (Line line : next) {
      if (!writer.tryWrite(HttpData.ofUtf8(Entries.event(line)))) {
        return CompletableFuture.failedFuture(new CancellationException("the caller has gone"));
      }
    }
    return writer.whenConsumed();
  }

  private static void beat(HttpResponseWriter writer) {
    if (writer.isOpen() && !writer.tryWrite(HttpData.ofUtf8(":\n\n"))) {
      writer.close();
    }
  }

  /** Ends all streams; their callers come again with the last id they saw. */
  @Override
  public void close() {
    List.copyOf(open).forEach(HttpResponseWriter::close);
  }
}
