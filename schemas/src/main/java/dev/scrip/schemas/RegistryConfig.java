package dev.scrip.schemas;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * The keys under which Kafka clients configure {@link AvroSerializer} and {@link AvroDeserializer}.
 * Names and meaning are Confluent's, so that either pair of classes takes the same configuration;
 * keys not listed here are left alone.
 */
final class RegistryConfig {
  /** Addresses of the registry, separated by commas. Required. */
  static final String URLS = "schema.registry.url";

  /** Whether the serializer registers the schema, or only looks up its id; true by default. */
  static final String AUTO_REGISTER = "auto.register.schemas";

  /** {@code user:password}. */
  static final String BASIC_AUTH = "basic.auth.user.info";

  /** A token for {@code Authorization: Bearer}. */
  static final String BEARER_TOKEN = "bearer.auth.token";

  /** Class of the records to read; without it the writer's schema names one of ours. */
  static final String VALUE_TYPE = "specific.avro.value.type";

  private RegistryConfig() {}

  static RegistryClient client(Map<String, ?> config) {
    String urls = text(config, URLS);
    if (urls == null || urls.isBlank()) {
      throw new ConfigException(URLS + ": expected the address of a schema registry, found none");
    }
    List<URI> registries = new ArrayList<>();
    for (String url : urls.split(",", -1)) {
      try {
        registries.add(URI.create(url.strip()));
      } catch (IllegalArgumentException e) {
        throw new ConfigException(URLS, urls, "expected addresses separated by commas");
      }
    }
    try {
      return new RegistryClient(registries, headers(config));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(URLS + ": " + e.getMessage());
    }
  }

  static boolean autoRegister(Map<String, ?> config) {
    String value = text(config, AUTO_REGISTER);
    if (value == null || value.equals("true")) {
      return true;
    }
    if (value.equals("false")) {
      return false;
    }
    throw new ConfigException(AUTO_REGISTER, value, "expected true or false");
  }

  static @Nullable String text(Map<String, ?> config, String key) {
    Object value = config.get(key);
    if (value instanceof List<?> list) {
      return String.join(",", list.stream().map(String::valueOf).toList());
    }
    return value == null ? null : value.toString();
  }

  /** Keys of our topics are plain UTF-8. */
  static void requireValue(boolean isKey, Class<?> serde) {
    if (isKey) {
      throw new ConfigException(
          serde.getSimpleName()
              + " is for values: the keys of Scrip's topics are plain UTF-8; configure Kafka's"
              + " String serializer or deserializer for keys");
    }
  }

  /** Confluent's classes are told where to find a credential before they look for it. */
  static Map<String, String> credentials(Map<String, String> registry) {
    Map<String, String> credentials = new HashMap<>(registry);
    if (registry.containsKey(BASIC_AUTH)) {
      credentials.put("basic.auth.credentials.source", "USER_INFO");
    }
    if (registry.containsKey(BEARER_TOKEN)) {
      credentials.put("bearer.auth.credentials.source", "STATIC_TOKEN");
    }
    return credentials;
  }

  static Map<String, String> headers(Map<String, ?> config) {
    Map<String, String> headers = new HashMap<>();
    String user = text(config, BASIC_AUTH);
    if (user != null && !user.isEmpty()) {
      byte[] bytes = user.getBytes(StandardCharsets.UTF_8);
      headers.put("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
    }
    String token = text(config, BEARER_TOKEN);
    if (token != null && !token.isEmpty()) {
      headers.put("Authorization", "Bearer " + token);
    }
    return headers;
  }
}
