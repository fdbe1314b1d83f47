package dev.scrip.deploy.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.deploy.Complaint;
import dev.scrip.deploy.embedded.EmbeddedKafka;
import dev.scrip.deploy.embedded.EmbeddedRegistry;
import dev.scrip.deploy.embedded.Ports;
import dev.scrip.deploy.topics.SubjectsApply.Registered;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.RegistryClient;
import dev.scrip.schemas.Schemas;
import dev.scrip.schemas.Topic;
import dev.scrip.schemas.Topics;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicsApplyTest {
  @TempDir static Path folder;
  private static EmbeddedKafka kafka;
  private static Cluster cluster;

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.start(folder.resolve("kafka"), Ports.anyFree());
    cluster = new Cluster(kafka.bootstrapServers(), Map.of());
  }

  @AfterAll
  static void stop() {
    cluster.close();
    kafka.close();
  }

  @Test
  void shouldCreateWhatIsMissingAndThenFindNothingToDo() {
    Topics topics = Topics.of("fresh");

    TopicsApply.Applied first = TopicsApply.apply(cluster, topics, 2, 1);
    TopicsApply.Applied second = TopicsApply.apply(cluster, topics, 0, 1);

    assertEquals(topics.all().stream().map(Topic::name).toList(), first.created());
    assertEquals(new TopicsApply.Applied(List.of(), 2, List.of()), second);
  }

  @ParameterizedTest
  @CsvSource({
    "retention, entries, retention.ms, 604800000, -1",
    "size, rejections, retention.bytes, 1000000, -1",
    "compacted, depletions, cleanup.policy, compact, delete",
    "created, commands, message.timestamp.type, CreateTime, LogAppendTime",
    "short, commands, max.message.bytes, 65536, 1048576",
    "unclean, commands, unclean.leader.election.enable, true, false",
    "future, entries, message.timestamp.after.max.ms, 3600000, 9223372036854775807",
    "apps, apps, cleanup.policy, delete, compact",
    "forgetful, deliveries, retention.ms, 86400000, 7776000000",
    "little, deliveries, retention.bytes, 1000000, -1",
  })
  void shouldRefuseASettingThatCouldLoseMoney(
      String ledger, String suffix, String key, String found, String expected) {
    Topics topics = Topics.of(ledger);
    Topic topic = topic(topics, suffix);
    create(topic, 2, Map.of(key, found));
    if (!suffix.equals("commands")) {
      create(topic(topics, "commands"), 2, Map.of());
    }

    String refusal = refusal(topics);

    assertTrue(
        refusal.contains(
            "%s: %s is %s, expected %s. Set it with `kafka-configs.sh"
                .formatted(topic.name(), key, found, expected)),
        refusal);
    assertTrue(refusal.contains("--add-config " + key + "=" + expected), refusal);
  }

  @Test
  void shouldRefuseAnEventTopicWithOtherPartitionsThanTheCommands() {
    Topics topics = Topics.of("uneven");
    create(topic(topics, "commands"), 2, Map.of());
    create(topic(topics, "entries"), 3, Map.of());

    String refusal = refusal(topics);

    assertTrue(refusal.contains("uneven.entries: partitions is 3, expected 2."), refusal);
    assertTrue(refusal.contains("--ledger"), refusal);
  }

  @Test
  void shouldRefuseAnotherNumberOfPartitionsThanTheLedgerHas() {
    Topics topics = Topics.of("fixed");
    TopicsApply.apply(cluster, topics, 2, 1);

    String refusal =
        assertThrows(Complaint.class, () -> TopicsApply.apply(cluster, topics, 8, 1)).getMessage();

    assertTrue(refusal.startsWith("fixed.commands has 2 partitions"), refusal);
  }

  @Test
  void shouldRefuseEventsWithoutTheirCommands() {
    Topics topics = Topics.of("headless");
    create(topic(topics, "entries"), 2, Map.of());

    assertTrue(refusal(topics).contains("headless.commands: topic is missing"), refusal(topics));
  }

  @Test
  void shouldRefuseNodesThatWouldTakeTheLogUpFromTheBeginningAgain() throws Exception {
    Topics topics = Topics.of("forgotten");
    TopicsApply.apply(cluster, topics, 2, 1);
    cluster.requirePlaces(topics); // nothing was decided yet
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topics.entries(), 1, new byte[1], new byte[1])).get();
    }

    String refusal =
        assertThrows(Complaint.class, () -> cluster.requirePlaces(topics)).getMessage();

    assertTrue(refusal.contains("\n  forgotten.commands,1,"), refusal);
    assertFalse(refusal.contains("forgotten.commands,0,"), refusal);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .alterConsumerGroupOffsets(
              "forgotten-ledger",
              Map.of(new TopicPartition(topics.commands(), 1), new OffsetAndMetadata(1)))
          .all()
          .get();
    }
    cluster.requirePlaces(topics);
  }

  @Test
  void shouldSayWhatCannotBeSeen() {
    List<String> notes =
        Notes.of(Map.of("offsets.retention.minutes", "43200"), Set.of("__consumer_offsets"));

    assertEquals(1, notes.size(), notes.toString());
    assertTrue(notes.getFirst().startsWith("__transaction_state and"), notes.toString());
  }

  @Test
  void shouldTellOfBrokersThatForgetTheLedgersPlace() {
    Set<String> kafkas = Set.of("__consumer_offsets", "__transaction_state");
    assertEquals(List.of(), Notes.of(Map.of("offsets.retention.minutes", "43200"), kafkas));
    assertTrue(
        Notes.of(Map.of("offsets.retention.minutes", "10080"), kafkas)
            .getFirst()
            .startsWith(
                "offsets.retention.minutes is 10080: a ledger whose nodes all stand still for more than 7 days"));
  }

  @Test
  void shouldLeaveLargerMessagesAndOtherRetentionOfAttemptsToTheOperator() {
    Topics topics = Topics.of("chosen");
    create(topic(topics, "commands"), 2, Map.of("max.message.bytes", "2000000"));
    create(topic(topics, "deliveries"), 1, Map.of("retention.ms", "691200000"));

    assertEquals(6, TopicsApply.apply(cluster, topics, 0, 1).created().size());
  }

  @Test
  void shouldRegisterEverySchemaOnceAndForAll() {
    Topics topics = Topics.of("subjects");
    try (EmbeddedRegistry registry =
        EmbeddedRegistry.start(kafka.bootstrapServers(), 0, topics.subject(topics.commands()))) {
      Registered first = SubjectsApply.apply(registry.address(), topics);
      Registered second = SubjectsApply.apply(registry.address(), topics);

      assertEquals(first, second);
      RegistryClient client = new RegistryClient(List.of(registry.address()), Map.of());
      assertEquals(Schemas.of(Command.class), client.schema(first.commandSchema()));
    }
  }

  private static Topic topic(Topics topics, String suffix) {
    return topics.all().stream()
        .filter(topic -> topic.name().endsWith("." + suffix))
        .findFirst()
        .orElseThrow();
  }

  private static void create(Topic topic, int partitions, Map<String, String> changes) {
    Map<String, String> config = new HashMap<>(topic.configFor(1));
    config.putAll(changes);
    int count = topic.partitions() == Topic.Partitions.ONE ? 1 : partitions;
    cluster.create(List.of(new NewTopic(topic.name(), count, (short) 1).configs(config)));
  }

  private static String refusal(Topics topics) {
    return assertThrows(Complaint.class, () -> TopicsApply.apply(cluster, topics, 0, 1))
        .getMessage();
  }
}
