package dev.scrip.ledger.streams;

import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.DeadLetter;
import dev.scrip.schemas.DeadLetterReason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Records of the dead-letter topic: where it stood, why, and at most 64 KiB of the bytes. */
final class DeadLetters {
  private static final int MOST_KEY_BYTES = 1024;
  private static final int MOST_VALUE_BYTES = 64 * 1024;
  private static final AvroCodec<DeadLetter> CODEC = AvroCodec.of(DeadLetter.class);

  private DeadLetters() {}

  static byte[] letter(
      int schemaId,
      Record<byte[], byte[]> record,
      RecordMetadata at,
      DeadLetterReason reason,
      String detail) {
    byte @Nullable [] value = record.value();
    return CODEC.encode(
        schemaId,
        DeadLetter.newBuilder()
            .setTopic(at.topic())
            .setPartition(at.partition())
            .setOffset(at.offset())
            .setAppendedAt(Instant.ofEpochMilli(record.timestamp()))
            .setReason(reason)
            .setDetail(detail.length() > 1000 ? detail.substring(0, 1000) : detail)
            .setKey(head(record.key(), MOST_KEY_BYTES))
            .setValue(head(value, MOST_VALUE_BYTES))
            .setValueSize(value == null ? 0 : value.length)
            .build());
  }

  static Headers headers(DeadLetterReason reason) {
    return new RecordHeaders().add("reason", reason.name().getBytes(StandardCharsets.UTF_8));
  }

  private static ByteBuffer head(byte @Nullable [] bytes, int most) {
    return bytes == null
        ? ByteBuffer.allocate(0)
        : ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, most)).slice();
  }
}
