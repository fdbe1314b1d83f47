package dev.scrip.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * The schemas as the {@code .avsc} files say them. A registry and the log get this text, never the
 * one in the generated class, to which the code generator added {@code avro.java.string}.
 */
public final class Schemas {
  /** Every record that stands alone in a topic. */
  public static final List<Class<? extends SpecificRecord>> TYPES =
      List.of(
          Command.class,
          SchemaAnnouncement.class,
          Entry.class,
          Rejection.class,
          Depletion.class,
          DeadLetter.class,
          App.class,
          Delivery.class);

  private static final Map<Class<? extends SpecificRecord>, Schema> SCHEMAS =
      TYPES.stream().collect(Collectors.toUnmodifiableMap(Function.identity(), Schemas::read));

  private Schemas() {}

  /**
   * The schema of a record that stands alone in a topic; its {@code toString} is the text to
   * register and to announce.
   *
   * @throws IllegalArgumentException for any other class
   */
  public static Schema of(Class<? extends SpecificRecord> type) {
    Schema schema = SCHEMAS.get(type);
    if (schema == null) {
      throw new IllegalArgumentException(
          "expected one of "
              + TYPES.stream().map(Class::getSimpleName).toList()
              + ", found "
              + type.getName()
              + ": only whole records have a schema of their own");
    }
    return schema;
  }

  /**
   * Lets Avro make the classes of this package. A builder needs it for fields that are left at a
   * default which is a list of records, a record or an enum, and Avro answers {@code Forbidden
   * dev.scrip.schemas…! This class is not trusted} without it. Codecs, serializers, deserializers
   * and {@link CommandPublisher} do it by themselves: only what builds records before it has any of
   * them, a test of its own for example, calls this first. May be called again; trusts nothing
   * outside this package and takes no trust away.
   */
  public static void trust() {
    Trust.establish();
  }

  /**
   * Reads a schema's JSON text.
   *
   * @throws IllegalArgumentException where the text is not a valid Avro schema
   */
  public static Schema parse(String text) {
    try {
      return new Schema.Parser().parse(text);
    } catch (RuntimeException e) {
      // Avro's parser meets some texts, an empty one for example, with faults of any kind.
      throw new IllegalArgumentException(
          "expected an Avro schema as JSON, found " + excerpt(text) + ": " + e, e);
    }
  }

  private static Schema read(Class<? extends SpecificRecord> type) {
    String file = type.getSimpleName() + ".avsc";
    try (InputStream in = Schemas.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(
            "expected " + file + " beside " + Schemas.class.getName() + "; build the jar again");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + file + " from the jar", e);
    }
  }

  private static String excerpt(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100) + "…";
  }
}
