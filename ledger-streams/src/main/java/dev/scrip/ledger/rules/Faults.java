package dev.scrip.ledger.rules;

import dev.scrip.ledger.rules.RulesReader.Fault;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Gathers what is wrong with a file while reading goes on with stand-ins. */
public final class Faults {
  /** A megabyte of nonsense must not come back as ten of messages. */
  static final int MOST = 500;

  public static final int MOST_ID_BYTES = 200;

  private static final Comparator<Fault> BY_PLACE =
      Comparator.comparingInt(Fault::line).thenComparingInt(Fault::column);

  private final Set<Fault> faults = new LinkedHashSet<>();

  public void add(Place place, String message) {
    if (faults.size() < MOST) {
      faults.add(new Fault(place.line(), place.column(), place.key(), message));
    } else if (faults.size() == MOST) {
      faults.add(
          new Fault(
              place.line(),
              place.column(),
              place.key(),
              "there are more faults than the " + MOST + " listed: mend these first"));
    }
  }

  public void expected(String what, Tree found) {
    if (!(found instanceof Tree.Broken)) {
      add(found.place(), "expected " + what + ", found " + found.found());
    }
  }

  /** A name that refers to nothing. */
  public void unknown(String what, String name, Collection<String> known, Place place) {
    if (!full()) {
      add(place, "unknown " + what + " " + Words.quoted(name) + ": " + remedy(what, name, known));
    }
  }

  private static String remedy(String what, String name, Collection<String> known) {
    return known.isEmpty()
        ? "the file has no " + what + " yet, add it"
        : Words.remedy(name, new TreeSet<>(known));
  }

  /** Whether a name stands there for the first time; says where it stood before if not. */
  boolean once(Map<String, Place> seen, String what, String name, Place place) {
    Place before = name.isEmpty() ? null : seen.putIfAbsent(name, place);
    if (before == null) {
      return true;
    }
    add(
        place,
        what
            + " "
            + Words.quoted(name)
            + " stands in line "
            + before.line()
            + " already: give each its own");
    return false;
  }

  /** Whether a name can be one: {@code most} bytes leave room for what is derived from it. */
  public boolean checkId(String id, int most, Place place) {
    int bytes = id.getBytes(StandardCharsets.UTF_8).length;
    boolean fits = bytes > 0 && bytes <= most && id.chars().noneMatch(Character::isISOControl);
    if (!fits) {
      add(
          place,
          "expected a name of 1 to "
              + most
              + " bytes without control characters, found "
              + (bytes > most ? bytes + " bytes: shorten it" : Words.quoted(id)));
    }
    return fits;
  }

  /** Adds what reading under another value of a switch finds wrong beside what is known. */
  void addBeside(Faults other, String where) {
    List<Fault> known = List.copyOf(faults);
    for (Fault fault : other.faults) {
      if (!known.contains(fault)) {
        add(new Place(fault.line(), fault.column(), fault.key()), fault.message() + where);
      }
    }
  }

  /** Whether there are more than are told. */
  boolean full() {
    return faults.size() > MOST;
  }

  public boolean none() {
    return faults.isEmpty();
  }

  /** All of them in the file's order. */
  public List<Fault> list() {
    return faults.stream().sorted(BY_PLACE).toList();
  }
}
