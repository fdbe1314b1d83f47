package dev.scrip.deploy.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scrip.deploy.Complaint;
import dev.scrip.deploy.topics.KafkaFaults;
import dev.scrip.deploy.topics.TlsProbe;
import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.ClusterConfig;
import dev.scrip.schemas.Depletion;
import dev.scrip.schemas.Entry;
import dev.scrip.schemas.RegistryClient;
import dev.scrip.schemas.RegistryRefused;
import dev.scrip.schemas.RegistryUnavailable;
import dev.scrip.schemas.Rejection;
import dev.scrip.schemas.Topics;
import dev.scrip.schemas.UnreadableRecord;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Follows the three event topics straight from Kafka, committed lines only. */
@Command(
    name = "tail",
    description = "Follows entries, rejections and depletions as they happen; Ctrl-C ends it.",
    footer = {
      "",
      "Examples:",
      "  scrip tail",
      "  scrip tail ana --type depletion",
      "  scrip tail --from-beginning --for 10s --json"
    })
public final class TailCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClusterConnection connection;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "WALLET",
      description = "Only this wallet's lines.")
  private @Nullable String wallet;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "entry, rejection, depletion, or a type or reason such as CHARGED, DAILY_CAP.")
  private @Nullable String type;

  @Option(names = "--from-beginning", description = "All there are, not only new ones.")
  private boolean fromBeginning;

  @Option(names = "--max", paramLabel = "N", description = "End after so many lines.")
  private @Nullable Long max;

  @Option(names = "--for", paramLabel = "TIME", description = "End after this time: 10s, 5m, PT1H.")
  private @Nullable String time;

  @Option(names = "--json", description = "Print a JSON object a line.")
  private boolean json;

  @Override
  public Integer call() {
    ClusterConfig cluster = connection.cluster();
    TlsProbe.requireSameSpeech(cluster);
    RegistryClient registry = cluster.registryClient();
    long end = time == null ? Long.MAX_VALUE : System.nanoTime() + duration(time).toNanos();
    Map<String, Object> kafka = cluster.clientSettings();
    kafka.putAll(
        Map.of(
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            20_000,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false));
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      follow(consumer, cluster.topics(), registry, end);
      return Exit.OK;
    } catch (KafkaException e) {
      throw KafkaFaults.complaint(cluster.bootstrapServers(), kafka, e);
    } catch (RegistryRefused | RegistryUnavailable e) {
      throw new Complaint("The schemas cannot be read: " + e.getMessage(), e);
    }
  }

  private void follow(
      KafkaConsumer<byte[], byte[]> consumer, Topics topics, RegistryClient registry, long end) {
    Map<String, String> kinds =
        Map.of(
            topics.entries(), "entry",
            topics.rejections(), "rejection",
            topics.depletions(), "depletion");
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : kinds.keySet()) {
      consumer
          .partitionsFor(topic)
          .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    if (partitions.isEmpty()) {
      throw new Complaint(
          "There are no topics of a ledger named %s; scrip topics apply creates them, --ledger names another."
              .formatted(topics.ledger()));
    }
    consumer.assign(partitions);
    if (fromBeginning) {
      consumer.seekToBeginning(partitions);
    } else {
      consumer.seekToEnd(partitions);
    }
    partitions.forEach(consumer::position); // from this instant on, not from the first poll
    PrintWriter out = spec.commandLine().getOut();
    long left = max == null ? Long.MAX_VALUE : max;
    while (left > 0 && System.nanoTime() < end) {
      long waitMs = Math.clamp((end - System.nanoTime()) / 1_000_000, 1, 500);
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(waitMs))) {
        String kind = kinds.getOrDefault(record.topic(), "entry");
        ObjectNode line = line(kind, record, registry);
        if (left > 0 && isWanted(line)) {
          left--;
          out.println(json ? line.toString() : LineView.text(line));
        }
      }
      out.flush();
    }
  }

  private static ObjectNode line(
      String kind, ConsumerRecord<byte[], byte[]> record, RegistryClient registry) {
    try {
      Schema writer = registry.schema(AvroCodec.schemaId(record.value()));
      return LineView.json(kind, decode(kind, record.value(), writer));
    } catch (UnreadableRecord e) {
      throw new Complaint(
          "Record %d of %s-%d is not a line of a ledger: %s. Something else writes to that topic."
              .formatted(record.offset(), record.topic(), record.partition(), e.getMessage()),
          e);
    }
  }

  private static SpecificRecord decode(String kind, byte[] bytes, Schema writer) {
    return switch (kind) {
      case "rejection" -> AvroCodec.of(Rejection.class).decode(bytes, writer);
      case "depletion" -> AvroCodec.of(Depletion.class).decode(bytes, writer);
      default -> AvroCodec.of(Entry.class).decode(bytes, writer);
    };
  }

  private boolean isWanted(ObjectNode line) {
    if (wallet != null && !wallet.equals(line.path("wallet").asText())) {
      return false;
    }
    return type == null
        || type.equalsIgnoreCase(line.path("kind").asText())
        || type.equalsIgnoreCase(line.path("type").asText())
        || type.equalsIgnoreCase(line.path("reason").asText());
  }

  private static Duration duration(String text) {
    String iso = text.toUpperCase(Locale.ROOT);
    try {
      return Duration.parse(iso.startsWith("P") ? iso : "PT" + iso);
    } catch (java.time.format.DateTimeParseException e) {
      throw new Complaint(
          "--for: expected a time such as 10s, 5m or PT1H, found \"" + text + "\".", e);
    }
  }
}
