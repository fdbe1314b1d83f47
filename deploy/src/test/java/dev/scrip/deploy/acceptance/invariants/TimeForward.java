package dev.scrip.deploy.acceptance.invariants;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A wallet's decision time never goes back, and nothing takes effect after it was decided. */
public final class TimeForward implements Invariant {
  @Override
  public String name() {
    return "I14 decision time never decreases";
  }

  @Override
  public Stream<String> breaches(Evidence evidence) {
    List<String> breaches = new ArrayList<>();
    evidence
        .wallets()
        .forEach((_, lines) -> {
          long latest = Long.MIN_VALUE;
          for (Told line : lines) {
            if (line.decidedAt() < latest || line.effectiveAt() > line.decidedAt()) {
              breaches.add(
                  "%s: decided at %d, in effect at %d, the line before it decided at %d"
                      .formatted(line.event(), line.decidedAt(), line.effectiveAt(), latest));
            }
            latest = line.decidedAt();
          }
        });
    return breaches.stream();
  }
}
