package dev.scrip.deploy.roles;

import dev.scrip.schemas.Nearest;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.streams.StreamsConfig;

/** The settings that Kafka's clients know, to find those that are mistyped. */
final class KafkaKeys {
  private static final Pattern PREFIX =
      Pattern.compile("^(consumer|main\\.consumer|restore\\.consumer|producer|admin|topic)\\.");

  /** How the settings of classes that the clients load name what is secret. */
  private static final Pattern SECRET =
      Pattern.compile(
          "password|passphrase|secret|token|user\\.info|jaas\\.config|private\\.key|credential");

  private static final Map<String, ConfigDef.ConfigKey> KNOWN = known();

  private KafkaKeys() {}

  private static Map<String, ConfigDef.ConfigKey> known() {
    Map<String, ConfigDef.ConfigKey> all = new TreeMap<>(ProducerConfig.configDef().configKeys());
    all.putAll(ConsumerConfig.configDef().configKeys());
    all.putAll(AdminClientConfig.configDef().configKeys());
    all.putAll(StreamsConfig.configDef().configKeys());
    return all;
  }

  static boolean isKnown(String name) {
    return KNOWN.containsKey(PREFIX.matcher(name).replaceFirst(""));
  }

  /** Whether Kafka itself keeps a value from its log; of names it does not know, what they say. */
  static boolean isSecret(String name) {
    String bare = PREFIX.matcher(name).replaceFirst("");
    ConfigDef.ConfigKey known = KNOWN.get(bare);
    return known != null
        ? known.type() == ConfigDef.Type.PASSWORD
        : SECRET.matcher(bare.toLowerCase(Locale.ROOT)).find();
  }

  /**
   * What an unknown name was meant to be; empty = nothing is near. Those may be meant for a class
   * that the clients load, such as a log-in handler.
   */
  static String nearest(String name) {
    String bare = PREFIX.matcher(name).replaceFirst("");
    String nearest = Nearest.word(bare, KNOWN.keySet());
    // A word of another length by far is another word.
    return nearest.isEmpty() || Math.abs(nearest.length() - bare.length()) > 3
        ? ""
        : name.substring(0, name.length() - bare.length()) + nearest;
  }
}
