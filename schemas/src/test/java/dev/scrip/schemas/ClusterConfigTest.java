package dev.scrip.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterConfigTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "acks",
        "producer.acks",
        "main.consumer.isolation.level",
        "processing.exception.handler",
        "production.exception.handler",
        "deserialization.exception.handler",
        "topic.cleanup.policy",
        "topic.retention.ms",
        "topic.min.insync.replicas",
      })
  void shouldRefuseWhatCouldLoseStateOrLines(String key) {
    assertEquals(
        List.of("kafka." + key + ": expected none, since Scrip sets it itself; leave it out"),
        with(key).faults());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"security.protocol", "producer.linger.ms", "restore.consumer.fetch.min.bytes"})
  void shouldPassOnWhatIsTheOperators(String key) {
    assertEquals(List.of(), with(key).faults());
  }

  @Test
  void shouldBeginEveryClientWithTheBrokers() {
    assertEquals(
        Map.of("bootstrap.servers", "kafka:9092", "security.protocol", "x"),
        with("security.protocol").clientSettings());
  }

  private static ClusterConfig with(String key) {
    return new ClusterConfig(
        "scrip",
        "kafka:9092",
        List.of(URI.create("http://registry:8081")),
        Map.of(),
        Map.of(key, "x"));
  }
}
