package dev.scrip.ledger.rules;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The keys that a kind of block takes. */
public interface Keys {
  /**
   * Keys by whether a block can be without them.
   *
   * @param required keys without which it cannot be
   */
  record Frame(List<String> required, List<String> optional) {
    public Frame {
      required = List.copyOf(required);
      optional = List.copyOf(optional);
    }
  }

  Frame frame();

  /** How keys are written, for the fault that says they are missing. */
  Map<String, String> examples();

  /** Keys without which it cannot be. */
  default List<String> required() {
    return frame().required();
  }

  /** All of them. */
  default List<String> keys() {
    return Stream.concat(frame().required().stream(), frame().optional().stream()).toList();
  }

  /** How a key is written. */
  default String exampleOf(String key) {
    return examples().getOrDefault(key, key + ": …");
  }
}
