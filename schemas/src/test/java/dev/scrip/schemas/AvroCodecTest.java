package dev.scrip.schemas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;
import org.junit.jupiter.api.Test;

class AvroCodecTest {
  private static final AvroCodec<Command> COMMANDS = AvroCodec.of(Command.class);

  @Test
  void shouldServeManyThreadsAtOnce() {
    List<Command> commands = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      commands.add(Samples.command("id-" + "x".repeat(i), new VoidGrant("grant-" + i)));
    }

    long wrong =
        IntStream.range(0, 20_000)
            .parallel()
            .mapToObj(i -> commands.get(i % commands.size()))
            .filter(command ->
                !command.equals(COMMANDS.decode(COMMANDS.encode(1, command), COMMANDS.schema())))
            .count();

    assertEquals(0, wrong);
  }

  @Test
  void shouldReadWhatAnOlderSchemaWrote() throws IOException {
    Schema older = without("app", "scope");
    GenericRecord grant =
        new GenericRecordBuilder(older.getField("body").schema().getTypes().get(2))
            .set("source", new GenericData.EnumSymbol(null, "PROMO"))
            .build();
    GenericRecord command =
        new GenericRecordBuilder(older)
            .set("commandId", "c")
            .set("wallet", "wallet-1")
            .set("body", grant)
            .build();
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    written.writeBytes(new byte[] {0, 0, 0, 0, 1});
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(written, null);
    new GenericDatumWriter<GenericRecord>(older).write(command, encoder);
    encoder.flush();

    Command read = COMMANDS.decode(written.toByteArray(), older);

    AddGrant body = new AddGrant("", 0L, GrantSource.PROMO, null, null, 0, List.of(), "");
    assertEquals(Samples.command("c", body), read);
  }

  @Test
  void shouldReadBySchemasThatAreEqualButNotTheSame() {
    byte[] bytes = COMMANDS.encode(1, Samples.chargeWithEverything());

    for (int i = 0; i < 600; i++) {
      Schema announced = Schemas.parse(COMMANDS.schema().toString());
      assertEquals(Samples.chargeWithEverything(), COMMANDS.decode(bytes, announced));
    }
  }

  @Test
  void shouldWriteRecordsLargerThanItsBuffer() {
    SchemaAnnouncement large = new SchemaAnnouncement(1L, 0L, 7, "x".repeat(900_000));
    AvroCodec<SchemaAnnouncement> codec = AvroCodec.of(SchemaAnnouncement.class);

    assertEquals(large, codec.decode(codec.encode(1, large), codec.schema()));
    assertArrayEquals(codec.encode(1, large), codec.encode(1, large));
  }

  @Test
  void shouldHaveNoCodecForAPartOfARecord() {
    Exception refused = assertThrows(RuntimeException.class, () -> AvroCodec.of(Charge.class));

    assertTrue(refused.toString().contains("Charge"), refused.toString());
  }

  @Test
  void shouldTrustItsOwnClassesBesideWhatIsTrustedAlready() {
    ClassSecurityPredicate before = ClassSecurityValidator.getGlobal();
    ClassSecurityPredicate application = type -> type == URL.class;
    try {
      ClassSecurityValidator.setGlobal(application);

      AvroCodec.of(Command.class);

      ClassSecurityPredicate after = ClassSecurityValidator.getGlobal();
      assertTrue(after.isTrusted(URL.class));
      assertTrue(after.isTrusted(Charge.class));
      assertTrue(after.isTrusted(GrantSource.class));
      assertFalse(after.isTrusted(Topics.class));
      assertFalse(after.isTrusted(Runtime.class));
      AvroCodec.of(Entry.class);
      assertSame(after, ClassSecurityValidator.getGlobal());
    } finally {
      ClassSecurityValidator.setGlobal(before);
    }
  }

  @Test
  void shouldRefuseATextThatIsNoSchema() {
    for (String text :
        List.of("", "null", "{", "[".repeat(5000), "{\"type\":\"record\"}", "\"nothing\"")) {
      assertThrows(IllegalArgumentException.class, () -> Schemas.parse(text));
    }
  }

  /** The command's schema without a field of its own and one of a body. */
  private static Schema without(String field, String bodyField) {
    String text = COMMANDS.schema().toString().replaceAll(",\"doc\":\"[^\"]*\"", "");
    String shorter =
        text.replace(",{\"name\":\"" + field + "\",\"type\":\"string\",\"default\":\"\"}", "")
            .replaceFirst(
                ",\\{\"name\":\"" + bodyField + "\",\"type\":\\{[^}]*},\"default\":\\[]}", "");
    assertTrue(shorter.length() < text.length() - 60);
    return Schemas.parse(shorter);
  }
}
