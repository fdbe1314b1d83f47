package dev.scrip.gateway;

import dev.scrip.schemas.LimitUse;
import java.time.Duration;

/**
 * What a line's use counts: a limit of the rules, or what the ledger keeps in windows too, under
 * names that no limit can have: what was free of charge, and what a grant's ceiling counts.
 *
 * @param name of the limit, the action, or the recurring grant
 */
record Counted(Kind kind, String name) {
  enum Kind {
    LIMIT,
    FREE,
    CEILING
  }

  private static final String FREE = "$free:";
  private static final String CEILING = "$ceiling:";

  static Counted by(LimitUse use) {
    String name = use.getLimit();
    if (name.startsWith(FREE)) {
      return new Counted(Kind.FREE, name.substring(FREE.length()));
    }
    return name.startsWith(CEILING)
        ? new Counted(Kind.CEILING, name.substring(CEILING.length()))
        : new Counted(Kind.LIMIT, name);
  }

  /** {@code limit message-per-day (ben)}, {@code free of charge}, {@code monthly ceiling of …}. */
  static String words(LimitUse use) {
    Counted counted = by(use);
    return switch (counted.kind()) {
      case LIMIT -> Explanation.limit(counted.name(), use.getSubject());
      case FREE -> "free of charge";
      case CEILING -> every(use) + "ceiling of " + counted.name();
    };
  }

  /** Of the length of the window; nothing where there is no word for it. */
  private static String every(LimitUse use) {
    if (use.getWindowEnd() == null) {
      return "";
    }
    long days = Duration.between(use.getWindowStart(), use.getWindowEnd()).toDays();
    if (days >= 28 && days <= 31) {
      return "monthly ";
    }
    if (days >= 365 && days <= 366) {
      return "yearly ";
    }
    return days == 7 ? "weekly " : days == 1 ? "daily " : "";
  }
}
