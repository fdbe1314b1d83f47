package dev.scrip.ledger.streams;

import dev.scrip.ledger.domain.Depletion;
import dev.scrip.ledger.domain.Entry;
import dev.scrip.ledger.domain.Line;
import dev.scrip.ledger.domain.Rejection;
import dev.scrip.schemas.Topics;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;

/** The ledger at a glance: one source, one processor, its state, four sinks. */
public final class LedgerTopology {
  public static final String STATE = "state";

  static final String SOURCE = "commands";
  static final String PROCESSOR = "ledger";
  static final String ENTRIES_SINK = "entries";
  static final String REJECTIONS_SINK = "rejections";
  static final String DEPLETIONS_SINK = "depletions";
  static final String DEAD_LETTERS_SINK = "dead-letters";

  /** Most bytes of one state record; the bounds of a wallet keep it below. */
  public static final int MOST_STATE_BYTES = 16 << 20;

  /** Changelogs must take any timestamp: a skewed broker clock must not stop the fold. */
  private static final Map<String, String> CHANGELOG =
      Map.of(
          "max.message.bytes", Integer.toString(MOST_STATE_BYTES),
          "message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE),
          "message.timestamp.before.max.ms", Long.toString(Long.MAX_VALUE));

  private LedgerTopology() {}

  /** The changelog of the state. */
  public static String changelog(Topics topics) {
    return group(topics) + "-" + STATE + "-changelog";
  }

  /** The group that reads the commands: the application's name in Kafka Streams. */
  public static String group(Topics topics) {
    return topics.ledger() + "-ledger";
  }

  public static Topology of(
      Topics topics,
      LineWire lines,
      int deadLetterId,
      Listener listener,
      Commits commits,
      TopologyConfig config) {
    ByteArraySerializer bytes = new ByteArraySerializer();
    return new Topology(config)
        .addSource(
            AutoOffsetReset.earliest(),
            SOURCE,
            new AppendTime(),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer(),
            topics.commands())
        .addProcessor(PROCESSOR, () -> new LedgerProcessor(lines, deadLetterId, listener), SOURCE)
        .addStateStore(LedgerStore.builder(STATE, CHANGELOG, commits), PROCESSOR)
        .addSink(ENTRIES_SINK, topics.entries(), bytes, bytes, PROCESSOR)
        .addSink(REJECTIONS_SINK, topics.rejections(), bytes, bytes, PROCESSOR)
        .addSink(DEPLETIONS_SINK, topics.depletions(), bytes, bytes, PROCESSOR)
        .addSink(DEAD_LETTERS_SINK, topics.deadLetters(), bytes, bytes, PROCESSOR);
  }

  static String sink(Line line) {
    return switch (line) {
      case Entry _ -> ENTRIES_SINK;
      case Rejection _ -> REJECTIONS_SINK;
      case Depletion _ -> DEPLETIONS_SINK;
    };
  }
}
