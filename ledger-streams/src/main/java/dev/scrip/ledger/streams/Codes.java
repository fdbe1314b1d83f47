package dev.scrip.ledger.streams;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Fixed numbers for the constants of an enum, so that state is small and does not depend on their
 * order in the code. A new constant is added at the end of the list; none is ever moved.
 *
 * @param constants in the order of their codes: 0, 1, 2 …
 */
record Codes<E extends Enum<E>>(List<E> constants) {

  Codes {
    constants = List.copyOf(constants);
    Set<E> all = EnumSet.allOf(constants.getFirst().getDeclaringClass());
    if (constants.size() != all.size() || !constants.containsAll(all)) {
      throw new IllegalArgumentException("expected each of " + all + " once, found " + constants);
    }
  }

  /** A few constants are found quicker one by one than by their hash. */
  int of(E constant) {
    return constants.indexOf(constant);
  }

  E constant(int code) {
    if (code < 0 || code >= constants.size()) {
      throw new IllegalStateException(
          "expected a code of " + constants + ", found " + code + ": the state is damaged");
    }
    return constants.get(code);
  }
}
