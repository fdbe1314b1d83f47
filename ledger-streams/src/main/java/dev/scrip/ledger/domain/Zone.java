package dev.scrip.ledger.domain;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A time zone as values: its offsets and the instants at which they change. It comes with the
 * rules, so that no node's own time-zone data takes part in a decision.
 *
 * @param name as the rules say it, for display
 * @param offset seconds east of UTC before the first transition
 * @param transitions epoch seconds, ascending
 * @param offsets seconds east of UTC from each transition on
 */
public record Zone(String name, int offset, List<Long> transitions, List<Integer> offsets) {
  public static final Zone UTC = new Zone("UTC", 0, List.of(), List.of());

  public Zone {
    transitions = List.copyOf(transitions);
    offsets = List.copyOf(offsets);
    if (transitions.size() != offsets.size()) {
      throw new IllegalArgumentException("zone " + name + ": a transition without its offset");
    }
  }

  /** The wall clock of the zone at an instant. */
  public LocalDateTime local(long instant) {
    long second = Math.floorDiv(instant, 1000L);
    int nano = (int) Math.floorMod(instant, 1000L) * 1_000_000;
    return LocalDateTime.ofEpochSecond(second + offsetAt(second), nano, ZoneOffset.UTC);
  }

  /** The instant of a wall clock: in a gap the first valid one after, in an overlap the earlier. */
  public long instant(LocalDateTime local) {
    long second = local.toEpochSecond(ZoneOffset.UTC);
    long millis = local.get(ChronoField.MILLI_OF_SECOND);
    for (int i = firstCandidate(second); i < transitions.size(); i++) {
      int before = i == 0 ? offset : offsets.get(i - 1);
      long instant = second - before;
      if (instant < transitions.get(i)) {
        boolean gap = i > 0 && instant < transitions.get(i - 1);
        return gap ? transitions.get(i - 1) * 1000 : instant * 1000 + millis;
      }
    }
    int last = transitions.size() - 1;
    int after = last < 0 ? offset : offsets.get(last);
    long instant = second - after;
    boolean gap = last >= 0 && instant < transitions.get(last);
    return gap ? transitions.get(last) * 1000 : instant * 1000 + millis;
  }

  private int offsetAt(long second) {
    int index = floor(second);
    return index < 0 ? offset : offsets.get(index);
  }

  /** A transition safely before any that the wall clock could mean: offsets are under a day. */
  private int firstCandidate(long localSecond) {
    return Math.max(0, floor(localSecond - 2 * 86_400));
  }

  private int floor(long second) {
    if (transitions.isEmpty()) {
      return -1;
    }
    int found = Collections.binarySearch(transitions, second);
    return found >= 0 ? found : -found - 2;
  }

  /** Both lists from arrays, as readers of time-zone data have them. */
  public static Zone of(String name, int offset, long[] transitions, int[] offsets) {
    return new Zone(
        name,
        offset,
        Arrays.stream(transitions).boxed().toList(),
        Arrays.stream(offsets).boxed().toList());
  }
}
