package dev.scrip.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileBytesTest {
  private static final AvroCodec<Command> COMMANDS = AvroCodec.of(Command.class);
  private static final long SEED = 20260131;

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "00000001", "7b22616374696f6e223a31", "0100000001020304"})
  void shouldRefuseBytesWithoutTheHeader(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);

    assertThrows(UnreadableRecord.class, () -> AvroCodec.schemaId(bytes));
    assertThrows(UnreadableRecord.class, () -> COMMANDS.decode(bytes, COMMANDS.schema()));
  }

  /** What follows the header; the first field of a command is its id, a string. */
  @ParameterizedTest
  @CsvSource({
    "id of 2^31 - 1 bytes, feffffff0f61",
    "id of 2^31 bytes, 808080801061",
    "id of 2^62 bytes, 808080808080808080016161",
    "id of -1 bytes, 0161",
    "a number without end, ffffffffffffffffffffffffffff",
    "half an id, 0861",
    "id that is not UTF-8, 02ff0277000000000000001600",
    "id with half a surrogate pair, 06eda0800277000000000000001600",
    "metadata of 2^31 entries, 02610277000000008080808010",
    "metadata of -2^63 entries, 0261027700000000ffffffffffffffffff0100",
    "metadata in a block of -1 bytes, 026102770000000003010000",
    "body of kind 99, 026102770000000000c60100",
    "body of kind -1, 02610277000000000001",
    "reset of 2^31 pools, 02610277000000000008808080801000",
    "bytes after the record, 0261027700000000000a00"
  })
  void shouldRefuseAndAllocateLittle(String what, String hex) {
    byte[] bytes = HexFormat.of().parseHex("0000000001" + hex);
    read(bytes); // Classes load once.
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = thread.getCurrentThreadAllocatedBytes();

    boolean readable = read(bytes);

    long allocated = thread.getCurrentThreadAllocatedBytes() - before;
    assertTrue(!readable, what);
    assertTrue(allocated < 256 * 1024, what + ": allocated " + allocated);
  }

  @Test
  void shouldRefuseEveryTruncationAndEveryExtension() {
    for (SpecificRecord sample : Samples.all().values()) {
      byte[] whole = encode(sample);
      for (int length = 0; length < whole.length; length++) {
        byte[] truncated = Arrays.copyOf(whole, length);
        assertThrows(UnreadableRecord.class, () -> decode(sample, truncated));
      }
      byte[] extended = Arrays.copyOf(whole, whole.length + 1);
      assertThrows(UnreadableRecord.class, () -> decode(sample, extended));
    }
  }

  @Test
  void shouldReadOrRefuseMutatedRecordsAndNothingElse() {
    Random random = new Random(SEED);
    List<SpecificRecord> samples = new ArrayList<>(Samples.all().values());
    List<byte[]> encoded = samples.stream().map(HostileBytesTest::encode).toList();

    int unreadable =
        assertTimeout(
            Duration.ofSeconds(60),
            () -> {
              int refused = 0;
              for (int run = 0; run < 100_000; run++) {
                int sample = random.nextInt(samples.size());
                byte[] bytes = mutated(encoded.get(sample), random);
                try {
                  decode(samples.get(sample), bytes);
                } catch (UnreadableRecord e) {
                  refused++;
                }
              }
              return refused;
            });

    assertTrue(unreadable > 10_000 && unreadable < 100_000, "refused " + unreadable);
  }

  @Test
  void shouldReadOnAfterARefusal() {
    byte[] good = encode(Samples.chargeWithEverything());
    byte[] bad = Arrays.copyOf(good, good.length - 3);

    assertThrows(UnreadableRecord.class, () -> COMMANDS.decode(bad, COMMANDS.schema()));

    assertEquals(Samples.chargeWithEverything(), COMMANDS.decode(good, COMMANDS.schema()));
  }

  @Test
  void shouldRefuseAWriterOfAnotherKindBriefly() {
    byte[] bytes = encode(Samples.named("entry"));
    Schema other = Schemas.of(Entry.class);

    UnreadableRecord refused =
        assertThrows(UnreadableRecord.class, () -> COMMANDS.decode(bytes, other));

    assertTrue(refused.toString().contains("dev.scrip.schemas.Entry"), refused.toString());
    assertTrue(refused.toString().length() < 600, refused.toString());
  }

  /** Avro itself would read a record as any other whose fields all have defaults. */
  @Test
  void shouldReadNoRecordAsAnother() {
    byte[] bytes = encode(Samples.chargeWithEverything());

    assertThrows(
        UnreadableRecord.class,
        () -> AvroCodec.of(Entry.class).decode(bytes, Schemas.of(Command.class)));
  }

  private static byte[] mutated(byte[] whole, Random random) {
    byte[] bytes = Arrays.copyOf(whole, whole.length);
    for (int change = random.nextInt(4); change >= 0; change--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes[at] = (byte) 0xff;
        default -> bytes = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length + 8));
      }
    }
    return bytes;
  }

  private static boolean read(byte[] bytes) {
    try {
      COMMANDS.decode(bytes, COMMANDS.schema());
      return true;
    } catch (UnreadableRecord e) {
      return false;
    }
  }

  private static byte[] encode(SpecificRecord record) {
    return codec(record).encode(1, record);
  }

  private static SpecificRecord decode(SpecificRecord like, byte[] bytes) {
    AvroCodec<SpecificRecord> codec = codec(like);
    return codec.decode(bytes, codec.schema());
  }

  @SuppressWarnings("unchecked") // A record's class is the class of its type.
  private static AvroCodec<SpecificRecord> codec(SpecificRecord record) {
    return AvroCodec.of((Class<SpecificRecord>) record.getClass());
  }
}
