package dev.scrip.ledger.scenario;

import dev.scrip.ledger.rules.Keys;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a step can ask for: the key that says so, the keys that go with it. A step without any of
 * them looks at the wallet.
 */
enum Verb implements Keys {
  OPEN(List.of(), List.of("anchor")),
  CHARGE(List.of(), List.of("quantity", "amount", "attributes", "actor", "app")),
  HOLD(List.of(), List.of("quantity", "amount", "attributes", "actor", "app", "expires_in")),
  CAPTURE(List.of(), List.of("quantity", "amount")),
  RELEASE(List.of(), List.of()),
  REFUND(List.of(), List.of("amount", "failed")),
  GRANT(
      List.of(),
      List.of("amount", "source", "effective_at", "expires_at", "priority", "scope", "code")),
  VOID(List.of(), List.of()),
  RESET(List.of(), List.of()),
  PLAN(List.of(), List.of("when")),
  CANCEL(List.of(), List.of()),
  RESUME(List.of(), List.of()),
  TRANSFER(List.of("amount", "to"), List.of()),
  SEAT(List.of(), List.of()),
  LIMIT(List.of("actor"), List.of("amount")),
  CLOSE(List.of(), List.of());

  /** Keys of any step. */
  static final List<String> COMMON = List.of("at", "after", "wallet", "id", "expect");

  static final List<String> WORDS = Arrays.stream(values()).map(Verb::word).toList();

  private static final Map<String, String> EXAMPLES =
      Map.of("amount", "amount: 5", "to", "to: bob", "actor", "actor: mia");

  // A copy, which nobody can change; the checker knows only types of Guava's for that.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Frame frame;

  Verb(List<String> required, List<String> optional) {
    frame = new Frame(required, optional);
  }

  /** The key that asks for it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Keys that go with it. */
  List<String> own() {
    return Keys.super.keys();
  }

  @Override
  public Frame frame() {
    return frame;
  }

  @Override
  public Map<String, String> examples() {
    return EXAMPLES;
  }

  @Override
  public List<String> keys() {
    return Stream.of(List.of(word()), own(), COMMON).flatMap(List::stream).toList();
  }

  /** A step that looks at the wallet. All verbs are named where a key is none of its. */
  static final Keys LOOK =
      new Keys() {
        private final Frame frame =
            new Frame(List.of(), Stream.concat(WORDS.stream(), COMMON.stream()).toList());

        @Override
        public Frame frame() {
          return frame;
        }

        @Override
        public Map<String, String> examples() {
          return Map.of();
        }
      };
}
