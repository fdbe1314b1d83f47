package dev.scrip.projector.notify;

import java.util.List;

/**
 * Which events a receiver wants. A pattern is a word, or a beginning followed by {@code *}.
 *
 * @param events patterns of event types; none = all
 * @param wallets patterns of wallet ids; none = all
 */
public record EventFilter(List<String> events, List<String> wallets) {
  /** Everything of everybody. */
  public static final EventFilter ALL = new EventFilter(List.of(), List.of());

  public EventFilter {
    events = List.copyOf(events);
    wallets = List.copyOf(wallets);
  }

  boolean takes(Event event) {
    return matches(events, event.type()) && matches(wallets, event.wallet());
  }

  private static boolean matches(List<String> patterns, String word) {
    return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> matches(pattern, word));
  }

  static boolean matches(String pattern, String word) {
    return pattern.endsWith("*")
        ? word.startsWith(pattern.substring(0, pattern.length() - 1))
        : pattern.equals(word);
  }
}
