package dev.scrip.deploy.conformance;

import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.Schemas;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** One record of each kind with its golden bytes, as the schemas module keeps them. */
final class GoldenRecords {
  private static final Path FILE = Path.of("../schemas/src/test/resources/golden-bytes.txt");

  /** A record and the bytes it has under any schema id. */
  record Golden(SpecificRecord record, byte[] bytes) {
    byte[] under(int schemaId) {
      byte[] copy = bytes.clone();
      ByteBuffer.wrap(copy).putInt(1, schemaId);
      return copy;
    }
  }

  private GoldenRecords() {}

  /** All of them, by name. */
  static Map<String, Golden> all() throws IOException {
    Map<String, StringBuilder> hex = new LinkedHashMap<>();
    StringBuilder current = new StringBuilder();
    for (String line : Files.readAllLines(FILE)) {
      if (line.endsWith(":")) {
        current = new StringBuilder();
        hex.put(line.substring(0, line.length() - 1), current);
      } else if (!line.startsWith("#")) {
        current.append(line.replace(" ", ""));
      }
    }
    Map<String, Golden> all = new LinkedHashMap<>();
    hex.forEach((name, text) -> all.put(name, golden(type(name), text.toString())));
    return all;
  }

  private static Golden golden(Class<? extends SpecificRecord> type, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    AvroCodec<? extends SpecificRecord> codec = AvroCodec.of(type);
    return new Golden(codec.decode(bytes, codec.schema()), bytes);
  }

  /**
   * A record is named as its type is, in small letters, and where there are several, what it is an
   * example of; what is no type is a kind of command.
   */
  private static Class<? extends SpecificRecord> type(String name) {
    for (Class<? extends SpecificRecord> type : Schemas.TYPES) {
      String words = type.getSimpleName().replaceAll("([a-z])([A-Z])", "$1-$2");
      if ((name + "-").startsWith(words.toLowerCase(Locale.ROOT) + "-")) {
        return type;
      }
    }
    return Command.class;
  }
}
