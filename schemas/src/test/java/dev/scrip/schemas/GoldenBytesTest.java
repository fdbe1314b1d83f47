package dev.scrip.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The wire form of one record of each kind, byte for byte. A difference means that records written
 * yesterday may read otherwise today: explain it before the file is changed.
 */
class GoldenBytesTest {
  private static final int SCHEMA_ID = 0x01020304;
  private static final Map<String, String> GOLDEN = golden();

  static Stream<String> names() {
    return Samples.all().keySet().stream();
  }

  @Test
  void shouldHaveBytesForEverySampleAndNoOther() {
    assertEquals(Samples.all().keySet(), GOLDEN.keySet());
  }

  @ParameterizedTest
  @MethodSource("names")
  void shouldWriteAndReadTheSameBytesForEver(String name) {
    assertGolden(Samples.named(name), GOLDEN.getOrDefault(name, ""));
  }

  private static <T extends SpecificRecord> void assertGolden(T sample, String golden) {
    @SuppressWarnings("unchecked") // A record's class is the class of its type.
    AvroCodec<T> codec = AvroCodec.of((Class<T>) sample.getClass());

    byte[] encoded = codec.encode(SCHEMA_ID, sample);

    assertEquals(golden, HexFormat.of().formatHex(encoded));
    byte[] bytes = HexFormat.of().parseHex(golden);
    assertEquals(SCHEMA_ID, AvroCodec.schemaId(bytes));
    assertEquals(sample, codec.decode(bytes, codec.schema()));
    Schema announced = Schemas.parse(codec.schema().toString());
    assertEquals(sample, codec.decode(bytes, announced));
  }

  /** {@code name:} and lines of hex. */
  private static Map<String, String> golden() {
    try (var in = GoldenBytesTest.class.getResourceAsStream("/golden-bytes.txt")) {
      Map<String, String> golden = new LinkedHashMap<>();
      String name = "";
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (line.endsWith(":")) {
          name = line.substring(0, line.length() - 1);
          golden.put(name, "");
        } else if (!line.startsWith("#")) {
          golden.merge(name, line.replace(" ", ""), String::concat);
        }
      }
      return golden;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
