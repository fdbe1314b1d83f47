package dev.scrip.deploy.demo;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says how far the demo is: on a terminal by a line that is written over, elsewhere by one line at
 * the beginning and one at the end.
 */
final class Narrator {
  private static final String CLEAR_LINE = "\r\u001B[K";

  private final PrintWriter out;
  private final boolean terminal = isTerminal();
  private long beganAt;
  private int day;
  private @Nullable Story story;

  Narrator(PrintWriter out) {
    this.out = out;
  }

  void begin(Story told, Instant from) {
    story = told;
    beganAt = System.nanoTime();
    out.println(
        from.isAfter(told.start())
            ? "Going on with the demo, from day %d of %d.".formatted(told.day(from), told.days())
            : "Making the demo: %d days of %d wallets and %d apps, %,d commands; this takes some seconds."
                .formatted(told.days(), told.wallets(), told.apps().size(), told.commands()));
    out.flush();
  }

  void told(Story.Moment moment) {
    Story current = story;
    if (!terminal || current == null || current.day(moment.at()) == day) {
      return;
    }
    day = current.day(moment.at());
    out.print(CLEAR_LINE + "  day " + day + " of " + current.days());
    out.flush();
  }

  void end() {
    long tenths = (System.nanoTime() - beganAt) / 100_000_000;
    out.println(
        (terminal ? CLEAR_LINE : "")
            + "The demo is made, in %d.%d s; from here on time is real."
                .formatted(tenths / 10, tenths % 10));
    out.println();
    out.flush();
  }

  private static boolean isTerminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }
}
