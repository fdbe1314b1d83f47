package dev.scrip.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.schemas.Topic.Partitions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {
  private static final String UNLIMITED = Long.toString(Long.MAX_VALUE);
  private final Topics topics = Topics.of("scrip");

  @Test
  void shouldListEveryTopicOfTheLedger() {
    assertEquals(
        List.of(
            "scrip.commands",
            "scrip.entries",
            "scrip.rejections",
            "scrip.depletions",
            "scrip.apps",
            "scrip.settings",
            "scrip.deliveries",
            "scrip.dead-letters"),
        topics.all().stream().map(Topic::name).toList());
    assertEquals("scrip.commands-value", topics.subject(topics.commands()));
    assertEquals("scrip.commands-control", topics.schemaSubject());
  }

  @ParameterizedTest
  @CsvSource({
    "scrip.commands, LogAppendTime, delete, -1, LEDGER",
    "scrip.entries, CreateTime, delete, -1, LEDGER",
    "scrip.rejections, CreateTime, delete, -1, LEDGER",
    "scrip.depletions, CreateTime, delete, -1, LEDGER",
    "scrip.apps, CreateTime, compact, , ONE",
    "scrip.settings, CreateTime, compact, , ONE",
    "scrip.deliveries, CreateTime, delete, 7776000000, ONE",
    "scrip.dead-letters, CreateTime, delete, 7776000000, ONE"
  })
  void shouldKeepWhatTheDesignKeeps(
      String name, String time, String cleanup, String retention, Partitions partitions) {
    Topic topic =
        topics.all().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
    Map<String, String> config = topic.configFor(3);

    assertEquals(time, config.get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG));
    assertEquals(cleanup, config.get(TopicConfig.CLEANUP_POLICY_CONFIG));
    assertEquals(retention, config.get(TopicConfig.RETENTION_MS_CONFIG));
    assertEquals(retention == null ? null : "-1", config.get(TopicConfig.RETENTION_BYTES_CONFIG));
    assertEquals(UNLIMITED, config.get(TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG));
    assertEquals(UNLIMITED, config.get(TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG));
    assertEquals("1048576", config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
    assertEquals("false", config.get(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG));
    assertEquals(partitions, topic.partitions());
    assertEquals(partitions == Partitions.LEDGER ? 32 : 1, topic.partitionCount(32));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 2", "5, 3"})
  void shouldWriteToAMajorityOfTheReplicas(int replicas, String inSync) {
    for (Topic topic : topics.all()) {
      assertEquals(inSync, topic.configFor(replicas).get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "scrip", "scrip-2", "a234567890123456789012345678901"})
  void shouldTakeANameThatServesAsPrefix(String name) {
    assertEquals(name + ".commands", Topics.of(name).commands());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Scrip",
        "2scrip",
        "-a",
        "a.b",
        "a_b",
        "ä",
        "a\n",
        "a2345678901234567890123456789012"
      })
  void shouldRefuseAnyOtherName(String name) {
    Exception refused = assertThrows(IllegalArgumentException.class, () -> Topics.of(name));

    assertTrue(refused.toString().contains("\"" + name + "\""), refused.toString());
  }

  /** The file is for clients in other languages as well. */
  @ParameterizedTest
  @CsvFileSource(resources = "/partitions.csv", numLinesToSkip = 1)
  void shouldPlaceAWalletAsTheVectorsSay(String key, int of4, int of32) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);

    assertEquals(of4, Topics.partition(bytes, 4));
    assertEquals(of32, Topics.partition(bytes, 32));
  }

  @Test
  void shouldRefuseNoPartitions() {
    assertThrows(IllegalArgumentException.class, () -> Topics.partition(new byte[1], 0));
  }
}
