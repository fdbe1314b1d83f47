package dev.scrip.deploy;

import java.util.Objects;

/**
 * Something the person at the terminal can put right. The message is one sentence or a few that say
 * what was expected, what was found and what to do; it is printed as it is, without a stack trace.
 */
public final class Complaint extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Complaint(String message) {
    super(message);
  }

  public Complaint(String message, Throwable cause) {
    super(message, cause);
  }

  /** Never null: a complaint is its message. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
