package dev.scrip.ledger.scenario;

import dev.scrip.ledger.rules.Keys;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The keys of a scenario file's blocks but for steps, which are {@link Verb}s. */
enum Shape implements Keys {
  FILE(List.of("rules", "scenarios"), List.of("switches", "start")),
  SCENARIO(List.of("name", "steps"), List.of("switches", "start", "apps")),

  /** What is expected of a pool, if not only its balance. */
  POOL(List.of(), List.of("balance", "held", "spendable", "suspended", "resets_at"));

  private static final Map<String, String> EXAMPLES =
      Map.of(
          "rules", "rules: base44-2025",
          "scenarios", "scenarios: [{name: …, steps: […]}]",
          "name", "name: Free may use five a day",
          "steps", "steps: [{open: free, expect: {message: 25}}]");

  // A copy, which nobody can change; the checker knows only types of Guava's for that.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Frame frame;

  Shape(List<String> required, List<String> optional) {
    frame = new Frame(required, optional);
  }

  @Override
  public Frame frame() {
    return frame;
  }

  @Override
  public Map<String, String> examples() {
    return EXAMPLES;
  }

  /** Name of its definition in the JSON Schema. */
  String definition() {
    return name().toLowerCase(Locale.ROOT);
  }
}
