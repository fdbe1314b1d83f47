package dev.scrip.deploy.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.ledger.domain.Depletion;
import dev.scrip.ledger.domain.Entry;
import dev.scrip.ledger.domain.Line;
import dev.scrip.ledger.domain.Rejection;
import dev.scrip.schemas.App;
import dev.scrip.schemas.Charge;
import dev.scrip.schemas.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The demo's story, told on each day of a week, at its first and last second and in between. */
class StoryTest {
  private static final Instant MONDAY = Instant.parse("2026-11-02T00:00:00Z");

  static Stream<Instant> ends() {
    return IntStream.range(0, 7)
        .boxed()
        .flatMap(day ->
            Stream.of(Duration.ZERO, Duration.ofMinutes(617), Duration.ofSeconds(86_399))
                .map(time -> MONDAY.plus(Duration.ofDays(day)).plus(time)));
  }

  static Stream<Instant> leapAndYearEnds() {
    return Stream.of("2028-03-01T12:00:00Z", "2027-01-01T00:00:00Z", "2027-03-31T23:59:59Z")
        .map(Instant::parse);
  }

  @ParameterizedTest
  @MethodSource({"ends", "leapAndYearEnds"})
  void shouldLieInOrderWithinTheMonthUpToItsEnd(Instant end) {
    Story story = Story.upTo(end);

    Instant before = story.start().minusMillis(1);
    for (Story.Moment moment : story.moments()) {
      assertTrue(moment.at().isAfter(before), moment.at() + " does not follow " + before);
      assertTrue(!moment.at().isAfter(end), moment.at() + " is after " + end);
      before = moment.at();
    }
    assertTrue(!story.start().isBefore(end.minus(Duration.ofDays(31))), "start " + story.start());
    assertEquals(story.start(), story.moments().getFirst().at());
    // Each moment costs the start of the demo two hundredths of a second or so.
    assertTrue(story.moments().size() < 550, "moments " + story.moments().size());
    assertTrue(story.commands() > 5_000 && story.commands() < 9_000, "" + story.commands());
  }

  @Test
  void shouldBeTheSameForTheSameEnd() {
    assertEquals(Story.upTo(MONDAY), Story.upTo(MONDAY));
  }

  @Test
  void shouldKeepItsBeginningWhenItGoesOn() {
    List<Story.Moment> morning = Story.upTo(MONDAY.plus(Duration.ofHours(9))).moments();
    List<Story.Moment> evening = Story.upTo(MONDAY.plus(Duration.ofHours(21))).moments();

    assertTrue(evening.size() > morning.size());
    assertEquals(morning, evening.subList(0, morning.size()));
  }

  @ParameterizedTest
  @MethodSource("ends")
  void shouldNameEachCommandOnce(Instant end) {
    Set<String> ids = new HashSet<>();

    for (Command command : commands(Story.upTo(end))) {
      assertTrue(command.getCommandId().startsWith("demo-"), command.getCommandId());
      assertTrue(ids.add(command.getCommandId()), command.getCommandId() + " is there twice");
    }
  }

  @Test
  void shouldHaveAppsPaidForByTheirOwners() {
    Story story = Story.upTo(MONDAY);
    Map<String, App> apps = new TreeMap<>();
    story.apps().forEach(app -> apps.put(app.getApp(), app));

    for (Story.Moment moment : story.moments()) {
      for (Command command : moment.commands()) {
        if (!command.getApp().isEmpty()) {
          assertEquals(
              payer(apps.get(command.getApp()), moment.at()), command.getWallet(), "" + command);
        }
      }
    }
    assertEquals(1, apps.get("plant-diary").getFormerPayers().size());
  }

  @ParameterizedTest
  @MethodSource("ends")
  void shouldBringAboutEverythingALedgerTellsOf(Instant end) {
    Story story = Story.upTo(end);
    List<Line> lines = Told.lines(story);

    Set<String> entries = new TreeSet<>();
    Set<String> rejections = new TreeSet<>();
    Set<String> crossings = new TreeSet<>();
    for (Line line : lines) {
      switch (line) {
        case Entry entry -> entries.add(entry.type().name());
        case Rejection rejection -> rejections.add(rejection.reason().name());
        case Depletion depletion ->
            crossings.add(depletion.type() + " " + depletion.cause() + " " + depletion.pool());
      }
    }

    assertEquals(
        Set.of(
            "OPENED", "CHARGED", "GRANTED", "EXPIRED", "VOIDED", "RESET", "PLAN_CHANGED", "CLOSED"),
        entries);
    assertEquals(
        Set.of(
            "WALLET_CLOSED",
            "UNKNOWN_PLAN",
            "UNKNOWN_ACTION",
            "UNKNOWN_POOL",
            "NOT_ALLOWED_BY_PLAN",
            "PROMO_ALREADY_REDEEMED",
            "INSUFFICIENT_CREDITS",
            "DAILY_CAP"),
        rejections);
    assertTrue(
        crossings.containsAll(
            Set.of(
                "DEPLETED REFUSED message",
                "DEPLETED REFUSED integration",
                "RECOVERED NONE message",
                "RECOVERED NONE integration",
                "LOW_BALANCE NONE integration",
                "LIMIT_REACHED EMPTY message",
                "LIMIT_CLEARED NONE message")),
        crossings.toString());
    assertEquals(Set.of("bruno-workspace", "chen", "emil", "jun-labs"), dry(lines));
    assertEquals(allActions(), charged(lines));
    long refused = lines.stream().filter(Rejection.class::isInstance).count();
    assertTrue(refused < story.commands() / 15, refused + " refused of " + story.commands());
  }

  /** Of those whose running dry the plot depends on, who did. */
  private static Set<String> dry(List<Line> lines) {
    Set<String> dry = new TreeSet<>();
    for (Line line : lines) {
      if (line instanceof Depletion depletion && depletion.type() == Depletion.Type.DEPLETED) {
        dry.add(depletion.stamp().wallet());
      }
    }
    dry.retainAll(Set.of("bruno-workspace", "chen", "emil", "jun-labs"));
    return dry;
  }

  private static Set<String> charged(List<Line> lines) {
    Set<String> actions = new TreeSet<>();
    for (Line line : lines) {
      if (line instanceof Entry entry && entry.type() == Entry.Type.CHARGED) {
        actions.add(entry.action());
      }
    }
    return actions;
  }

  private static Set<String> allActions() {
    return new TreeSet<>(
        Set.of(
            "chat.discuss",
            "chat.change",
            "edit.visual",
            "edit.visual_ai",
            "fix.auto",
            "integration.call",
            "email.custom_domain",
            "agent.message",
            "db.read",
            "db.write",
            "backend.own_key"));
  }

  private static String payer(App app, Instant at) {
    return app.getFormerPayers().stream()
        .filter(former -> at.isBefore(former.getUntil()))
        .findFirst()
        .map(former -> former.getPayer())
        .orElse(app.getPayer());
  }

  private static List<Command> commands(Story story) {
    return story.moments().stream().flatMap(moment -> moment.commands().stream()).toList();
  }

  @Test
  void shouldChargeWithinWorkingHoursMoreThanAtNight() {
    long[] byHour = new long[24];
    for (Story.Moment moment : Story.upTo(MONDAY).moments()) {
      int hour = (int) (moment.at().getEpochSecond() % 86_400 / 3_600);
      byHour[hour] +=
          moment.commands().stream()
              .filter(command -> command.getBody() instanceof Charge && command.getApp().isEmpty())
              .count();
    }

    assertTrue(byHour[10] > 3 * byHour[6], byHour[10] + " at 10, " + byHour[6] + " at 6");
  }
}
