package dev.scrip.schemas;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's serializer of values for the records of this package, configured by class name. Writes
 * the same bytes as Confluent's and takes the same keys: {@code schema.registry.url} (required),
 * {@code auto.register.schemas} (true by default; what is registered is the text of the {@code
 * .avsc} file), {@code basic.auth.user.info}, {@code bearer.auth.token}. The subject is the topic's
 * name with {@code -value}. Refuses to serialize keys.
 */
public class AvroSerializer<T extends SpecificRecord> implements Serializer<T> {
  private final Map<Target, Integer> ids = new ConcurrentHashMap<>();
  private @Nullable RegistryClient registry;
  private boolean autoRegister;

  private record Target(String topic, Class<?> type) {}

  @Override
  public void configure(Map<String, ?> config, boolean isKey) {
    RegistryConfig.requireValue(isKey, AvroSerializer.class);
    Schemas.trust();
    registry = RegistryConfig.client(config);
    autoRegister = RegistryConfig.autoRegister(config);
  }

  @Override
  public byte @Nullable [] serialize(String topic, @Nullable T record) {
    if (record == null) {
      return null;
    }
    @SuppressWarnings("unchecked") // A record's class is the class of its type.
    AvroCodec<T> codec = AvroCodec.of((Class<T>) record.getClass());
    Integer id = ids.get(new Target(topic, record.getClass()));
    if (id == null) {
      id = id(topic, codec);
      ids.put(new Target(topic, record.getClass()), id);
    }
    return codec.encode(id, record);
  }

  private int id(String topic, AvroCodec<T> codec) {
    RegistryClient client = registry;
    if (client == null) {
      throw new IllegalStateException("expected configure() before serialize()");
    }
    String subject = topic + "-value";
    return autoRegister
        ? client.register(subject, codec.schema())
        : client.registeredId(subject, codec.schema());
  }
}
