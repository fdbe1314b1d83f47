package dev.scrip.schemas;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where a ledger lives: its name, its Kafka cluster and its schema registry, with what it takes to
 * be let in. Every role is told this; every Kafka client is made from it.
 *
 * @param ledger name of the ledger: the prefix of its topics
 * @param bootstrapServers Kafka, as {@code host:port,…}
 * @param registries schema registries with the Confluent API, asked in order
 * @param registry how to be let in by the registry: {@code basic.auth.user.info} or {@code
 *     bearer.auth.token}, as Confluent's clients have them
 * @param kafka further settings of every Kafka client, such as {@code security.protocol}; {@code
 *     value.serializer} names the class that writes commands, {@link AvroSerializer}'s codec if not
 *     given
 */
public record ClusterConfig(
    String ledger,
    String bootstrapServers,
    List<URI> registries,
    Map<String, String> registry,
    Map<String, String> kafka) {

  private static final String SERIALIZER = "value.serializer";

  /** Settings that the roles make themselves: a wrong value would lose or double something. */
  private static final Set<String> OWN =
      Set.of(
          "acks",
          "application.id",
          "application.server",
          "auto.offset.reset",
          "bootstrap.servers",
          "client.id",
          "default.deserialization.exception.handler",
          "default.production.exception.handler",
          "deserialization.exception.handler",
          "enable.auto.commit",
          "enable.idempotence",
          "group.id",
          "group.instance.id",
          "group.protocol",
          "isolation.level",
          "key.deserializer",
          "key.serializer",
          "partitioner.class",
          "processing.exception.handler",
          "processing.guarantee",
          "production.exception.handler",
          "state.dir",
          "transactional.id",
          "value.deserializer");

  /** Before a key of Kafka Streams: one kind of its clients only. */
  private static final Pattern PREFIX =
      Pattern.compile("^(consumer|main\\.consumer|restore\\.consumer|producer|admin)\\.");

  /** Before a setting of the topics that Kafka Streams makes: they hold the ledger's state. */
  private static final String STATE_TOPIC = "topic.";

  public ClusterConfig {
    registries = List.copyOf(registries);
    registry = Map.copyOf(registry);
    kafka = Map.copyOf(kafka);
  }

  /** A cluster that asks for no credentials. */
  public static ClusterConfig open(String ledger, String bootstrapServers, List<URI> registries) {
    return new ClusterConfig(ledger, bootstrapServers, registries, Map.of(), Map.of());
  }

  /** All that is wrong, each naming key, value and expectation; empty = nothing is. */
  public List<String> faults() {
    List<String> faults = new ArrayList<>();
    try {
      Topics.of(ledger);
    } catch (IllegalArgumentException e) {
      faults.add("ledger: " + e.getMessage());
    }
    if (bootstrapServers.isBlank()) {
      faults.add("bootstrapServers: expected host:port of a Kafka broker, found nothing");
    }
    if (registries.isEmpty()) {
      faults.add("registries: expected the address of at least one schema registry, found none");
    }
    for (URI address : registries) {
      addressFault("registries", "a schema registry", address).ifPresent(faults::add);
    }
    for (String key : new TreeSet<>(registry.keySet())) {
      if (!key.equals(RegistryConfig.BASIC_AUTH) && !key.equals(RegistryConfig.BEARER_TOKEN)) {
        faults.add(
            "registry."
                + key
                + ": expected "
                + RegistryConfig.BASIC_AUTH
                + " or "
                + RegistryConfig.BEARER_TOKEN
                + "; leave it out");
      }
    }
    for (String key : new TreeSet<>(kafka.keySet())) {
      if (key.startsWith(STATE_TOPIC) || OWN.contains(PREFIX.matcher(key).replaceFirst(""))) {
        faults.add("kafka." + key + ": expected none, since Scrip sets it itself; leave it out");
      }
    }
    String serializer = kafka.get(SERIALIZER);
    if (serializer != null) {
      NamedSerializer.fault(serializer).ifPresent(fault -> faults.add("kafka." + fault));
    }
    return faults;
  }

  /** What is wrong with an address, if anything. */
  public static java.util.Optional<String> addressFault(String key, String what, URI address) {
    boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
    if (http && address.getHost() != null && address.getUserInfo() == null) {
      return java.util.Optional.empty();
    }
    return java.util.Optional.of(
        key
            + ": expected the address of "
            + what
            + " like http://127.0.0.1:8081, found "
            + (address.getUserInfo() == null ? address : "one with a user and password in it"));
  }

  public Topics topics() {
    return Topics.of(ledger);
  }

  /** Settings to begin any Kafka client with; a new map, to be added to. */
  public Map<String, Object> clientSettings() {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.remove(SERIALIZER);
    settings.put("bootstrap.servers", bootstrapServers);
    return settings;
  }

  /**
   * Settings to make a {@link CommandPublisher} with, for commands of others: those of any client,
   * and, where a class is named that writes commands, its name and how it is let in by the
   * registry. A new map, to be added to.
   */
  public Map<String, Object> commandSettings() {
    Map<String, Object> settings = clientSettings();
    String serializer = kafka.get(SERIALIZER);
    if (serializer != null) {
      settings.put(SERIALIZER, serializer);
      settings.put(
          RegistryConfig.URLS,
          registries.stream().map(URI::toString).collect(Collectors.joining(",")));
      settings.putAll(RegistryConfig.credentials(registry));
    }
    return settings;
  }

  /** A client of the registry, let in. */
  public RegistryClient registryClient() {
    return new RegistryClient(registries, RegistryConfig.headers(registry));
  }

  /** Credentials, and Kafka settings, which may hold some, are left out. */
  @Override
  public String toString() {
    return "ClusterConfig[ledger="
        + ledger
        + ", bootstrapServers="
        + bootstrapServers
        + ", registries="
        + registries
        + ", registry="
        + masked(registry)
        + ", kafka="
        + masked(kafka)
        + "]";
  }

  private static List<String> masked(Map<String, String> settings) {
    return new TreeSet<>(settings.keySet()).stream().map(key -> key + "=***").toList();
  }
}
