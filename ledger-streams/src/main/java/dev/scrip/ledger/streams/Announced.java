package dev.scrip.ledger.streams;

import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Hash;
import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.Schemas;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.generic.IndexedRecord;

/**
 * A command schema as it was announced, and what of it the level in force knows. A record that uses
 * more than that is read all the same, as unsupported: the same on old code as on new.
 */
final class Announced {
  private static final AvroCodec<dev.scrip.schemas.Command> COMMANDS =
      AvroCodec.of(dev.scrip.schemas.Command.class);

  private final Schema writer;
  private final boolean known;

  /**
   * @throws IllegalArgumentException for a text that is not a command schema, or one that contains
   *     itself: how deep a record goes must follow from the schema alone
   */
  Announced(String text) {
    writer = Schemas.parse(text);
    if (!writer.getFullName().equals(COMMANDS.schema().getFullName())) {
      throw new IllegalArgumentException(
          "expected a schema of "
              + COMMANDS.schema().getFullName()
              + ", found one of "
              + writer.getFullName());
    }
    refuseRecursion(writer, Set.of());
    known = covers(COMMANDS.schema(), writer);
  }

  private static void refuseRecursion(Schema schema, Set<String> within) {
    switch (schema.getType()) {
      case RECORD -> {
        if (within.contains(schema.getFullName())) {
          throw new IllegalArgumentException(
              "expected a schema that does not contain itself, found " + schema.getFullName());
        }
        Set<String> deeper = new HashSet<>(within);
        deeper.add(schema.getFullName());
        schema.getFields().forEach(field -> refuseRecursion(field.schema(), deeper));
      }
      case ARRAY -> refuseRecursion(schema.getElementType(), within);
      case MAP -> refuseRecursion(schema.getValueType(), within);
      case UNION -> schema.getTypes().forEach(type -> refuseRecursion(type, within));
      default -> {}
    }
  }

  /** What the bytes mean. */
  CommandWire.Meaning read(byte[] bytes) {
    if (known) {
      return CommandWire.meaning(COMMANDS.decode(bytes, writer));
    }
    GenericData.Record record = AvroCodec.decodeGeneric(bytes, writer);
    String unknown = unknown(COMMANDS.schema(), writer, record);
    return unknown.isEmpty()
        ? CommandWire.meaning(COMMANDS.decode(bytes, writer))
        : new CommandWire.Request(unsupported(record, unknown, bytes));
  }

  private Command unsupported(GenericData.Record record, String what, byte[] bytes) {
    Object body = record.get("body");
    String type = body instanceof IndexedRecord named ? named.getSchema().getName() : "Command";
    return new Command(
        text(record, "commandId"),
        text(record, "wallet"),
        text(record, "actor"),
        text(record, "app"),
        dev.scrip.ledger.domain.Text.NONE,
        new Command.Unsupported(type, what, Hash.of(bytes)));
  }

  private static String text(GenericData.Record record, String field) {
    return record.hasField(field) ? Objects.toString(record.get(field)) : "";
  }

  /** Whether everything a writer can say has a place in the reader. */
  private static boolean covers(Schema reader, Schema writer) {
    if (writer.getType() == Schema.Type.UNION) {
      return writer.getTypes().stream().allMatch(type -> covers(reader, type));
    }
    Schema place = branch(reader, writer);
    if (place == null) {
      return false;
    }
    return switch (writer.getType()) {
      case RECORD ->
          place.getName().equals(writer.getName())
              && writer.getFields().stream()
                  .allMatch(field ->
                      place.getField(field.name()) != null
                          && covers(place.getField(field.name()).schema(), field.schema()));
      case ENUM -> place.getEnumSymbols().containsAll(writer.getEnumSymbols());
      case ARRAY -> covers(place.getElementType(), writer.getElementType());
      case MAP -> covers(place.getValueType(), writer.getValueType());
      default -> true;
    };
  }

  private static @org.jspecify.annotations.Nullable Schema branch(Schema reader, Schema writer) {
    if (reader.getType() != Schema.Type.UNION) {
      return reader.getType() == writer.getType() ? reader : null;
    }
    for (Schema type : reader.getTypes()) {
      if (type.getType() == writer.getType()
          && ((type.getType() != Schema.Type.RECORD && type.getType() != Schema.Type.ENUM)
              || type.getName().equals(writer.getName()))) {
        return type;
      }
    }
    return null;
  }

  private record Part(Schema reader, Schema writer, Object value, String path) {}

  /** Path of the first value the reader has no place for and that is not at its default. */
  private static String unknown(Schema root, Schema writer, Object value) {
    Deque<Part> open = new ArrayDeque<>();
    open.push(new Part(root, writer, value, ""));
    while (!open.isEmpty()) {
      Part part = open.pop();
      Schema wrote = resolved(part.writer(), part.value());
      Schema reads = branch(part.reader(), wrote);
      if (reads == null) {
        return part.path().isEmpty() ? wrote.getName() : part.path() + ": " + wrote.getName();
      }
      switch (part.value()) {
        case IndexedRecord record -> {
          for (Schema.Field field : wrote.getFields()) {
            Object inner = record.get(field.pos());
            Schema.Field place = reads.getField(field.name());
            if (place != null) {
              if (inner != null) {
                open.push(
                    new Part(
                        place.schema(), field.schema(), inner, join(part.path(), field.name())));
              }
            } else if (!atDefault(field, inner)) {
              return join(part.path(), field.name());
            }
          }
        }
        case GenericEnumSymbol<?> symbol -> {
          if (!reads.getEnumSymbols().contains(symbol.toString())) {
            return part.path() + ": " + symbol;
          }
        }
        case Collection<?> values -> {
          for (Object inner : values) {
            open.push(
                new Part(
                    reads.getElementType(), wrote.getElementType(), inner, part.path() + "[]"));
          }
        }
        case Map<?, ?> values -> {
          for (Object inner : values.values()) {
            open.push(
                new Part(reads.getValueType(), wrote.getValueType(), inner, part.path() + "{}"));
          }
        }
        default -> {}
      }
    }
    return "";
  }

  private static Schema resolved(Schema writer, Object value) {
    return writer.getType() == Schema.Type.UNION
        ? writer.getTypes().get(GenericData.get().resolveUnion(writer, value))
        : writer;
  }

  private static boolean atDefault(
      Schema.Field field, @org.jspecify.annotations.Nullable Object value) {
    return field.hasDefaultValue()
        && Objects.equals(value, GenericData.get().getDefaultValue(field));
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
