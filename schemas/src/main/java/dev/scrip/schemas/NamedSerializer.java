package dev.scrip.schemas;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * A serializer that a configuration names by its class, in the place of our codec. It may fetch
 * schemas as it likes; what it writes must begin with the id that the ledger has announced, since
 * under any other the command would become a dead letter.
 */
final class NamedSerializer implements AutoCloseable {
  private static final String KEY = ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG;

  /**
   * What makes Confluent's serializer write under an announced id whatever else is registered.
   * Class and file differ by {@code avro.java.string}: registering the class's text would add a
   * version that nobody needs.
   */
  private static Map<String, Object> announcedOnly(int schemaId) {
    return Map.of(
        RegistryConfig.AUTO_REGISTER,
        "false",
        "use.schema.id",
        Integer.toString(schemaId),
        "avro.remove.java.properties",
        "true");
  }

  private final Serializer<Object> serializer;

  private NamedSerializer(Serializer<Object> serializer) {
    this.serializer = serializer;
  }

  /**
   * The serializer that the configuration names; null where it names none.
   *
   * @throws ConfigException where the class is not there or takes no such configuration
   */
  static @Nullable NamedSerializer of(Map<String, Object> config, int schemaId) {
    Object name = config.get(KEY);
    if (name == null) {
      return null;
    }
    Serializer<Object> serializer = instance(name);
    Map<String, Object> completed = new HashMap<>(announcedOnly(schemaId));
    completed.putAll(config);
    serializer.configure(completed, false);
    return new NamedSerializer(serializer);
  }

  /** What is wrong with a class that is to write values, if anything. */
  static java.util.Optional<String> fault(String name) {
    try {
      type(name);
      return java.util.Optional.empty();
    } catch (ConfigException e) {
      return java.util.Optional.of(String.valueOf(e.getMessage()));
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // Avro's serializers take any record, or fail.
  private static Serializer<Object> instance(Object name) {
    Class<? extends Serializer> type =
        type(name instanceof Class<?> given ? given.getName() : name.toString());
    try {
      return (Serializer<Object>) Utils.newInstance(type);
    } catch (KafkaException | LinkageError e) {
      throw missing(type.getName(), e);
    }
  }

  @SuppressWarnings("rawtypes") // That is what a class is.
  private static Class<? extends Serializer> type(String name) {
    try {
      return Utils.loadClass(name, Serializer.class);
    } catch (ClassNotFoundException | ClassCastException | LinkageError e) {
      throw missing(name, e);
    }
  }

  private static ConfigException missing(String name, Throwable fault) {
    return new ConfigException(
        KEY
            + ": expected the name of a "
            + Serializer.class.getName()
            + " on the class path, found "
            + name
            + " ("
            + fault
            + "); put its jar and what it needs there, or leave the key out");
  }

  /**
   * The record's bytes.
   *
   * @throws SerializationException where there are none, or not under that id
   */
  byte[] encode(String topic, int schemaId, Command command) {
    byte[] bytes;
    int id;
    try {
      bytes = serializer.serialize(topic, command);
      id = AvroCodec.schemaId(bytes == null ? new byte[0] : bytes);
    } catch (RuntimeException e) {
      throw new SerializationException(
          serializer.getClass().getName()
              + " cannot write command "
              + command.getCommandId()
              + " of wallet "
              + command.getWallet()
              + ": "
              + e.getMessage(),
          e);
    }
    if (id != schemaId) {
      throw new SerializationException(
          "expected "
              + serializer.getClass().getName()
              + " to write under schema id "
              + schemaId
              + ", which the ledger has announced, found id "
              + id
              + "; leave out auto.register.schemas, use.latest.version and use.schema.id");
    }
    return bytes;
  }

  @Override
  public void close() {
    serializer.close();
  }
}
