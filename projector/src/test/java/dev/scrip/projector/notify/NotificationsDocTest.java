package dev.scrip.projector.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/notifications.md says is so. */
class NotificationsDocTest {
  @TempDir Path folder;

  private static String doc() throws IOException {
    return Files.readString(Path.of("../docs/notifications.md"));
  }

  @Test
  void shouldShowBodiesAsTheyAreSent() throws IOException {
    for (Event event : Examples.all()) {
      assertTrue(doc().contains("\n" + EventJson.body(event) + "\n"), EventJson.body(event));
    }
  }

  @Test
  void shouldNameEveryEvent() throws IOException {
    for (String type : Event.types()) {
      assertTrue(doc().contains("| `" + type + "` |"), type);
    }
  }

  @Test
  void shouldShowTheSchedule() throws IOException {
    Duration since = Duration.ZERO;
    int attempt = 1;
    for (Duration delay : Schedule.STANDARD.delays()) {
      since = since.plus(delay);
      attempt++;
      String clock =
          "%02d:%02d:%02d".formatted(since.toHours(), since.toMinutesPart(), since.toSecondsPart());
      assertTrue(
          doc().matches("(?s).*\\| " + attempt + " \\| [^|]+ \\| " + clock + " \\|.*"), clock);
    }
    assertEquals(10, attempt);
  }

  @Test
  void shouldShowAFileThatIsRead() throws IOException {
    String yaml = doc().replaceFirst("(?s).*?```yaml\n", "").replaceFirst("(?s)```.*", "");
    Files.writeString(folder.resolve("notify.yaml"), yaml);
    Files.writeString(folder.resolve("smtp.password"), "p");
    Files.writeString(folder.resolve("billing.secret"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");

    NotifyConfig config = NotifyFile.read(folder.resolve("notify.yaml"), Map.of());

    assertEquals(3, config.receivers().size());
    assertEquals(Map.of("ana", "ana@example.com"), config.contacts());
  }

  @Test
  void shouldLengthenADelayByNoMoreThanATenthAndAlwaysTheSame() {
    Instant failed = Instant.parse("2027-01-31T00:00:00Z");
    for (int attempts = 1; attempts <= 9; attempts++) {
      Duration delay = Schedule.STANDARD.delays().get(attempts - 1);
      for (String id : new String[] {"evt_a", "evt_b", "evt_c"}) {
        Instant next = Schedule.STANDARD.next(id, attempts, failed, Duration.ZERO);
        assertEquals(next, Schedule.STANDARD.next(id, attempts, failed, Duration.ZERO));
        Duration gap = Duration.between(failed, next);
        assertTrue(
            gap.compareTo(delay) >= 0 && gap.compareTo(delay.multipliedBy(11).dividedBy(10)) <= 0,
            gap.toString());
      }
    }
    assertEquals(
        failed.plusSeconds(3_600), Schedule.STANDARD.next("evt_a", 1, failed, Duration.ofHours(1)));
  }
}
