package dev.scrip.projector.notify;

import static dev.scrip.projector.audit.EventWriter.charged;
import static dev.scrip.projector.audit.EventWriter.depleted;
import static dev.scrip.projector.audit.EventWriter.rejected;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.standardwebhooks.Webhook;
import dev.scrip.projector.audit.EventWriter;
import dev.scrip.projector.audit.Eventually;
import dev.scrip.projector.audit.TestBroker;
import dev.scrip.projector.audit.TestRegistry;
import dev.scrip.projector.notify.HostileReceiver.Hit;
import dev.scrip.projector.notify.HostileReceiver.Mood;
import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.ClusterConfig;
import dev.scrip.schemas.Delivery;
import dev.scrip.schemas.DeliveryResult;
import dev.scrip.schemas.Depletion;
import dev.scrip.schemas.RegistryClient;
import dev.scrip.schemas.RejectionReason;
import dev.scrip.schemas.Schemas;
import dev.scrip.schemas.Topics;
import jakarta.mail.internet.MimeMessage;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real broker, over real HTTP: whoever is to be told is told, whatever happens. */
class NotifierTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqrTwjU";
  private static final Duration SHORT = Duration.ofMillis(100);

  @TempDir static Path brokerFolder;
  private static TestBroker broker;
  private static TestRegistry registryServer;
  private static int ledgers;

  @TempDir Path folder;
  private final Topics topics = Topics.of("notify-test-" + ledgers++);
  private final List<AutoCloseable> closing = new ArrayList<>();
  private ClusterConfig cluster;
  private RegistryClient registry;
  private EventWriter writer;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = new TestBroker(brokerFolder);
    registryServer = new TestRegistry();
  }

  @AfterAll
  static void stopBroker() {
    registryServer.close();
    broker.close();
  }

  @BeforeEach
  void createTopics() throws Exception {
    cluster =
        ClusterConfig.open(topics.ledger(), broker.address(), List.of(registryServer.address()));
    registry = cluster.registryClient();
    broker.create(topics);
    writer = new EventWriter(topics, broker.client(), registry);
    closing.add(writer);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable part : closing.reversed()) {
      part.close();
    }
  }

  private HostileReceiver receiver(HostileReceiver.Temper temper) {
    HostileReceiver receiver = new HostileReceiver(temper);
    closing.add(receiver);
    return receiver;
  }

  private static Receiver webhook(String name, HostileReceiver to, EventFilter filter) {
    return new Receiver.Webhook(
        name, to.address(), List.of(SECRET), filter, true, Duration.ofSeconds(2), 4);
  }

  private Notifier start(Schedule schedule, Receiver... receivers) {
    NotifyConfig config =
        new NotifyConfig(null, List.of(receivers), Map.of(), schedule, Duration.ofDays(1), null);
    Notifier notifier = Notifier.start(cluster, config, new Telemetry());
    closing.add(notifier);
    return notifier;
  }

  private static Schedule every(Duration delay, int times) {
    return new Schedule(Collections.nCopies(times, delay));
  }

  private String id(String receiver, String eventId) {
    return Event.messageId(topics.ledger(), eventId, receiver);
  }

  private List<Delivery> deliveries() {
    return DeliveryReader.all(topics, broker.client(), registry);
  }

  private Set<String> ids(String receiver, int events) {
    return IntStream.rangeClosed(1, events)
        .mapToObj(sequence -> id(receiver, "w" + sequence % 7 + ":" + sequence))
        .collect(Collectors.toSet());
  }

  /** Events of seven wallets, in turn depletions and rejections. */
  private void write(int from, int to) {
    for (int sequence = from; sequence <= to; sequence++) {
      String wallet = "w" + sequence % 7;
      if (sequence % 2 == 0) {
        writer.write(depleted(wallet, sequence));
      } else {
        writer.write(rejected(wallet, sequence, "c" + sequence, RejectionReason.DAILY_CAP));
      }
    }
  }

  @Test
  void shouldTellEachReceiverWhatItTakesSigned() throws Exception {
    HostileReceiver all = receiver((number, id) -> Mood.CALM);
    HostileReceiver some = receiver((number, id) -> Mood.CALM);
    Notifier notifier =
        start(
            Schedule.STANDARD,
            webhook("all", all, EventFilter.ALL),
            webhook("some", some, new EventFilter(List.of("depletion.*"), List.of("team-*"))));
    writer.abort(depleted("team-1", 9));
    writer.write(charged("team-1", 1, "chat.change", 0), depleted("team-1", 2), depleted("ana", 2));
    writer.write(rejected("gone wallet ü", 0, "c-1", RejectionReason.UNKNOWN_WALLET));

    Eventually.pass(() -> assertEquals(3, all.hits().size()));
    Eventually.pass(() -> assertEquals(1, some.hits().size()));
    Eventually.is(notifier::ready);

    assertEquals(Set.of(id("some", "team-1:2")), some.taken());
    assertEquals(
        Set.of(id("all", "team-1:2"), id("all", "ana:2"), id("all", "gone wallet ü:0:c-1")),
        all.taken());
    Hit hit = some.hits().getFirst();
    assertTrue(
        hit.body().startsWith("{\"type\":\"depletion.depleted\",\"timestamp\":\"2027-02-03T"));
    new RecentWebhook(SECRET).verify(hit);
    Eventually.pass(() -> assertEquals(4, deliveries().size()));
    for (Delivery delivery : deliveries()) {
      assertEquals(DeliveryResult.DELIVERED, delivery.getResult());
      assertEquals(1, delivery.getAttempt());
      assertEquals(204, delivery.getStatus());
    }
  }

  /** Verifies as a receiver does, with the library that receivers use. */
  private record RecentWebhook(String secret) {
    void verify(Hit hit) throws Exception {
      Map<String, List<String>> headers =
          hit.headers().entrySet().stream()
              .collect(Collectors.toMap(Map.Entry::getKey, entry -> List.of(entry.getValue())));
      new Webhook(secret).verify(hit.body(), headers);
    }
  }

  @Test
  void shouldReachAHostileReceiverWithStableIds() throws Exception {
    HostileReceiver hostile = HostileReceiver.seeded(20_261_122, 0.4);
    closing.add(hostile);
    start(every(SHORT, 40), webhook("hostile", hostile, EventFilter.ALL));

    write(1, 60);

    Eventually.pass(() -> assertTrue(hostile.taken().containsAll(ids("hostile", 60))));
    assertEquals(
        ids("hostile", 60),
        hostile.hits().stream().map(Hit::webhookId).collect(Collectors.toSet()));
    assertEquals(Set.of(), hostile.unstable());
    assertTrue(hostile.hits().size() > 60, "nothing was repeated: the receiver was not hostile");
    assertTrue(hostile.hits().stream().noneMatch(hit -> hit.body().contains("redirected")));
    for (Hit hit : hostile.hits()) {
      new RecentWebhook(SECRET).verify(hit);
    }
    Eventually.pass(() ->
        assertEquals(
            60,
            deliveries().stream()
                .filter(delivery -> delivery.getResult() == DeliveryResult.DELIVERED)
                .count()));
  }

  @Test
  void shouldKeepTheScheduleAndGiveUpAtItsEnd() {
    HostileReceiver broken = receiver((number, id) -> Mood.BROKEN);
    List<Duration> delays =
        List.of(Duration.ofMillis(50), Duration.ofMillis(400), Duration.ofMillis(200));
    start(new Schedule(delays), webhook("broken", broken, EventFilter.ALL));

    writer.write(depleted("ana", 1));

    Eventually.pass(() ->
        assertEquals(
            List.of(
                DeliveryResult.FAILED,
                DeliveryResult.FAILED,
                DeliveryResult.FAILED,
                DeliveryResult.GIVEN_UP),
            deliveries().stream().map(Delivery::getResult).toList()));
    List<Hit> hits = broken.hits();
    assertEquals(4, hits.size());
    for (int attempt = 0; attempt < delays.size(); attempt++) {
      Duration gap = Duration.between(hits.get(attempt).at(), hits.get(attempt + 1).at());
      assertTrue(gap.compareTo(delays.get(attempt)) >= 0, attempt + ": " + gap);
    }
    assertEquals(List.of(1, 2, 3, 4), deliveries().stream().map(Delivery::getAttempt).toList());
    assertFalse(deliveries().getLast().getError().isEmpty());
    assertEquals(0, deliveries().getLast().getEvent().remaining());
  }

  @Test
  void shouldGiveAReceiverThatAsksForItSomePeace() {
    HostileReceiver tired = receiver((number, id) -> number == 0 ? Mood.TIRED : Mood.CALM);
    start(every(SHORT, 5), webhook("tired", tired, EventFilter.ALL));

    writer.write(depleted("ana", 1));
    Eventually.pass(() -> assertEquals(1, deliveries().size()));
    writer.write(depleted("bob", 1));

    Eventually.pass(
        () -> assertEquals(Set.of(id("tired", "ana:1"), id("tired", "bob:1")), tired.taken()));
    Instant first = tired.hits().getFirst().at();
    for (Hit hit : tired.hits().subList(1, tired.hits().size())) {
      assertTrue(Duration.between(first, hit.at()).toMillis() >= 990, hit.at() + " after " + first);
    }
  }

  @Test
  void shouldLeaveAReceiverAloneThatIsGone() {
    HostileReceiver gone = receiver((number, id) -> Mood.GONE);
    start(every(SHORT, 5), webhook("gone", gone, EventFilter.ALL));

    writer.write(depleted("ana", 1));
    Eventually.pass(() -> assertEquals(1, deliveries().size()));
    writer.write(depleted("ana", 2));

    Eventually.pass(() ->
        assertEquals(
            List.of(DeliveryResult.GONE, DeliveryResult.SKIPPED),
            deliveries().stream().map(Delivery::getResult).toList()));
    assertEquals(1, gone.hits().size());
  }

  @Test
  void shouldNotLetADeadReceiverHoldBackOthers() {
    HostileReceiver dead = receiver((number, id) -> Mood.HANGING);
    HostileReceiver calm = receiver((number, id) -> Mood.CALM);
    start(
        every(Duration.ofSeconds(1), 5),
        webhook("dead", dead, EventFilter.ALL),
        webhook("calm", calm, EventFilter.ALL));
    Eventually.pass(() -> {
      writer.write(depleted("warm", 1));
      assertFalse(calm.taken().isEmpty());
    });
    Instant start = Instant.now();

    write(1, 300);

    Eventually.pass(() -> assertTrue(calm.taken().containsAll(ids("calm", 300))));
    Duration taken = Duration.between(start, Instant.now());
    assertTrue(dead.taken().isEmpty());
    // One after the other, the dead one's time-outs alone would take 150 s.
    assertTrue(taken.compareTo(Duration.ofSeconds(15)) < 0, taken.toString());
    // What the dead one does not take is durable meanwhile.
    Eventually.pass(() ->
        assertTrue(
            deliveries().stream()
                    .filter(delivery -> delivery.getReceiver().equals("dead"))
                    .filter(delivery -> delivery.getNextAttemptAt() != null)
                    .map(Delivery::getEventId)
                    .collect(Collectors.toSet())
                    .size()
                >= 300));
  }

  @Test
  void shouldRepeatAfterARestartWhatWaits() throws Exception {
    HostileReceiver flapping = receiver((number, id) -> Mood.AWAY);
    Schedule schedule = every(Duration.ofMillis(500), 100);
    Notifier first = start(schedule, webhook("flapping", flapping, EventFilter.ALL));
    write(1, 20);
    Eventually.pass(() -> assertTrue(flapping.hits().size() >= 20));
    first.close();
    flapping.become((number, id) -> Mood.CALM);

    start(schedule, webhook("flapping", flapping, EventFilter.ALL));

    Eventually.pass(() -> assertEquals(ids("flapping", 20), flapping.taken()));
    assertEquals(Set.of(), flapping.unstable());
  }

  @Test
  void shouldNotTellAgainAfterARestartWhatIsDelivered() throws Exception {
    HostileReceiver calm = receiver((number, id) -> Mood.CALM);
    Notifier first = start(Schedule.STANDARD, webhook("calm", calm, EventFilter.ALL));
    write(1, 20);
    Eventually.pass(() -> assertEquals(20, deliveries().size()));
    first.close();

    Notifier second = start(Schedule.STANDARD, webhook("calm", calm, EventFilter.ALL));
    write(21, 22);

    // Not before all is written down: what is told again may come after what is new.
    Eventually.pass(() -> assertTrue(deliveries().size() >= 22));
    Eventually.is(second::ready);
    assertEquals(22, deliveries().size());
    assertEquals(ids("calm", 22), calm.taken());
    assertEquals(22, calm.hits().size());
  }

  @Test
  void shouldWaitForAnAttemptThatRunsWhenItStops() throws Exception {
    HostileReceiver hanging = receiver((number, id) -> Mood.HANGING);
    Duration timeout = Duration.ofSeconds(4);
    Notifier notifier =
        start(
            Schedule.STANDARD,
            new Receiver.Webhook(
                "hanging", hanging.address(), List.of(SECRET), EventFilter.ALL, true, timeout, 4));
    writer.write(depleted("ana", 1));
    Eventually.pass(() -> assertEquals(1, hanging.hits().size()));

    notifier.close();

    assertEquals(
        List.of(DeliveryResult.FAILED),
        deliveries().stream().map(Delivery::getResult).toList(),
        "the attempt is written down, and so not made again by whoever comes next");
  }

  @Test
  void shouldNotBeginWithEventsThatAreOld() throws Exception {
    HostileReceiver calm = receiver((number, id) -> Mood.CALM);
    writer.write(depleted("ana", 1));
    Receiver webhook = webhook("calm", calm, EventFilter.ALL);
    NotifyConfig config =
        new NotifyConfig(null, List.of(webhook), Map.of(), Schedule.STANDARD, Duration.ZERO, null);
    Notifier notifier = Notifier.start(cluster, config, new Telemetry());
    closing.add(notifier);
    Eventually.is(notifier::ready);

    writer.write(depleted("ana", 2));

    Eventually.pass(() -> assertEquals(1, deliveries().size()));
    assertEquals(Set.of(id("calm", "ana:2")), calm.taken());
  }

  @Test
  void shouldTellWhatHappenedWhileItsGroupWasForgotten() throws Exception {
    HostileReceiver calm = receiver((number, id) -> Mood.CALM);
    Receiver webhook = webhook("calm", calm, EventFilter.ALL);
    Notifier first = start(Schedule.STANDARD, webhook);
    write(1, 4);
    Eventually.pass(() -> assertEquals(4, deliveries().size()));
    first.close();
    try (Admin admin = Admin.create(broker.client())) {
      Eventually.pass(
          () -> admin.deleteConsumerGroups(List.of(topics.ledger() + "-notify")).all().get());
    }
    write(5, 8);

    NotifyConfig config =
        new NotifyConfig(null, List.of(webhook), Map.of(), Schedule.STANDARD, Duration.ZERO, null);
    closing.add(Notifier.start(cluster, config, new Telemetry()));

    Eventually.pass(() -> assertEquals(8, deliveries().size()));
    assertEquals(ids("calm", 8), calm.taken());
    assertEquals(8, calm.hits().size(), "what was told before is not told again");
  }

  @Test
  void shouldStayInItsGroupWhileTheRegistryRefusesASchema() throws Exception {
    HostileReceiver calm = receiver((number, id) -> Mood.CALM);
    Notifier notifier = start(Schedule.STANDARD, webhook("calm", calm, EventFilter.ALL));
    Eventually.is(notifier::ready);
    Set<String> members = members();
    Schema later = Schemas.parse(Depletion.getClassSchema().toString());
    later.addProp("note", "of " + topics.ledger());
    AvroCodec<Depletion> codec = AvroCodec.of(Depletion.class);
    int known = registry.register(topics.subject(topics.depletions()), codec.schema());
    int unknown = registryServer.size() + 1;
    try (Producer<String, byte[]> producer =
        new KafkaProducer<>(broker.client(), new StringSerializer(), new ByteArraySerializer())) {
      byte[] value = codec.encode(unknown, depleted("ana", 1));
      producer.send(new ProducerRecord<>(topics.depletions(), "ana", value)).get();
    }
    Eventually.pass(() -> assertTrue(notifier.fault().contains("from the registry")));
    assertFalse(notifier.ready());
    assertTrue(notifier.alive());

    assertEquals(unknown, registry.register(topics.subject(topics.depletions()), later));

    Eventually.pass(() -> assertEquals(Set.of(id("calm", "ana:1")), calm.taken()));
    assertTrue(known < unknown);
    assertEquals(members, members());
  }

  private Set<String> members() throws Exception {
    String group = topics.ledger() + "-notify";
    try (Admin admin = Admin.create(broker.client())) {
      return admin.describeConsumerGroups(List.of(group)).all().get().get(group).members().stream()
          .map(MemberDescription::consumerId)
          .collect(Collectors.toSet());
    }
  }

  @Test
  void shouldMailWhenTheServerIsBackWithTheSameId() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    NotifyConfig config =
        new NotifyConfig(
            new NotifyConfig.Smtp(
                "127.0.0.1", port, NotifyConfig.Tls.NONE, "", "", "scrip@example.com"),
            List.of(
                new Receiver.Email("owners/contact", "contact", EventFilter.ALL, 2),
                new Receiver.Email("owners/ops", "ops@example.com", EventFilter.ALL, 2)),
            Map.of("ana", "ana@example.com"),
            every(Duration.ofMillis(300), 100),
            Duration.ofDays(1),
            null);
    closing.add(Notifier.start(cluster, config, new Telemetry()));
    writer.write(depleted("ana", 1), depleted("bob", 1));
    // Two to ops, one to ana; nobody stands for bob.
    Eventually.pass(() ->
        assertEquals(
            3,
            deliveries().stream()
                .filter(delivery -> delivery.getResult() == DeliveryResult.FAILED)
                .map(delivery -> delivery.getReceiver() + delivery.getEventId())
                .distinct()
                .count()));

    GreenMail server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    server.start();
    closing.add(server::stop);

    Eventually.pass(() -> {
      Set<String> ids = new HashSet<>();
      for (MimeMessage message : server.getReceivedMessages()) {
        ids.add(message.getMessageID());
      }
      assertEquals(
          Set.of(
              "<" + id("owners/contact", "ana:1") + "@example.com>",
              "<" + id("owners/ops", "ana:1") + "@example.com>",
              "<" + id("owners/ops", "bob:1") + "@example.com>"),
          ids);
    });
    assertEquals(
        List.of("owners/contact bob:1"),
        deliveries().stream()
            .filter(delivery -> delivery.getResult() == DeliveryResult.SKIPPED)
            .map(delivery -> delivery.getReceiver() + " " + delivery.getEventId())
            .toList());
    assertTrue(deliveries().stream().noneMatch(one -> one.toString().contains("@")));
  }

  @Test
  void shouldShareTheWorkAndTakeItOver() throws Exception {
    HostileReceiver calm = receiver((number, id) -> Mood.CALM);
    Schedule schedule = every(SHORT, 50);
    Notifier one = start(schedule, webhook("calm", calm, EventFilter.ALL));
    Eventually.is(one::ready);
    Notifier two = start(schedule, webhook("calm", calm, EventFilter.ALL));
    Eventually.is(two::ready);
    write(1, 30);
    Eventually.pass(() -> assertEquals(ids("calm", 30), calm.taken()));
    calm.become((number, id) -> Mood.BROKEN);
    write(31, 40);
    Eventually.pass(() -> assertTrue(calm.hits().size() >= 40));

    one.close();
    calm.become((number, id) -> Mood.CALM);

    Eventually.pass(() -> assertEquals(ids("calm", 40), calm.taken()));
    assertEquals(Set.of(), calm.unstable());
  }

  @Test
  void shouldLoseNothingWhenKilledAtRandom() throws Exception {
    HostileReceiver hostile = HostileReceiver.seeded(7, 0.3);
    closing.add(hostile);
    Random random = new Random(7);
    Files.writeString(folder.resolve("secret"), SECRET);
    Path file = folder.resolve("notify.yaml");
    Files.writeString(
        file,
        """
        webhooks:
          - name: hostile
            url: %s
            secretFile: secret
            allowPrivate: true
            timeout: PT1S
        schedule: [%s]
        """
            .formatted(hostile.address(), String.join(", ", Collections.nCopies(60, "PT0.2S"))));
    Set<String> wanted = new HashSet<>();
    for (int round = 0; round < 2; round++) {
      Process projector = projector(file);
      int from = 1 + 40 * round;
      int before = hostile.hits().size();
      write(from, from + 39);
      int kill = before + 5 + random.nextInt(30);
      Eventually.pass(() -> assertTrue(hostile.hits().size() >= kill));
      projector.destroyForcibly().waitFor();
      wanted.addAll(ids("hostile", from + 39));
    }

    closing.add(projector(file)::destroyForcibly);

    Eventually.pass(() -> assertTrue(hostile.taken().containsAll(wanted)));
    assertEquals(wanted, hostile.hits().stream().map(Hit::webhookId).collect(Collectors.toSet()));
    assertEquals(Set.of(), hostile.unstable());
  }

  private Process projector(Path file) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx192m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            ProjectorMain.class.getName(),
            topics.ledger(),
            broker.address(),
            registryServer.address().toString(),
            file.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("projector.log").toFile())
        .start();
  }
}
