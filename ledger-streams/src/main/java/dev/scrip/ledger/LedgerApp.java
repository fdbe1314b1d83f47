package dev.scrip.ledger;

import dev.scrip.ledger.domain.Wallet;
import dev.scrip.ledger.query.LedgerNode;
import dev.scrip.ledger.query.LocalState;
import dev.scrip.ledger.query.Progress;
import dev.scrip.ledger.query.QueryServer;
import dev.scrip.ledger.streams.CommandReader;
import dev.scrip.ledger.streams.Commits;
import dev.scrip.ledger.streams.ControlPublisher;
import dev.scrip.ledger.streams.Courier;
import dev.scrip.ledger.streams.LedgerTopology;
import dev.scrip.ledger.streams.LineWire;
import dev.scrip.ledger.streams.Punctual;
import dev.scrip.ledger.streams.Timers;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.CommandPublisher;
import dev.scrip.schemas.DeadLetter;
import dev.scrip.schemas.Depletion;
import dev.scrip.schemas.Entry;
import dev.scrip.schemas.RegistryClient;
import dev.scrip.schemas.Rejection;
import dev.scrip.schemas.SchemaAnnouncement;
import dev.scrip.schemas.Schemas;
import dev.scrip.schemas.Tick;
import dev.scrip.schemas.Topics;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.errors.DefaultProductionExceptionHandler;
import org.apache.kafka.streams.errors.LogAndFailExceptionHandler;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A ledger node: the topology, its timers and its query server. */
public final class LedgerApp implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerApp.class);
  private static final int BATCH_BYTES = 256 << 10;
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(20);

  private final LedgerConfig config;
  private final KafkaStreams streams;
  private final Timers timers;
  private final CommandPublisher own;
  private final int commandId;
  private final Progress progress;
  private final ControlPublisher control;
  private final LedgerNode node;
  private final QueryServer server;

  /** Starts a node; it can answer once {@link #ready}. */
  public static LedgerApp start(LedgerConfig config) {
    return new LedgerApp(config);
  }

  private LedgerApp(LedgerConfig config) {
    this.config = config;
    Topics topics = config.cluster().topics();
    RegistryClient registry = config.cluster().registryClient();
    commandId = id(registry, topics.subject(topics.commands()), Command.class);
    LineWire lines =
        new LineWire(
            id(registry, topics.subject(topics.entries()), Entry.class),
            id(registry, topics.subject(topics.rejections()), Rejection.class),
            id(registry, topics.subject(topics.depletions()), Depletion.class));
    int deadLetterId = id(registry, topics.subject(topics.deadLetters()), DeadLetter.class);
    TopicDescription commands = commands(topics);
    int partitions = commands.partitions().size();

    Map<String, Object> kafka = config.cluster().clientSettings();
    own = new CommandPublisher(topics, kafka, commandId);
    control =
        new ControlPublisher(
            topics,
            partitions,
            commandId,
            id(registry, topics.schemaSubject(), SchemaAnnouncement.class),
            kafka);

    // It listens before the streams start, since the group is told where.
    server = QueryServer.open(config.host(), config.port(), config.nodeKey());
    LedgerNode.Wiring wiring = new LedgerNode.Wiring(partitions);
    progress = wiring.progress();
    Properties properties = properties(commands.partitions().getFirst().replicas().size());
    Commits commits = new Commits();
    streams =
        new KafkaStreams(
            LedgerTopology.of(
                topics,
                lines,
                deadLetterId,
                progress,
                commits,
                new TopologyConfig(new StreamsConfig(properties))),
            properties,
            new Punctual(System::currentTimeMillis, wiring::partitionsAhead, commits));
    streams.setUncaughtExceptionHandler(LedgerApp::afterFault);
    LocalState state = new LocalState(streams);
    BiFunction<Integer, String, Wallet> load =
        (partition, wallet) ->
            state.wallet(partition, wallet).orElseGet(() -> Wallet.absent(wallet));
    timers =
        new Timers(
            partition -> state.wallets(partition, ""),
            load,
            this::tick,
            new Courier(load, this::append),
            System::currentTimeMillis);
    wiring.timers(timers);
    timers.start();
    streams.start();
    node =
        LedgerNode.start(
            server,
            wiring,
            new LedgerNode.Settings(
                topics, partitions, commandId, address(), config.nodeKey(), config.testClock()),
            new CommandReader(),
            lines,
            state,
            control,
            streams);
  }

  /**
   * A transaction that Kafka took back, as it does of a node that was held for too long, is done
   * again by a fresh thread from what is committed. Whatever else goes wrong stops the node.
   */
  private static StreamThreadExceptionResponse afterFault(Throwable fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof ApplicationRecoverableException
          || cause instanceof RetriableException
          || cause instanceof InvalidTxnStateException
          || cause instanceof TransactionAbortableException
          || cause instanceof OutOfOrderSequenceException) {
        LOG.warn("a stream thread lost its transaction; another goes on from the last", fault);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
      }
    }
    LOG.error("a stream thread stopped; its partitions stop rather than lie", fault);
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  private void tick(String wallet) {
    append(
        Command.newBuilder()
            .setCommandId("tick:" + UUID.randomUUID())
            .setWallet(wallet)
            .setBody(new Tick())
            .build());
  }

  /** What the node itself appends is repeated until the state shows it. */
  private void append(Command command) {
    if (!progress.isAnnounced(commandId)) {
      return; // it would be a dead letter
    }
    own.send(command)
        .exceptionally(fault -> {
          LOG.warn(
              "{} for {} was not appended, it is repeated: {}",
              command.getCommandId(),
              command.getWallet(),
              fault.toString());
          return null;
        });
  }

  private static int id(
      RegistryClient registry, String subject, Class<? extends SpecificRecord> type) {
    return registry.register(subject, Schemas.of(type));
  }

  private TopicDescription commands(Topics topics) {
    try (Admin client = Admin.create(config.cluster().clientSettings())) {
      return client
          .describeTopics(List.of(topics.commands()))
          .topicNameValues()
          .values()
          .iterator()
          .next()
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "topic " + topics.commands() + " is not there: run `scrip topics apply` first", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking for the topics", e);
    }
  }

  /**
   * @param replicas of the command topic: what is derived from it is to be no less safe
   */
  private Properties properties(int replicas) {
    Properties properties = new Properties();
    // What the design fixes comes last: it is not to be configured away.
    properties.putAll(config.cluster().clientSettings());
    properties.put(
        StreamsConfig.APPLICATION_ID_CONFIG, LedgerTopology.group(config.cluster().topics()));
    properties.put(StreamsConfig.APPLICATION_SERVER_CONFIG, advertised());
    properties.put(StreamsConfig.CLIENT_ID_CONFIG, clientId());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    // What cannot be done stops the node: nothing is skipped.
    properties.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndFailProcessingExceptionHandler.class);
    properties.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndFailExceptionHandler.class);
    properties.put(
        StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG,
        DefaultProductionExceptionHandler.class);
    properties.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
    properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, replicas);
    properties.put(StreamsConfig.topicPrefix("min.insync.replicas"), replicas / 2 + 1);
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
    properties.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDir().toString());
    properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.standbys());
    // A new node takes over what it has caught up with; the least that Streams lets it look.
    properties.putIfAbsent(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, 60_000);
    properties.putIfAbsent(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
    properties.putIfAbsent(StreamsConfig.POLL_MS_CONFIG, 20);
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), config.instanceId());
    int sessionMs = (int) config.sessionTimeout().toMillis();
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), sessionMs);
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
        Math.min(1_000, sessionMs / 4));
    properties.putIfAbsent(
        StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 2_000);
    // Nobody waits for what is written: a commit sends it, and full batches are smaller and
    // cheaper.
    properties.putIfAbsent(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 100);
    properties.putIfAbsent(
        StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
    // What a node that died left open holds its successor back no longer than its session did.
    properties.putIfAbsent(
        StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), sessionMs);
    properties.putIfAbsent(
        StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    properties.putIfAbsent(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
        LedgerTopology.MOST_STATE_BYTES);
    return properties;
  }

  /** Host and port under which the other nodes reach this one. */
  private String advertised() {
    return config.advertisedHost() + ":" + server.port();
  }

  /** Also tells gateways, which see the members of the group, where this node is. */
  private String clientId() {
    return config.cluster().ledger() + "-" + config.instanceId() + "@" + advertised();
  }

  /** Of the node's own HTTP server, as others reach it. */
  public URI address() {
    return URI.create("http://" + advertised());
  }

  /** Whether every partition it was given is restored and can be asked. */
  public boolean ready() {
    return node.ready();
  }

  /** Waits until the node is ready. */
  public void awaitReady(Duration atMost) {
    node.awaitReady(atMost);
  }

  /**
   * Stops: first it is no longer ready, then its partitions go, and those who wait for a decision
   * are told to ask elsewhere, then it answers nobody.
   */
  @Override
  public void close() {
    node.drain();
    timers.close();
    streams.close(
        CloseOptions.timeout(CLOSE_WITHIN)
            .withGroupMembershipOperation(
                config.leaveOnClose()
                    ? CloseOptions.GroupMembershipOperation.LEAVE_GROUP
                    : CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP));
    server.close();
    node.close();
    control.close();
    own.close();
  }
}
