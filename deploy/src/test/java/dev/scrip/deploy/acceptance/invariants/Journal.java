package dev.scrip.deploy.acceptance.invariants;

import dev.scrip.deploy.acceptance.invariants.Evidence.Appended;
import dev.scrip.deploy.acceptance.invariants.Evidence.CommandRef;
import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.Depletion;
import dev.scrip.schemas.Entry;
import dev.scrip.schemas.EntryCause;
import dev.scrip.schemas.GrantTerms;
import dev.scrip.schemas.HoldOpened;
import dev.scrip.schemas.LimitUse;
import dev.scrip.schemas.MoreFacts;
import dev.scrip.schemas.OpenWallet;
import dev.scrip.schemas.Rejection;
import dev.scrip.schemas.RejectionReason;
import dev.scrip.schemas.Tick;
import dev.scrip.schemas.Topics;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads a ledger's topics from the first record as any consumer of committed records would. */
public final class Journal {
  private static final AvroCodec<Command> COMMANDS = AvroCodec.of(Command.class);
  private static final AvroCodec<Entry> ENTRIES = AvroCodec.of(Entry.class);
  private static final AvroCodec<Rejection> REJECTIONS = AvroCodec.of(Rejection.class);
  private static final AvroCodec<Depletion> DEPLETIONS = AvroCodec.of(Depletion.class);

  private final String bootstrapServers;
  private final Topics topics;

  public Journal(String bootstrapServers, Topics topics) {
    this.bootstrapServers = bootstrapServers;
    this.topics = topics;
  }

  /**
   * One partition of the ledger.
   *
   * @param digests by topic: how many values, and SHA-256 over them
   * @param crossings what a model makes of the commands, see {@link Evidence#crossings}
   */
  public record Read(
      List<Appended> commands,
      List<Told> lines,
      Map<String, String> digests,
      Map<String, String> crossings) {}

  /** Where each partition of a topic ends, for readers of committed records or of all. */
  public long[] ends(String topic, String isolation) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(isolation)) {
      long[] ends = new long[consumer.partitionsFor(topic).size()];
      for (int partition = 0; partition < ends.length; partition++) {
        ends[partition] = end(consumer, new TopicPartition(topic, partition));
      }
      return ends;
    }
  }

  /** Transfers that committed lines began and did not end, as {@code wallet id}. */
  public Set<String> inTransit() {
    Set<String> open = new TreeSet<>();
    int partitions = ends(topics.entries(), "read_committed").length;
    for (int partition = 0; partition < partitions; partition++) {
      each(
          topics.entries(),
          partition,
          record -> {
            Told line = entry(record);
            line.dealings().sent().forEach(sent -> open.add(line.wallet() + " " + sent.id()));
            line.dealings().endedTransits().forEach(id -> open.remove(line.wallet() + " " + id));
          });
    }
    return open;
  }

  /** A partition up to an offset of the command topic, and the lines of the commands before it. */
  public Read read(int partition, long until) {
    List<Appended> commands = new ArrayList<>();
    Map<String, Command> openings = new HashMap<>();
    CrossingModel model = new CrossingModel(partition);
    each(
        topics.commands(),
        partition,
        record -> {
          if (record.offset() < until) {
            model.take(record.key(), record.value(), record.timestamp());
          }
          if (record.offset() < until && record.key()[0] != '$') {
            Command command = COMMANDS.decode(record.value(), COMMANDS.schema());
            commands.add(
                new Appended(
                    record.offset(),
                    new CommandRef(command.getWallet(), command.getCommandId()),
                    !(command.getBody() instanceof Tick) && !openedAlready(openings, command)));
          }
        });
    List<Told> lines = new ArrayList<>();
    Map<String, String> digests = new TreeMap<>();
    lines(topics.entries(), partition, until, lines, digests, Journal::entry);
    lines(topics.rejections(), partition, until, lines, digests, Journal::rejection);
    lines(topics.depletions(), partition, until, lines, digests, Journal::depletion);
    return new Read(commands, lines, digests, model.crossings());
  }

  /** The same opening again under another id changes nothing, and leaves no line. */
  private static boolean openedAlready(Map<String, Command> openings, Command command) {
    if (!(command.getBody() instanceof OpenWallet)) {
      return false;
    }
    Command first = openings.putIfAbsent(command.getWallet(), command);
    return first != null
        && !first.getCommandId().equals(command.getCommandId())
        && first.getBody().equals(command.getBody());
  }

  private void lines(
      String topic,
      int partition,
      long until,
      List<Told> lines,
      Map<String, String> digests,
      Function<ConsumerRecord<byte[], byte[]>, Told> reader) {
    MessageDigest digest = Chains.digest();
    int before = lines.size();
    each(
        topic,
        partition,
        record -> {
          Told line = reader.apply(record);
          if (line.commandOffset() < until) {
            digest.update(record.value());
            lines.add(line);
          }
        });
    digests.put(topic, digested(lines.size() - before, digest));
  }

  /** How a topic's values are compared: how many, and SHA-256 over all of them in order. */
  public static String digested(long count, MessageDigest digest) {
    return count + ":" + HexFormat.of().formatHex(digest.digest());
  }

  /** Every committed record of a partition that is there now. */
  public void each(String topic, int partition, Consumer<ConsumerRecord<byte[], byte[]>> receiver) {
    TopicPartition one = new TopicPartition(topic, partition);
    try (KafkaConsumer<byte[], byte[]> consumer = consumer("read_committed")) {
      long end = end(consumer, one);
      consumer.assign(List.of(one));
      consumer.seekToBeginning(List.of(one));
      while (consumer.position(one) < end) {
        consumer.poll(Duration.ofMillis(200)).forEach(receiver);
      }
    }
  }

  private static long end(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
    return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
  }

  private KafkaConsumer<byte[], byte[]> consumer(String isolation) {
    Map<String, Object> config = new HashMap<>();
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static Told entry(ConsumerRecord<byte[], byte[]> record) {
    Entry entry = ENTRIES.decode(record.value(), ENTRIES.schema());
    boolean answers = entry.getCause() == EntryCause.COMMAND;
    @Nullable MoreFacts more = entry.getMore();
    return new Told(
        Told.Kind.ENTRY,
        record.offset(),
        entry.getWallet(),
        entry.getSequence(),
        hex(entry.getHash()),
        entry.getDecidedAt().toEpochMilli(),
        entry.getEffectiveAt().toEpochMilli(),
        entry.getCommandId(),
        entry.getCommandOffset(),
        answers,
        answers,
        entry.getType().name(),
        entry.getPool(),
        entry.getAmount(),
        entry.getBalanceAfter(),
        entry.getGrants().stream().map(Journal::given).toList(),
        entry.getPostings().stream()
            .map(posting ->
                new Told.Moved(
                    posting.getGrant(),
                    posting.getPool(),
                    posting.getKind().name(),
                    posting.getAmount(),
                    posting.getBefore(),
                    posting.getAfter(),
                    posting.getHeld()))
            .toList(),
        states(more),
        entry.getLimits().stream().map(LimitUse::getAfter).toList(),
        "",
        entry.getReference(),
        more == null ? "" : more.getCounterparty(),
        more == null ? Told.Dealings.NONE : dealings(more));
  }

  private static Told.Given given(GrantTerms terms) {
    return new Told.Given(
        terms.getGrant(),
        terms.getPool(),
        terms.getAmount(),
        terms.getEffectiveAt().toEpochMilli(),
        terms.getExpiresAt() == null ? Long.MAX_VALUE : terms.getExpiresAt().toEpochMilli(),
        terms.getPriority(),
        terms.getScope());
  }

  private static Map<String, String> states(@Nullable MoreFacts more) {
    Map<String, String> states = new HashMap<>();
    if (more != null) {
      more.getStates()
          .forEach(changed -> states.put(changed.getGrant(), changed.getState().name()));
    }
    return states;
  }

  private static Told.Dealings dealings(MoreFacts more) {
    return new Told.Dealings(
        more.getHolds().stream().map(Journal::hold).toList(),
        more.getEndedHolds(),
        more.getTransits().stream()
            .map(transit ->
                new Told.Transit(
                    transit.getTransfer(),
                    transit.getTo(),
                    transit.getGrants().stream().map(Journal::given).toList(),
                    transit.getSeat() != null))
            .toList(),
        more.getEndedTransits());
  }

  private static Told.Hold hold(HoldOpened hold) {
    Map<String, Long> slices = new HashMap<>();
    hold.getSlices().forEach(slice -> slices.merge(slice.getGrant(), slice.getAmount(), Long::sum));
    return new Told.Hold(
        hold.getHold(),
        hold.getPool(),
        hold.getAmount(),
        hold.getExpiresAt().toEpochMilli(),
        slices);
  }

  private static Told rejection(ConsumerRecord<byte[], byte[]> record) {
    Rejection rejection = REJECTIONS.decode(record.value(), REJECTIONS.schema());
    boolean remembered =
        rejection.getSequence() > 0
            && rejection.getReason() != RejectionReason.IDEMPOTENCY_CONFLICT;
    return new Told(
        Told.Kind.REJECTION,
        record.offset(),
        rejection.getWallet(),
        rejection.getSequence(),
        hex(rejection.getHash()),
        rejection.getDecidedAt().toEpochMilli(),
        rejection.getEffectiveAt().toEpochMilli(),
        rejection.getCommandId(),
        rejection.getCommandOffset(),
        true,
        remembered,
        rejection.getReason().name(),
        rejection.getPool(),
        0,
        rejection.getBalance(),
        List.of(),
        List.of(),
        Map.of(),
        List.of(),
        "",
        "",
        "",
        Told.Dealings.NONE);
  }

  private static Told depletion(ConsumerRecord<byte[], byte[]> record) {
    Depletion depletion = DEPLETIONS.decode(record.value(), DEPLETIONS.schema());
    return new Told(
        Told.Kind.DEPLETION,
        record.offset(),
        depletion.getWallet(),
        depletion.getSequence(),
        hex(depletion.getHash()),
        depletion.getDecidedAt().toEpochMilli(),
        depletion.getEffectiveAt().toEpochMilli(),
        depletion.getCommandId(),
        depletion.getCommandOffset(),
        false,
        false,
        depletion.getType().name(),
        depletion.getPool(),
        0,
        depletion.getBalance(),
        List.of(),
        List.of(),
        Map.of(),
        List.of(),
        CrossingModel.words(depletion),
        "",
        "",
        Told.Dealings.NONE);
  }

  private static String hex(ByteBuffer hash) {
    byte[] bytes = new byte[hash.remaining()];
    hash.duplicate().get(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
