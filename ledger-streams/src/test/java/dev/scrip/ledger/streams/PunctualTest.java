package dev.scrip.ledger.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** What lies ahead stays where it is, with all behind it, and holds no other partition back. */
class PunctualTest {
  private static final TopicPartition FIRST = new TopicPartition("commands", 0);
  private static final TopicPartition SECOND = new TopicPartition("commands", 1);

  @Test
  void shouldCutEachPartitionAtItsFirstRecordThatLiesAhead() {
    Punctual.Cut cut =
        Punctual.Cut.at(polled(Map.of(FIRST, times(10, 50, 20), SECOND, times(11, 12))), 40);

    assertEquals(List.of(0L), offsets(cut.due(), FIRST));
    assertEquals(List.of(0L, 1L), offsets(cut.due(), SECOND));
    assertEquals(1, cut.due().nextOffsets().get(FIRST).offset());
    assertEquals(2, cut.due().nextOffsets().get(SECOND).offset());
    assertEquals(Map.of(FIRST, 1L), ahead(cut));
  }

  @Test
  void shouldHandOverNothingOfAPartitionThatBeginsAhead() {
    Punctual.Cut cut = Punctual.Cut.at(polled(Map.of(FIRST, times(41, 10))), 40);

    assertTrue(cut.due().isEmpty());
    assertTrue(cut.due().nextOffsets().isEmpty());
    assertEquals(Map.of(FIRST, 0L), ahead(cut));
  }

  @Test
  void shouldPassOnWhatIsDueAsItCame() {
    ConsumerRecords<byte[], byte[]> polled = polled(Map.of(FIRST, times(40, 39)));

    Punctual.Cut cut = Punctual.Cut.at(polled, 40);

    assertSame(polled, cut.due());
    assertTrue(cut.ahead().isEmpty());
  }

  private static List<Long> times(long... times) {
    List<Long> list = new ArrayList<>();
    for (long time : times) {
      list.add(time);
    }
    return list;
  }

  private static ConsumerRecords<byte[], byte[]> polled(Map<TopicPartition, List<Long>> times) {
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    times.forEach((partition, list) -> {
      List<ConsumerRecord<byte[], byte[]>> each = new ArrayList<>();
      for (int offset = 0; offset < list.size(); offset++) {
        each.add(
            new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                offset,
                list.get(offset),
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                new byte[0],
                new byte[0],
                new RecordHeaders(),
                Optional.of(3)));
      }
      records.put(partition, each);
      next.put(partition, new OffsetAndMetadata(list.size(), Optional.of(3), ""));
    });
    return new ConsumerRecords<>(records, next);
  }

  private static List<Long> offsets(
      ConsumerRecords<byte[], byte[]> records, TopicPartition partition) {
    return records.records(partition).stream().map(ConsumerRecord::offset).toList();
  }

  private static Map<TopicPartition, Long> ahead(Punctual.Cut cut) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    cut.ahead().forEach((partition, record) -> offsets.put(partition, record.offset()));
    return offsets;
  }
}
