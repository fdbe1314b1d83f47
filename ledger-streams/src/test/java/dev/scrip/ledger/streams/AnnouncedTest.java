package dev.scrip.ledger.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.scrip.ledger.domain.Command;
import dev.scrip.schemas.Schemas;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/** Clients newer than the ledger: what they say beyond the level is unsupported, not unreadable. */
class AnnouncedTest {
  private static final String TODAY = Schemas.of(dev.scrip.schemas.Command.class).toString();

  /** Today's schema, a field more on every charge and a kind of command more. */
  private static final String NEWER =
      TODAY
          .replace(
              "{\"name\":\"action\",\"type\":\"string\"},{\"name\":\"quantity\"",
              "{\"name\":\"action\",\"type\":\"string\"},{\"name\":\"urgency\",\"type\":\"int\",\"default\":3},"
                  + "{\"name\":\"quantity\"")
          .replace(
              "{\"type\":\"record\",\"name\":\"Tick\"",
              "{\"type\":\"record\",\"name\":\"Donate\",\"fields\":[{\"name\":\"to\",\"type\":\"string\"}]},"
                  + "{\"type\":\"record\",\"name\":\"Tick\"");

  private final Schema newer = Schemas.parse(NEWER);
  private final Announced announced = new Announced(NEWER);

  @Test
  void shouldReadANewFieldAtItsDefaultAsIfItWereNotThere() {
    Command command = read(charge(3));
    assertEquals(Command.Charge.of("chat.change"), command.body());
  }

  @Test
  void shouldCallANewFieldWithAValueUnsupportedByItsPath() {
    Command command = read(charge(9));
    Command.Unsupported body = assertInstanceOf(Command.Unsupported.class, command.body());
    assertEquals("Charge", body.type());
    assertEquals("body.urgency", body.what());
    assertEquals("c1", command.id());
    assertEquals("ana", command.wallet());
  }

  @Test
  void shouldCallANewKindOfCommandUnsupported() {
    GenericData.Record donate = new GenericData.Record(type("Donate"));
    donate.put("to", "ben");
    Command.Unsupported body =
        assertInstanceOf(Command.Unsupported.class, read(command(donate)).body());
    assertEquals("Donate", body.type());
  }

  @Test
  void shouldReadTodaysCommandsWrittenWithANewerSchema() {
    GenericData.Record tick = new GenericData.Record(type("Tick"));
    assertEquals(new Command.Tick(), read(command(tick)).body());
  }

  @Test
  void shouldCallAFieldUnsupportedThatIsTheOnlyNewThing() {
    Announced field =
        new Announced(
            TODAY.replace(
                "{\"name\":\"action\",\"type\":\"string\"},{\"name\":\"quantity\"",
                "{\"name\":\"action\",\"type\":\"string\"},"
                    + "{\"name\":\"urgency\",\"type\":\"int\",\"default\":3},{\"name\":\"quantity\""));
    CommandWire.Request request =
        assertInstanceOf(CommandWire.Request.class, field.read(charge(9)));
    assertInstanceOf(Command.Unsupported.class, request.command().body());
  }

  @Test
  void shouldRefuseTextsThatAreNoCommandSchemaOrContainThemselves() {
    String deep =
        TODAY.replace(
            "{\"type\":\"record\",\"name\":\"Tick\"",
            "{\"type\":\"record\",\"name\":\"Deep\",\"fields\":"
                + "[{\"name\":\"next\",\"type\":[\"null\",\"Deep\"],\"default\":null}]},"
                + "{\"type\":\"record\",\"name\":\"Tick\"");
    for (String text : java.util.List.of("\"string\"", "nonsense", deep)) {
      assertThrows(IllegalArgumentException.class, () -> new Announced(text), text);
    }
  }

  private Command read(byte[] bytes) {
    return assertInstanceOf(CommandWire.Request.class, announced.read(bytes)).command();
  }

  private byte[] charge(int urgency) {
    GenericData.Record charge = new GenericData.Record(type("Charge"));
    charge.put("action", "chat.change");
    charge.put("urgency", urgency);
    charge.put("quantity", 1_000_000L);
    charge.put("attributes", java.util.Map.of());
    return command(charge);
  }

  private byte[] command(GenericData.Record body) {
    GenericData.Record command = new GenericData.Record(newer);
    for (Schema.Field field : newer.getFields()) {
      if (field.hasDefaultValue()) {
        command.put(field.pos(), GenericData.get().getDefaultValue(field));
      }
    }
    command.put("commandId", "c1");
    command.put("wallet", "ana");
    command.put("body", body);
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.write(new byte[] {0, 0, 0, 0, 9});
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
      new GenericDatumWriter<GenericData.Record>(newer).write(command, encoder);
      encoder.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Schema type(String name) {
    return newer.getField("body").schema().getTypes().stream()
        .filter(type -> type.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
