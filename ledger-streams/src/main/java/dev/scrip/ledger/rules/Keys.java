package dev.scrip.ledger.rules;

import java.util.List;

/** The keys that a kind of block takes. */
public interface Keys {
  /** Keys without which it cannot be. */
  List<String> required();

  /** All of them. */
  List<String> keys();

  /** How a key is written, for the fault that says it is missing. */
  String exampleOf(String key);
}
