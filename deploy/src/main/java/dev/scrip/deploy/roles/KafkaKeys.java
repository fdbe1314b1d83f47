package dev.scrip.deploy.roles;

import dev.scrip.ledger.rules.Words;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The settings that Kafka's clients know, to find those that are mistyped. */
final class KafkaKeys {
  private static final Pattern PREFIX =
      Pattern.compile("^(consumer|main\\.consumer|restore\\.consumer|producer|admin|topic)\\.");
  private static final Set<String> KNOWN = known();

  private KafkaKeys() {}

  private static Set<String> known() {
    Set<String> all = new TreeSet<>(ProducerConfig.configNames());
    all.addAll(ConsumerConfig.configNames());
    all.addAll(AdminClientConfig.configNames());
    all.addAll(StreamsConfig.configDef().names());
    return all;
  }

  static boolean isKnown(String name) {
    return KNOWN.contains(PREFIX.matcher(name).replaceFirst(""));
  }

  /**
   * What an unknown name was meant to be; empty = nothing is near. Those may be meant for a class
   * that the clients load, such as a log-in handler.
   */
  static String nearest(String name) {
    String bare = PREFIX.matcher(name).replaceFirst("");
    String nearest = Words.nearest(bare, KNOWN);
    // A word of another length by far is another word.
    return nearest.isEmpty() || Math.abs(nearest.length() - bare.length()) > 3
        ? ""
        : name.substring(0, name.length() - bare.length()) + nearest;
  }
}
