package dev.scrip.deploy.acceptance.invariants;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The depletion topic holds the crossings that an independent model makes of the commands, each
 * with the same facts, each once, and no other.
 */
public final class Crossings implements Invariant {
  @Override
  public String name() {
    return "I6 depletion events = the model's crossings";
  }

  @Override
  public Stream<String> breaches(Evidence evidence) {
    List<String> breaches = new ArrayList<>();
    Map<String, String> expected = new TreeMap<>(evidence.crossings());
    Map<String, Told> found = new TreeMap<>();
    for (Told line : evidence.lines()) {
      if (line.kind() == Told.Kind.DEPLETION) {
        Told first = found.putIfAbsent(line.event(), line);
        if (first != null) {
          breaches.add(
              "%s: told at %d and %d".formatted(line.event(), first.offset(), line.offset()));
          continue;
        }
        String model = expected.remove(line.event());
        if (model == null) {
          breaches.add(
              "%s: the model has no such crossing: %s".formatted(line.event(), line.crossing()));
        } else if (!model.equals(line.crossing())) {
          breaches.add(
              "%s: the model says %s, the topic %s"
                  .formatted(line.event(), model, line.crossing()));
        }
      }
    }
    expected.forEach((event, model) -> breaches.add(event + ": was not told: " + model));
    return breaches.stream();
  }
}
