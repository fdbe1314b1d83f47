package dev.scrip.deploy.topics;

/**
 * One way in which a topic differs from the contract so that money could be lost.
 *
 * @param key the setting, or {@code partitions}
 * @param remedy what to do, a whole sentence
 */
public record TopicFault(String topic, String key, String found, String expected, String remedy) {
  @Override
  public String toString() {
    return "%s: %s is %s, expected %s. %s".formatted(topic, key, found, expected, remedy);
  }
}
