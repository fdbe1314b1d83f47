package dev.scrip.ledger.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides switches: what is guarded by a {@code when} that does not hold is taken out of the tree,
 * and of a list of {@code {when, is}} the first whose guard holds takes the list's place.
 */
final class SwitchReader {
  /** Every value is tried on every read, so their number is bounded. */
  static final int MOST_VALUES = 32;

  /** A switch with the value in force. */
  record Switch(String name, String value, List<String> oneOf) {}

  private final Map<String, Switch> switches;
  private final Faults faults;

  private SwitchReader(Map<String, Switch> switches, Faults faults) {
    this.switches = switches;
    this.faults = faults;
  }

  /** The file's switches, with other values where the caller chooses. */
  static Map<String, Switch> switches(
      Tree.Entries file, Map<String, String> chosen, Faults faults) {
    Map<String, Switch> switches = new LinkedHashMap<>();
    Tree.Entry block = file.entries().get("switches");
    if (block != null && block.value() instanceof Tree.Entries named) {
      named
          .entries()
          .forEach((name, entry) ->
              read(name, entry, faults).ifPresent(read -> switches.put(name, read)));
    } else if (block != null) {
      faults.expected("names of switches, each with value and one_of", block.value());
    }
    if (switches.values().stream().mapToInt(read -> read.oneOf().size()).sum() > MOST_VALUES) {
      faults.add(
          block == null ? Place.START : block.place(),
          "expected at most " + MOST_VALUES + " values of switches in all: drop some");
      return Map.of();
    }
    Place place = block == null ? new Place(1, 1, "switches") : block.place();
    chosen.forEach((name, value) -> {
      Switch known = switches.get(name);
      if (known == null) {
        faults.unknown("switch", name, switches.keySet(), place.missing(name));
      } else if (!known.oneOf().contains(value)) {
        faults.unknown("value of switch " + name, value, known.oneOf(), place.missing(name));
      } else {
        switches.put(name, new Switch(name, value, known.oneOf()));
      }
    });
    return switches;
  }

  private static Optional<Switch> read(String name, Tree.Entry entry, Faults faults) {
    Optional<Block> read = Block.of(entry.value(), Shape.SWITCH, faults);
    if (read.isEmpty() || !faults.checkId(name, Faults.MOST_ID_BYTES, entry.place())) {
      return Optional.empty();
    }
    Block block = read.get();
    List<String> oneOf = block.words("one_of").stream().map(Tree.Scalar::text).toList();
    String value = block.text("value", "");
    block.text("about", "");
    if (!value.isEmpty() && !oneOf.isEmpty() && !oneOf.contains(value)) {
      faults.unknown("value of switch " + name, value, oneOf, block.at("value"));
    }
    return Optional.of(new Switch(name, value, oneOf));
  }

  /** The file without its switches and without anything they do not choose. */
  static Tree.Entries decide(Tree.Entries file, Map<String, Switch> switches, Faults faults) {
    Map<String, Tree.Entry> kept = new LinkedHashMap<>(file.entries());
    kept.remove("switches");
    return new SwitchReader(switches, faults).entries(new Tree.Entries(file.place(), kept));
  }

  private Tree decide(Tree tree) {
    return switch (tree) {
      case Tree.Scalar _, Tree.Broken _ -> tree;
      case Tree.Entries entries -> entries(entries);
      case Tree.Items items ->
          items.items().stream().anyMatch(SwitchReader::alternative) ? choice(items) : items(items);
    };
  }

  private Tree.Entries entries(Tree.Entries tree) {
    Map<String, Tree.Entry> kept = new LinkedHashMap<>();
    tree.entries()
        .forEach((key, entry) -> {
          if (!(entry.value() instanceof Tree.Entries block) || holds(block)) {
            kept.put(key, new Tree.Entry(entry.place(), decide(unguarded(entry.value()))));
          }
        });
    return new Tree.Entries(tree.place(), kept);
  }

  private Tree items(Tree.Items tree) {
    List<Tree> kept = new ArrayList<>();
    for (Tree item : tree.items()) {
      if (!(item instanceof Tree.Entries block) || holds(block)) {
        kept.add(decide(unguarded(item)));
      }
    }
    return new Tree.Items(tree.place(), kept);
  }

  /** All alternatives are looked at, so that a slip in one not chosen is told too. */
  private Tree choice(Tree.Items tree) {
    Tree chosen = new Tree.Broken(tree.place());
    boolean found = false;
    for (Tree item : tree.items()) {
      Optional<Block> read = Block.of(item, Shape.CHOICE, faults);
      boolean holds = item instanceof Tree.Entries block && holds(block);
      if (holds && !found && read.isPresent()) {
        found = true;
        chosen = read.get().value("is").map(this::decide).orElse(chosen);
      }
    }
    if (!found && tree.items().stream().allMatch(SwitchReader::alternative)) {
      faults.add(
          tree.place(),
          "none of these alternatives holds: add one for the other values, as in - is: 1");
    }
    return chosen;
  }

  private static boolean alternative(Tree tree) {
    return tree instanceof Tree.Entries block && block.entries().containsKey("is");
  }

  private static Tree unguarded(Tree tree) {
    if (tree instanceof Tree.Entries block && block.entries().containsKey("when")) {
      Map<String, Tree.Entry> rest = new LinkedHashMap<>(block.entries());
      rest.remove("when");
      return new Tree.Entries(block.place(), rest);
    }
    return tree;
  }

  private boolean holds(Tree.Entries block) {
    Tree.Entry when = block.entries().get("when");
    if (when == null) {
      return true;
    }
    if (!(when.value() instanceof Tree.Entries guards) || guards.entries().isEmpty()) {
      faults.expected("a switch and its value, as in when: {carry_usage: true}", when.value());
      return false;
    }
    boolean all = true;
    for (Map.Entry<String, Tree.Entry> guard : guards.entries().entrySet()) {
      all &= holds(guard.getKey(), guard.getValue());
    }
    return all;
  }

  private boolean holds(String name, Tree.Entry guard) {
    Switch known = switches.get(name);
    if (known == null) {
      faults.unknown("switch", name, switches.keySet(), guard.place());
      return false;
    }
    if (!(guard.value() instanceof Tree.Scalar value)) {
      faults.expected("one value of switch " + name, guard.value());
      return false;
    }
    if (!known.oneOf().contains(value.text())) {
      faults.unknown("value of switch " + name, value.text(), known.oneOf(), value.place());
    }
    return known.value().equals(value.text());
  }
}
