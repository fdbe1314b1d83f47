package dev.scrip.ledger.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plans that differ in their size only are written once: a block {@code {sizes: [100, 200], plans:
 * [{name: pro-<size>, …}]}} stands for its plans in the first size, then in the second, and so on,
 * with the size in place of every {@code <size>}.
 */
final class PlanGroups {
  static final String SIZE = "<size>";

  /** Most values that writing out may come to: more than any file says in full. */
  private static final int MOST_VALUES = 200_000;

  private final Faults faults;

  private PlanGroups(Faults faults) {
    this.faults = faults;
  }

  /** The file with every group written out. */
  static Tree.Entries writeOut(Tree.Entries file, Faults faults) {
    Tree.Entry plans = file.entries().get("plans");
    if (plans == null || !(plans.value() instanceof Tree.Items list)) {
      return file;
    }
    List<Tree> all = new ArrayList<>();
    for (Tree item : list.items()) {
      if (item instanceof Tree.Entries block && block.entries().containsKey("sizes")) {
        Block.of(block, Shape.PLAN_GROUP, faults)
            .ifPresent(group -> all.addAll(new PlanGroups(faults).plans(group)));
      } else {
        all.add(item);
      }
    }
    Map<String, Tree.Entry> entries = new LinkedHashMap<>(file.entries());
    entries.put("plans", new Tree.Entry(plans.place(), new Tree.Items(list.place(), all)));
    return new Tree.Entries(file.place(), entries);
  }

  private List<Tree> plans(Block group) {
    List<Tree> plans = group.items("plans");
    List<String> sizes = group.words("sizes").stream().map(Tree.Scalar::text).toList();
    long values = plans.stream().mapToLong(PlanGroups::values).sum() * sizes.size();
    if (values > MOST_VALUES || (long) plans.size() * sizes.size() > PlanReader.MOST_PLANS) {
      faults.add(
          group.at("sizes"),
          "expected at most " + PlanReader.MOST_PLANS + " plans in all: name fewer sizes");
      return List.of();
    }
    boolean named = true;
    for (Tree plan : plans) {
      named &= named(plan, "name");
      for (Tree grant : items(plan, "grants")) {
        named &= named(grant, "id");
      }
    }
    List<Tree> written = new ArrayList<>();
    // After a fault in a name one size is enough to find the faults that are left.
    for (String size : named ? sizes : sizes.subList(0, Math.min(1, sizes.size()))) {
      plans.forEach(plan -> written.add(sized(plan, size)));
    }
    return written;
  }

  private boolean named(Tree block, String key) {
    Optional<Tree> name = value(block, key);
    if (name.isPresent()
        && name.get() instanceof Tree.Scalar scalar
        && !scalar.text().contains(SIZE)) {
      faults.add(
          scalar.place(),
          "expected "
              + SIZE
              + " in the name, so that each size has its own, as in "
              + Words.quoted(scalar.text() + "-" + SIZE)
              + ", found "
              + Words.quoted(scalar.text()));
      return false;
    }
    return true;
  }

  private static List<Tree> items(Tree block, String key) {
    return value(block, key).orElse(block) instanceof Tree.Items list ? list.items() : List.of();
  }

  private static Optional<Tree> value(Tree tree, String key) {
    return tree instanceof Tree.Entries block && block.entries().containsKey(key)
        ? Optional.of(block.entries().get(key).value())
        : Optional.empty();
  }

  private static long values(Tree tree) {
    return switch (tree) {
      case Tree.Scalar _, Tree.Broken _ -> 1;
      case Tree.Items list -> 1 + list.items().stream().mapToLong(PlanGroups::values).sum();
      case Tree.Entries block ->
          1 + block.entries().values().stream().mapToLong(entry -> values(entry.value())).sum();
    };
  }

  private static Tree sized(Tree tree, String size) {
    return switch (tree) {
      case Tree.Scalar scalar ->
          new Tree.Scalar(scalar.place(), scalar.text().replace(SIZE, size), scalar.quoted());
      case Tree.Items list ->
          new Tree.Items(
              list.place(), list.items().stream().map(item -> sized(item, size)).toList());
      case Tree.Entries block -> {
        Map<String, Tree.Entry> entries = new LinkedHashMap<>();
        block
            .entries()
            .forEach((key, entry) ->
                entries.put(key, new Tree.Entry(entry.place(), sized(entry.value(), size))));
        yield new Tree.Entries(block.place(), entries);
      }
      case Tree.Broken broken -> broken;
    };
  }
}
