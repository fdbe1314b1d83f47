package dev.scrip.ledger.rules;

import dev.scrip.ledger.domain.Rules.Plan;
import dev.scrip.ledger.domain.Rules.Window;
import dev.scrip.ledger.domain.Span;
import dev.scrip.schemas.Nearest;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Windows over which a limit or a free quantity counts: the keys {@code window} and {@code zone}.
 */
final class WindowReader {
  static final List<String> WINDOWS =
      List.of("rolling P1D", "calendar day", "calendar month", "period");

  /**
   * @param span length; none for a period
   * @param zone of the calendar
   */
  record Frame(Window window, Span span, String zone) {}

  private final ZoneReader zones;
  private final Faults faults;

  WindowReader(ZoneReader zones, Faults faults) {
    this.zones = zones;
    this.faults = faults;
  }

  Frame frame(Block block) {
    Window window = Window.ROLLING;
    Span span = Span.ofDays(1);
    String text = block.text("window", "");
    switch (text) {
      case "calendar day" -> window = Window.CALENDAR;
      case "calendar month" -> {
        window = Window.CALENDAR;
        span = Span.ofMonths(1);
      }
      case "period", "" -> {
        window = Window.PERIOD;
        span = Span.NONE;
      }
      default -> span = rolling(block, text);
    }
    if (block.has("zone") && window != Window.CALENDAR) {
      faults.add(block.at("zone"), "only calendar windows have a zone: drop it");
    }
    return new Frame(window, span, zones.zone(block));
  }

  private Span rolling(Block block, String text) {
    if (text.startsWith("rolling ")) {
      String iso = text.substring("rolling ".length()).strip();
      Tree.Scalar span = new Tree.Scalar(block.at("window"), iso, false);
      Optional<Span> length = Values.span(span, faults);
      if (length.isEmpty() || length.get().months() == 0) {
        return length.orElse(Span.ofDays(1));
      }
      faults.expected("a rolling window of exact length, such as rolling P30D", span);
    } else {
      String nearest = Nearest.word(text.replace('_', ' '), WINDOWS);
      faults.add(
          block.at("window"),
          "expected "
              + Words.either(WINDOWS)
              + ", found "
              + Words.quoted(text)
              + (nearest.isEmpty() ? "" : ": did you mean '" + nearest + "'?"));
    }
    return Span.ofDays(1);
  }

  /**
   * A period window is the period of the plan's recurring grant: without one it never ends.
   *
   * @param of plans the window is for
   * @param remedy where the plan could be left out
   */
  void requirePeriods(
      Block block,
      Frame frame,
      String pool,
      Collection<String> of,
      List<Plan> plans,
      String remedy) {
    if (frame.window() != Window.PERIOD || !block.has("window") || pool.isEmpty()) {
      return;
    }
    for (Plan plan : plans) {
      if (of.contains(plan.name())
          && plan.grants().stream().noneMatch(grant -> grant.pool().equals(pool))) {
        faults.add(
            block.at("window"),
            "plan "
                + plan.name()
                + " has no recurring grant of pool "
                + pool
                + ", so it has no period of it: take a calendar window"
                + remedy);
      }
    }
  }
}
