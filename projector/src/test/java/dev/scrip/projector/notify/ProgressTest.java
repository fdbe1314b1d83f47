package dev.scrip.projector.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final TopicPartition ONE = new TopicPartition("scrip.depletions", 1);

  private final Progress progress = new Progress();

  @Test
  void shouldCommitBeyondWhatIsSettledEvenIfTheReadingBrokeOff() {
    progress.begin(ONE, 41);
    progress.begin(ONE, 42);
    progress.settle(ONE, 41);
    assertEquals(at(42), progress.settled());

    progress.settle(ONE, 42);

    assertEquals(at(43), progress.settled(), "not 0: the whole history would be told again");
  }

  @Test
  void shouldCommitUpToTheFirstThatIsNotSettled() {
    progress.begin(ONE, 41);
    progress.begin(ONE, 45);
    progress.read(ONE, 50);
    assertEquals(at(41), progress.settled());

    progress.settle(ONE, 41);
    assertEquals(at(45), progress.settled());
    progress.settle(ONE, 45);
    assertEquals(at(50), progress.settled());

    progress.forget(ONE);
    assertEquals(Map.of(), progress.settled());
  }

  private static Map<TopicPartition, OffsetAndMetadata> at(long offset) {
    return Map.of(ONE, new OffsetAndMetadata(offset));
  }
}
