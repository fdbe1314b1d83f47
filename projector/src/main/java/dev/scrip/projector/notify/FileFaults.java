package dev.scrip.projector.notify;

import dev.scrip.schemas.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** Gathers what is wrong with a file, each as {@code FILE:LINE:COLUMN: key: what}. */
final class FileFaults {
  private final String file;
  private final List<String> faults = new ArrayList<>();

  FileFaults(String file) {
    this.file = file;
  }

  void add(Node at, String key, String what) {
    add(at.getStartMark().map(FileFaults::place).orElse("1:1"), key, what);
  }

  void add(String place, String key, String what) {
    faults.add(file + ":" + place + ": " + (key.isEmpty() ? "" : key + ": ") + what);
  }

  List<String> list() {
    return List.copyOf(faults);
  }

  static String place(Mark mark) {
    return (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
  }

  /** {@code : did you mean 'x'?} for the known word that takes the fewest changes, if any does. */
  static String nearest(String found, Collection<String> known) {
    String nearest = Nearest.word(found, known);
    return nearest.isEmpty()
        ? "; known are " + String.join(", ", known)
        : ": did you mean '" + nearest + "'?";
  }
}
