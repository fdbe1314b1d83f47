package dev.scrip.ledger.streams;

import dev.scrip.ledger.domain.Line;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;

/**
 * What the sender of a command is told: the line that decided it, as on its topic.
 *
 * @param kind of the line; NONE: there is nothing to tell, no line
 * @param line the record's bytes; empty for NONE
 * @param offset of the command that was decided; -1 = none
 * @param replayed whether it is the first answer to this id again
 */
public record Answer(Kind kind, Bytes line, long offset, boolean replayed) {

  public enum Kind {
    NONE,
    ENTRY,
    REJECTION
  }

  /** Nothing to tell of a command at an offset. */
  public static Answer nothing(long offset) {
    return new Answer(Kind.NONE, Bytes.wrap(new byte[0]), offset, false);
  }

  /** The line itself, if there is one. */
  Optional<Line> decided() {
    return switch (kind) {
      case NONE -> Optional.empty();
      case ENTRY -> Optional.of(LineWire.entry(line.get()));
      case REJECTION -> Optional.of(LineWire.rejection(line.get()));
    };
  }

  /** The same answer, not for the first time. */
  public Answer again() {
    return new Answer(kind, line, offset, true);
  }

  /** The same answer to a later command, at an offset of its own. */
  public Answer again(long at) {
    return new Answer(kind, line, at, true);
  }
}
