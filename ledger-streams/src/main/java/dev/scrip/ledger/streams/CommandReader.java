package dev.scrip.ledger.streams;

import dev.scrip.ledger.domain.Book;
import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Control;
import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.DeadLetterReason;
import dev.scrip.schemas.SchemaAnnouncement;
import dev.scrip.schemas.Topics;
import dev.scrip.schemas.UnreadableRecord;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of the command topic. Total: whatever stands there is a command, a control record
 * or a dead letter, the same on every replay, since only announced schemas take part. Thread-safe.
 */
public final class CommandReader {
  /** Most bytes of a command; control records may be larger. */
  public static final int MOST_BYTES = 64 * 1024;

  private static final AvroCodec<SchemaAnnouncement> ANNOUNCEMENTS =
      AvroCodec.of(SchemaAnnouncement.class);

  private final Map<String, Announced> announced = new ConcurrentHashMap<>();

  /** What a record is. */
  public sealed interface Read {}

  public record Requested(Command command) implements Read {}

  public record Ordered(Control control) implements Read {}

  public record Dead(DeadLetterReason reason, String detail) implements Read {}

  /** Reads the record at a place of the log, with what was announced before it. */
  public Read read(Book book, int partition, byte @Nullable [] key, byte @Nullable [] value) {
    if (key == null || key.length == 0) {
      return dead(DeadLetterReason.KEY_MISMATCH, "expected the wallet as the key, found none");
    }
    if (value == null) {
      return dead(DeadLetterReason.UNREADABLE, "expected a command, found no value");
    }
    try {
      if (isControl(key)) {
        return control(book, new String(key, StandardCharsets.UTF_8), value);
      }
      if (key.length + value.length > MOST_BYTES) {
        return dead(
            DeadLetterReason.TOO_LARGE,
            "expected at most " + MOST_BYTES + " bytes, found " + (key.length + value.length));
      }
      int own = book.partitions() == 0 ? partition : Topics.partition(key, book.partitions());
      if (own != partition) {
        return dead(
            DeadLetterReason.WRONG_PARTITION,
            "expected partition " + own + " for this key: use murmur2, as Java's client does");
      }
      return command(book, key, value);
    } catch (UnreadableRecord | AvroRuntimeException | IllegalArgumentException e) {
      return dead(DeadLetterReason.UNREADABLE, String.valueOf(e.getMessage()));
    }
  }

  /** Whether a record with this key is for the ledger itself. */
  static boolean isControl(byte @Nullable [] key) {
    return key != null && key.length > 0 && key[0] == '$';
  }

  /**
   * Whether a text may be announced as a command schema.
   *
   * @throws IllegalArgumentException saying why not
   */
  public static void check(String schema) {
    new Announced(schema);
  }

  /** Reads a command that is not, or not yet, in the log. */
  public Read readCommand(Book book, byte[] value) {
    try {
      Announced schema = announced(book, value);
      if (schema == null) {
        return unannounced(value);
      }
      return switch (schema.read(value)) {
        case CommandWire.Ordered _ ->
            dead(DeadLetterReason.RESERVED_KEY, "expected a command, found a control record");
        case CommandWire.Request(Command command) -> new Requested(command);
      };
    } catch (UnreadableRecord | AvroRuntimeException | IllegalArgumentException e) {
      return dead(DeadLetterReason.UNREADABLE, String.valueOf(e.getMessage()));
    }
  }

  private Read control(Book book, String key, byte[] value) {
    if (key.equals("$schema")) {
      AvroCodec.schemaId(value);
      SchemaAnnouncement announcement = ANNOUNCEMENTS.decode(value, ANNOUNCEMENTS.schema());
      check(announcement.getText());
      return new Ordered(
          new Control(
              announcement.getNumber(),
              announcement.getFollows(),
              new Control.AnnounceSchema(announcement.getId(), announcement.getText())));
    }
    Announced schema = announced(book, value);
    if (schema == null) {
      return unannounced(value);
    }
    return schema.read(value) instanceof CommandWire.Ordered(Control control)
            && CommandWire.key(control.body()).equals(key)
        ? new Ordered(control)
        : dead(
            DeadLetterReason.RESERVED_KEY,
            "keys beginning with $ are for control records of their kind, found " + key);
  }

  private Read command(Book book, byte[] key, byte[] value) {
    Read read = readCommand(book, value);
    if (read instanceof Requested(Command command)) {
      if (!Arrays.equals(key, command.wallet().getBytes(StandardCharsets.UTF_8))) {
        return dead(
            DeadLetterReason.KEY_MISMATCH,
            "expected the key to be the wallet of the command, " + command.wallet());
      }
      if (command.id().isEmpty()) {
        return dead(
            DeadLetterReason.MISSING_ID, "expected a commandId of 1 to 200 bytes, found none");
      }
    }
    return read;
  }

  private @Nullable Announced announced(Book book, byte[] value) {
    String text = book.schemas().get(AvroCodec.schemaId(value));
    return text == null ? null : announced.computeIfAbsent(text, Announced::new);
  }

  private static Dead unannounced(byte[] value) {
    return dead(
        DeadLetterReason.UNANNOUNCED_SCHEMA,
        "schema id "
            + AvroCodec.schemaId(value)
            + " was not announced before this record: register it on the commands subject first");
  }

  private static Dead dead(DeadLetterReason reason, String detail) {
    return new Dead(reason, detail);
  }
}
