package dev.scrip.ledger.query;

import dev.scrip.ledger.streams.CommandReader;
import dev.scrip.ledger.streams.ControlPublisher;
import dev.scrip.ledger.streams.LineWire;
import dev.scrip.ledger.streams.Timers;
import dev.scrip.schemas.Topics;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.streams.KafkaStreams;

/** The asking side of a ledger node: what waits, what is known, and the server over both. */
public final class LedgerNode implements AutoCloseable {
  /**
   * What the node is told.
   *
   * @param partitions of the command topic
   * @param commandSchemaId registry id that commands are written with
   * @param address where the other nodes reach this one
   * @param nodeKey what nodes show each other
   */
  public record Settings(
      Topics topics,
      int partitions,
      int commandSchemaId,
      URI address,
      String nodeKey,
      boolean testClock) {}

  /** Ties stream threads, which tell, to timers, which need the streams to exist first. */
  public static final class Wiring {
    private final AtomicReference<Timers> timers = new AtomicReference<>();
    private final Decisions decisions = new Decisions();
    private final Telemetry telemetry = new Telemetry();
    private final Progress progress;

    /**
     * @param partitions of the command topic
     */
    public Wiring(int partitions) {
      progress = new Progress(partitions, decisions, this::timers, telemetry);
    }

    private Timers timers() {
      Timers set = timers.get();
      if (set == null) {
        throw new IllegalStateException("timers are set before the streams start");
      }
      return set;
    }

    public void timers(Timers set) {
      timers.set(set);
    }

    public Progress progress() {
      return progress;
    }

    /** So many partitions of the calling stream thread wait for this node's clock. */
    public void partitionsAhead(int count) {
      telemetry.partitionsAhead(count);
    }
  }

  private final NodeStatus status;
  private final Peers peers;
  private final OwnSchema schema;

  /** Lets the server answer with what the streams hold. */
  public static LedgerNode start(
      QueryServer server,
      Wiring wiring,
      Settings settings,
      CommandReader reader,
      LineWire lines,
      LocalState state,
      ControlPublisher control,
      KafkaStreams streams) {
    return new LedgerNode(server, wiring, settings, reader, lines, state, control, streams);
  }

  private LedgerNode(
      QueryServer server,
      Wiring wiring,
      Settings settings,
      CommandReader reader,
      LineWire lines,
      LocalState state,
      ControlPublisher control,
      KafkaStreams streams) {
    peers = new Peers(Peers.membersOf(streams, settings.topics().commands()), settings.nodeKey());
    status =
        new NodeStatus(
            settings.topics().ledger(),
            settings.topics().commands(),
            settings.partitions(),
            settings.commandSchemaId(),
            streams,
            wiring.progress(),
            peers);
    Node node =
        new Node(
            new Node.Parts(
                settings.partitions(),
                reader,
                lines,
                state,
                wiring.progress,
                wiring.decisions,
                wiring.timers(),
                control,
                System::currentTimeMillis));
    server.serve(
        new NodeRoutes(
            node,
            status,
            wiring.telemetry,
            new Routing(peers, node::isHere, settings.address()),
            new WalletList(node, peers, settings.address(), settings.partitions()),
            () -> streams.state() != KafkaStreams.State.ERROR,
            settings.testClock()));
    schema = new OwnSchema(settings.commandSchemaId(), node, wiring.progress, peers, status::ready);
    schema.start();
  }

  public boolean ready() {
    return status.ready();
  }

  /** Waits until the node is ready. */
  public void awaitReady(Duration atMost) {
    long until = System.nanoTime() + atMost.toNanos();
    while (!ready()) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException(
            "the ledger node was not ready within " + atMost.toSeconds() + " s: " + status.json());
      }
      LockSupport.parkNanos(10_000_000);
    }
  }

  /** From now on the node is not ready: nobody new is to be sent to it. */
  public void drain() {
    status.drain();
  }

  @Override
  public void close() {
    schema.close();
    peers.close();
  }
}
