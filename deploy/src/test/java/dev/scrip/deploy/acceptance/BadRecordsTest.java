package dev.scrip.deploy.acceptance;

import static dev.scrip.deploy.acceptance.RawCommands.PARTITIONS;
import static dev.scrip.deploy.acceptance.RawCommands.TOPICS;
import static dev.scrip.deploy.acceptance.RawCommands.charge;
import static dev.scrip.deploy.acceptance.RawCommands.command;
import static dev.scrip.deploy.acceptance.RawCommands.own;
import static dev.scrip.deploy.acceptance.RawCommands.text;
import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.scrip.schemas.Command;
import dev.scrip.schemas.DeadLetter;
import dev.scrip.schemas.SetClock;
import dev.scrip.schemas.Topics;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What anybody may write to the command topic by mistake: each record that is no command becomes a
 * dead letter that says why, and the partition goes on.
 */
@ExtendWith(SharedScrip.class)
class BadRecordsTest {
  private static final String WALLET = "records";

  /** What a lenient reader takes for the wallet U+FFFD. */
  private static final byte[] NO_TEXT = {(byte) 0xff};

  private final ScripProcess scrip;
  private final RawCommands log;

  BadRecordsTest(ScripProcess scrip) {
    this.scrip = scrip;
    log = new RawCommands(scrip);
  }

  @BeforeEach
  void open() {
    var opened = scrip.http("PUT", "/v1/wallets/" + WALLET, "{\"plan\":\"elite\"}");
    assertEquals(201, opened.statusCode(), opened.body());
  }

  @AfterEach
  void close() {
    log.close();
  }

  private record Bad(
      String name, byte @Nullable [] key, int partition, byte @Nullable [] value, String reason) {}

  @TestFactory
  Stream<DynamicTest> shouldKeepWhatIsNoCommandAsADeadLetter() throws Exception {
    byte[] good = log.encode(charge(WALLET, "dead-good"));
    byte[] clock = log.encode(command("$clock", "clock", new SetClock(999L, 998L, Instant.EPOCH)));
    byte[] announcement = {0, 0, 0, 0, 1, 1, 2, 3};
    List<Bad> all =
        Stream.of(
                bad("text", text("{\"action\":\"chat.change\"}"), "UNREADABLE"),
                bad("no value", null, "UNREADABLE"),
                bad("an empty value", new byte[0], "UNREADABLE"),
                bad("a header without a record", Arrays.copyOf(good, 5), "UNREADABLE"),
                bad("half a record", Arrays.copyOf(good, good.length - 4), "UNREADABLE"),
                bad("a record and more", Arrays.copyOf(good, good.length + 1), "UNREADABLE"),
                bad(
                    "a length of 2^62",
                    with(good, 5, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f),
                    "UNREADABLE"),
                bad(
                    "a schema nobody announced",
                    with(good, 1, 0x7f, 0, 0, 1),
                    "UNANNOUNCED_SCHEMA"),
                bad(
                    "another wallet's command",
                    log.encode(charge("somebody", "dead")),
                    "KEY_MISMATCH"),
                new Bad(
                    "a key that is not UTF-8",
                    NO_TEXT,
                    Topics.partition(NO_TEXT, PARTITIONS),
                    log.encode(charge("\uFFFD", "dead")),
                    "KEY_MISMATCH"),
                new Bad("no key", null, own(WALLET), good, "KEY_MISMATCH"),
                new Bad("an empty key", new byte[0], own(WALLET), good, "KEY_MISMATCH"),
                new Bad(
                    "another partition",
                    text(WALLET),
                    (own(WALLET) + 1) % PARTITIONS,
                    good,
                    "WRONG_PARTITION"),
                bad("no id", log.encode(charge(WALLET, "")), "MISSING_ID"),
                bad("70 KiB", log.encode(large()), "TOO_LARGE"),
                new Bad(
                    "a command under a reserved key",
                    text("$rules"),
                    own(WALLET),
                    good,
                    "RESERVED_KEY"),
                new Bad(
                    "a control record out of order",
                    text("$clock"),
                    own(WALLET),
                    clock,
                    "CONTROL_ORDER"),
                new Bad(
                    "a broken announcement",
                    text("$schema"),
                    own(WALLET),
                    announcement,
                    "UNREADABLE"),
                bad("a control record under a wallet's key", clock, "RESERVED_KEY"))
            .toList();
    Map<Bad, RecordMetadata> places = new LinkedHashMap<>();
    for (Bad bad : all) {
      places.put(bad, log.send(bad.partition(), bad.key(), bad.value()));
      log.assertGoesOn(walletOf(bad.partition()));
    }
    Map<String, DeadLetter> letters =
        Eventually.get(
            "dead letters of " + places,
            () ->
                new Topic(scrip, TOPICS.deadLetters())
                    .read(DeadLetter.class).stream()
                        .collect(toMap(it -> it.getPartition() + "@" + it.getOffset(), it -> it)),
            found ->
                places.values().stream().map(BadRecordsTest::place).allMatch(found::containsKey));
    return all.stream()
        .map(bad ->
            dynamicTest(
                bad.name(),
                () -> check(bad, Objects.requireNonNull(letters.get(place(places.get(bad)))))));
  }

  /** An open wallet in a partition, so that its charge stands behind the record. */
  private String walletOf(int partition) {
    if (partition == own(WALLET)) {
      return WALLET;
    }
    String wallet =
        IntStream.range(0, 1_000)
            .mapToObj(n -> WALLET + "-" + n)
            .filter(name -> own(name) == partition)
            .findFirst()
            .orElseThrow();
    var opened = scrip.http("PUT", "/v1/wallets/" + wallet, "{\"plan\":\"elite\"}");
    assertTrue(opened.statusCode() < 300, opened.body());
    return wallet;
  }

  private static String place(@Nullable RecordMetadata at) {
    return Objects.requireNonNull(at).partition() + "@" + at.offset();
  }

  private static void check(Bad bad, DeadLetter letter) {
    byte[] value = Objects.requireNonNullElse(bad.value(), new byte[0]);
    assertEquals(bad.reason(), letter.getReason().name(), letter.getDetail());
    assertEquals(TOPICS.commands(), letter.getTopic());
    assertFalse(letter.getDetail().isBlank());
    assertEquals(value.length, letter.getValueSize());
    assertEquals(
        ByteBuffer.wrap(value).limit(Math.min(64 * 1024, value.length)), letter.getValue());
  }

  private static Bad bad(String name, byte @Nullable [] value, String reason) {
    return new Bad(name, text(WALLET), own(WALLET), value, reason);
  }

  private static byte[] with(byte[] bytes, int at, int... replaced) {
    byte[] changed = bytes.clone();
    for (int i = 0; i < replaced.length; i++) {
      changed[at + i] = (byte) replaced[i];
    }
    return changed;
  }

  private static Command large() {
    Command command = charge(WALLET, "dead-large");
    command.setMetadata(Map.of("note", "x".repeat(70 * 1024)));
    return command;
  }
}
