package dev.scrip.schemas;

import dev.scrip.schemas.Topic.Cleanup;
import dev.scrip.schemas.Topic.Partitions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Names, keys, schemas, partitions, retention and clean-up of all topics of one ledger: the one
 * place that knows them. The ledger's name is their prefix, so that several ledgers share a
 * cluster. Creates nothing.
 */
public final class Topics {
  private static final Pattern LEDGER = Pattern.compile("[a-z][a-z0-9-]{0,30}");

  private final String ledger;
  private final List<Topic> all;

  private Topics(String ledger) {
    this.ledger = ledger;
    this.all =
        List.of(
            forEver(commands(), Schemas.of(Command.class), "LogAppendTime"),
            forEver(entries(), Schemas.of(Entry.class), "CreateTime"),
            forEver(rejections(), Schemas.of(Rejection.class), "CreateTime"),
            forEver(depletions(), Schemas.of(Depletion.class), "CreateTime"),
            single(apps(), "app", Schemas.of(App.class), Cleanup.COMPACTED),
            single(settings(), "kind/id", null, Cleanup.COMPACTED),
            single(deliveries(), "event", Schemas.of(Delivery.class), Cleanup.KEPT_90_DAYS),
            single(deadLetters(), "none", Schemas.of(DeadLetter.class), Cleanup.KEPT_90_DAYS));
  }

  /**
   * The topics of a ledger.
   *
   * @throws IllegalArgumentException unless the name matches {@code [a-z][a-z0-9-]{0,30}}
   */
  public static Topics of(String ledger) {
    if (!LEDGER.matcher(ledger).matches()) {
      throw new IllegalArgumentException(
          "expected a ledger name that matches "
              + LEDGER
              + ", found \""
              + ledger
              + "\"; choose another, for example scrip");
    }
    return new Topics(ledger);
  }

  public String ledger() {
    return ledger;
  }

  /** Every command and control record, in the order that decides. */
  public String commands() {
    return ledger + ".commands";
  }

  /** Accepted commands and due steps. */
  public String entries() {
    return ledger + ".entries";
  }

  /** Refused commands. */
  public String rejections() {
    return ledger + ".rejections";
  }

  /** Crossings. */
  public String depletions() {
    return ledger + ".depletions";
  }

  /** Who pays for an app. */
  public String apps() {
    return ledger + ".apps";
  }

  /** Keys, webhooks, contacts, subscriptions, runs. */
  public String settings() {
    return ledger + ".settings";
  }

  /** Attempts to send e-mails and webhooks. */
  public String deliveries() {
    return ledger + ".deliveries";
  }

  /** Records of the command topic that could not be read. */
  public String deadLetters() {
    return ledger + ".dead-letters";
  }

  /** Every topic of the ledger, the command topic first. */
  public List<Topic> all() {
    return all;
  }

  /** The registry's subject for the values of a topic (TopicNameStrategy). */
  public String subject(String topic) {
    return topic + "-value";
  }

  /** The registry's subject for {@link SchemaAnnouncement}, which is frozen. */
  public String schemaSubject() {
    return commands() + "-control";
  }

  /**
   * The partition of a key: {@code (murmur2(key) & 0x7fffffff) % partitions}, as Kafka's Java
   * producer and librdkafka's {@code murmur2_random} have it.
   */
  public static int partition(byte[] key, int partitions) {
    if (partitions < 1) {
      throw new IllegalArgumentException("expected at least 1 partition, found " + partitions);
    }
    return Utils.toPositive(Utils.murmur2(key)) % partitions;
  }

  private static Topic forEver(String name, Schema schema, String timestampType) {
    return topic(name, "wallet", schema, Partitions.LEDGER, Cleanup.KEPT_FOR_EVER, timestampType);
  }

  private static Topic single(String name, String key, @Nullable Schema schema, Cleanup cleanup) {
    return topic(name, key, schema, Partitions.ONE, cleanup, "CreateTime");
  }

  private static Topic topic(
      String name,
      String key,
      @Nullable Schema schema,
      Partitions partitions,
      Cleanup cleanup,
      String timestampType) {
    Map<String, String> config = new TreeMap<>();
    config.put("message.timestamp.type", timestampType);
    // A skewed clock, a broker's or a producer's, must never stop a writer.
    config.put("message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
    config.put("message.timestamp.before.max.ms", Long.toString(Long.MAX_VALUE));
    config.put("max.message.bytes", Integer.toString(1024 * 1024));
    config.put("unclean.leader.election.enable", "false");
    switch (cleanup) {
      case KEPT_FOR_EVER -> {
        config.put("cleanup.policy", "delete");
        config.put("retention.ms", "-1");
        config.put("retention.bytes", "-1");
      }
      case COMPACTED -> config.put("cleanup.policy", "compact");
      case KEPT_90_DAYS -> {
        config.put("cleanup.policy", "delete");
        config.put("retention.ms", Long.toString(Duration.ofDays(90).toMillis()));
        config.put("retention.bytes", "-1");
      }
    }
    return new Topic(name, key, schema, partitions, cleanup, config);
  }
}
