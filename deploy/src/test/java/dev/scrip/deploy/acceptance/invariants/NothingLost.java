package dev.scrip.deploy.acceptance.invariants;

import dev.scrip.deploy.acceptance.invariants.Evidence.Appended;
import dev.scrip.deploy.acceptance.invariants.Evidence.CommandRef;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/** Every command that somebody was told to be in the log is there, and has an outcome. */
public final class NothingLost implements Invariant {
  @Override
  public String name() {
    return "I3 every acknowledged command has an outcome";
  }

  @Override
  public Stream<String> breaches(Evidence evidence) {
    Set<CommandRef> appended = new HashSet<>();
    Set<CommandRef> expected = new HashSet<>(evidence.acknowledged());
    for (Appended command : evidence.commands()) {
      appended.add(command.id());
      if (command.answered()) {
        expected.add(command.id());
      }
    }
    Set<CommandRef> answered = new HashSet<>();
    for (Told line : evidence.lines()) {
      if (line.answers()) {
        answered.add(new CommandRef(line.wallet(), line.commandId()));
      }
    }
    return expected.stream()
        .filter(id -> !answered.contains(id))
        .map(id ->
            appended.contains(id)
                ? id + " is in the log, and no line answers it"
                : id + " was acknowledged, and is not in the log");
  }
}
