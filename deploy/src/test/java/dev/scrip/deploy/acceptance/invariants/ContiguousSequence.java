package dev.scrip.deploy.acceptance.invariants;

import dev.scrip.deploy.acceptance.invariants.Evidence.Shown;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A wallet's lines over the three event topics are numbered 1, 2, 3 …, up to the number the running
 * ledger shows, in the order of the log: later lines come from no earlier command, and stand later
 * in their topic.
 */
public final class ContiguousSequence implements Invariant {
  @Override
  public String name() {
    return "I4 contiguous sequence in log order";
  }

  @Override
  public Stream<String> breaches(Evidence evidence) {
    List<String> breaches = new ArrayList<>();
    evidence
        .wallets()
        .forEach((wallet, lines) -> {
          long sequence = 0;
          long commandOffset = -1;
          Map<Told.Kind, Long> offsets = new EnumMap<>(Told.Kind.class);
          for (Told line : lines) {
            if (line.sequence() != sequence + 1) {
              breaches.add(
                  "%s: expected %d after %d".formatted(line.event(), sequence + 1, sequence));
            }
            if (line.commandOffset() < commandOffset) {
              breaches.add(
                  "%s: of the command at %d, after one at %d"
                      .formatted(line.event(), line.commandOffset(), commandOffset));
            }
            Long earlier = offsets.put(line.kind(), line.offset());
            if (earlier != null && earlier >= line.offset()) {
              breaches.add(
                  "%s: stands at %d of its topic, the line before it at %d"
                      .formatted(line.event(), line.offset(), earlier));
            }
            sequence = line.sequence();
            commandOffset = line.commandOffset();
          }
          Shown shown = evidence.shown().get(wallet);
          if (shown != null && shown.sequence() != sequence) {
            breaches.add(
                "%s: the last line is %d, the running ledger shows %d"
                    .formatted(wallet, sequence, shown.sequence()));
          }
        });
    return breaches.stream();
  }
}
