package dev.scrip.deploy.acceptance.invariants;

import dev.scrip.deploy.acceptance.invariants.Evidence.Appended;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * All lines of a command are there or none: each names a command that stands where it says, a
 * command's lines follow one another, and one with due steps or crossings has its one answer too.
 */
public final class AtomicVisibility implements Invariant {
  @Override
  public String name() {
    return "I8 atomic visibility";
  }

  @Override
  public Stream<String> breaches(Evidence evidence) {
    List<String> breaches = new ArrayList<>();
    Map<Long, Appended> commands = new HashMap<>();
    evidence.commands().forEach(command -> commands.put(command.offset(), command));
    evidence
        .wallets()
        .forEach((_, lines) -> {
          Map<Long, List<Told>> byCommand = new HashMap<>();
          for (Told line : lines) {
            byCommand.computeIfAbsent(line.commandOffset(), _ -> new ArrayList<>()).add(line);
          }
          byCommand.forEach((offset, made) -> check(breaches, commands.get(offset), made));
        });
    return breaches.stream();
  }

  private static void check(
      List<String> breaches, @org.jspecify.annotations.Nullable Appended command, List<Told> made) {
    Told first = made.getFirst();
    if (command == null) {
      breaches.add("%s: no command stands at %d".formatted(first.event(), first.commandOffset()));
      return;
    }
    for (Told line : made) {
      if (!Objects.equals(command.id(), new Evidence.CommandRef(line.wallet(), line.commandId()))) {
        breaches.add(
            "%s: says %s, at %d stands %s"
                .formatted(line.event(), line.commandId(), command.offset(), command.id()));
      }
    }
    long answers = made.stream().filter(Told::answers).count();
    if (answers != (command.answered() ? 1 : 0)) {
      breaches.add(
          "%s: %d lines answer the command at %d"
              .formatted(first.event(), answers, command.offset()));
    }
    if (made.getLast().sequence() - first.sequence() != made.size() - 1) {
      breaches.add(
          "%s: lines of the command at %d are not together"
              .formatted(first.event(), command.offset()));
    }
  }
}
