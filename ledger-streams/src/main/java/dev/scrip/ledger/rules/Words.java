package dev.scrip.ledger.rules;

import dev.scrip.schemas.Nearest;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The text of faults: what was found, what would be right. */
public final class Words {
  private static final int LONGEST_SHOWN = 60;
  private static final int MOST_SHOWN = 12;

  private Words() {}

  public static String quoted(String text) {
    return "'" + shown(text) + "'";
  }

  /** Fit for a terminal and a line of a log: no control characters, no end of it out of sight. */
  private static String shown(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", "?");
    return clean.length() > LONGEST_SHOWN ? clean.substring(0, LONGEST_SHOWN) + "…" : clean;
  }

  /** {@code a, b or c}. */
  public static String either(Collection<String> words) {
    List<String> shown = words.stream().limit(MOST_SHOWN).map(Words::shown).toList();
    if (words.size() > MOST_SHOWN) {
      return String.join(", ", shown) + " …";
    }
    return shown.size() < 2
        ? String.join("", shown)
        : String.join(", ", shown.subList(0, shown.size() - 1)) + " or " + shown.getLast();
  }

  /** What to write instead of a word nobody knows: the nearest that is known, and the choice. */
  public static String remedy(String found, Collection<String> known) {
    String nearest = Nearest.word(found, known);
    if (nearest.isEmpty()) {
      return "write " + either(known);
    }
    return "did you mean "
        + quoted(nearest)
        + "?"
        + (known.size() > 1 ? " Known: " + list(known) : "");
  }

  private static String list(Collection<String> words) {
    Stream<String> shown = words.stream().limit(MOST_SHOWN).map(Words::shown);
    return shown.collect(Collectors.joining(", ")) + (words.size() > MOST_SHOWN ? " …" : "");
  }
}
