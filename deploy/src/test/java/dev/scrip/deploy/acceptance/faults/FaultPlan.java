package dev.scrip.deploy.acceptance.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Which faults come, in which order and to whom: a function of the seed. */
final class FaultPlan {
  private static final int MOST_NODES = 3;

  private FaultPlan() {}

  /**
   * A fault.
   *
   * @param target number of the node, gateway or commands partition it hits
   * @param held how long it lasts
   */
  record Planned(FaultKind kind, int target, Duration held) {}

  /**
   * Every kind comes once before any comes again, but for nodes that are added and removed, which
   * take turns.
   */
  static List<Planned> of(FaultOptions options, Set<FaultKind> kinds) {
    Random random = new Random(options.seed());
    TreeSet<Integer> nodes = new TreeSet<>(List.of(1, 2));
    List<Planned> plan = new ArrayList<>();
    List<FaultKind> left = new ArrayList<>();
    while (plan.size() < options.faults()) {
      if (left.isEmpty()) {
        left.addAll(EnumSet.copyOf(kinds));
        left.remove(FaultKind.LEDGER_REMOVED); // drawn where a node was added before
        left.add(FaultKind.LEDGER_ADDED);
        Collections.shuffle(left, random);
      }
      plan.add(planned(left.removeFirst(), nodes, random, options));
    }
    return plan;
  }

  private static Planned planned(
      FaultKind drawn, NavigableSet<Integer> nodes, Random random, FaultOptions options) {
    FaultKind kind =
        drawn == FaultKind.LEDGER_ADDED && nodes.size() == MOST_NODES
            ? FaultKind.LEDGER_REMOVED
            : drawn;
    int target =
        switch (kind) {
          case LEDGER_KILLED, LEDGER_HELD -> any(nodes, random);
          case LEDGER_ADDED -> {
            int added = 1;
            while (nodes.contains(added)) {
              added++;
            }
            nodes.add(added);
            yield added;
          }
          case LEDGER_REMOVED -> {
            int removed = any(nodes, random);
            nodes.remove(removed);
            yield removed;
          }
          case GATEWAY_KILLED -> 1 + random.nextInt(2);
          case BROKER_KILLED, BROKER_STOPPED, BROKER_HELD ->
              random.nextInt(FaultOptions.PARTITIONS);
          case PROJECTOR_KILLED -> 1;
        };
    long ms =
        switch (kind) {
          case LEDGER_HELD -> options.session().toMillis() + 1_000 + random.nextInt(4_000);
          case BROKER_HELD -> 2_000 + random.nextInt(6_001);
          case LEDGER_ADDED, LEDGER_REMOVED -> 0;
          case LEDGER_KILLED, BROKER_KILLED, BROKER_STOPPED, GATEWAY_KILLED, PROJECTOR_KILLED ->
              1_000 + random.nextInt(9_000);
        };
    return new Planned(kind, target, Duration.ofMillis(ms));
  }

  private static int any(NavigableSet<Integer> nodes, Random random) {
    return List.copyOf(nodes).get(random.nextInt(nodes.size()));
  }
}
