package dev.scrip.projector.notify;

import java.time.Duration;

/** What became of one attempt. Texts are short and hold no secret. */
sealed interface Outcome {
  int status();

  String error();

  /** The receiver has it. */
  record Delivered(int status) implements Outcome {
    @Override
    public String error() {
      return "";
    }
  }

  /**
   * It may go better later.
   *
   * @param retryAfter not before so long; zero where the receiver said nothing
   */
  record Failed(int status, String error, Duration retryAfter) implements Outcome {
    Failed(int status, String error) {
      this(status, error, Duration.ZERO);
    }
  }

  /** It never will. */
  record Refused(int status, String error) implements Outcome {}

  /** The receiver wants nothing any more. */
  record Gone(int status, String error) implements Outcome {}

  /** There is nobody to tell. */
  record Skipped(String error) implements Outcome {
    @Override
    public int status() {
      return 0;
    }
  }

  /** Cuts a text to what the log keeps. */
  static String brief(String text) {
    String clean = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return clean.length() <= 200 ? clean : clean.substring(0, 200) + "…";
  }
}
