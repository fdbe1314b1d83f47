package dev.scrip.deploy.bench;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/** On a terminal a bar for each part of a measurement, elsewhere a line for each measurement. */
final class ConsoleProgress implements Progress, AutoCloseable {
  private static final int REDRAWN_EVERY_MS = 500;

  private final PrintWriter out;
  private final boolean terminal =
      Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  private String measurement = "";
  private @Nullable ProgressBar bar;

  ConsoleProgress(PrintWriter out) {
    this.out = out;
  }

  /** Begins a measurement. */
  void begin(String name, int number, int count) {
    end();
    measurement = "%d/%d %s".formatted(number, count, name);
    if (!terminal) {
      out.println(measurement);
      out.flush();
    }
  }

  @Override
  public void phase(String name, long size) {
    end();
    if (terminal) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(measurement + ", " + name)
              .setInitialMax(size)
              .setUpdateIntervalMillis(REDRAWN_EVERY_MS)
              .clearDisplayOnFinish()
              .build();
    }
  }

  @Override
  public void at(long done) {
    if (bar != null) {
      bar.stepTo(done);
    }
  }

  /** Takes the bar away, before something else is printed. */
  void end() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  @Override
  public void close() {
    end();
  }
}
