package dev.scrip.deploy.acceptance;

import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.RegistryClient;
import dev.scrip.schemas.SchemaAnnouncement;
import dev.scrip.schemas.Schemas;
import dev.scrip.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The command schemas that the log itself announces. */
final class Announcements {
  private Announcements() {}

  /** Their ids in one partition, in its order, as far as it is committed. */
  static List<Integer> in(ScripProcess scrip, Topics topics, int partition) {
    AvroCodec<SchemaAnnouncement> codec = AvroCodec.of(SchemaAnnouncement.class);
    Schema frozen = Schemas.of(SchemaAnnouncement.class);
    int frozenId =
        new RegistryClient(List.of(scrip.registry()), Map.of())
            .registeredId(topics.schemaSubject(), frozen);
    List<Integer> ids = new ArrayList<>();
    for (byte[] record : records(scrip, new TopicPartition(topics.commands(), partition))) {
      if (AvroCodec.schemaId(record) == frozenId) {
        ids.add(codec.decode(record, frozen).getId());
      }
    }
    return ids;
  }

  private static List<byte[]> records(ScripProcess scrip, TopicPartition partition) {
    Map<String, Object> config =
        Map.of("bootstrap.servers", scrip.kafka(), "isolation.level", "read_committed");
    List<byte[]> values = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          values.add(record.value());
        }
      }
    }
    return values;
  }
}
