package dev.scrip.ledger.scenario;

import dev.scrip.ledger.rules.Keys;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

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

  // Copies, which nobody can change; the checker knows only types of Guava's for that.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> required;

  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> optional;

  Shape(List<String> required, List<String> optional) {
    this.required = List.copyOf(required);
    this.optional = List.copyOf(optional);
  }

  @Override
  public List<String> required() {
    return required;
  }

  @Override
  public List<String> keys() {
    return Stream.concat(required.stream(), optional.stream()).toList();
  }

  @Override
  public String exampleOf(String key) {
    return EXAMPLES.getOrDefault(key, key + ": …");
  }

  /** Name of its definition in the JSON Schema. */
  String definition() {
    return name().toLowerCase(Locale.ROOT);
  }
}
