package dev.scrip.projector.notify;

import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.Delivery;
import dev.scrip.schemas.RegistryClient;
import dev.scrip.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the whole delivery log, for judging it. */
public final class DeliveryReader {
  private DeliveryReader() {}

  public static List<Delivery> all(
      Topics topics, Map<String, Object> kafka, RegistryClient registry) {
    AvroCodec<Delivery> codec = AvroCodec.of(Delivery.class);
    List<Delivery> all = new ArrayList<>();
    TopicPartition partition = new TopicPartition(topics.deliveries(), 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            new HashMap<>(kafka), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(record ->
                all.add(
                    codec.decode(
                        record.value(), registry.schema(AvroCodec.schemaId(record.value())))));
      }
    }
    return all;
  }
}
