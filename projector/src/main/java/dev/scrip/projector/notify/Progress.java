package dev.scrip.projector.notify;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How far each partition is settled: up to the first event that the delivery log does not tell of
 * for every receiver. Only that far are offsets committed.
 */
final class Progress {
  private static final long UNREAD = -1;

  private static final class Reading {
    private final TreeSet<Long> unsettled = new TreeSet<>();
    private long next = UNREAD;
  }

  private final Map<TopicPartition, Reading> readings = new HashMap<>();

  /** An event is taken up. */
  synchronized void begin(TopicPartition partition, long offset) {
    Reading reading = readings.computeIfAbsent(partition, key -> new Reading());
    reading.unsettled.add(offset);
    reading.next = Math.max(reading.next, offset + 1);
  }

  /** The log tells of an event for every receiver. A partition that was given away is none. */
  synchronized void settle(TopicPartition partition, long offset) {
    Reading reading = readings.get(partition);
    if (reading != null) {
      reading.unsettled.remove(offset);
    }
  }

  /** Everything before an offset is taken up. */
  synchronized void read(TopicPartition partition, long next) {
    readings.computeIfAbsent(partition, key -> new Reading()).next = next;
  }

  synchronized void forget(TopicPartition partition) {
    readings.remove(partition);
  }

  /** Events taken up and not settled. */
  synchronized int unsettled() {
    return readings.values().stream().mapToInt(reading -> reading.unsettled.size()).sum();
  }

  /** What to commit. */
  synchronized Map<TopicPartition, OffsetAndMetadata> settled() {
    Map<TopicPartition, OffsetAndMetadata> settled = new HashMap<>();
    readings.forEach((partition, reading) -> {
      long offset = reading.unsettled.isEmpty() ? reading.next : reading.unsettled.first();
      if (offset != UNREAD) {
        settled.put(partition, new OffsetAndMetadata(offset));
      }
    });
    return settled;
  }
}
