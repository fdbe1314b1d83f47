package dev.scrip.schemas;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that are not a record of the expected type in the Confluent wire format. The message says
 * what was expected and what was found. Bytes that caused it once cause it always: whether bytes
 * can be read depends on them and on the two schemas, on nothing else.
 */
public final class UnreadableRecord extends SerializationException {
  public UnreadableRecord(String message) {
    super(message);
  }

  public UnreadableRecord(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
