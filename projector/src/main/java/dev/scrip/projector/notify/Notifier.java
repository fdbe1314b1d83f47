package dev.scrip.projector.notify;

import dev.scrip.projector.audit.Line;
import dev.scrip.projector.audit.LineReader;
import dev.scrip.schemas.ClusterConfig;
import dev.scrip.schemas.Delivery;
import dev.scrip.schemas.RegistryClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the receivers of a configuration of every rejection and depletion they take, at least once:
 * {@link EventFeed} reads, a {@link Lane} per receiver attempts, {@link DeliveryLog} remembers.
 * Several projectors share the work. Starts whether or not Kafka is there.
 */
public final class Notifier implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
  private static final long TICK_MS = 50;
  private static final Duration MARGIN = Duration.ofDays(1);

  private final PendingStore store;
  private final DeliveryLog log;
  private final EventFeed feed;
  private final List<Lane> lanes = new ArrayList<>();
  private final List<WebhookSender> webhooks = new ArrayList<>();
  private final Telemetry telemetry;
  private final ScheduledExecutorService ticks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("notify-ticks").daemon().factory());

  private final ScheduledFuture<?> ticking;

  private Notifier(ClusterConfig cluster, NotifyConfig config, Telemetry telemetry) {
    this.telemetry = telemetry;
    InstantSource clock = InstantSource.system();
    RegistryClient registry = cluster.registryClient();
    LineReader reader = new LineReader(registry);
    store = new PendingStore(config.scratch());
    log =
        new DeliveryLog(cluster, registry, store, config.schedule().longest().plus(MARGIN), clock);
    Lane.Shared shared =
        new Lane.Shared(
            cluster.ledger(),
            log,
            store,
            config.schedule(),
            telemetry,
            clock,
            delivery -> event(reader, delivery));
    for (Receiver receiver : config.receivers()) {
      lanes.add(new Lane(receiver, sender(receiver, config, clock), shared));
    }
    feed =
        new EventFeed(
            cluster,
            config.firstLookBack(),
            reader,
            log,
            lanes,
            patience(config.receivers()),
            telemetry,
            clock);
    telemetry.lag(feed::lag);
    telemetry.pending(store::pending);
    log.start();
    feed.start();
    ticking = ticks.scheduleWithFixedDelay(this::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
  }

  /** As long as an attempt may take, and what it takes to write it down. */
  private static Duration patience(List<Receiver> receivers) {
    return receivers.stream()
        .map(Receiver::timeout)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO)
        .plusSeconds(1);
  }

  /** Starts in the background. */
  public static Notifier start(ClusterConfig cluster, NotifyConfig config, Telemetry telemetry) {
    return new Notifier(cluster, config, telemetry);
  }

  private Sender sender(Receiver receiver, NotifyConfig config, InstantSource clock) {
    return switch (receiver) {
      case Receiver.Webhook webhook -> {
        WebhookSender sender = new WebhookSender(webhook, clock);
        webhooks.add(sender);
        yield sender;
      }
      case Receiver.Email email ->
          new EmailSender(
              email, java.util.Objects.requireNonNull(config.smtp()), config.contacts());
    };
  }

  private static Event event(LineReader reader, Delivery delivery) {
    byte[] value = new byte[delivery.getEvent().remaining()];
    delivery.getEvent().duplicate().get(value);
    boolean rejection = delivery.getEventType().equals(Event.REJECTION);
    return Event.of(reader.read(rejection ? Line.Kind.REJECTION : Line.Kind.DEPLETION, value));
  }

  private void tick() {
    for (Lane lane : lanes) {
      try {
        lane.tick();
      } catch (RuntimeException e) {
        // One receiver's trouble must not end the ticks of all.
        LOG.error("A receiver's turn went wrong", e);
      }
    }
  }

  /** Whether events are read, and everything that waits is known. */
  public boolean ready() {
    return log.caughtUp() && log.fault().isEmpty() && feed.ready();
  }

  /** Whether no part of it has stopped; where one has, only another start helps. */
  public boolean alive() {
    return log.alive() && feed.alive() && !ticking.isDone() && store.isWell();
  }

  /** Why it is not ready, or empty. */
  public String fault() {
    return log.fault().isEmpty() ? feed.fault() : log.fault();
  }

  /** What is counted. */
  public Telemetry telemetry() {
    return telemetry;
  }

  /** Ends within 26 seconds; what is not told by then is told by whoever comes next. */
  @Override
  public void close() {
    feed.close();
    ticks.shutdownNow();
    lanes.forEach(Lane::close);
    log.close();
    webhooks.forEach(WebhookSender::close);
    store.close();
  }
}
