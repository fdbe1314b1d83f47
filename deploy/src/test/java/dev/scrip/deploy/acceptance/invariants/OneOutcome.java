package dev.scrip.deploy.acceptance.invariants;

import dev.scrip.deploy.acceptance.invariants.Evidence.CommandRef;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A command id has one answer in its wallet, however often it was sent. Wallets that do not exist
 * remember nothing, and a conflict with an earlier command is nobody's answer but its own.
 */
public final class OneOutcome implements Invariant {
  @Override
  public String name() {
    return "I2 one outcome per id";
  }

  @Override
  public Stream<String> breaches(Evidence evidence) {
    Map<CommandRef, Told> answers = new HashMap<>();
    return evidence.lines().stream()
        .filter(line -> line.answers() && line.remembered())
        .mapMulti((line, breaches) -> {
          Told first = answers.putIfAbsent(new CommandRef(line.wallet(), line.commandId()), line);
          if (first != null) {
            breaches.accept(
                "%s and %s both answer %s"
                    .formatted(first.event(), line.event(), line.commandId()));
          }
        });
  }
}
