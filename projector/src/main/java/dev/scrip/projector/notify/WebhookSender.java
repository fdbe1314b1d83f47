package dev.scrip.projector.notify;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.RequestOptions;
import com.linecorp.armeria.client.ResponseTimeoutException;
import com.linecorp.armeria.client.UnprocessedRequestException;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.ClosedSessionException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.SplitHttpResponse;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Posts events to one endpoint, signed by the Standard Webhooks specification. Follows no redirect,
 * reads little of an answer, waits a bounded time.
 */
final class WebhookSender implements Sender, AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(24);

  private final Receiver.Webhook receiver;
  private final String url;
  private final List<Webhook> signers = new ArrayList<>();
  private final InstantSource clock;
  private final Guard guard;
  private final ClientFactory factory;
  private final WebClient client;

  WebhookSender(Receiver.Webhook receiver, InstantSource clock) {
    this.receiver = receiver;
    this.clock = clock;
    guard = new Guard(receiver.allowPrivate());
    // HTTP/1.1 where there is no TLS to agree on anything else by.
    String text = receiver.url().toString();
    url = text.startsWith("http:") ? "h1c" + text.substring("http".length()) : text;
    try {
      for (String secret : receiver.secrets()) {
        signers.add(new Webhook(secret));
      }
    } catch (EmptyWebhookSecretException e) {
      throw new IllegalArgumentException(
          "expected a secret for " + receiver.name() + ", found none");
    }
    factory =
        ClientFactory.builder()
            .connectTimeout(CONNECT_TIMEOUT)
            .idleTimeout(Duration.ofSeconds(10))
            .addressResolverGroupFactory(eventLoops -> guard)
            .build();
    client = WebClient.builder().factory(factory).build();
  }

  @Override
  public Outcome send(Event event, String messageId) throws InterruptedException {
    String host = receiver.url().getHost();
    if (!guard.allowsLiteral(host.replaceAll("[\\[\\]]", ""))) {
      return new Outcome.Failed(0, Guard.REFUSED);
    }
    try {
      SplitHttpResponse response = post(EventJson.body(event), messageId).split();
      BoundedBody body = new BoundedBody();
      response.body().subscribe(body);
      ResponseHeaders headers = response.headers().get();
      body.read().get();
      return outcome(headers);
    } catch (ExecutionException e) {
      return new Outcome.Failed(0, Outcome.brief(reason(e.getCause())));
    } catch (IllegalArgumentException e) {
      // A host that no name server could know, for example.
      return new Outcome.Failed(0, Outcome.brief(reason(e)));
    }
  }

  private HttpResponse post(String body, String messageId) {
    long seconds = clock.instant().getEpochSecond();
    RequestHeaders headers =
        RequestHeaders.builder(HttpMethod.POST, url)
            .contentType(MediaType.JSON)
            .set(HttpHeaderNames.USER_AGENT, "scrip")
            .set("webhook-id", messageId)
            .set("webhook-timestamp", Long.toString(seconds))
            .set("webhook-signature", signature(messageId, seconds, body))
            .build();
    RequestOptions options =
        RequestOptions.builder().responseTimeout(receiver.timeout()).maxResponseLength(0).build();
    return client.execute(HttpRequest.of(headers, HttpData.ofUtf8(body)), options);
  }

  private String signature(String messageId, long seconds, String body) {
    List<String> signatures = new ArrayList<>();
    try {
      for (Webhook signer : signers) {
        signatures.add(signer.sign(messageId, seconds, body));
      }
    } catch (WebhookSigningException e) {
      throw new IllegalStateException("every Java has HMAC-SHA256", e);
    }
    return String.join(" ", signatures);
  }

  private Outcome outcome(ResponseHeaders headers) {
    int status = headers.status().code();
    String error = "expected an answer of 200 to 299, found " + status;
    return switch (status / 100) {
      case 2 -> new Outcome.Delivered(status);
      case 3 -> new Outcome.Failed(status, error + ": redirects are not followed, change the URL");
      default ->
          switch (status) {
            case 410 -> new Outcome.Gone(status, error + ": the receiver wants no more");
            case 429, 503 ->
                new Outcome.Failed(status, error, retryAfter(headers.get("retry-after")));
            default -> new Outcome.Failed(status, error);
          };
    };
  }

  /** Seconds or a date; what cannot be read asks for nothing. */
  private Duration retryAfter(@Nullable String value) {
    if (value == null) {
      return Duration.ZERO;
    }
    Duration asked;
    try {
      asked =
          value.matches("[0-9]{1,9}")
              ? Duration.ofSeconds(Long.parseLong(value))
              : Duration.between(clock.instant(), date(value));
    } catch (DateTimeParseException e) {
      return Duration.ZERO;
    }
    return asked.isNegative()
        ? Duration.ZERO
        : asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
  }

  private static Instant date(String value) {
    return ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
  }

  private String reason(@Nullable Throwable failure) {
    return switch (failure) {
      case null -> "no answer";
      case CompletionException e when e.getCause() != null -> reason(e.getCause());
      case UnprocessedRequestException e -> "no connection: " + root(e);
      case ResponseTimeoutException _ ->
          "expected an answer within " + receiver.timeout() + ", found none";
      case ClosedSessionException _ -> "the connection was closed before the end of the answer";
      default -> root(failure);
    };
  }

  private static String root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
  }

  @Override
  public void close() {
    var _ = factory.closeAsync();
  }
}
