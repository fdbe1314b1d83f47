package dev.scrip.schemas;

import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's deserializer of values for the records of this package, configured by class name. Keys:
 * {@code schema.registry.url} (required), {@code basic.auth.user.info}, {@code bearer.auth.token},
 * {@code specific.avro.value.type} (the record's class; without it the writer's schema names it).
 * Makes records of this package only, whatever a registry says. Refuses to deserialize keys.
 *
 * <p>Throws {@link UnreadableRecord} for bytes that are none, {@link RegistryUnavailable} where the
 * same bytes may be read later. The fold does not use it: it takes schemas from the log.
 */
public class AvroDeserializer<T extends SpecificRecord> implements Deserializer<T> {
  private @Nullable RegistryClient registry;
  private @Nullable Class<? extends SpecificRecord> type;

  @Override
  public void configure(Map<String, ?> config, boolean isKey) {
    RegistryConfig.requireValue(isKey, AvroDeserializer.class);
    Schemas.trust();
    registry = RegistryConfig.client(config);
    Object named = config.get(RegistryConfig.VALUE_TYPE);
    type = named == null ? null : typeNamed(named instanceof Class<?> c ? c.getName() : named);
  }

  @Override
  @SuppressWarnings("unchecked") // The caller asks for the records that the topic holds.
  public @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    RegistryClient client = registry;
    if (client == null) {
      throw new IllegalStateException("expected configure() before deserialize()");
    }
    Schema writer = client.schema(AvroCodec.schemaId(bytes));
    Class<? extends SpecificRecord> expected = type != null ? type : typeOf(writer);
    return (T) AvroCodec.of(expected).decode(bytes, writer);
  }

  private static Class<? extends SpecificRecord> typeOf(Schema writer) {
    for (Class<? extends SpecificRecord> known : Schemas.TYPES) {
      if (known.getName().equals(writer.getFullName())) {
        return known;
      }
    }
    throw new UnreadableRecord(
        "expected a record of " + names() + ", found one written as " + writer.getFullName());
  }

  private static Class<? extends SpecificRecord> typeNamed(Object name) {
    for (Class<? extends SpecificRecord> known : Schemas.TYPES) {
      if (known.getName().equals(name)) {
        return known;
      }
    }
    throw new ConfigException(RegistryConfig.VALUE_TYPE, name, "expected one of " + names());
  }

  private static String names() {
    return Schemas.TYPES.stream().map(Class::getName).toList().toString();
  }
}
