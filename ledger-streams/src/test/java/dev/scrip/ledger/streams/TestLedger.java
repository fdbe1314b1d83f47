package dev.scrip.ledger.streams;

import dev.scrip.ledger.domain.Book;
import dev.scrip.ledger.domain.Control;
import dev.scrip.ledger.domain.Hash;
import dev.scrip.ledger.domain.Reason;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.Wallet;
import dev.scrip.ledger.rules.RulesFaults;
import dev.scrip.ledger.rules.RulesReader;
import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.Charge;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.DeadLetter;
import dev.scrip.schemas.Depletion;
import dev.scrip.schemas.Entry;
import dev.scrip.schemas.OpenWallet;
import dev.scrip.schemas.Rejection;
import dev.scrip.schemas.SchemaAnnouncement;
import dev.scrip.schemas.Schemas;
import dev.scrip.schemas.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** One partition of a ledger under a test driver: raw records in, raw records out. */
final class TestLedger implements AutoCloseable {
  static final Topics TOPICS = Topics.of("scrip");
  static final int COMMAND_ID = 1;
  static final int ANNOUNCEMENT_ID = 2;
  static final LineWire LINES = new LineWire(3, 4, 5);
  static final int DEAD_LETTER_ID = 6;
  static final AvroCodec<Command> COMMANDS = AvroCodec.of(Command.class);

  /** A record as it stands in the log. */
  @SuppressWarnings("ArrayRecordComponent")
  record Logged(byte @Nullable [] key, byte @Nullable [] value, long appendedAt) {}

  /** What a listener heard. */
  record Heard(String wallet, String commandId, Answer answer, boolean remembered) {}

  final TopologyTestDriver driver;
  final List<Logged> log = new ArrayList<>();
  final List<Heard> heard = new ArrayList<>();

  /** Sends nothing by itself: a test says when, and may lose what it carries. */
  final Courier courier = new Courier((_, wallet) -> wallet(wallet), this::post);

  final List<Command> posted = new ArrayList<>();
  private final TestInputTopic<byte[], byte[]> commands;
  private final TestOutputTopic<byte[], byte[]> entries;
  private final TestOutputTopic<byte[], byte[]> rejections;
  private final TestOutputTopic<byte[], byte[]> depletions;
  private final TestOutputTopic<byte[], byte[]> deadLetters;
  private Instant now;
  private long control;

  TestLedger(String now, int partitions) {
    this(now);
    control(
        new Control.AnnounceSchema(COMMAND_ID, Schemas.of(Command.class).toString()),
        new Control.Setting(partitions, 14L * 86_400_000),
        new Control.RaiseLevel(Book.NEWEST_LEVEL),
        new Control.PublishRules(base44()));
  }

  /** A ledger without its first control records. */
  TestLedger(String now) {
    this.now = Instant.parse(now);
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "scrip-ledger");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder().toString());
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    driver =
        new TopologyTestDriver(
            LedgerTopology.of(
                TOPICS,
                LINES,
                DEAD_LETTER_ID,
                new Ear(),
                new Commits(),
                new TopologyConfig(new StreamsConfig(properties))),
            properties,
            this.now);
    commands =
        driver.createInputTopic(
            TOPICS.commands(), new ByteArraySerializer(), new ByteArraySerializer());
    entries = output(TOPICS.entries());
    rejections = output(TOPICS.rejections());
    depletions = output(TOPICS.depletions());
    deadLetters = output(TOPICS.deadLetters());
  }

  /** One that no other test has; the driver removes what it puts there. */
  private static Path folder() {
    try {
      Path folder = Files.createTempDirectory("scrip-state-");
      folder.toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Topology topology() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "scrip-ledger");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
    return LedgerTopology.of(
        TOPICS,
        LINES,
        DEAD_LETTER_ID,
        new Deaf(),
        new Commits(),
        new TopologyConfig(new StreamsConfig(properties)));
  }

  private TestOutputTopic<byte[], byte[]> output(String topic) {
    return driver.createOutputTopic(
        topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  static Rules base44() {
    try {
      Path file = Path.of("../deploy/rules/base44-2025.yaml");
      return RulesReader.read(file.toString(), Files.readString(file), 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RulesFaults e) {
      throw new IllegalStateException(e);
    }
  }

  void at(String instant) {
    now = Instant.parse(instant);
  }

  void control(Control.Body... bodies) {
    for (Control.Body body : bodies) {
      control(control, body);
      control++;
    }
  }

  /** A control record that names a predecessor of its own choice. */
  void control(long follows, Control.Body body) {
    raw(CommandWire.key(body), controlBytes(new Control(follows + 1, follows, body)));
  }

  static byte[] controlBytes(Control control) {
    return control.body() instanceof Control.AnnounceSchema(int id, String text)
        ? AvroCodec.of(SchemaAnnouncement.class)
            .encode(
                ANNOUNCEMENT_ID,
                new SchemaAnnouncement(control.number(), control.follows(), id, text))
        : COMMANDS.encode(COMMAND_ID, CommandWire.avro(control));
  }

  void open(String wallet, String plan) {
    send("open-" + wallet, wallet, new OpenWallet(plan, null));
  }

  void charge(String id, String wallet, String action) {
    send(id, wallet, Charge.newBuilder().setAction(action).build());
  }

  void send(String id, String wallet, Object body) {
    send(Command.newBuilder().setCommandId(id).setWallet(wallet).setBody(body).build());
  }

  void send(Command command) {
    raw(command.getWallet(), COMMANDS.encode(COMMAND_ID, command));
  }

  void raw(String key, byte @Nullable [] value) {
    raw(key.getBytes(StandardCharsets.UTF_8), value);
  }

  @SuppressWarnings("NullAway") // the test kit is not annotated for records without key or value
  void raw(byte @Nullable [] key, byte @Nullable [] value) {
    log.add(new Logged(key, value, now.toEpochMilli()));
    commands.pipeInput(new TestRecord<>(key, value, new RecordHeaders(), now));
  }

  private void post(Command command) {
    posted.add(command);
  }

  /** Lets the courier go round at an instant of its own clock and appends what it sent. */
  List<Command> carry(long at) {
    courier.round(at);
    List<Command> carried = List.copyOf(posted);
    posted.clear();
    carried.forEach(this::send);
    return carried;
  }

  StateView state() {
    return (StateView) driver.getStateStore(LedgerTopology.STATE);
  }

  Wallet wallet(String id) {
    return state().findWallet(id).orElseGet(() -> Wallet.absent(id));
  }

  List<TestRecord<byte[], byte[]>> entryRecords() {
    return entries.readRecordsToList();
  }

  List<TestRecord<byte[], byte[]>> rejectionRecords() {
    return rejections.readRecordsToList();
  }

  List<TestRecord<byte[], byte[]>> depletionRecords() {
    return depletions.readRecordsToList();
  }

  List<Entry> entries() {
    return read(entryRecords(), Entry.class);
  }

  List<Rejection> rejections() {
    return read(rejectionRecords(), Rejection.class);
  }

  List<Depletion> depletions() {
    return read(depletionRecords(), Depletion.class);
  }

  List<DeadLetter> deadLetters() {
    return read(deadLetters.readRecordsToList(), DeadLetter.class);
  }

  private static <T extends org.apache.avro.specific.SpecificRecord> List<T> read(
      List<TestRecord<byte[], byte[]>> records, Class<T> type) {
    AvroCodec<T> codec = AvroCodec.of(type);
    return records.stream().map(record -> codec.decode(record.value(), codec.schema())).toList();
  }

  Map<String, String> headers(TestRecord<byte[], byte[]> record) {
    Map<String, String> headers = new java.util.TreeMap<>();
    record
        .headers()
        .forEach(h -> headers.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
    return headers;
  }

  @Override
  public void close() {
    driver.close();
  }

  /** Hears nothing. */
  static class Deaf implements Listener {
    @Override
    public void opened(int partition, Book book) {}

    @Override
    public void closed(int partition) {}

    @Override
    public void decided(
        String wallet, String commandId, Hash content, Answer answer, boolean remembered) {}

    @Override
    public void changed(int partition, Wallet wallet, long nextDue) {}

    @Override
    public void delivered(
        String wallet,
        dev.scrip.ledger.domain.Command.Deliver delivery,
        Optional<Reason> refusal) {}

    @Override
    public void controlled(int partition, Control body, Book.Outcome outcome, Book book) {}

    @Override
    public void moved(String wallet, String commandId, Hash content) {}

    @Override
    public void passed(int partition, long offset, long appendedAt) {}

    @Override
    public void deadLetter(int partition, long offset, String reason) {}
  }

  private final class Ear extends Deaf {
    @Override
    public void decided(
        String wallet, String commandId, Hash content, Answer answer, boolean remembered) {
      heard.add(new Heard(wallet, commandId, answer, remembered));
    }

    @Override
    public void changed(int partition, Wallet wallet, long nextDue) {
      courier.seen(partition, wallet);
    }

    @Override
    public void delivered(
        String wallet, dev.scrip.ledger.domain.Command.Deliver delivery, Optional<Reason> refusal) {
      courier.delivered(wallet, delivery, refusal);
    }
  }
}
