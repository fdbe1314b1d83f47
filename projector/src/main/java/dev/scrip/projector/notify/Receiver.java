package dev.scrip.projector.notify;

import dev.scrip.schemas.DeliveryChannel;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Somebody who is told of events, by one way. Each has a queue and attempts of its own. */
public sealed interface Receiver {
  /** Names the receiver in the delivery log; another name is another receiver. */
  String name();

  EventFilter filter();

  DeliveryChannel channel();

  /** How many attempts run at a time. */
  int concurrency();

  /** How long an attempt may take. */
  Duration timeout();

  /**
   * An HTTP endpoint.
   *
   * @param url may hold a secret and is not part of any message
   * @param secrets {@code whsec_…}, the newest first; every message is signed with each
   * @param allowPrivate whether the address may belong to this machine or a private network
   * @param timeout from the connection to the end of the answer
   */
  record Webhook(
      String name,
      URI url,
      List<String> secrets,
      EventFilter filter,
      boolean allowPrivate,
      Duration timeout,
      int concurrency)
      implements Receiver {
    public Webhook {
      secrets = List.copyOf(secrets);
    }

    @Override
    public DeliveryChannel channel() {
      return DeliveryChannel.WEBHOOK;
    }

    /** Address and secrets are left out. */
    @Override
    public String toString() {
      return "Webhook[name=" + name + ", url=***, secrets=***, filter=" + filter + "]";
    }
  }

  /**
   * One recipient of e-mail.
   *
   * @param to an address, or {@link #CONTACT}
   */
  record Email(String name, String to, EventFilter filter, int concurrency) implements Receiver {
    /** Stands for the address that the configuration has for the event's wallet. */
    public static final String CONTACT = "contact";

    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    @Override
    public DeliveryChannel channel() {
      return DeliveryChannel.EMAIL;
    }

    @Override
    public Duration timeout() {
      return TIMEOUT;
    }

    /** The address is left out. */
    @Override
    public String toString() {
      return "Email[name=" + name + ", filter=" + filter + "]";
    }
  }
}
