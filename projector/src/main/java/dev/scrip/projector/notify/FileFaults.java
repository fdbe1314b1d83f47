package dev.scrip.projector.notify;

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
    String nearest = "";
    int least = Math.max(2, found.length() / 3) + 1;
    for (String word : known) {
      int distance = distance(found, word);
      if (distance < least) {
        least = distance;
        nearest = word;
      }
    }
    return nearest.isEmpty()
        ? "; known are " + String.join(", ", known)
        : ": did you mean '" + nearest + "'?";
  }

  /** Letters to insert, drop or replace. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
