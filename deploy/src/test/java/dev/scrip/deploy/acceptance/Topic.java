package dev.scrip.deploy.acceptance;

import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.RegistryClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A topic of a running ledger, read as other teams' consumers read it: committed records only. */
final class Topic {
  private final ScripProcess scrip;
  private final String name;

  Topic(ScripProcess scrip, String name) {
    this.scrip = scrip;
    this.name = name;
  }

  /** All there is now. */
  List<ConsumerRecord<byte[], byte[]>> records() {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                scrip.kafka(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(name).stream()
              .map(partition -> new TopicPartition(name, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  /** All there is now, decoded with the schemas they were written with. */
  <T extends SpecificRecord> List<T> read(Class<T> type) {
    AvroCodec<T> codec = AvroCodec.of(type);
    RegistryClient registry = new RegistryClient(List.of(scrip.registry()), Map.of());
    return records().stream()
        .map(record ->
            codec.decode(record.value(), registry.schema(AvroCodec.schemaId(record.value()))))
        .toList();
  }
}
